"""How the kernel is compiled, and where its machine code is kept.

numba's cache looks at the file of the function called, not at the files of the functions it calls:
a change in `ed.py` would leave the kernel stale. The cache folder is therefore named after a digest
of every source file of the engine and of the contracts.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import numba
from numba import njit


def _cache_folder() -> Path:
    """Give a writable folder for this very version of the sources."""
    digest = hashlib.sha256(numba.__version__.encode())
    here = Path(__file__).parent
    for source in sorted([*here.glob("*.py"), *(here.parent / "contracts").glob("*.py")]):
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


if "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(_cache_folder())  # type: ignore[attr-defined]

# Called from Python.
entry = njit(cache=True, nogil=True)
# Called by compiled code only: no wrapper for Python, which would cost most of the compilation.
_ALONE: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
inner = njit(nogil=True, **_ALONE)
# Small enough to be copied into its caller.
inline = njit(nogil=True, forceinline=True, **_ALONE)
