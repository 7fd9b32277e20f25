"""Large staffing teams made of the example ward: its persons, needs and history several times."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.reading import read_problem

WARD = Path(__file__).parents[1] / "examples" / "equipe" / "equipe.toml"


def repeated(persons: int, days: int, *, ward: Problem | None = None) -> Problem:
    """Give one pool of so many persons over so many days, made of whole wards and a part of one.

    The need is that of the whole wards, so the persons of the part are a reserve. Wishes and
    absences of the ward come once for each copy; its locks and cycles are left out.
    """
    ward = read_problem(WARD) if ward is None else ward
    whole = len(ward.person)
    copies = persons // whole

    def of(rows, copy):
        kept = {p.id for p in ward.person[: persons - copy * whole]}
        return [
            row.model_copy(update={"person": f"{row.person}-{copy}"})
            for row in rows
            if row.person in kept
        ]

    def every(rows):
        return tuple(row for copy in range(copies + 1) for row in of(rows, copy))

    people = [
        person.model_copy(update={"id": f"{person.id}-{copy}", "cycle": "", "name": ""})
        for copy in range(copies + 1)
        for person in ward.person[: persons - copy * whole]
    ]
    needs = [
        row.model_copy(
            update={
                "need": row.need * copies,
                "least": None if row.least is None else row.least * copies,
            }
        )
        for row in ward.need
    ]
    end = ward.start + timedelta(days=days)
    wishes = tuple(w for w in every(ward.request) if w.start < end)
    return ward.model_copy(
        update={
            "name": f"equipe-{persons}-{days}", "days": days, "person": tuple(people),
            "need": tuple(needs), "request": wishes, "absence": every(ward.absence), "lock": (),
            "history": every(ward.history), "counters": every(ward.counters), "cycle": (),
        }
    )  # fmt: skip
