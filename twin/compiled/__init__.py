"""How loops over patients and rows are compiled, and where their machine code is kept.

numba's cache looks at the file of the function called, not at the files of the functions it calls:
a change in `ed.py` would leave the kernel stale. The code of each part of the twin is therefore
kept in a folder named after a digest of every source file that it may come from.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numba
from numba import njit

_LOCK = Lock()
Decorator = Callable[[Callable[..., Any]], Any]


class Compilers(NamedTuple):
    """The three ways to compile a function; none of them holds Python's lock.

    Attributes
    ----------
    entry
        Called from Python; kept on disk.
    inner
        Called by compiled code only: no wrapper for Python, which would cost most of the
        compilation.
    inline
        Small enough to be copied into its caller.
    """

    entry: Decorator
    inner: Decorator
    inline: Decorator


def compilers(*sources: Path, checked: bool = False) -> Compilers:
    """Give the ways to compile the functions of one part of the twin.

    Parameters
    ----------
    sources
        Folders that hold its code, and that of the contracts it rests on.
    checked
        Whether a rank out of a table is an error, as in Python, instead of being trusted.
    """
    given = "NUMBA_CACHE_DIR" in os.environ
    folder = "" if given else str(_cache_folder(sources))
    options: dict[str, Any] = {"nogil": True, "boundscheck": checked}
    alone = {**options, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    kept = njit(cache=True, **options)

    def entry(function: Callable[..., Any]) -> Any:
        if given:
            return kept(function)
        with _LOCK:
            numba.config.CACHE_DIR, before = folder, numba.config.CACHE_DIR  # type: ignore[attr-defined]
            try:
                return kept(function)
            finally:
                numba.config.CACHE_DIR = before  # type: ignore[attr-defined]

    return Compilers(entry, njit(**alone), njit(forceinline=True, **alone))


def _cache_folder(sources: tuple[Path, ...]) -> Path:
    """Give a writable folder for this very version of the sources."""
    digest = hashlib.sha256(numba.__version__.encode())
    here = Path(__file__).parent
    for source in (f for folder in (here, *sources) for f in sorted(folder.glob("*.py"))):
        digest.update(source.read_bytes())
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    for root in (Path(home), Path(tempfile.gettempdir())):
        folder = root / "jumeau" / "numba" / digest.hexdigest()[:16]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="jumeau-numba-"))
