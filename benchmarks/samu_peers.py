"""spopt (PySAL) on the same siting questions, in a process of its own.

`python -m benchmarks.samu_peers pmed FILE` or `mclp` prints one line of JSON: cost (or weight
covered) and seconds of CPU of the build and of CBC, imports left out. It is apart because spopt's
solvers may load another HiGHS, which cannot live beside the one of OR-Tools, and because it can
then be stopped: a build makes one Python object a pair.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

NEAR_KM, SITES, POINTS, OPENED = 25.0, 600, 35_000, 150
"""Of the national coverage world."""


def nation() -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    """Give 35,000 points gathered around towns by 600 sites: squared distance (km), weights."""
    rng = np.random.default_rng(3)
    towns = rng.uniform(0, 1000, (400, 2))
    points = towns[rng.integers(0, 400, POINTS)] + rng.normal(0, 25, (POINTS, 2))
    sites = points[rng.choice(POINTS, SITES, replace=False)]
    weight = rng.lognormal(0, 1.2, POINTS)
    return ((points[:, None, :] - sites[None]) ** 2).sum(axis=2), weight, rng


def peer(*asked: str, seconds: float) -> dict[str, Any]:
    """Run spopt in another process for so long at most.

    Returns
    -------
    dict
        `value` and `s`, seconds of CPU; null where it did not end, and `note` says why.
    """
    if importlib.util.find_spec("spopt") is None:
        return {"value": None, "s": None, "note": "spopt is not installed"}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.samu_peers", *asked],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
        cwd=Path(__file__).parent.parent,
    ) as child:  # fmt: skip
        try:
            told, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            # The solver is a child of the child: both are of the session started here.
            os.killpg(child.pid, signal.SIGKILL)
            told, _ = child.communicate()
            step = "solving" if told else "building the model"
            note = f"stopped after {seconds:g} s of wall, {step}"
            return {"value": None, "s": None, "note": note}
    if child.returncode:
        return {"value": None, "s": None, "note": f"spopt failed (code {child.returncode})"}
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _solved(build: Callable[[], Any]) -> dict[str, Any]:
    """Build, say so, solve: the value and the seconds of CPU, those of CBC included."""
    import pulp

    begun, before = time.process_time(), _children()
    model = build()
    sys.stdout.write("built\n")
    sys.stdout.flush()
    value = model.solve(pulp.PULP_CBC_CMD(msg=False, threads=1)).problem.objective.value()
    used = time.process_time() - begun + _children() - before
    return {"value": float(value), "s": round(used, 3), "note": ""}


def _pmed(path: Path) -> dict[str, Any]:
    from spopt.locate import PMedian

    from logistics.samu.benchmark_files.pmed import read_pmed

    asked = read_pmed(path)
    ones = np.ones(len(asked.cost))
    return _solved(lambda: PMedian.from_cost_matrix(asked.cost, ones, asked.count))


def _mclp() -> dict[str, Any]:
    from spopt.locate import MCLP

    square, weight, _ = nation()
    far = np.sqrt(square)
    return _solved(lambda: MCLP.from_cost_matrix(far, weight, NEAR_KM, OPENED))


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    sys.stdout.write(json.dumps(_mclp() if kind == "mclp" else _pmed(Path(rest[0]))) + "\n")
