"""Write files whole or not at all, and never over what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from errno import EISDIR
from pathlib import Path

from twin.tables import JumeauError, said


def write(path: Path, text: str) -> Path:
    """Write a file; what was there stays where the writing fails.

    Raises
    ------
    JumeauError
        When it cannot be written.
    """
    return write_all([(path, text)])[0]


def write_all(files: Sequence[tuple[Path, str]]) -> list[Path]:
    """Write several files; where one cannot be written, none is.

    Raises
    ------
    JumeauError
        For the first that cannot be written.
    """
    parts = [path.with_name(f".{path.name}.part") for path, _ in files]
    at = Path()
    try:
        for part, (path, text) in zip(parts, files, strict=True):
            at = path
            if path.is_dir():
                raise IsADirectoryError(EISDIR, "is a directory")
            part.write_text(text, encoding="utf-8", newline="")
        for part, (path, _) in zip(parts, files, strict=True):
            at = path
            part.replace(path)
    except OSError as error:
        for part in parts:
            part.unlink(missing_ok=True)
        raise JumeauError(f"{at}", said(error), "Choisissez un autre dossier.") from None
    return [path for path, _ in files]


def apart(outputs: Mapping[str, Path | None], read: Sequence[Path | None] = ()) -> None:
    """Refuse to write over a file that the command reads, or two outputs in one file.

    Parameters
    ----------
    outputs
        Option of each output, and its file.
    read
        Files that the command reads.

    Raises
    ------
    JumeauError
        Naming the option.
    """
    inputs = {path.resolve() for path in read if path is not None}
    taken: dict[Path, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        here = path.resolve()
        if here in inputs:
            raise JumeauError(
                option, f"{path} est le fichier lu : il serait effacé.", "Donnez un autre nom."
            )
        if here in taken:
            raise JumeauError(
                option, f"{path} est déjà écrit par {taken[here]}.", "Donnez un autre nom."
            )
        taken[here] = option
