"""The upkeep of a store: what is damaged, and what may go."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.film.files import GATHERED
from scenarios.gather import gathered_hash
from scenarios.locking import UPKEEP, alone
from scenarios.manifest import code_digest, read_manifest
from scenarios.parts import read_table
from scenarios.pieces import Unreadable, whole
from scenarios.store import MANIFEST, TABLE, Store, StoredRun
from twin.tables import JumeauError

DAY_S = 86_400
TEMPORARY_S = 3_600
"""Age from which a temporary file is that of a process that died, seconds."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not what it was."""

    path: Path
    problem: str


@dataclass(frozen=True, slots=True)
class Litter:
    """Something that may be removed."""

    path: Path
    reason: str
    size: int


def verify(store: Store) -> tuple[int, tuple[Damage, ...]]:
    """Recompute every checksum of a store.

    Returns
    -------
    tuple
        How many files were read, and those that are damaged. The next batch drops these and runs
        what they held again.
    """
    read, found = 0, []
    for folder in _run_folders(store.root):
        files, damages = _verified(folder)
        read += files
        found += damages
    return read, tuple(found)


def _verified(folder: Path) -> tuple[int, list[Damage]]:
    parts = [*folder.glob("parts/*.parquet"), *folder.glob("segments/[!.]*/*.parquet")]
    damages = [damage for path in parts if (damage := _page_damage(path)) is not None]
    if not (folder / MANIFEST).exists():
        return len(parts), damages
    try:
        record = read_manifest(folder / MANIFEST)
    except JumeauError as error:
        return len(parts) + 1, [*damages, Damage(folder / MANIFEST, error.problem)]
    run = StoredRun(folder, record)
    for name, digest in record.files.items():
        try:
            same = whole(folder / name, digest)
        except Unreadable as error:
            damages.append(Damage(folder / name, error.problem))
            continue
        if not same:
            there = (folder / name).is_file()
            problem = "le sha256 n'est pas celui du manifeste." if there else "fichier absent."
            damages.append(Damage(folder / name, problem))
    if not any(damage.path == folder / TABLE for damage in damages):
        damages += _proof_damage(run)
    return len(parts) + 1 + len(record.files), damages


def _page_damage(path: Path) -> Damage | None:
    try:
        read_table(path)
    except JumeauError as error:
        return Damage(path, error.problem)
    return None


def _proof_damage(run: StoredRun) -> list[Damage]:
    """Check the canonical hash of the results, and that no replication is lost or there twice."""
    table = run.path / TABLE
    try:
        if gathered_hash(table) != run.record.result_hash:
            return [Damage(table, "l'empreinte canonique n'est pas celle du manifeste.")]
        keys = [(r.draw, r.replication) for r in run.records()]
    except (JumeauError, OSError) as error:
        return [Damage(table, f"illisible ({error}).")]
    if len(keys) != len(set(keys)):
        return [Damage(run.path / MANIFEST, "une réplication y est deux fois.")]
    return []


def litter(store: Store, *, days: float = 7.0, other_code: bool = False) -> tuple[Litter, ...]:
    """Give what may be removed from a store, nothing being removed.

    Parameters
    ----------
    days
        Age from which a run that was never finished may go.
    other_code
        Also the runs of other versions of the code: they can no longer be added to.
    """
    now = time.time()
    found: list[Litter] = []
    for path in sorted(store.root.rglob("*.tmp")):
        inside = any(parent.suffix == ".tmp" for parent in path.relative_to(store.root).parents)
        if not inside and now - _latest(path) > TEMPORARY_S:
            found.append(Litter(path, "fichier temporaire abandonné", _size(path)))
    code = code_digest() if other_code else ""
    for folder in _run_folders(store.root):
        manifest = folder / MANIFEST
        if not manifest.is_file():
            if now - _latest(folder) > days * DAY_S:
                found.append(Litter(folder, f"jamais fini, {days:g} jours", _size(folder)))
            continue
        try:
            record = read_manifest(manifest)
        except JumeauError:
            continue
        if other_code and record.code_digest != code:
            found.append(Litter(folder, "autre version du code", _size(folder)))
            continue
        for path in sorted((folder / GATHERED).glob("*")):
            if f"{GATHERED}/{path.name}" not in record.files and not path.name.endswith(".tmp"):
                found.append(Litter(path, "remplacé par un autre", _size(path)))
    for kind in ("orders", "territories"):
        for path in sorted((store.root / UPKEEP / kind).glob("*")):
            if now - _latest(path) > days * DAY_S:
                found.append(Litter(path, "ordre de calcul ancien", _size(path)))
    for path in sorted((store.root / UPKEEP / "leases").glob("*")):
        if now - _latest(path) > days * DAY_S:
            found.append(Litter(path, "réservation d'un calcul arrêté", _size(path)))
    return tuple(found)


def remove(store: Store, what: tuple[Litter, ...]) -> None:
    """Remove what `litter` gave."""
    for one in what:
        name = f"{one.path.parent.name}-{one.path.name}"
        with alone(store.root, name):
            if one.path.is_dir():
                shutil.rmtree(one.path, ignore_errors=True)
            else:
                one.path.unlink(missing_ok=True)
        parent = one.path.parent
        if parent != store.root and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()


def _run_folders(root: Path) -> Iterator[Path]:
    """Give every folder of a run, finished or not."""
    for name in sorted(root.glob("[!.]*")):
        if name.is_dir():
            yield from sorted(path for path in name.glob("[!.]*") if path.is_dir())


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _latest(path: Path) -> float:
    """Give the latest change of a folder, or of anything in it."""
    inside = path.rglob("*") if path.is_dir() else ()
    return max([_changed(path), *(_changed(one) for one in inside)])


def _size(path: Path) -> int:
    """Give the bytes of a file, or of all that a folder holds."""
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return sum(one.stat().st_size for one in files if one.is_file())
