"""Queues with impatience against a simulation written apart, and against limits known by hand."""

import heapq

import numpy as np
import pytest

from logistics.queues import impatient_queue, least_servers
from scenarios.theory.exact import abandoned_erlang_a, erlang_b, erlang_c


def lived(servers, rate, service, impatience, calls, seed):
    """Live calls one by one: waits of those answered, and how many hang up."""
    rng = np.random.default_rng(seed)
    arrivals = np.cumsum(rng.exponential(1 / rate, calls))
    lasting = rng.exponential(1 / service, calls)
    patience = rng.exponential(1 / impatience, calls)
    free = [0.0] * servers
    waits = []
    for at, length, patient in zip(arrivals, lasting, patience, strict=True):
        start = max(at, free[0])
        if start - at > patient:
            continue
        heapq.heapreplace(free, start + length)
        waits.append(start - at)
    return np.array(waits)


@pytest.mark.parametrize(
    ("servers", "rate", "service", "impatience"),
    [(1, 0.3, 0.2, 0.1), (4, 1.0, 0.22, 0.22), (9, 2.0, 0.22, 1.5), (3, 0.2, 0.2, 0.05)],
)
def test_shares_answered_and_lost_are_those_lived(servers, rate, service, impatience):
    calls = 200_000
    waits = lived(servers, rate, service, impatience, calls, 5)
    found = impatient_queue(servers, rate, service, impatience)
    assert found.abandoned == pytest.approx(1 - len(waits) / calls, abs=0.006)
    assert found.abandoned == pytest.approx(
        abandoned_erlang_a(servers, rate, service, impatience), abs=1e-9
    )
    for minutes in (0.0, 0.5, 1.0, 4.0, 30.0):
        share = (waits <= minutes).sum() / calls
        assert found.answered_within(minutes) == pytest.approx(share, abs=0.006)
    assert found.answered_within(1e4) == pytest.approx(1 - found.abandoned, abs=1e-9)
    assert found.busy == pytest.approx(rate * (1 - found.abandoned) / service / servers)


def test_patience_without_end_is_erlang_c_and_none_is_erlang_b():
    found = impatient_queue(6, 1.0, 0.2, 1e-7)
    wait = erlang_c(6, 5.0)
    assert found.answered_within(0) == pytest.approx(1 - wait, abs=1e-4)
    assert found.answered_within(2.0) == pytest.approx(
        1 - wait * np.exp(-(6 * 0.2 - 1.0) * 2.0), abs=1e-4
    )
    assert impatient_queue(6, 1.0, 0.2, 1e7).abandoned == pytest.approx(erlang_b(6, 5.0), abs=1e-4)


def test_the_fewest_servers_keep_the_promise_and_one_less_does_not():
    for rate in (0.05, 0.4, 1.7, 6.0):
        least = least_servers(rate, 1 / 4.5, 1 / 4.5, share=0.9, minutes=0.5)
        assert impatient_queue(least, rate, 1 / 4.5, 1 / 4.5).answered_within(0.5) >= 0.9
        if least > 1:
            fewer = impatient_queue(least - 1, rate, 1 / 4.5, 1 / 4.5)
            assert fewer.answered_within(0.5) < 0.9
    assert least_servers(0.0, 1, 1, share=0.9, minutes=1) == 0


@pytest.mark.parametrize("wrong", [(-1, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 0), (1, 1, np.nan, 1)])
def test_rates_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="rates"):
        impatient_queue(*wrong)
    with pytest.raises(ValueError, match="share"):
        least_servers(1.0, 1.0, 1.0, share=1.0, minutes=1.0)
