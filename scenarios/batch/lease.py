"""Who lives which run, where several batches share a store: a lease that dies with its holder.

Nothing depends on a lease for being right: a run is the same whoever lives it, and is kept once. A
lease only spares the time of living it twice. Where the file system has no locks, there are none.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from scenarios.gather import Key
from scenarios.locking import UPKEEP
from scenarios.run_folder import RunFolder
from scenarios.store import MANIFEST

LEASES = "leases"
Seal = tuple[int, int] | None


@contextmanager
def lease(folder: RunFolder, key: Key) -> Iterator[None]:
    """Hold a run while it is lived; wait first for the process that lives it already."""
    name = f"{folder.path.parent.name}-{folder.path.name}-{key[0]}-{key[1]}"
    path = folder.path.parents[1] / UPKEEP / LEASES / name
    handle = _locked(path)
    try:
        yield
    finally:
        if handle is not None:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            handle.close()


@contextmanager
def alone_on(root: Path, digests: Iterable[str]) -> Iterator[bool]:
    """Tell whether no other process carries out the same runs, for as long as it lasts."""
    name = hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:24]
    path = root / UPKEEP / LEASES / f"batch-{name}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("ab")
    except OSError:
        yield True
        return
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        except OSError:
            yield True
        else:
            try:
                yield True
            finally:
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def _locked(path: Path) -> IO[bytes] | None:
    """Give the file of a lease, locked; None where it cannot be."""
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = path.open("ab")
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.fstat(handle.fileno()).st_ino == path.stat().st_ino:
                return handle
        except FileNotFoundError:
            pass  # its last holder has removed it: who comes now makes another
        except OSError:
            handle.close()
            return None
        handle.close()


class Elsewhere:
    """What another batch has put in the folders of an order since this one was planned."""

    def __init__(self) -> None:
        self._first: dict[Path, Seal] = {}
        self._known: dict[Path, tuple[Seal, set[Key]]] = {}

    def look(self, folder: RunFolder) -> None:
        """Remember how a folder is sealed, the first time that it is met."""
        self._first.setdefault(folder.path, _seal(folder.path))

    def holds(self, folder: RunFolder, key: Key, *, with_events: bool) -> bool:
        """Tell whether a replication is there: in its own file, or gathered by another batch.

        What was gathered when this batch was planned is no answer: it was found damaged.
        """
        if folder.holds(*key, with_events=with_events):
            return True
        now = _seal(folder.path)
        if now is None or now == self._first.get(folder.path, now):
            return False
        known = self._known.get(folder.path)
        if known is None or known[0] != now:
            known = (now, folder.done(with_events=with_events))
            self._known[folder.path] = known
        return key in known[1]


def _seal(path: Path) -> Seal:
    """Give what changes when a folder is sealed again; None when it is not."""
    try:
        told = (path / MANIFEST).stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size
