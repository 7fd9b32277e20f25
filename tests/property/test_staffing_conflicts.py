"""Conflicts on random tiny teams, against trying every roster: true, minimal, with a way out."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import numpy as np
import pytest

from logistics.staffing.explaining.conflict import conflict_in
from logistics.staffing.explaining.named import BACKGROUND, Group, NamedModel
from logistics.staffing.explaining.way_out import way_out
from logistics.staffing.forms import OFF
from logistics.staffing.problem.parts import Absence, Lock, Need, PastDuty, Person
from tests.staffing_worlds import SHIFTS, problem

MONDAY = date(2026, 11, 30)
CODES = tuple(s for s in SHIFTS if s.id in ("M", "N"))


def team(seed):
    """Draw three persons over four days, with needs that are often too much."""
    rng = np.random.default_rng(seed)
    people = tuple(Person(id=k, skills=("ide",)) for k in "abc")
    days = [MONDAY + timedelta(days=k) for k in range(4)]
    needs = tuple(
        Need(day=str(d), shift=str(rng.choice(["M", "N"])), need=int(rng.integers(1, 4)),
             least=int(rng.integers(0, 3)))
        for d in days for _ in range(2) if rng.random() < 0.8
    )  # fmt: skip
    away = tuple(
        Absence(person=p.id, start=d, kind=str(rng.choice(["congé", "maladie"])))
        for p in people for d in days if rng.random() < 0.12
    )  # fmt: skip
    locks = {
        (p.id, d): Lock(person=p.id, day=d, shift=str(rng.choice(["repos", "M"])))
        for p in people for d in days
        if rng.random() < 0.15 and not any(a.person == p.id and a.start == d for a in away)
    }  # fmt: skip
    past = tuple(
        PastDuty(person=p.id, day=MONDAY - timedelta(days=k), shift="M")
        for p in people for k in range(1, 6) if rng.random() < 0.7
    )  # fmt: skip
    return problem(MONDAY, 4, 14, people, CODES, need=needs, absence=away,
                   lock=tuple(locks.values()), history=past)  # fmt: skip


def exists(model, groups):
    """Say by trying everything whether a roster keeps some groups (and the background)."""
    here, on = model.real, set(groups)
    floors = [(g, c) for g, c in model.covers.items() if g in on]
    reach = {(0,) * len(floors)}
    for p in range(len(here.persons)):
        rows = [r for r in itertools.product((OFF, 0, 1), repeat=here.days)
                if _keeps(model, p, r, on)]  # fmt: skip
        brings = {tuple(sum(w * (r[d] == s) for d, s, w in c.cells) for _, c in floors)
                  for r in rows}  # fmt: skip
        reach = {
            tuple(min(c.floor, a + b) for a, b, (_, c) in zip(x, y, floors, strict=True))
            for x in reach for y in brings
        }  # fmt: skip
    return any(all(v >= c.floor for v, (_, c) in zip(x, floors, strict=True)) for x in reach)


def _keeps(model, person, row, on):
    here = model.real
    for day, shift in enumerate(row):
        cause = model.causes.get((person, day, shift))
        kind = "absence" if cause == "team_absences" else "rule"
        if cause and (cause in BACKGROUND or Group(kind, cause, person) in on):
            return False
    for group in on:
        if group.kind == "lock" and group.person == person:
            wanted = OFF if group.name == "repos" else here.shifts.index(group.name)
            if row[group.day] != wanted:
                return False
    return not any(
        True
        for c in here.clauses
        if c.person == person and c.hard
        and (c.name in BACKGROUND or Group("rule", c.name, person) in on)
        for _ in c.measure(list(row), here.history[person].days)
    )  # fmt: skip


def trial(seed):
    """Check one team; say whether it was impossible."""
    model = NamedModel(team(seed))
    possible = exists(model, model.groups)
    conflict = conflict_in(model, seconds=20)
    assert (conflict is None) == possible
    out = way_out(model, seconds=10)
    assert out is not None
    assert possible == (not out.steps)
    if conflict is None:
        return False
    assert conflict.minimal
    assert not exists(model, conflict.members)
    for member in conflict.members:
        assert exists(model, set(conflict.members) - {member})
    _escapes(model, out)
    return True


def _escapes(model, out):
    """Check that the table of the way out keeps every rule but those that its steps lift."""
    lifted = {s.group for s in out.steps}
    on = {g for g in model.groups if g not in lifted and g.kind != "need"}
    cells = np.full((len(model.real.persons), model.real.days), OFF, np.int16)
    for (p, d), s in out.cells.items():
        cells[p, d] = s
    assert all(_keeps(model, p, tuple(int(s) for s in row), on) for p, row in enumerate(cells))
    lack = {s.group: s.amount for s in out.steps if s.action == "hire"}
    for group, need in model.covers.items():
        assert need.total(cells) + lack.get(group, 0) >= need.floor


def test_conflicts_are_true_and_minimal():
    assert sum(trial(seed) for seed in range(24)) >= 6


@pytest.mark.full
def test_many_conflicts_are_true_and_minimal():
    assert sum(trial(seed) for seed in range(24, 524)) >= 100
