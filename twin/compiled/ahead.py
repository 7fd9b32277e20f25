"""Have another process compile what will be needed soon, while this one compiles something else.

numba compiles one function at a time in a process, on one core. On the first use of a version, the
folds of the indicators are therefore compiled beside the engine; whoever needs them afterwards
waits for its turn (`twin.compiled`) and reads what was kept. If the other process fails, they are
compiled here as they would have been without it.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from numba import typeof

_BEGUN: dict[str, subprocess.Popen[bytes]] = {}
"""What other processes were asked to compile; held so that none is forgotten while it works."""


def compile_ahead(function: Any, *arguments: Any) -> None:
    """Have a function compiled by another process for such arguments, unless it is kept already.

    Parameters
    ----------
    function
        An entry of compiled code (`twin.compiled.Compilers`), at the top of its module.
    arguments
        What it will be called with, of the same types.
    """
    name = f"{function.py_func.__module__}:{function.__name__}"
    kept = Path(function._cache.cache_path).glob(f"*.{function.__name__}-*.nbi")
    if name in _BEGUN or function.signatures or any(kept):
        return
    words = [sys.executable, "-m", __name__, name]
    asked = pickle.dumps(tuple(typeof(one) for one in arguments))  # type: ignore[no-untyped-call]
    quiet = subprocess.DEVNULL
    with contextlib.suppress(OSError):
        child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
        _BEGUN[name] = child
        if child.stdin is not None:
            child.stdin.write(asked)
            child.stdin.close()


def main() -> None:
    """Compile the function named, for the types that come in."""
    module, _, name = sys.argv[1].partition(":")
    function = getattr(import_module(module), name)
    function.compile(pickle.loads(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
