"""A checkpoint on disk: a folder that says what it holds, and numbers only.

Nothing in it is ever executed: the arrays are read without pickle, each with its declared type,
and the state is proved to lie within the tables before the kernel lives it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import platform
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from twin.contracts import EventBlock
from twin.contracts.checkpoint import Checkpoint, RunKey
from twin.contracts.event_log import COLUMNS
from twin.contracts.run import ActorDecision
from twin.engine.state import LOG_COLUMNS
from twin.tables import JumeauError
from twin.territory.whole_folder import MANIFEST, read_manifest, write_manifest, write_whole

FORMAT = "jumeau-reprise"
VERSION = 2
ARRAYS = "state.npz"
LIBRARIES = ("numpy", "numba", "llvmlite", "mesa", "tzdata")
_AGAIN = "Refaites le calcul depuis le début, ou prenez un autre point de reprise."
# A compressed file may unfold to this much at most.
_LARGEST_BYTES = 8 << 30
_Arrays = dict[str, np.ndarray]


def save_checkpoint(checkpoint: Checkpoint, directory: Path) -> Path:
    """Write a checkpoint as a folder, all of it or nothing.

    Parameters
    ----------
    checkpoint
        What to write.
    directory
        Folder to create; one that already holds a checkpoint is replaced.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    JumeauError
        When the place is taken by something else, or cannot be written.
    """
    return write_whole(
        Path(directory),
        lambda folder: _write(checkpoint, folder),
        kept_format=FORMAT,
        what="un point de reprise",
    )


def load_checkpoint(directory: Path) -> Checkpoint:
    """Read a checkpoint and prove that it is whole and of this very code.

    Parameters
    ----------
    directory
        Folder that `save_checkpoint` wrote.

    Raises
    ------
    JumeauError
        When the folder is not a checkpoint, is damaged, or was written by another version.
    """
    folder = Path(directory)
    page = _manifest(folder)
    try:
        content = (folder / ARRAYS).read_bytes()
    except OSError:
        raise JumeauError(f"{folder / ARRAYS}", "partie manquante ou illisible.", _AGAIN) from None
    if hashlib.sha256(content).hexdigest() != page["sha256"]:
        raise JumeauError(
            f"{folder / ARRAYS}", "altéré (son sha256 n'est pas celui du manifeste).", _AGAIN
        )
    try:
        return _checkpoint(page, _unpacked(content))
    except (KeyError, TypeError, ValueError, AttributeError, OSError, EOFError, OverflowError,
            NotImplementedError, zipfile.BadZipFile, zlib.error) as error:  # fmt: skip
        raise JumeauError(
            f"{folder}", f"contenu inattendu ({type(error).__name__} : {error}).", _AGAIN
        ) from None


def made_by() -> dict[str, str]:
    """Give what a bit-exact state depends on: code of the model, libraries, kind of machine."""
    versions = {name: _version(name) for name in LIBRARIES}
    machine = f"{platform.system()} {platform.machine()}"
    return {
        "code": _code_digest(), "python": platform.python_version(), **versions, "machine": machine
    }  # fmt: skip


@cache
def _code_digest() -> str:
    """Give the sha256 of every Python file of `twin`."""
    root = Path(__file__).parent.parent
    h = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        h.update(f"{path.relative_to(root).as_posix()}\0".encode())
        h.update(path.read_bytes())
    return h.hexdigest()


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "non installé"


def _write(held: Checkpoint, folder: Path) -> None:
    arrays: _Arrays = {f"state/{name}": table for name, table in held.state.items()}
    for name in ("in_force", "decisions", "pending", "proof"):
        arrays[name] = getattr(held, name)
    for rank, fold in enumerate(held.folds):
        arrays.update({f"fold/{rank}/{name}": table for name, table in fold.items()})
    for block in held.blocks or ():
        arrays.update({f"block/{block.day}/{n}": block[n] for n, _ in COLUMNS})
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    (folder / ARRAYS).write_bytes(content.getvalue())
    page = {
        "format": FORMAT,
        "version": VERSION,
        "made_by": made_by(),
        "key": {**asdict(held.key), "start": held.key.start.isoformat()},
        "hour": held.hour,
        "decisions": len(held.decisions),
        "log_hash": held.log_hash,
        "past": dict(held.past),
        "folds": len(held.folds),
        "days_kept": None if held.blocks is None else [block.day for block in held.blocks],
        "sha256": hashlib.sha256(content.getvalue()).hexdigest(),
    }
    write_manifest(folder, {**page, "digest": _digest(page)})


def _digest(page: Mapping[str, Any]) -> str:
    """Give the sha256 of a manifest without its own digest."""
    rest = {name: value for name, value in page.items() if name != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    place = f"{folder / MANIFEST}"
    page = read_manifest(
        folder, kept_format=FORMAT, version=VERSION, what="un point de reprise", create=_AGAIN,
        again=_AGAIN,
    )  # fmt: skip
    if page.get("digest") != _digest(page):
        raise JumeauError(place, "altéré : son empreinte n'est pas la sienne.", _AGAIN)
    mine, theirs = made_by(), page.get("made_by")
    if theirs != mine:
        theirs = theirs if isinstance(theirs, dict) else {}
        other = [
            f"{name} ({str(theirs.get(name))[:16]} au lieu de {mine[name][:16]})"
            for name in mine
            if theirs.get(name) != mine[name]
        ]
        raise JumeauError(
            place,
            f"écrit par une autre version, la reprise ne serait pas exacte : {', '.join(other)}.",
            "Reprenez avec la version qui l'a écrit, ou refaites le calcul depuis le début.",
        )
    return page


def _unpacked(content: bytes) -> _Arrays:
    """Read arrays of plain numbers, never objects."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _LARGEST_BYTES:
            raise ValueError("trop grand")
    with np.load(io.BytesIO(content), allow_pickle=False) as parts:
        arrays = {name: parts[name] for name in parts.files}
    for name, table in arrays.items():
        if not isinstance(table, np.ndarray) or table.dtype.kind not in "iufb":
            raise ValueError(name)
        table.setflags(write=False)
    return arrays


def _checkpoint(page: dict[str, Any], arrays: _Arrays) -> Checkpoint:
    key = page["key"]
    numbers = [key[n] for n in ("days", "warmup_days", "seed", "replication")]
    numbers += [page["hour"], page["folds"]]
    if not all(type(number) is int and number >= 0 for number in numbers[:2] + numbers[4:]):
        raise ValueError("nombres du manifeste")
    days = page["days_kept"]
    blocks = None if days is None else tuple(_block(day, arrays) for day in days)
    return Checkpoint(
        hour=page["hour"],
        key=RunKey(date.fromisoformat(key["start"]), *numbers[:4]),
        past={str(name): str(digest) for name, digest in page["past"].items()},
        state=_under("state/", arrays),
        in_force=_rows(arrays, "in_force", np.int64, 7),
        decisions=_rows(arrays, "decisions", np.int64, len(ActorDecision._fields)),
        pending=_rows(arrays, "pending", np.int64, LOG_COLUMNS),
        proof=_rows(arrays, "proof", np.uint8, 32),
        folds=tuple(_under(f"fold/{rank}/", arrays) for rank in range(page["folds"])),
        blocks=blocks,
    )


def _under(start: str, arrays: _Arrays) -> _Arrays:
    return {name[len(start) :]: table for name, table in arrays.items() if name.startswith(start)}


def _rows(arrays: _Arrays, name: str, kind: type[np.generic], columns: int) -> np.ndarray:
    table = arrays[name]
    if table.dtype != kind or table.ndim != 2 or table.shape[1] != columns:
        raise ValueError(name)
    return table


def _block(day: int, arrays: _Arrays) -> EventBlock:
    columns = _under(f"block/{int(day)}/", arrays)
    rows = len(columns["end"])
    if any(columns[n].dtype != t or columns[n].shape != (rows,) for n, t in COLUMNS):
        raise ValueError(f"block/{day}")
    return EventBlock(int(day), {n: columns[n] for n, _ in COLUMNS})
