"""One at a time: what several processes may not do together in a store."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenarios.parts import WriteRefused

UPKEEP = ".jumeau"
"""Folder of the store's own files: index, locks, orders of batches."""


@contextmanager
def alone(root: Path, name: str) -> Iterator[None]:
    """Wait until nobody else does the same thing in this store, then keep others waiting.

    The system lets go of the lock when its holder ends, even killed.

    Parameters
    ----------
    root
        Folder of the store.
    name
        What is done alone.

    Raises
    ------
    WriteRefused
        When the folder cannot be written.
    """
    path = root / UPKEEP / "locks" / f"{name}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("ab")
    except OSError as error:
        raise WriteRefused(
            f"{path}",
            f"verrou impossible ({error.strerror or error}).",
            "Vérifiez la place libre et les droits, ou choisissez un autre dossier (--out).",
        ) from None
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
