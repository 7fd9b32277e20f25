"""A roster made elsewhere, without a problem: its own hours and persons make one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from logistics.staffing.problem.cells import read_cells
from logistics.staffing.problem.parts import Person, Status
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.rosters import HEADINGS
from logistics.staffing.problem.tables import STATUSES, a_date, plain
from twin.tables import JumeauError


def problem_beside(roster: Path) -> Path | None:
    """Give the only problem file of the roster's folder, if there is one."""
    found = [
        path
        for path in sorted(roster.parent.glob("*.toml"))
        if "[[shift]]" in path.read_text(encoding="utf-8", errors="replace")
    ]
    return found[0] if len(found) == 1 else None


def problem_from_roster(path: Path, status: Status) -> Problem:
    """Give the problem that a list of duties with their hours holds by itself.

    Parameters
    ----------
    status
        Status of the persons, where the file has no `statut` column.

    Raises
    ------
    JumeauError
        When the file does not say the hours of each duty.
    """
    cells = read_cells(path)
    fields = [HEADINGS.get(plain(str(h or ""))) for h in cells.header]
    if not {"person", "day", "start", "end"} <= set(fields):
        raise JumeauError(
            f"{path}", "sans problème, il faut les heures de chaque poste.",
            "Ajoutez les colonnes agent, jour, poste, debut et fin, ou donnez --problem.",
        )  # fmt: skip
    rows = [dict(zip(fields, row, strict=True)) for _, row in cells.rows]
    days = [d for d in (a_date(r["day"]) for r in rows) if isinstance(d, date)]
    if not days:
        raise JumeauError(f"{path}", "aucune date lisible.", "Écrivez 2026-11-30 ou 30/11/2026.")
    people: dict[str, Person] = {}
    for row in rows:
        key = str(row["person"] or "").strip()
        told = STATUSES.get(plain(str(row.get("status") or "")), status)
        if key:
            people.setdefault(key, Person.model_validate({"id": key, "status": told}))
    return Problem(
        name="tableau", start=min(days), days=(max(days) - min(days)).days + 1,
        person=tuple(people.values()),
    )  # fmt: skip
