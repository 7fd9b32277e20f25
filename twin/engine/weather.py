"""When a helicopter can fly: by day, and when the weather lets it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from twin.contracts import Calendar
from twin.contracts.bases import UnitBase
from twin.engine.compiled import entry
from twin.engine.luck import Decision, uniform
from twin.territory.daylight import is_day

SPELL_HOURS = 6
_WEATHER = np.int64(Decision.WEATHER)
_ABOVE_PATIENTS = np.int64(1) << np.int64(61)


@entry
def _spells(key, base, count):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
    drawn = np.zeros(count)
    for spell in range(count):
        drawn[spell] = uniform(key, _ABOVE_PATIENTS + (base << 32) + spell, _WEATHER)
    return drawn


def flying_hours(
    key: np.uint64, rank: int, base: UnitBase, calendar: Calendar, grounded: float
) -> npt.NDArray[np.bool_]:
    """Give the elapsed hours at which the helicopter of a base may leave.

    By day at the base, at the middle of the hour (`twin.territory.daylight`); each spell of six
    hours is grounded with the stated probability, the same in all scenarios of a seed.

    Parameters
    ----------
    key
        Of the seed and replication.
    rank
        Rank of the base.
    """
    place = ZoneInfo(calendar.zone)
    first = datetime(calendar.start.year, calendar.start.month, calendar.start.day, tzinfo=place)
    lon, lat = np.array([base.facility.lon]), np.array([base.facility.lat])
    middle = [first + timedelta(hours=h + 0.5) for h in range(calendar.hours)]
    light = np.array([bool(is_day(moment, lon, lat)[0]) for moment in middle], bool)
    spells = _spells(key, np.int64(rank), np.int64(calendar.hours // SPELL_HOURS + 1))
    fine: npt.NDArray[np.bool_] = np.asarray(spells >= grounded, bool)
    return light & fine[np.arange(calendar.hours) // SPELL_HOURS]
