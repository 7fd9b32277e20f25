"""How loops over patients and rows are compiled, and where their machine code is kept.

numba's cache looks at the file of the function called, not at the files of the functions it calls:
a change in `ed.py` would leave the kernel stale. The code of each part of the twin is therefore
kept in a folder named after a digest of every source file that it may come from.

A first compilation takes many seconds: processes started together do it one after the other, so
that all but the first read what the first has kept.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Lock, RLock
from typing import Any, NamedTuple

import numba
from numba import njit

from twin.compiled.whole import PartCompiler, WholeCompiler

_LOCK = Lock()


class _Turn:
    """Which thread of this process compiles, and whether the process has its turn."""

    def __init__(self) -> None:
        self.thread, self.taken = RLock(), False

    def __enter__(self) -> None:
        self.thread.acquire()

    def __exit__(self, *_: object) -> None:
        self.thread.release()


_TURN = _Turn()
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
    alone = {**options, "no_cpython_wrapper": True, "no_cfunc_wrapper": True,
             "pipeline_class": PartCompiler}  # fmt: skip
    kept = njit(cache=True, pipeline_class=WholeCompiler, **options)

    def entry(function: Callable[..., Any]) -> Any:
        if given:
            return kept(function)
        with _LOCK:
            numba.config.CACHE_DIR, before = folder, numba.config.CACHE_DIR  # type: ignore[attr-defined]
            try:
                made = kept(function)
            finally:
                numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
        made.compile = _in_turn(made.compile, Path(folder) / "compiling.lock")
        return made

    return Compilers(entry, njit(**alone), njit(forceinline=True, **alone))


def _in_turn(compile_: Callable[..., Any], path: Path) -> Callable[..., Any]:
    """Compile, or read what another process has just compiled, one process at a time.

    Compiling a function may ask for another: the thread that has its turn keeps it, and takes
    numba's own lock after it, never before. Where the system has no such lock, or the folder
    takes no file, each process compiles for itself.
    """

    def compiled(*types: Any, **options: Any) -> Any:
        with _TURN, ExitStack() as held:
            if not _TURN.taken:
                _hold(path, held)
            return compile_(*types, **options)

    return compiled


def _hold(path: Path, held: ExitStack) -> None:
    try:
        import fcntl

        handle = held.enter_context(path.open("ab"))
        # The system lets go when the holder ends, even killed.
        fcntl.flock(handle, fcntl.LOCK_EX)
    except (ImportError, OSError):
        return
    _TURN.taken = True
    held.callback(setattr, _TURN, "taken", False)


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
