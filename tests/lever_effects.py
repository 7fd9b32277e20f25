"""What a lever changes on a small territory: the same patients, with it and without it."""

from __future__ import annotations

from datetime import date

import numpy as np

from scenarios.baseline import base_inputs
from scenarios.batch.replicate import replicate
from scenarios.scenario import Scenario
from tests.territories import hospital, samu, territory, unit

SITE, OTHER, FAR = "220000012", "220000095", "220000343"
_BASES = {}


def place(**more):
    """Give three communes and three hospitals; one SMUR, at the first; planned surgery there."""
    numbers = {"physicians": 3, "boxes": 10, "nurses": 2, "beds": 60}
    wards = {"medicine": 40, "surgery": 16}
    return territory(
        [[6000, 14000, 6000], [3000, 7000, 4000], [2000, 5000, 4000]],
        [
            hospital(SITE, "22001", -3.0, wards=wards, elective={"surgery": 10}, **numbers | more),
            hospital(OTHER, "22002", -2.8, physicians=1, boxes=5, beds=30, nurses=1),
            hospital(FAR, "22003", -2.6, physicians=1, boxes=4, beds=20, nurses=1),
            unit("smur", "SMUR-1", "22001", -3.0, 1, site=SITE),
            unit("ambulance", "AMB-1", "22001", -3.0, 3),
            unit("ambulance", "AMB-2", "22003", -2.6, 2),
            samu("22001", -3.0),
        ],
        spacing=0.2,
    )


def base():
    """Give the inputs of the place, made once."""
    if "base" not in _BASES:
        _BASES["base"] = base_inputs(place())
    return _BASES["base"]


def asked(*levers, days=10):
    """Give a scenario of a few days with some levers."""
    said = [{"reason": "essai", **lever} for lever in levers]
    return Scenario.model_validate(
        {"name": "essai", "title": "x", "question": "?", "start": date(2026, 1, 12), "days": days,
         "warmup_days": 3, "seed": 7, "agents": False, "lever": said}
    )  # fmt: skip


def figures(scenario, inputs, replications):
    """Give the indicators of each replication, {(indicator, facility or commune): values}."""
    found = {}
    for replication in range(replications):
        # Under the number of a draw nothing is filmed: the same indicators, a fifth sooner.
        frame = replicate(inputs, scenario, 1, replication)[1]
        where = frame["facility"] + frame["zone"]
        for name, place, value in zip(frame["indicator"], where, frame["value"], strict=True):
            found.setdefault((name, place), []).append(float(value))
    return {key: np.array(values) for key, values in found.items()}


def both(*levers, inputs=None, replications=4, days=10):
    """Give the figures without the levers and with them, replication by replication.

    What the levers need to exist, empty, exists in both.
    """
    policy, start = asked(*levers, days=days), base() if inputs is None else inputs
    start = policy.grounded(start)
    reference = policy.model_copy(update={"lever": ()})
    return (
        figures(reference, reference.inputs(start), replications),
        figures(policy, policy.inputs(start), replications),
    )


def change(without, after, indicator, facility=""):
    """Give the mean paired difference of an indicator."""
    return float(np.nanmean(after[indicator, facility] - without[indicator, facility]))
