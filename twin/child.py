"""Another Python that finds the modules that this one finds, whatever lies in the current folder.

`python -m` looks first in the current folder: a file of the user named as a module of the standard
library (`random.py`, `calendar.py`) would stop every process started from there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def python(module: str, *words: str) -> list[str]:
    """Give the command that runs a module in a Python of its own."""
    return [sys.executable, "-P", "-m", module, *words]


def same_modules(**more: str) -> dict[str, str]:
    """Give the environment in which a child finds the same modules as this process.

    Parameters
    ----------
    more
        Variables to set besides.
    """
    here = str(Path.cwd())
    return {**os.environ, "PYTHONPATH": os.pathsep.join(one or here for one in sys.path), **more}
