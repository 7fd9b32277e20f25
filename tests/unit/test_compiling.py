"""What the engine refuses to compile: a commune without a road would lose its people unseen."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.contracts import Calendar
from twin.engine.compiling import compile_tables
from twin.tables import JumeauError

CALENDAR = Calendar.of(date(2026, 1, 12), 1)


def with_minutes(inputs, zone, site, minutes):
    """Give the inputs with another travel time from a commune to a site."""
    place = inputs.territory
    table = place.travel.minutes.copy()
    table[zone, site] = minutes
    return replace(inputs, territory=replace(place, travel=replace(place.travel, minutes=table)))


@pytest.mark.parametrize("minutes", [np.nan, np.inf])
def test_a_commune_without_a_road_is_named(minutes):
    lost = with_minutes(base_inputs(small_territory()), 1, 0, minutes)
    with pytest.raises(JumeauError, match="22002") as fault:
        compile_tables(lost, CALENDAR, 1, 0, agents=False)
    assert "22001" not in str(fault.value)
    assert "temps de trajet" in str(fault.value)


def test_a_very_long_road_is_taken():
    far = with_minutes(base_inputs(small_territory()), 1, 0, 600.0)
    tables = compile_tables(far, CALENDAR, 1, 0, agents=False)
    assert tables.zone_site[1, 0] == 600 * 60_000
