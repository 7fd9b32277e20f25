"""An emergency department of 80 people over six weeks: the large team that repairs are timed on.

Invented, of a usual shape: nurses and aides on 12 h shifts, senior doctors on days of 10 h and
nights of 14 h, interns on days and 24 h gardes. No random draw.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from logistics.staffing.problem.problem import Problem

START, DAYS = date(2026, 3, 2), 42
GROUPS = (
    # letter, status, skill, persons, shifts
    ("I", "fph", "ide", 34, ("J", "N")),
    ("A", "fph", "as", 16, ("J", "N")),
    ("P", "senior", "pu", 20, ("D", "C")),
    ("E", "intern", "interne", 10, ("D", "G")),
)
"""80 persons."""
NEEDS = (
    # skill, shift, need, least
    ("ide", "J", 7, 5), ("ide", "N", 5, 4),
    ("as", "J", 3, 2), ("as", "N", 2, 2),
    ("pu", "D", 5, 3), ("pu", "C", 3, 2),
    ("interne", "D", 3, 1), ("interne", "G", 1, 1),
)  # fmt: skip
PART_TIME = 5
"""One in five works at 80 %."""


def emergency_team() -> Problem:
    """Give the problem: people, shifts, needs, leave, wishes; a fortnight of rest before it."""
    people: list[dict[str, Any]] = []
    for letter, status, skill, count, shifts in GROUPS:
        people += [
            {
                "id": f"{letter}{k:02d}", "status": status, "skills": (skill,), "shifts": shifts,
                "percent": 80 if k % PART_TIME == 0 else 100, "posted": status == "senior",
                "pools": ("suppleance",) if status == "fph" and k % 12 == 0 else (),
            }
            for k in range(1, count + 1)
        ]  # fmt: skip
    away, wishes = [], []
    for rank, person in enumerate(people):
        first = START + timedelta(days=7 * (rank % 6))
        if rank % 4 == 0:
            away.append({"person": person["id"], "start": first,
                         "end": first + timedelta(days=6), "kind": "congé annuel"})  # fmt: skip
        else:
            wishes.append({"person": person["id"], "weight": 20,
                           "start": first + timedelta(days=5), "end": first + timedelta(days=6)}
                          )  # fmt: skip
    return Problem.model_validate({
        "name": "urgences-80", "title": "Urgences, 80 personnes", "start": START, "days": DAYS,
        "region": "53", "history_from": START - timedelta(days=14),
        "settings": {"shift_12h": True, "continuous_hours": True},
        "person": tuple(people), "absence": tuple(away), "request": tuple(wishes),
        "shift": (
            {"id": "J", "start": "07:00", "end": "19:00", "break_min": 60, "break_counted": False},
            {"id": "N", "start": "19:00", "end": "07:00", "break_min": 60, "break_counted": False,
             "undesired": 2},
            {"id": "D", "start": "08:30", "end": "18:30", "half_days": 2},
            {"id": "C", "start": "18:30", "end": "08:30", "half_days": 2, "undesired": 2},
            {"id": "G", "kind": "garde", "start": "08:30", "end": "08:30+1", "half_days": 4,
             "undesired": 3},
        ),
        "need": tuple({"skill": k, "shift": s, "need": n, "least": m} for k, s, n, m in NEEDS),
    })  # fmt: skip
