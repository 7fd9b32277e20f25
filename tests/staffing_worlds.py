"""Staffing problems for the tests: small, random, or with just what a rule needs."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from logistics.staffing.forms import OFF
from logistics.staffing.problem.clock import duty_of
from logistics.staffing.problem.parts import (
    Absence,
    Counters,
    PastDuty,
    Person,
    Settings,
    ShiftType,
)
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.rosters import roster_of

SHIFTS = (
    ShiftType(id="M", start="06:45", end="14:15", break_min=20),
    ShiftType(id="S", start="13:45", end="21:15", break_min=20),
    ShiftType(id="J", start="08:00", end="16:30", break_min=30, break_counted=False),
    ShiftType(id="N", start="21:00", end="07:00", break_min=20),
    ShiftType(id="D12", start="07:00", end="19:00", break_min=30),
    ShiftType(id="N12", start="19:00", end="07:00", break_min=30),
    ShiftType(id="C", parts=(("07:00", "12:00"), ("14:00", "17:30"))),
    ShiftType(id="G24", parts=(("08:30", "18:30"), ("18:30", "08:30")), kind="garde",
              half_days=4),
    ShiftType(id="G", start="18:30", end="08:30", kind="garde", half_days=2),
    ShiftType(id="AST", start="18:30", end="08:30", kind="on_call"),
)  # fmt: skip


def problem(start=date(2026, 11, 30), days=28, known=14, persons=None, shifts=SHIFTS, **more):
    """Give a problem of one agent, whose history is empty but known."""
    return Problem(
        name="essai", start=start, days=days, shift=shifts,
        person=persons or (Person(id="a"),),
        history_from=start - timedelta(days=known), **more,
    )  # fmt: skip


def table(of, cells, **changes):
    """Give a roster: `{day offset: shift code}` for the only person, offsets from the start."""
    from dataclasses import replace

    person = of.person[0].id
    codes = {s.id: s for s in of.shift}
    duties = [
        replace(duty_of(codes[code], person, of.start + timedelta(days=day), of.zone),
                **changes.get(str(day), {}))
        for day, code in cells.items()
    ]  # fmt: skip
    return roster_of(of, duties)


def random_problem(seed):
    """Give a random small problem: two persons of any status, ten to twenty days."""
    rng = np.random.default_rng(seed)
    # Around both clock changes, a new year, and an ordinary month.
    start = [date(2026, 10, 19), date(2026, 3, 23), date(2026, 12, 21), date(2026, 6, 1)][
        int(rng.integers(4))
    ] + timedelta(days=int(rng.integers(7)))
    days, known = int(rng.integers(10, 22)), int(rng.integers(0, 18))
    chosen = sorted(rng.choice(len(SHIFTS), int(rng.integers(3, 7)), replace=False))
    shifts = tuple(SHIFTS[k] for k in chosen)
    persons, history, counters, absences = [], [], [], []
    for name in ("a", "b"):
        status = str(rng.choice(["fph", "fph", "senior", "intern", "private"]))
        percent = int(rng.choice([50, 80, 100]))
        persons.append(Person(
            id=name, status=status, percent=percent, night_only=bool(rng.random() < 0.2),
            posted=bool(rng.random() < 0.3),
            no_night_from=start + timedelta(days=5) if rng.random() < 0.2 else None))  # fmt: skip
        rate = rng.random() * 0.8
        for k in range(1, known + 1):
            if rng.random() < rate:
                code = shifts[int(rng.integers(len(shifts)))].id
                history.append(PastDuty(person=name, day=start - timedelta(days=k), shift=code))
        if rng.random() < 0.6:
            back = int(rng.integers(known, known + 120))
            counters.append(Counters(
                person=name, year_hours=float(rng.integers(0, 1607)),
                sundays=int(rng.integers(0, 25)),
                reference_from=start - timedelta(days=back),
                reference_hours=float(rng.integers(0, 7)) * back,
                reference_absent_days=int(rng.integers(0, 10))))  # fmt: skip
        if rng.random() < 0.3:
            day = start + timedelta(days=int(rng.integers(days)))
            absences.append(Absence(person=name, start=day, end=day + timedelta(days=2)))
    flags = rng.random(6) < 0.5
    settings = Settings(
        daily_rest_11h=bool(flags[0]), shift_12h=bool(flags[1]), private_12h=bool(flags[2]),
        private_night_44h=bool(flags[3]), continuous_hours=bool(flags[4]),
        fortnight_from=start + timedelta(days=7 - start.weekday()) if flags[5] else None,
    )  # fmt: skip
    return problem(start, days, known, tuple(persons), shifts, history=tuple(history),
                   counters=tuple(counters), absence=tuple(absences), settings=settings,
                   region="")  # fmt: skip


def legal_cells(instance, rng):
    """Give a dense random table that the solver's clauses call legal: overfull, then thinned."""
    persons, days = len(instance.persons), instance.days
    cells = np.full((persons, days), OFF, np.int16)
    for p in range(persons):
        mine = [c for c in instance.clauses if c.person == p and c.hard]
        past = instance.history[p].days
        favourite = int(rng.integers(len(instance.shifts)))
        row = [OFF] * days
        for d in range(days):
            may = [s for s in range(len(instance.shifts)) if instance.may(p, d, s)]
            if may and rng.random() < 0.9:
                row[d] = (
                    favourite if favourite in may and rng.random() < 0.6 else int(rng.choice(may))
                )
        # Rest where a clause is broken, until none is; each step gives one more day off.
        while True:
            broken = next(((c, d) for c in mine for d, _ in c.measure(row, past)), None)
            if broken is None:
                break
            worked = [d for d in range(broken[1] + 1) if row[d] != OFF]
            if not worked:
                return None
            row[worked[-1] if rng.random() < 0.6 else int(rng.choice(worked))] = OFF
        cells[p] = row
    return cells
