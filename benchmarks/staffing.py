"""Rosters on public instances: cost and proven bound, beside the plain constraint model.

Run by `python -m benchmarks.staffing [DATA]` where DATA holds `nrp/` and `inrc2/` (see
`benchmarks/README.md`); without it, `../shared/data/logistics` beside the repository. Each instance
is solved twice in the same run: by the solver of the house, and by CP-SAT on the same model alone,
with the same time and threads. `cost` is counted by the family's own rules. The file is written
after each instance; `cpu_s` counts all threads.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from logistics.staffing.benchmark_files import trial
from logistics.staffing.forms import Instance
from logistics.staffing.solve import Solution
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.direct import solve_directly
from logistics.staffing.solve.solution import Best

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "staffing.json"
DATA = HERE.parent.parent / "shared" / "data" / "logistics"
BEST_KNOWN = {"1": 607, "2": 828, "3": 1001, "4": 1716, "5": 1143, "6": 1950, "7": 1056, "8": 1300}
"""Curtois-Qu, from the table published beside the instances; not used by any solver."""


def main() -> None:
    """Solve, compare, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "data", type=Path, nargs="?", default=DATA, help="folder with nrp/ and inrc2/"
    )
    asked.add_argument("--time", type=float, default=120.0, help="seconds an instance and solver")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--only", default="", help="nrp numbers or inrc2 folders, comma-separated")
    asked.add_argument("--no-plain", action="store_true", help="leave the plain model out")
    asked.add_argument("--out", type=Path, default=RESULTS)
    options = asked.parse_args()
    if not (options.data / "nrp").is_dir() and not (options.data / "inrc2").is_dir():
        asked.error(f"{options.data}: neither nrp/ nor inrc2/ there; give the folder of the data")
    only = set(filter(None, options.only.split(",")))
    figures: dict[str, Any] = {
        "time_s": options.time, "workers": options.workers, "curtois": {}, "inrc2": {},
    }  # fmt: skip
    if not only and find_spec("benchmarks.staffing_repair") is not None:
        # repair_ward_s, repair_ward_cells, repair_ed_s
        figures |= import_module("benchmarks.staffing_repair").repairs()
    for path in sorted((options.data / "nrp").glob("Instance*.txt"), key=by_number):
        number = path.stem.removeprefix("Instance")
        if only and number not in only:
            continue
        row = compared(lambda solver, path=path: trial.try_nrp(path, solver), options)
        figures["curtois"][number] = row | against(row["cost"], BEST_KNOWN.get(number))
        save(figures, options.out)
    for place, name, weeks, history in sequences(options.data / "inrc2"):
        if only and name not in only and place.name not in only:
            continue
        row = compared(
            lambda solver, place=place, weeks=weeks, history=history: trial.try_inrc2(
                place, weeks, history, solver
            ),
            options,
        )
        figures["inrc2"][name] = row | {"given": given(place, name, weeks, history)}
        save(figures, options.out)
    sys.stdout.write(json.dumps(figures) + "\n")


def by_number(path: Path) -> tuple[int, str]:
    """Put Instance10 after Instance9."""
    return len(path.stem), path.stem


def compared(attempt: Callable[[trial.Solver], trial.Outcome], options: Any) -> dict[str, Any]:
    """Solve one instance by the house, and by the plain model."""
    ours = attempt(trial.usual(options.time, options.workers))
    row: dict[str, Any] = {
        "cost": ours.cost, "bound": ours.bound, "gap": ours.gap, "violations": ours.violations,
        "seconds": round(ours.seconds, 1), "cpu_s": round(ours.cpu_seconds, 1),
        "status": ours.status,
    }  # fmt: skip
    if not options.no_plain:
        plain = attempt(lambda here: plainly(here, options.time, options.workers))
        row |= {"plain_cost": plain.cost, "plain_bound": plain.bound,
                "plain_cpu_s": round(plain.cpu_seconds, 1)}  # fmt: skip
    sys.stderr.write(f"{ours.instance}: {json.dumps(row)}\n")
    return row


def plainly(here: Instance, seconds: float, workers: int) -> Solution:
    """Solve with CP-SAT alone."""
    best = Best(here, Budget(seconds), None)
    solve_directly(here, best, workers=workers)
    return best.solution()


def against(cost: int | None, best: int | None) -> dict[str, Any]:
    """Give the distance to the best cost known."""
    known = cost is not None and best is not None
    return {"best": best, "over_best": (cost - best) / best if known else None}  # type: ignore[operator]


def sequences(root: Path) -> list[tuple[Path, str, list[int], int]]:
    """Give each week sequence that has a given solution: folder, name, weeks, history."""
    found = []
    for solution in sorted(root.glob("*/Solution_H_*-WD_*")):
        history, _, weeks = solution.name.removeprefix("Solution_H_").partition("-WD_")
        found.append(
            (solution.parent, solution.name, [int(w) for w in weeks.split("-")], int(history))
        )
    return found


def given(place: Path, name: str, weeks: list[int], history: int) -> int:
    """Count what the given solution costs."""
    from logistics.staffing.benchmark_files import inrc2, inrc2_check

    scenario, before, asked = inrc2.read_folder(place, weeks, history)
    rows = [
        inrc2_check.read_solution(place / name / f"Sol-{place.name}-{w}-{k}.txt", scenario)
        for k, w in enumerate(weeks)
    ]
    return sum(inrc2_check.cost_of(scenario, before, asked, rows)[0])


def save(figures: dict[str, Any], out: Path) -> None:
    """Write what is known so far, whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_suffix(".part")
    part.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    part.replace(out)


if __name__ == "__main__":
    main()
