"""The engine against exact results of queueing theory, within 99 % intervals of 30 replications."""

import numpy as np
import pytest

from scenarios.theory import CASES, SHORT
from scenarios.theory import worlds as w
from scenarios.theory.agreement import Statement, student
from scenarios.theory.emergency import one_physician
from scenarios.theory.exact import wait_mg1
from scenarios.theory.simulate import replicate
from twin.contracts import Activity, Law

DAYS = 30


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_engine_gives_the_exact_value(case):
    rows = case(SHORT)
    assert rows
    assert all(row.replications >= 30 and row.level >= 0.99 for row in rows)
    assert [row for row in rows if not row.agrees] == []


def test_a_wrong_formula_is_refused():
    """The comparison has teeth: exponential work is not constant work."""
    values = replicate(
        one_physician(1.6, Law.exponential(24.0)),
        lambda log: [float(log.waits(Activity.FIRST_CONTACT).mean())],
        replications=30, days=DAYS, skip_days=3,
    )  # fmt: skip
    said = Statement("M/G/1", "attente", "constant", "faux")
    assert not said.against(wait_mg1(1.6 / 60, 24.0, 0.0), values[:, 0]).agrees


def test_a_load_five_per_cent_too_high_is_refused():
    values = replicate(
        w.with_ed(one_physician(1.2, Law.constant(24.0))),
        lambda log: [len(log.rows(Activity.FIRST_CONTACT)["end"]) / (DAYS - 3) / 24],
        replications=30, days=DAYS, skip_days=3,
    )[:, 0]  # fmt: skip
    _, low, high = student(values)
    assert low <= 1.2 <= high
    assert not low <= 1.2 * 1.05 <= high


def test_an_interval_needs_two_replications():
    with pytest.raises(ValueError, match="two"):
        student(np.ones(1))
