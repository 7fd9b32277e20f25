"""The process that solves, repairs or explains one plan: the command line's own functions.

    python -m dashboards.hospital.working <hopital>/deposes/<id> <lock>

It outlives the server; everything it says is in the folder of the plan. Asked to stop, a search
ends with the best it has.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.deposits import working
from dashboards.deposits.shelf import SETTINGS, TOLD
from dashboards.hospital.desk import Desk, cells_of, changed, desk_of, write_table
from dashboards.hospital.shelf import Deposit, Shelf
from dashboards.hospital.wording import worded
from dashboards.jobs import folder as kept
from logistics.staffing.problem.parts import REST, Lock
from scenarios.parts import write_json
from twin.tables import JumeauError

if TYPE_CHECKING:
    from logistics.staffing.problem.problem import Problem
    from logistics.staffing.verdict import Finding
    from scenarios.staff_repair import Mended, Repair
    from scenarios.staff_solve import Planned
    from twin.contracts.rosters import Roster

MODULE = "dashboards.hospital.working"
SEARCH = "recherche.json"
WHY_S = 20.0
"""Seconds given to the explanation of what is impossible, as on the command line."""
EVERY_S = 0.5
WORKERS = 2


def start(plan: Deposit, asked: dict[str, Any]) -> None:
    """Work on a plan in the background; the roster stays as it is until a proposal is taken."""
    if plan.state() not in kept.OPEN:
        clear(plan)
        working.start(plan, MODULE, asked, (SEARCH, kept.CANCEL))


def clear(plan: Deposit) -> None:
    """Put the proposals, the explanation or the fault of the last work away."""
    for name in (TOLD, kept.END, SETTINGS):
        (plan.folder / name).unlink(missing_ok=True)
    for path in plan.folder.glob("proposition-*.csv"):
        path.unlink()


def stop(plan: Deposit) -> None:
    """Ask a search to end with the best it has."""
    (plan.folder / kept.CANCEL).touch()


def main(folder: Path) -> int:
    """Do what is asked of the plan of a folder; give the exit code that is written there."""
    plan = working.given(Shelf(folder.parent.parent), folder)
    return working.finish(
        folder, lambda: write_json(folder / TOLD, _worked(plan)),
        lambda said: worded(said, plan.files, folder),
        "La mémoire de cette machine ne suffit pas.",
    )  # fmt: skip


def _worked(plan: Deposit) -> dict[str, Any]:
    began, asked, desk = time.monotonic(), plan.settings(), desk_of(plan)
    do: Callable[[Desk, dict[str, Any]], dict[str, Any]] = {
        "solve": _solved, "repair": _repaired, "explain": _explained, "price": _priced,
    }[asked["do"]]  # fmt: skip
    found = do(desk, asked)
    return {
        "do": asked["do"], "digest": desk.roster.digest(), "options": [], "why": None, "notes": [],
        "prices": None, **found, "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def _solved(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    """Search for a better roster; days before the one asked stay as they are."""
    from scenarios.staff_solve import plan as search

    folder, last = desk.plan.folder, [-EVERY_S]

    def follow(cost: float | None, bound: float | None, seconds: float) -> None:
        if seconds - last[0] >= EVERY_S:
            last[0] = seconds
            write_json(folder / SEARCH, {"cost": cost, "bound": bound, "seconds": seconds})

    problem = held(desk, date.fromisoformat(asked["from"]))
    found = search(
        problem, seconds=float(asked["seconds"]), workers=WORKERS, progress=follow,
        stop=(folder / kept.CANCEL).exists,
    )  # fmt: skip
    if found.verdict is None:
        proof = found.solution.status == "infeasible"
        return {"why": explanation(problem) if proof else None}
    return {"options": [_searched(desk, found)], "notes": list(found.verdict.notes)}


def held(desk: Desk, first: date) -> Problem:
    """Give the problem whose days before the first that may change are locked as they stand."""
    problem, cells, locks = desk.problem, cells_of(desk.roster), desk.locks
    for person in problem.person:
        for day in problem.dates:
            if day < first:
                locks[person.id, day] = cells.get((person.id, day), REST)
    rows = tuple(Lock(person=p, day=d, shift=s) for (p, d), s in locks.items())
    return problem.model_copy(update={"lock": rows})


def _searched(desk: Desk, found: Planned) -> dict[str, Any]:
    assert found.verdict is not None  # asked with a roster only
    solution, verdict = found.solution, found.verdict
    name = _kept(desk, 0, verdict.roster)
    return {
        "kind": "solve", "words": "", "file": name, "legal": verdict.legal, "cost": solution.cost,
        "bound": solution.bound, "gap": solution.gap,
        "cells": len(changed(desk.roster, verdict.roster)), "soon": 0,
        "facts": {}, "helpers": [], "parts": found.parts,
        "rules": _rules([f for f in verdict.findings if f.severity == "hard"]),
    }  # fmt: skip


def _repaired(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    """Find the ways to fill the holes of the absences declared."""
    from scenarios.staff_repair import repair

    holes = desk.holes
    if not holes:
        raise JumeauError("Absences", "aucun poste à remplacer.", "Déclarez d'abord une absence.")
    told = tuple(a for a in desk.problem.absence if a not in holes)
    found = repair(
        desk.problem.model_copy(update={"absence": told}), desk.roster, holes,
        datetime.fromisoformat(asked["at"]), motive=str(asked.get("motive") or ""),
    )  # fmt: skip
    options = [_mended(desk, rank, found, one) for rank, one in enumerate(found.ways)]
    return {"options": options, "notes": _bent(found)}


def _mended(desk: Desk, rank: int, found: Repair, one: Mended) -> dict[str, Any]:
    from logistics.staffing.repairing.ways import KIND_FR

    way, known = one.way, {p.id for p in desk.problem.person}
    people = one.verdict.problem.person
    return {
        "kind": way.kind, "words": KIND_FR[way.kind],
        "file": _kept(desk, rank, one.verdict.roster), "legal": one.legal, "cost": way.cost,
        "bound": None, "gap": None, "cells": len(way.changed) + len(way.agency),
        "soon": way.soon,
        "facts": {"missing": way.missing, "agency": len(way.agency),
                  "overtime_h": sum(way.overtime_min.values()) / 60},
        "helpers": [p.model_dump(mode="json", exclude_defaults=True) | {"status": p.status}
                    for p in people if p.id not in known],
        "parts": [], "rules": _rules(list(one.touched)),
    }  # fmt: skip


def _bent(found: Repair) -> list[str]:
    """Say which minimum cannot be held without help."""
    first = found.here.problem.start
    return [
        f"Sans aide extérieure, il faut plier le {first + timedelta(days=b.day):%d/%m/%Y}, "
        f"{b.name} : {b.amount} de moins que le minimum." for b in found.bends
    ]  # fmt: skip


def _rules(findings: list[Finding]) -> list[dict[str, str]]:
    return [
        {"severity": f.severity, "title": f.rule.title, "article": f.rule.article,
         "words": f.breach.words} for f in findings
    ]  # fmt: skip


def _kept(desk: Desk, rank: int, roster: Roster) -> str:
    name = f"proposition-{rank}.csv"
    write_table(desk.plan.folder / name, roster)
    return name


def _explained(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    """Say why no roster exists, or that one does."""
    return {"why": explanation(held(desk, date.fromisoformat(asked["from"])))}


def _priced(desk: Desk, asked: dict[str, Any]) -> dict[str, Any]:
    """Say what each other shift would cost a person on a day, the rest rearranged at best."""
    from logistics.staffing.explaining.prices import gain_without, prices
    from scenarios.staff_solve import matrix_of

    problem, day = desk.problem, date.fromisoformat(asked["day"])
    codes = (*(shift.id for shift in problem.shift), REST)
    rank = next(k for k, p in enumerate(problem.person) if p.id == asked["person"])
    table = matrix_of(problem, desk.roster)
    found = prices(problem, table, rank, (day - problem.start).days)
    gain = gain_without(problem, table, rank, (day - problem.start).days)
    # A day off is -1: the last of the codes.
    rows = [
        {"shift": one.shift, "cost": one.cost, "why": one.why, "optimal": one.optimal,
         "moved": [[problem.person[p].said, f"{problem.start + timedelta(days=d)}", codes[a],
                    codes[b]] for p, d, a, b in one.moved]}
        for one in found
    ]  # fmt: skip
    return {"prices": rows, "gain_without": gain,
            "person": problem.person[rank].said, "day": asked["day"],
            "held": codes[int(table[rank, (day - problem.start).days])]}  # fmt: skip


def explanation(problem: Problem) -> dict[str, Any]:
    """Give the conflict that makes a problem impossible, and the cheapest way out, in words."""
    from scenarios.cli.staff._conflict import conflict_of

    told = conflict_of(problem, seconds=WHY_S)
    rows = told.rows()
    possible = told.conflict is None and told.out is not None and not told.out.steps
    return {
        "possible": possible, "proven": rows["proven"], "minimal": rows["minimal"],
        "cheapest": rows["cheapest"], "why": rows["why"],
        "members": [one["words"] for one in rows["members"]],
        "way_out": [one["words"] for one in rows["way_out"]],
    }  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
