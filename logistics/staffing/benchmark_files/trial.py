"""Solves a public benchmark file and counts the answer with the family's own cost function."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.benchmark_files import inrc2, inrc2_check, inrc2_forms, nrp
from logistics.staffing.forms import OFF, Instance
from logistics.staffing.solve import Solution, solve
from logistics.staffing.solve.solution import Progress
from twin.tables import JumeauError

Roster = NDArray[np.int16]
type Solver = Callable[[Instance], Solution]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one instance.

    Attributes
    ----------
    cost
        Counted from the file by the family's own rules, not by the solver; None without a roster.
    gap
        (cost - bound) / cost, as a fraction.
    violations
        Hard rules broken, by the same count.
    seconds, cpu_seconds
        Wall and processor time of the search.
    weeks
        Cost of each week (INRC-II), else empty.
    files
        Name and text of the files that hold the roster.
    """

    instance: str
    cost: int | None
    bound: float | None
    gap: float | None
    violations: int
    seconds: float
    cpu_seconds: float
    status: str
    weeks: tuple[int, ...]
    files: tuple[tuple[str, str], ...]

    def row(self) -> dict[str, object]:
        """Give what is shown, with the same keys for every instance."""
        return {
            "instance": self.instance,
            "cost": self.cost,
            "bound": self.bound,
            "gap": self.gap,
            "violations": self.violations,
            "seconds": round(self.seconds, 2),
            "cpu_seconds": round(self.cpu_seconds, 2),
            "status": self.status,
            "weeks": list(self.weeks),
        }


def nrp_files(place: Path) -> list[Path]:
    """Give the shift-scheduling files of a place: itself, or the .txt files of a folder."""
    if place.is_file():
        return [place]
    found = sorted(place.glob("*.txt"), key=lambda p: (len(p.stem), p.stem))
    if not found:
        raise JumeauError(
            str(place), "aucun fichier d'instance (.txt).", "Donnez un fichier ou un dossier."
        )
    return found


def is_inrc2(place: Path) -> bool:
    """Say whether a folder holds an INRC-II instance."""
    return place.is_dir() and any(place.glob("Sc-*.txt"))


def usual(seconds: float, workers: int = 2, progress: Progress | None = None) -> Solver:
    """Give the solver of the house with a time."""
    return lambda here: solve(here, seconds=seconds, workers=workers, progress=progress)


def try_nrp(path: Path, solver: Solver) -> Outcome:
    """Solve a shift-scheduling file (Curtois and Qu)."""
    file = nrp.read(path)
    here = nrp.instance(file)
    found, seconds, cpu = _timed(solver, here)
    if found.roster is None:
        return _without(path.stem, found, seconds, cpu)
    rows = [["" if s == OFF else here.shifts[s] for s in row] for row in found.roster]
    cost, broken = nrp.cost_of(file, rows)
    text = "".join(
        f"{member.id},{','.join(row)}\n" for member, row in zip(file.staff, rows, strict=True)
    )
    files = ((f"{path.stem}.csv", text),)
    return _outcome(path.stem, found, cost, len(broken), seconds, cpu, (), files)


def try_inrc2(folder: Path, weeks: Sequence[int], history: int, solver: Solver) -> Outcome:
    """Solve an INRC-II instance, all weeks at once; the count goes week by week."""
    scenario, before, asked = inrc2.read_folder(folder, weeks, history)
    here = inrc2_forms.instance(scenario, before, asked)
    name = f"{scenario.name} H{history} {'-'.join(map(str, weeks))}"
    found, seconds, cpu = _timed(solver, here)
    if found.roster is None:
        return _without(name, found, seconds, cpu)
    rows = weekly(here, found.roster)
    costs, broken = inrc2_check.cost_of(scenario, before, asked, rows)
    files = tuple(
        (f"Sol-{folder.name}-{w}-{k}.txt", solution_text(scenario.name, k, row))
        for k, (w, row) in enumerate(zip(weeks, rows, strict=True))
    )
    return _outcome(name, found, sum(costs), len(broken), seconds, cpu, tuple(costs), files)


def weekly(here: Instance, roster: Roster) -> list[inrc2_check.Rows]:
    """Cut a roster into weeks of (shift, skill)."""
    found: list[inrc2_check.Rows] = []
    for week in range(here.days // 7):
        rows: inrc2_check.Rows = {}
        for name, row in zip(here.persons, roster[:, 7 * week : 7 * week + 7], strict=True):
            cells: list[tuple[str, str] | None] = []
            for s in row:
                shift, _, skill = here.shifts[s].partition(" ")
                cells.append(None if s == OFF else (shift, skill))
            rows[name] = cells
        found.append(rows)
    return found


def solution_text(scenario: str, week: int, rows: inrc2_check.Rows) -> str:
    """Write a week in the competition's format."""
    lines = [
        f"{name} {inrc2.DAYS[day]} {cell[0]} {cell[1]}"
        for name, row in rows.items()
        for day, cell in enumerate(row)
        if cell is not None
    ]
    head = f"SOLUTION\n{week} {scenario}\n\nASSIGNMENTS = {len(lines)}\n"
    return head + "\n".join(lines) + "\n"


def write(outcome: Outcome, folder: Path) -> None:
    """Write the files of a roster, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in outcome.files:
        part = folder / f".{name}.{os.getpid()}"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / name)


def _timed(solver: Solver, here: Instance) -> tuple[Solution, float, float]:
    wall, cpu = time.monotonic(), time.process_time()
    found = solver(here)
    return found, time.monotonic() - wall, time.process_time() - cpu


def _without(name: str, found: Solution, seconds: float, cpu: float) -> Outcome:
    return Outcome(name, None, found.bound, None, 0, seconds, cpu, found.status, (), ())


def _outcome(
    name: str,
    found: Solution,
    cost: int,
    broken: int,
    seconds: float,
    cpu: float,
    weeks: tuple[int, ...],
    files: tuple[tuple[str, str], ...],
) -> Outcome:
    gap = None
    if found.bound is not None:
        gap = 0.0 if cost == found.bound else (cost - found.bound) / abs(cost or 1)
    return Outcome(
        name, cost, found.bound, gap, broken, seconds, cpu, found.status, weeks, files
    )  # fmt: skip
