"""A folder written whole or not at all, never over something else, and known by its manifest."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

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


def read_manifest(
    folder: Path, *, kept_format: str, version: int, what: str, create: str, again: str
) -> dict[str, Any]:
    """Give the manifest of a folder that `write_whole` wrote.

    Parameters
    ----------
    kept_format, version
        What its `format` and `version` must be.
    what
        What such a folder is, in French ("un territoire").
    create, again
        Remedies: where there is none yet, and where it is damaged.

    Raises
    ------
    JumeauError
        When it is absent, unreadable, of something else or of another version.
    """
    place = f"{folder / MANIFEST}"
    try:
        page = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError:
        raise JumeauError(
            f"{folder}", f"ce dossier n'est pas {what} ({MANIFEST} absent ou illisible).", create
        ) from None
    except (ValueError, RecursionError):
        raise JumeauError(place, "JSON illisible.", again) from None
    if not isinstance(page, dict) or page.get("format") != kept_format:
        raise JumeauError(place, f"ce n'est pas {what}.", again)
    if page.get("version") != version:
        raise JumeauError(
            place, f"version de format {page.get('version')!r}, attendue {version}.", again
        )
    return page


def write_manifest(folder: Path, page: Mapping[str, Any]) -> None:
    """Write what a folder says of itself."""
    text = json.dumps(page, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def sealed_parts(folder: Path, suffix: str) -> dict[str, str]:
    """Give the sha256 of each part of a folder, by name, as its manifest says them."""
    return {path.name: _sha256(path) for path in sorted(folder.glob(f"*{suffix}"))}


def verified(folder: Path, name: str, page: Mapping[str, Any], again: str) -> Path:
    """Give a part of a folder, once it is proved to be the one that its manifest says.

    Parameters
    ----------
    page
        The manifest; its `parts` are those of `sealed_parts`.
    again
        Remedy where the part is damaged.

    Raises
    ------
    JumeauError
        The part is absent, unreadable, or is not the one written.
    """
    path = folder / name
    if not path.is_file():
        raise JumeauError(f"{path}", "partie manquante.", again)
    try:
        same = _sha256(path) == page["parts"].get(name)
    except OSError as error:
        raise JumeauError(f"{path}", f"{said(error)}.", again) from None
    if not same:
        raise JumeauError(
            f"{path}", "partie altérée (son sha256 n'est pas celui du manifeste).", again
        )
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
