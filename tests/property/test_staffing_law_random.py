"""Whatever table the solver's forms call legal, the independent checker calls legal too.

The forms may ask for more than the law (each rule says where), never for less.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from logistics.staffing.checking.check import check
from logistics.staffing.forms import OFF, evaluate
from logistics.staffing.law.book import every_rule
from logistics.staffing.law.instance import instance_of
from logistics.staffing.problem.rosters import roster_of_cells
from tests.staffing_worlds import legal_cells, random_problem

pytestmark = pytest.mark.property
HARD = {rule.id for rule in every_rule() if rule.hard}


def breaches(of, cells):
    return [
        b for b in check(of, roster_of_cells(of, cells))
        if b.rule in HARD and not b.alert and not b.past
    ]  # fmt: skip


def agree(seeds, *, exact=False):
    """Check random problems; give the mean share of days worked."""
    worked = []
    for seed in seeds:
        of = random_problem(seed)
        instance = instance_of(of, exact=exact)
        cells = legal_cells(instance, np.random.default_rng(seed))
        assert cells is not None
        assert not evaluate(instance, cells).hard
        assert breaches(of, cells) == [], seed
        worked.append((cells >= 0).mean())
    return float(np.mean(worked))


def lawful_cells(of, rng):
    """Give a random table that the checker calls legal: days off where a rule is broken."""
    shape = (len(of.person), of.days)
    cells = np.where(rng.random(shape) < 0.55, rng.integers(0, len(of.shift), shape), OFF)
    for _ in range(80):
        found = breaches(of, cells)
        if not found:
            return cells.astype(np.int16)
        person = [p.id for p in of.person].index(found[0].person)
        last = (found[0].end.date() - of.start).days + 1
        near = [d for d in range(of.days) if cells[person, d] >= 0 and 0 <= last - d <= 16]
        if not near:
            return None
        cells[person, int(rng.choice(near))] = OFF
    return None


@pytest.mark.parametrize("exact", [False, True])
def test_forms_are_never_laxer_than_the_law(exact):
    seeds = range(130) if not exact else range(130, 200)
    assert agree(seeds, exact=exact) > 0.5  # the tables are dense: the bounds are met


@pytest.mark.full
@pytest.mark.parametrize("exact", [False, True])
def test_forms_are_never_laxer_than_the_law_on_two_thousand_problems(exact):
    assert agree(range(200, 2200), exact=exact) > 0.5


SAID_STRICTER = {"senior_daily_rest", "intern_garde_24h", "fph_annual_hours", "team_absences"}
"""Rules whose exact forms still ask for more than the text, as their cards say."""


def test_exact_forms_ask_for_no_more_than_the_law():
    assert {rule.id for rule in every_rule() if rule.stricter} >= SAID_STRICTER
    judged = 0
    for seed in range(3000, 3015):
        of = random_problem(seed)
        cells = lawful_cells(of, np.random.default_rng(seed))
        if cells is None:
            continue
        judged += 1
        instance = instance_of(of, exact=True)
        # A cell is refused outright on the eve of an absence: the card of absences says so.
        said = {part.name for part in evaluate(instance, cells).hard if part.name != "cell"}
        assert said <= SAID_STRICTER, seed
    assert judged > 10


def test_random_tables_break_the_rules_that_the_forms_hold():
    found = Counter()
    for seed in range(500, 545):
        of = random_problem(seed)
        rng = np.random.default_rng(seed)
        cells = rng.integers(-1, len(of.shift), (len(of.person), of.days)).astype(np.int16)
        hard, said = breaches(of, cells), evaluate(instance_of(of), cells).hard
        found.update({b.rule for b in hard})
        if hard:
            assert said, seed
    told = {rule for rule, number in found.items() if number >= 2}
    assert told >= {
        "fph_rolling_48h", "fph_daily_rest", "fph_weekly_rest", "fph_fortnight_rest",
        "fph_shift_length", "fph_week_44h", "fph_annual_hours", "senior_daily_rest",
        "senior_24h_equal_rest", "intern_safety_rest", "private_48h_week", "private_daily_rest",
        "private_day_10h", "private_six_days", "private_weekly_rest", "team_absences",
    }  # fmt: skip
