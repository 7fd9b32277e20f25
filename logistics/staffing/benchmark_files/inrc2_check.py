"""Counts what an INRC-II roster costs, week by week with the history carried over.

Written from the competition's rules and the files alone: it shares nothing with the forms or the
solvers. Runs are charged in the week in which they end or go on too long; totals in the last week.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from logistics.staffing.benchmark_files.inrc2 import DAYS, Before, Scenario, Week, Weights
from logistics.staffing.benchmark_files.lines import Lines

Rows = dict[str, list[tuple[str, str] | None]]
"""For each nurse and day of a week: (shift, skill), or None for a day off."""


def read_solution(path: Path, scenario: Scenario) -> Rows:
    """Read the assignments of a week."""
    lines = Lines.of(path)
    rows: Rows = {name: [None] * 7 for name in scenario.nurses}
    inside = False
    for number, text in lines.rows:
        if text.startswith("ASSIGNMENTS"):
            inside = True
            continue
        if not inside:
            continue
        words = text.split()
        if len(words) != 4:
            raise lines.fault(number, f"4 mots attendus, {len(words)} lus.")
        name, day, shift, skill = words
        lines.known(number, name, scenario.nurses, "la personne")
        lines.known(number, day, DAYS, "le jour")
        lines.known(number, shift, scenario.shifts, "le poste")
        lines.known(number, skill, scenario.skills, "la compétence")
        if rows[name][DAYS.index(day)] is not None:
            raise lines.fault(number, f"« {name} » a deux postes le même jour.")
        rows[name][DAYS.index(day)] = (shift, skill)
    return rows


def cost_of(
    scenario: Scenario,
    before: dict[str, Before],
    weeks: Sequence[Week],
    solution: Sequence[Rows],
    weights: Weights | None = None,
) -> tuple[list[int], list[str]]:
    """Give the cost of each week and the broken hard constraints."""
    weights = weights or Weights()
    costs: list[int] = []
    broken: list[str] = []
    for number, (week, rows) in enumerate(zip(weeks, solution, strict=True)):
        total = _cover(scenario, week, rows, weights, broken, number)
        for name, day, shift in ((n, d, s) for n, s, d in week.unwanted):
            cell = rows[name][day]
            if cell is not None and shift in ("Any", cell[0]):
                total += weights.preference
        after = {}
        for name, row in rows.items():
            paid, after[name] = _nurse(scenario, name, before[name], row, weights, broken)
            total += paid
            if number == len(weeks) - 1:
                total += _totals(scenario, name, after[name], weights)
        costs.append(total)
        before = after
    return costs, broken


def _cover(
    scenario: Scenario, week: Week, rows: Rows, weights: Weights, broken: list[str], number: int
) -> int:
    total = 0
    for (shift, skill, day), (least, best) in week.needs.items():
        there = sum(row[day] == (shift, skill) for row in rows.values())
        if there < least:
            broken.append(f"week {number} {DAYS[day]} {shift} {skill}: {there} < {least}")
        total += weights.optimal_cover * max(0, best - there)
    for name, row in rows.items():
        for cell in row:
            if cell is not None and cell[1] not in scenario.nurses[name][1]:
                broken.append(f"week {number} {name}: no skill {cell[1]}")
    return total


def _nurse(
    scenario: Scenario,
    name: str,
    past: Before,
    row: Sequence[tuple[str, str] | None],
    weights: Weights,
    broken: list[str],
) -> tuple[int, Before]:
    """Walk through a week; give its cost and the history after it."""
    contract = scenario.contracts[scenario.nurses[name][0]]
    last, same, run, off = past.last, past.same_shift, past.run, past.days_off
    paid = 0
    for day, cell in enumerate(row):
        shift = "None" if cell is None else cell[0]
        if last != "None" and shift in scenario.barred.get(last, ()):
            broken.append(f"{name} {DAYS[day]}: {shift} after {last}")
        if shift != last and last != "None":
            paid += weights.same_shift * max(0, scenario.shifts[last][0] - same)
        if shift == "None":
            if run:
                paid += weights.run * max(0, contract.run[0] - run)
            run, same, off = 0, 0, off + 1
            paid += weights.days_off * (off > contract.days_off[1])
        else:
            if off:
                paid += weights.days_off * max(0, contract.days_off[0] - off)
            same = same + 1 if shift == last else 1
            run, off = run + 1, 0
            paid += weights.run * (run > contract.run[1])
            paid += weights.same_shift * (same > scenario.shifts[shift][1])
        last = shift
    ends = (row[5] is not None) + (row[6] is not None)
    if ends == 1 and contract.complete_weekend:
        paid += weights.complete_weekend
    worked = sum(cell is not None for cell in row)
    return paid, Before(past.assignments + worked, past.weekends + (ends > 0), last, same, run, off)


def _totals(scenario: Scenario, name: str, done: Before, weights: Weights) -> int:
    contract = scenario.contracts[scenario.nurses[name][0]]
    least, most = contract.assignments
    missing = max(0, least - done.assignments, done.assignments - most)
    return weights.assignments * missing + weights.weekends * max(
        0, done.weekends - contract.weekends
    )
