"""What an export wrote, and what the format could not hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from twin.tables import JumeauError, said


@dataclass(frozen=True, slots=True)
class Written:
    """The result of an export.

    Attributes
    ----------
    path
        File or folder written.
    format
        `csv`, `csv-fr`, `xes`, `omop` or `rpu`.
    events
        Events of the log that are in it.
    left
        Events of the log that the format cannot hold.
    notes
        French sentences: what is in it in another shape, or not at all.
    """

    path: Path
    format: str
    events: int
    left: int = 0
    notes: tuple[str, ...] = ()


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a temporary name beside a file, renamed at the end; an interrupted export leaves none.

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
        raise JumeauError(
            f"{path}", f"écriture impossible : {said(error)}.", "Choisissez un autre fichier."
        ) from error
    finally:
        if not special:
            partial.unlink(missing_ok=True)
