"""Levers on needs, first contacts and events move what they should, in the expected direction."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from scenarios.baseline import base_inputs
from scenarios.lever import build
from tests.territories import small_territory
from twin.contracts import Activity, Keep
from twin.engine.run import run
from twin.engine.tables import RETURNED

DAY = date(2026, 1, 12)
PERIOD = {"start": DAY, "days": 14, "warmup_days": 0, "seed": 9}
REPLICATIONS = 12
HERE = {"communes": ["22001", "22002", "22003"]}


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(small_territory(hospitals=3, scale=2.0))


def years(inputs):
    """Give the rows of each replication."""
    found = []
    for replication in range(REPLICATIONS):
        done = run(inputs, keep=Keep.EVENTS, replication=replication, **PERIOD)
        found.append(pd.concat([b.frame() for b in done.blocks], ignore_index=True))
    return found


@pytest.fixture(scope="module")
def usual(inputs):
    return years(inputs)


def visits(rows):
    return float((rows["activity"] == Activity.ARRIVAL).sum())


def calls(rows):
    return float((rows["activity"] == Activity.CALL).sum())


def seen_by_gp(rows):
    return float((rows["activity"] == Activity.GP_CONSULT).sum())


def returns(rows):
    return float((rows["activity"] == Activity.RETURN).sum())


def on_the_road(rows):
    """Give the mean time from the door of the patient to that of the ED, minutes."""
    legs = rows[rows["activity"] == Activity.TRANSPORT]
    return float((legs["end"] - legs["start"]).mean()) / 60_000


def moved(usual, other, measure):
    """Give the mean paired difference and its standard error."""
    gaps = np.array([measure(b) - measure(a) for a, b in zip(usual, other, strict=True)])
    return gaps.mean(), gaps.std(ddof=1) / len(gaps) ** 0.5


OLDEST = 5
WAVE = {"peak": date(2026, 1, 19), "height": 1}
DIRECTIONS = [
    ("add-gps", {"gps": 10}, seen_by_gp, 1),
    ("add-gps", {"gps": 10}, visits, -1),
    ("add-gps", {"gps": -10}, seen_by_gp, -1),
    ("ageing", {"year": 2040, "pace": 1}, calls, 1),
    ("deprivation-programme", {"avoided": 0.1, "gps": 5, "area": HERE}, visits, -1),
    ("discharge-follow-up", {"covered": 1, "returns": 0.7}, visits, -1),
    ("ehpad-mobile-team", {"residents": 0.2, "avoided": 0.5}, visits, -1),
    ("epidemic-wave", {"disease": "influenza", **WAVE}, visits, 1),
    ("epidemic-wave", {"disease": "influenza-2022", **WAVE}, visits, 1),
    ("epidemic-wave", {"disease": "bronchiolitis", **WAVE, "height": 3}, visits, 1),
    ("epidemic-wave", {"disease": "covid", **WAVE}, visits, 1),
    ("epidemic-wave", {"disease": "gastro-enteritis", **WAVE}, visits, 1),
    ("gp-duty-house", {"area": HERE, "advice": 1.8, "calls": 1.3}, visits, -1),
    ("health-centre", {"commune": "22001", "gps": 8}, seen_by_gp, 1),
    ("heatwave", {"days": 10, "level": "red", "intensity": 1}, visits, 1),
    ("mass-casualty", {"commune": "22001", "at": "22:30", "number": 60}, visits, 1),
    ("population-growth", {"factor": 1.1}, visits, 1),
    ("road-cut", {"travel": 1.6}, on_the_road, 1),
    ("road-cut", {"travel": 1, "injuries": 2}, visits, 1),
    ("teleconsultation", {"advice": 1.5, "gp": 1.0}, visits, -1),
    ("tourism-season", {"present": 1.4}, visits, 1),
]


@pytest.mark.parametrize(
    ("kind", "said", "measure", "sign"),
    DIRECTIONS,
    ids=[f"{kind}-{measure.__name__}-{i}" for i, (kind, _, measure, _) in enumerate(DIRECTIONS)],
)
def test_moves_in_the_expected_direction(inputs, usual, kind, said, measure, sign):
    lever = build({"kind": kind, "reason": "essai", "start": DAY, **said})
    gap, error = moved(usual, years(lever.apply(inputs)), measure)
    assert sign * gap > 3 * error


def test_a_mobile_team_leaves_the_young_alone(inputs, usual):
    said = {"kind": "ehpad-mobile-team", "avoided": 0.5, "reason": "essai", "start": DAY}
    for a, b in zip(usual, years(build(said).apply(inputs)), strict=True):
        assert people(a, young=True) == people(b, young=True)
        assert people(a, young=False) > people(b, young=False)


def people(rows, *, young):
    """Give who asks for care: commune, cause, ordinal; those who come back are left out."""
    first = rows[(rows["ordinal"] < RETURNED) & ((rows["age"] < OLDEST) == young)]
    first = first[first["activity"] != Activity.ELECTIVE]
    return set(zip(first["zone"], first["cause"], first["ordinal"], strict=True))


def test_bronchiolitis_brings_infants_only(inputs, usual):
    said = {"kind": "epidemic-wave", "disease": "bronchiolitis", "reason": "essai", "start": DAY}
    lever = build(said | WAVE)
    (change,) = {(c.causes, c.bands) for c in lever.apply(inputs).timeline}
    assert change == (("bronchiolitis",), (0,))
