"""The engine against exact results of queueing theory, within 99 % intervals of replications."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from scenarios.baseline import base_inputs
from tests.territories import hospital, samu, territory
from twin.contracts import Activity, Keep, Law, Reinforcement
from twin.engine.run import run

START = dt.date(2026, 1, 5)


def erlang_c(servers, load):
    """Give the probability of waiting in M/M/c (Erlang 1917)."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


def flat(inputs):
    """Make the needs the same at every hour of the year, without agents."""
    needs = inputs.needs
    return replace(
        inputs,
        needs=replace(
            needs,
            week_profile=np.ones_like(needs.week_profile),
            season=np.ones_like(needs.season),
        ),
        reinforcement=Reinforcement(active=False),
    )


def calls_only(rate_per_hour, service_min, assistants):
    """Give a world where everyone calls, is advised and leaves: an M/M/c queue of calls."""
    inputs = flat(
        base_inputs(territory([[0, 100_000, 0]], [samu("22001", -3.0, assistants=assistants,
                                                       regulators=50)]))
    )  # fmt: skip
    needs, path = inputs.needs, inputs.pathways
    share = np.ones_like(needs.call_share)
    rate = np.zeros_like(needs.rate_year)
    rate[0, 1] = rate_per_hour * 24 * 365.25 / 100_000
    priority = np.zeros_like(path.priority)
    priority[..., 3] = 1.0
    response = np.zeros_like(path.response)
    response[:, 3] = 1.0
    return replace(
        inputs,
        needs=replace(needs, rate_year=rate, call_share=share, scale_call=1.0, scale_direct=1.0),
        pathways=replace(
            path, priority=priority, response=response, call=Law.exponential(service_min)
        ),
    )


def waits_of(inputs, activity, replication, *, days=20, skip_days=2):
    """Give the waits (min) before one stage, after a warm-up."""
    result = run(inputs, start=START, days=days, warmup_days=0, seed=11,
                 replication=replication, keep=Keep.EVENTS, step_hours=24)  # fmt: skip
    waits = [
        (b["start"] - b["requested"])[b["activity"] == activity] for b in result.blocks[skip_days:]
    ]
    return np.concatenate(waits) / 60_000


def holds(samples, exact):
    """Say whether the exact value lies in the 99 % Student interval of the replications."""
    mean, half = np.mean(samples), stats.sem(samples) * stats.t.ppf(0.995, len(samples) - 1)
    assert abs(mean - exact) <= half, f"{mean:.4f} +- {half:.4f} against {exact:.4f}"


@pytest.mark.parametrize(("rate", "service", "servers"), [(50, 3, 3), (20, 6, 3), (100, 2, 4)])
def test_erlang_c_on_the_call_queue(rate, service, servers):
    inputs = calls_only(rate, service, servers)
    load = rate * service / 60
    waiting, delayed = [], []
    for replication in range(30):
        waits = waits_of(inputs, Activity.CALL, replication)
        waiting.append(waits.mean())
        delayed.append((waits > 0).mean())
    chance = erlang_c(servers, load)
    holds(delayed, chance)
    holds(waiting, chance * service / (servers - load))


def one_doctor(law, rate_per_hour=1.6, sigma_levels=False):
    """Give an ED with one physician, no exams, everyone home: an M/G/1 queue by level."""
    inputs = flat(
        base_inputs(
            territory([[0, 100_000, 0]],
                      [hospital("220000012", "22001", -3.0, nurses=400, boxes=400, physicians=1)])
        )
    )  # fmt: skip
    needs, path = inputs.needs, inputs.pathways
    rate = np.zeros_like(needs.rate_year)
    rate[0, 1] = rate_per_hour * 24 * 365.25 / 100_000
    triage = np.zeros_like(path.triage)
    triage[..., 2:4] = 0.5 if sigma_levels else 0.0
    if not sigma_levels:
        triage[..., 3] = 1.0
    return replace(
        inputs,
        needs=replace(needs, rate_year=rate, call_share=np.zeros_like(needs.call_share),
                      scale_call=1.0, scale_direct=1.0),
        pathways=replace(
            path, triage=triage, admission=np.zeros_like(path.admission),
            exams=np.zeros_like(path.exams), first_contact=law, triage_time=Law.constant(0),
            patience=(Law.never(),) * 6,
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("law", "cv2"),
    [
        (Law.constant(24), 0.0),
        (Law.exponential(24), 1.0),
        (Law.lognormal(24, 0.6), math.exp(0.36) - 1),
    ],
)
def test_pollaczek_khinchine_on_the_physician(law, cv2):
    rho = 1.6 * 24 / 60
    exact = rho * 24 * (1 + cv2) / (2 * (1 - rho))
    means = [
        waits_of(one_doctor(law), Activity.FIRST_CONTACT, r, days=60, skip_days=5).mean()
        for r in range(30)
    ]
    holds(means, exact)


def test_cobham_priorities_by_triage_level():
    inputs = one_doctor(Law.exponential(24), rate_per_hour=1.8, sigma_levels=True)
    lam, service = 0.9 / 60, 24.0
    rho = lam * service
    residual = 2 * lam * 2 * service**2 / 2  # sum of lambda E[S^2] / 2, two levels
    first, second = [], []
    for replication in range(30):
        result = run(inputs, start=START, days=60, warmup_days=0, seed=5, replication=replication,
                     keep=Keep.EVENTS, step_hours=24)  # fmt: skip
        for level, means in ((2, first), (3, second)):
            waits = [
                (b["start"] - b["requested"])[
                    (b["activity"] == Activity.FIRST_CONTACT) & (b["detail"] == level)
                ]
                for b in result.blocks[5:]
            ]
            means.append(np.concatenate(waits).mean() / 60_000)
    holds(first, residual / (1 - rho))
    holds(second, residual / ((1 - rho) * (1 - 2 * rho)))


def test_beds_as_infinite_servers_hold_rate_times_stay():
    inputs = one_doctor(Law.constant(1), rate_per_hour=3)
    path = replace(
        inputs.pathways,
        admission=np.ones_like(inputs.pathways.admission),
        stay=(Law.lognormal(3 * 1440, 0.9),) * 3,
    )
    facilities = tuple(
        replace(f, capacity=tuple(
            replace(c, by_hour=(2000,) * 168) if c.line == "beds" else c for c in f.capacity))
        for f in inputs.territory.facilities
    )  # fmt: skip
    inputs = replace(
        inputs, pathways=path, territory=replace(inputs.territory, facilities=facilities)
    )
    means = []
    for replication in range(30):
        result = run(inputs, start=START, days=30, warmup_days=0, seed=5, replication=replication,
                     keep=Keep.EVENTS, step_hours=24)  # fmt: skip
        occupied, area, last = 0, 0.0, 0
        for block in result.blocks:
            kinds, ends = block["activity"], block["end"]
            for kind, end in zip(kinds, ends, strict=True):
                if kind in (Activity.BOARDING, Activity.BED):
                    area += occupied * (end - last)
                    last = end
                    occupied += 1 if kind == Activity.BOARDING else -1
        means.append(area / last)
    holds(means, 3 * 24 * 3)
