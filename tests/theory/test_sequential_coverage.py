"""Sequential replications: the interval where they stop covers the long-run value."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.question import Precision
from scenarios.studies.precision import Sample, sequential
from scenarios.theory import exact, places
from scenarios.theory import worlds as w
from scenarios.theory.coverage import DAYS, SKIP_DAYS
from scenarios.theory.simulate import replicate
from twin.contracts import MS_PER_MINUTE, Activity, Law

TRIALS = 200
LAWS = {
    "even": (lambda luck, n: luck.normal(3, 5, n), 3.0, 5.0),
    "long tails": (lambda luck, n: 3 + luck.standard_t(5, n), 3.0, (5 / 3) ** 0.5),
    "skewed": (lambda luck, n: luck.gamma(4, 0.5, n), 2.0, 1.0),
}


def covered(values, truth, half_width, most):
    """Say whether the interval of one sequential study holds the truth."""
    asked = Precision(indicator="x", half_width=half_width, least=10, most=most)
    found = sequential(lambda n: Sample(values[:n], np.ones(n)), asked)
    return found.mean.low <= truth <= found.mean.high, found.reason == "reached"


@pytest.mark.parametrize("name", LAWS)
def test_known_laws(name):
    draw, truth, spread = LAWS[name]
    luck = np.random.default_rng(20)
    hits = [covered(draw(luck, 400), truth, 1.96 * spread / 60**0.5, 400) for _ in range(TRIALS)]
    assert all(reached for _, reached in hits)
    assert 0.92 <= np.mean([inside for inside, _ in hits]) <= 0.98


@pytest.mark.full
def test_calls_answered_by_one_assistant_more():
    """M/M/3 against M/M/4: minutes waited in a day, whose difference is known exactly."""
    from scenarios.theory.coverage import CALLS_PER_HOUR, SERVICE_MIN, _one_more

    base = w.with_calls(
        w.world([places.samu(call_assistants=3), places.hospital()],
                per_hour=CALLS_PER_HOUR, contact=w.CALL_15),
        call=Law.exponential(SERVICE_MIN),
    )  # fmt: skip
    load, day, most = CALLS_PER_HOUR * SERVICE_MIN / 60, 24 * CALLS_PER_HOUR, 60

    def read(log):
        rows = log.rows(Activity.CALL)
        waited = float((rows["start"] - rows["requested"]).sum()) / MS_PER_MINUTE
        return [waited / (log.days - log.skip_days)]

    one, two = (
        replicate(inputs, read, replications=TRIALS * most, days=DAYS, skip_days=SKIP_DAYS)[:, 0]
        for inputs in (base, _one_more(base))
    )
    truth = day * (exact.wait_mmc(4, load, SERVICE_MIN) - exact.wait_mmc(3, load, SERVICE_MIN))
    gaps = (two - one).reshape(TRIALS, most)
    width = 2.02 * gaps.std() / 35**0.5
    hits = [covered(row, truth, width, most)[0] for row in gaps]
    assert 0.92 <= np.mean(hits) <= 0.98


def test_a_rare_event_that_was_not_met_is_no_precision_reached():
    """An event in 2 % of replications: where none was met, no interval is claimed."""
    luck = np.random.default_rng(4)
    asked = Precision(indicator="x", half_width=0.04, least=10, most=400)
    reasons, hits = [], []
    for _ in range(60):
        values = (luck.random(400) < 0.02).astype(float)
        found = sequential(lambda n, v=values: Sample(v[:n], np.ones(n)), asked)
        reasons.append(found.reason)
        if found.reason == "null":
            assert found.plain()["low"] is None
            assert "11\u00a0% des réplications" in found.text
        else:
            hits.append(found.mean.low <= 0.02 <= found.mean.high)
    assert 0.5 < reasons.count("null") / 60 < 0.75
    assert np.mean(hits) > 0.8
