"""Have another process compile what will be needed soon, while this one compiles something else.

numba compiles one function at a time in a process, on one core. On the first use of a version, the
folds of the indicators are therefore compiled beside the engine; whoever needs them afterwards
waits for its turn (`twin.compiled`) and reads what was kept. If the other process fails, they are
compiled here as they would have been without it.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numba import from_dtype, typeof, types
from numba.np.numpy_support import as_dtype

from twin.child import python, same_modules
from twin.compiled.handles import LentType

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
    words = python(__name__, name)
    kinds = [typeof(one) for one in arguments]  # type: ignore[no-untyped-call]
    asked = json.dumps([told_of(kind) for kind in kinds]).encode()
    quiet = subprocess.DEVNULL
    with contextlib.suppress(OSError):
        child = subprocess.Popen(
            words, env=same_modules(), stdin=subprocess.PIPE, stdout=quiet, stderr=quiet
        )
        _BEGUN[name] = child
        if child.stdin is not None:
            child.stdin.write(asked)
            child.stdin.close()


def told_of(kind: Any) -> Any:
    """Give a type in words that JSON holds: what is lent, an array in C order, or one number."""
    if isinstance(kind, LentType):
        return {"lent": kind.label, "fields": [[n, told_of(f)] for n, f in kind.fields.items()]}
    if isinstance(kind, types.Array):
        return {"array": as_dtype(kind.dtype).str, "ndim": kind.ndim, "read_only": not kind.mutable}
    return {"number": as_dtype(kind).str}


def kind_of(told: dict[str, Any]) -> Any:
    """Give the type that `told_of` has put in words."""
    if "lent" in told:
        return LentType(told["lent"], tuple((n, kind_of(field)) for n, field in told["fields"]))
    if "array" in told:
        kind = from_dtype(np.dtype(told["array"]))
        return types.Array(kind, told["ndim"], "C", readonly=told["read_only"])
    return from_dtype(np.dtype(told["number"]))


def main() -> None:
    """Compile the function named, for the types that come in."""
    module, _, name = sys.argv[1].partition(":")
    function = getattr(import_module(module), name)
    function.compile(tuple(kind_of(told) for told in json.load(sys.stdin)))


if __name__ == "__main__":
    main()
