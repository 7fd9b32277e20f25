"""A file written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from twin.tables import JumeauError, said


@contextmanager
def beside(path: Path, remedy: str = "Choisissez un autre fichier.") -> Iterator[Path]:
    """Give a temporary name beside a file, renamed at the end; an interrupted writing leaves none.

    Parameters
    ----------
    remedy
        In French, where the system refuses the file.

    Raises
    ------
    JumeauError
        When the system refuses the file.
    """
    # What is there and is no file (a pipe, a terminal) is written to, never replaced.
    special = path.exists() and not path.is_file()
    partial = path if special else path.with_name(f".{path.name}.part")
    try:
        yield partial
        if not special:
            partial.replace(path)
    except OSError as error:
        raise JumeauError(f"{path}", f"écriture impossible : {said(error)}.", remedy) from error
    finally:
        if not special:
            partial.unlink(missing_ok=True)
