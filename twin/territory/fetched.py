"""What was downloaded, when and with which digest: `fetched.json`, beside the files."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from twin.tables import JumeauError, said

LEDGER = "fetched.json"


@dataclass(frozen=True, slots=True)
class Download:
    """One file as it was downloaded."""

    id: str
    name: str
    sha256: str
    bytes: int
    url: str
    downloaded: str
    etag: str
    last_modified: str
    publisher: str
    licence: str
    vintage: str
    page: str


def read_ledger(folder: Path) -> dict[str, Download]:
    """Give what `fetched.json` says, by id; nothing where there is none yet.

    Raises
    ------
    JumeauError
        When the file is there and cannot be read.
    """
    path = folder / LEDGER
    if not path.is_file():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {row["id"]: Download(**row) for row in rows}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise JumeauError(
            f"{path}",
            f"registre illisible ({type(error).__name__}).",
            "Corrigez-le, ou supprimez-le : les fichiers seront téléchargés à nouveau.",
        ) from None


def write_ledger(folder: Path, downloads: dict[str, Download]) -> None:
    """Write `fetched.json`, all or nothing.

    Raises
    ------
    JumeauError
        When the folder cannot be written.
    """
    path = folder / LEDGER
    fresh = folder / f".{LEDGER}.{os.getpid()}"
    rows = [asdict(downloads[name]) for name in sorted(downloads)]
    try:
        fresh.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise JumeauError(
            f"{path}", f"écriture impossible ({said(error)}).", "Vérifiez place et droits."
        ) from None


def digest(path: Path) -> str:
    """Give the sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
