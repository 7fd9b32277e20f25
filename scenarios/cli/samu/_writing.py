"""Write a file whole or not at all."""

from __future__ import annotations

from pathlib import Path

from twin.tables import JumeauError, said


def write(path: Path, text: str) -> Path:
    """Write a file; what was there stays where the writing fails.

    Raises
    ------
    JumeauError
        When it cannot be written.
    """
    kept = path.with_name(f".{path.name}.part")
    try:
        kept.write_text(text, encoding="utf-8", newline="")
        kept.replace(path)
    except OSError as error:
        kept.unlink(missing_ok=True)
        raise JumeauError(f"{path}", said(error), "Choisissez un autre dossier.") from None
    return path
