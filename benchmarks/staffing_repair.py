"""Repairs timed: one absence in the example ward, three at once in an emergency department.

Run by `python -m benchmarks.staffing_repair`, or as the first part of `benchmarks.staffing`. The
tables are solved first, once a run (not counted). Several absences are tried and the slowest and
the widest are kept, so that the figures are not those of a lucky one. Wall seconds are those of a
manager who waits, and grow with whatever else the machine does; `cpu_s` does not.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from benchmarks.staffing_ed import emergency_team
from logistics.staffing.forms import OFF
from logistics.staffing.problem.parts import Absence
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.reading import read_problem
from logistics.staffing.problem.rosters import roster_of_cells
from scenarios.staff_repair import Repair, repair
from scenarios.staff_solve import plan

WARD = Path(__file__).parents[1] / "examples" / "equipe" / "equipe.toml"
WARD_S, ED_S = 10.0, 25.0
"""Seconds given to the tables that are then repaired."""
HOUR = 6
"""Hour at which the absences are told."""
WARD_DAYS, ED_DAYS = (4, 9, 12, 17, 22), (9, 16, 25)
AWAY_DAYS = 3
ED_LOST = ("IJ", "IN", "PD")
"""Who falls ill in the department: initial of the person, shift of the first day."""
GOALS = {"repair_ward_s": 3.0, "repair_ward_cells": 8, "repair_ed_s": 10.0}


@cache
def _solved(team: str) -> tuple[Problem, NDArray[np.int16]]:
    """Give a problem and a legal table of it, solved once a run."""
    problem, seconds = (
        (read_problem(WARD), WARD_S) if team == "ward" else (emergency_team(), ED_S)
    )  # fmt: skip
    planned = plan(problem, seconds=seconds)
    if planned.solution.roster is None or planned.verdict is None or not planned.verdict.legal:
        raise RuntimeError(f"{team}: no legal table in {seconds:g} s")
    return problem, planned.solution.roster


def _ill(problem: Problem, cells: NDArray[np.int16], day: int, wanted: Sequence[str]) -> list[str]:
    """Give one person for each "initial and shift" who works so that day."""
    shifts = [s.id for s in problem.shift]
    found: list[str] = []
    for text in wanted:
        initial, shift = text[0], text[1:]
        found.append(next(
            p.id for p, row in zip(problem.person, cells, strict=True)
            if p.id.startswith(initial) and p.id not in found
            and int(row[day]) != OFF and shifts[int(row[day])] == shift
        ))  # fmt: skip
    return found


def _mended(team: str, day: int, wanted: Sequence[str]) -> tuple[Repair, float, float]:
    """Repair a table; give the answer, its wall seconds and its CPU seconds."""
    problem, cells = _solved(team)
    first = problem.start + timedelta(days=day)
    away = tuple(
        Absence(person=who, start=first, end=first + timedelta(days=AWAY_DAYS - 1), kind="maladie")
        for who in _ill(problem, cells, day, wanted)
    )
    at = datetime(first.year, first.month, first.day, HOUR, tzinfo=ZoneInfo(problem.zone))
    table = roster_of_cells(problem, cells)
    wall, cpu = time.perf_counter(), time.process_time()
    found = repair(problem, table, away, at)
    return found, time.perf_counter() - wall, time.process_time() - cpu


def _row(found: Repair, wall: float, cpu: float) -> dict[str, Any]:
    first = next((m for m in found.ways if m.legal), None)
    cells = None if first is None else len(first.way.changed) + len(first.way.agency)
    return {
        "seconds": round(wall, 2), "cpu_s": round(cpu, 2), "lost": len(found.here.lost),
        "cells": cells, "kind": None if first is None else first.way.kind,
        "missing": None if first is None else first.way.missing, "ways": len(found.ways),
    }  # fmt: skip


def repairs() -> dict[str, Any]:
    """Give the slowest and the widest repair of each team, and each one that was tried."""
    ward = [_row(*_mended("ward", day, ("IM",))) for day in WARD_DAYS]
    ed = [_row(*_mended("ed", day, ED_LOST)) for day in ED_DAYS]
    unmended = sum(row["cells"] is None for row in (*ward, *ed))
    return {
        "repair_ward_s": max(row["seconds"] for row in ward),
        "repair_ward_cpu_s": max(row["cpu_s"] for row in ward),
        "repair_ward_cells": max(row["cells"] or 0 for row in ward),
        "repair_ed_s": max(row["seconds"] for row in ed),
        "repair_ed_cpu_s": max(row["cpu_s"] for row in ed),
        "repair_ed_cells": max(row["cells"] or 0 for row in ed),
        "repair_without_legal_way": unmended, "repair_goals": GOALS,
        "repair_each": {"ward": ward, "ed": ed},
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(repairs(), indent=1) + "\n")
