"""Unpack a zip from a publisher: no path out of the folder, no bomb, no link, nothing half done."""

from __future__ import annotations

import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from twin.tables import JumeauError, said

MAX_PARTS = 1_000
MAX_BYTES = 8 * 1024**3
MAX_RATIO = 300
RATIO_FROM = 16 * 1024**2
_REFUSED = "Ne l'ouvrez pas : téléchargez-le à nouveau depuis la page du producteur."


def unpack(path: Path, folder: Path, wanted: Sequence[str] = ("*",)) -> list[Path]:
    """Unpack the wanted parts of a zip into a folder, flat.

    Parameters
    ----------
    path
        The zip.
    folder
        Where to; parts keep their own name only.
    wanted
        Patterns of names, case left out.

    Returns
    -------
    list of Path
        Files written.

    Raises
    ------
    JumeauError
        When the archive is broken, encrypted, too big, packs too much, holds a path out of the
        folder or a link, gives the same name twice, or nothing wanted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _chosen(path, archive, wanted)
            return [_write(archive, part, folder) for part in parts]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise JumeauError(
            f"{path}", f"archive illisible ({type(error).__name__}).", "Téléchargez-la à nouveau."
        ) from None
    except OSError as error:
        raise JumeauError(
            f"{path}", f"décompression impossible ({said(error)}).", "Vérifiez place et droits."
        ) from None


def _chosen(path: Path, archive: zipfile.ZipFile, wanted: Sequence[str]) -> list[zipfile.ZipInfo]:
    parts = [part for part in archive.infolist() if not part.is_dir()]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_BYTES:
        raise JumeauError(f"{path}", "archive démesurée : refusée.", _REFUSED)
    for part in parts:
        name = part.filename.replace("\\", "/")
        outside = name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name
        if outside or stat.S_ISLNK(part.external_attr >> 16):
            raise JumeauError(f"{path}", "chemin hors du dossier dans l'archive.", _REFUSED)
        packed = max(1, part.compress_size)
        if part.file_size > RATIO_FROM and part.file_size / packed > MAX_RATIO:
            raise JumeauError(f"{path}", "archive qui se décompresse trop : refusée.", _REFUSED)
    found = [part for part in parts if any(_like(part, pattern) for pattern in wanted)]
    names = [_name(part) for part in found]
    if not found or len(set(names)) < len(names):
        raise JumeauError(
            f"{path}",
            f"rien de tel que {', '.join(wanted)} dans l'archive." if not found
            else "deux parties de même nom dans l'archive.",
            "Décompressez-la à la main.",
        )  # fmt: skip
    return found


def _like(part: zipfile.ZipInfo, pattern: str) -> bool:
    return fnmatch(_name(part).casefold(), pattern.casefold())


def _name(part: zipfile.ZipInfo) -> str:
    plain = PurePosixPath(part.filename.replace("\\", "/")).name
    return re.sub(r"[^\w.,' ()-]", "_", plain).lstrip(".") or "partie"


def _write(archive: zipfile.ZipFile, part: zipfile.ZipInfo, folder: Path) -> Path:
    target = folder / _name(part)
    fresh = folder / f".{target.name}.{os.getpid()}"
    try:
        # zipfile gives no more than the size that the archive declares, counted above.
        with archive.open(part) as packed, fresh.open("wb") as out:
            shutil.copyfileobj(packed, out, 1 << 20)
        return fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
