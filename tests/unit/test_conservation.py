"""The laws of conservation see what is lost: each is broken by hand at the end of a real run."""

import datetime as dt

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.contracts import MS_PER_HOUR
from twin.contracts.checkpoint import RunKey
from twin.engine import state as s
from twin.engine.conservation import (
    BrokenLaw,
    assert_conservation,
    assert_little,
    assert_resources,
)
from twin.engine.life import Life

KEY = RunKey(dt.date(2026, 1, 13), 3, 1, 5, 0)
HOURS = 87  # the afternoon of the last day: beds, boxes and units are busy


@pytest.fixture(scope="module")
def life():
    life = Life(base_inputs(small_territory(hospitals=3, scale=4.0)), KEY)
    life.model.run_until(HOURS)
    return life


@pytest.fixture
def state(life):
    return s.gathered(s.State(*(table.copy() for table in life.model.state)))


def test_a_run_keeps_them(life, state):
    assert_conservation(state)
    assert_little(state, HOURS * MS_PER_HOUR)
    assert_resources(state, life.tables)
    assert np.count_nonzero(state.wards[:, s.BED_BUSY]) > 5
    assert state.bases[:, s.OUT].sum() > 0


@pytest.mark.parametrize("counter", [s.CREATED, s.IN_POOL, s.OUTCOMES])
def test_a_lost_patient_is_seen(state, counter):
    state.counters[counter] += 1
    with pytest.raises(BrokenLaw, match="created"):
        assert_conservation(state)


@pytest.mark.parametrize("column", [s.AREA, s.STAYS, s.PRESENT])
def test_a_lost_minute_is_seen(state, column):
    state.sites[1, column] += 1
    with pytest.raises(BrokenLaw, match="site 1"):
        assert_little(state, HOURS * MS_PER_HOUR)


LAWS = {
    "triage nurses": ("sites", s.BUSY), "care nurses": ("sites", s.BUSY + 1),
    "boxes": ("sites", s.BUSY + 2), "physicians": ("sites", s.BUSY + 3),
    "UHCD beds": ("sites", s.BUSY + 4), "waiting for a bed": ("sites", s.BOARDING),
    "each physician": ("doctors", s.DOCTOR_BUSY), "followed": ("doctors", s.DOCTOR_FOLLOWS),
    "assistants": ("centres", s.CENTRE_BUSY), "AMU physicians": ("centres", s.CENTRE_BUSY + 1),
    "GP regulators": ("centres", s.CENTRE_BUSY + 2), "units out": ("bases", s.OUT),
    "beds": ("wards", s.BED_BUSY), "planned beds": ("wards", s.BED_BUSY + 1),
    "queues": ("queues", s.LENGTH),
}  # fmt: skip


@pytest.mark.parametrize("law", LAWS)
def test_a_resource_that_nobody_holds_is_seen(life, state, law):
    table, column = LAWS[law]
    getattr(state, table)[0, column] += 1
    with pytest.raises(BrokenLaw, match=f"^{law}: rank 0"):
        assert_resources(state, life.tables)
