"""A folder written whole or not at all, and never over something else."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from twin.tables import JumeauError, said

MANIFEST = "manifest.json"


def write_whole(
    target: Path, write: Callable[[Path], None], *, kept_format: str, what: str
) -> Path:
    """Write a folder beside its place, then let it take that place.

    Parameters
    ----------
    target
        Folder to create; one of the same format, or an empty one, is replaced.
    write
        Writes the content in the folder given, its `manifest.json` included.
    kept_format
        The `format` that the manifest of a replaceable folder says.
    what
        What such a folder is, in French ("un territoire").

    Raises
    ------
    JumeauError
        When the place is taken by something else, or cannot be written.
    """
    try:
        if target.exists() and not _replaceable(target, kept_format):
            raise JumeauError(
                f"{target}",
                f"existe déjà et n'est pas {what}.",
                "Choisissez un autre dossier (--out).",
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            fresh = work / "fresh"
            fresh.mkdir()
            write(fresh)
            if target.exists():
                target.replace(work / "old")
            try:
                fresh.replace(target)
            except OSError:
                if (work / "old").exists():
                    (work / "old").replace(target)
                raise
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise JumeauError(
            f"{target}", f"écriture impossible ({said(error)}).", "Vérifiez place et droits."
        ) from None
    return target


def _replaceable(target: Path, kept_format: str) -> bool:
    if not target.is_dir():
        return False
    if not any(target.iterdir()):
        return True
    try:
        page = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(page, dict) and page.get("format") == kept_format
