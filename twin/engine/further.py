"""Needs drawn before the run: what passes the usual ceiling, and the casualties of accidents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from twin.compiled.handles import Lent, lend
from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE, Calendar, MassCasualty, TwinInputs
from twin.engine.dispersal import disperse
from twin.engine.layers import drawn, layers_of_day
from twin.engine.luck import Decision
from twin.engine.tables import (
    A_DAY_BITS,
    BLOCK_BITS,
    FIRST_CASUALTY_BLOCK,
    MOST_BLOCKS,
    PATIENT_BITS,
    Ints,
    Tables,
)
from twin.tables import JumeauError

_D_CASUALTY, _D_BAND = np.int64(Decision.CASUALTY), np.int64(Decision.CASUALTY_BAND)
_COLUMNS, _DRAWN = 7, 5
_NO_PLAN = -1
_USUAL_BAND = 3


class Casualty(NamedTuple):
    """One casualty to come, whatever the seed.

    Attributes
    ----------
    time_ms
        When he asks for help.
    zone
        Rank of the commune.
    ordinal
        His own, in the commune.
    causes
        The mix that his cause is drawn from.
    regulated
        Where a plan disperses them, the event and its rank; two events alike are two.
    """

    time_ms: int
    zone: int
    ordinal: int
    causes: tuple[tuple[str, float], ...]
    regulated: tuple[int, MassCasualty] | None = None


def casualties(inputs: TwinInputs, calendar: Calendar) -> list[Casualty]:
    """Give the casualties of the accidents of the period, in order of time.

    Accidents are taken in order of time, so that a later one leaves the ordinals of the earlier
    ones alone.
    """
    rank = {str(zone): i for i, zone in enumerate(inputs.territory.population.zones)}
    events = [c for c in inputs.timeline if isinstance(c, MassCasualty) and c.number > 0]
    taken: dict[int, int] = {}
    found = []
    for number, event in enumerate(sorted(events, key=lambda e: calendar.moment_ms(e.at))):
        zone, start = rank[event.zone], calendar.moment_ms(event.at)
        regulated = None if event.plan is None else (number, event)
        for one in range(event.number):
            time = start + round(event.over_min * MS_PER_MINUTE * one / event.number)
            ordinal = taken[zone] = taken.get(zone, -1) + 1
            if 0 <= time < calendar.hours * MS_PER_HOUR:
                found.append(Casualty(time, zone, ordinal, event.causes, regulated))
        if taken[zone] >= (MOST_BLOCKS - FIRST_CASUALTY_BLOCK) << BLOCK_BITS:
            raise JumeauError(
                f"commune {event.zone}",
                f"plus de {taken[zone]} victimes.",
                "Réduisez le nombre de victimes.",
            )
    return sorted(found, key=lambda c: (c.time_ms, c.zone, c.ordinal))


def further_needs(inputs: TwinInputs, calendar: Calendar, tables: Tables) -> tuple[Ints, Ints]:
    """Give the needs drawn before the run in order of time, and the first of each hour.

    Raises
    ------
    JumeauError
        When a wave is too high, or accidents have too many casualties, to be told apart.
    """
    lent = lend(tables)
    parts = [_wave(inputs, lent, day) for day in np.flatnonzero(tables.demand_row).tolist()]
    parts.append(_victims(casualties(inputs, calendar), inputs, calendar, tables))
    rows = np.concatenate(parts)
    rows = rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))]
    hours = np.arange(calendar.hours + 1) * MS_PER_HOUR
    return np.ascontiguousarray(rows), np.searchsorted(rows[:, 0], hours).astype(np.int64)


def _wave(inputs: TwinInputs, tables: Lent[Tables], day: int) -> Ints:
    """Give those whom the further layers of a day bring."""
    peak = tables.owner.profile.max(axis=1)
    found = np.zeros((1 << 10, _DRAWN), np.int64)
    count = layers_of_day(tables, peak, np.int64(day), found)
    if count > len(found):
        found = np.zeros((count, _DRAWN), np.int64)
        count = layers_of_day(tables, peak, np.int64(day), found)
    if count < 0 or day >= 1 << (BLOCK_BITS - A_DAY_BITS):
        stream, causes = max(0, -1 - count), len(inputs.needs.causes)
        raise JumeauError(
            f"commune {inputs.territory.population.zones[stream // causes]}, motif "
            f"« {inputs.needs.causes[stream % causes]} », jour {day + 1}",
            "la variation de la demande passe ce que le moteur sait tirer.",
            f"Au plus {FIRST_CASUALTY_BLOCK} fois le plafond du motif, {1 << A_DAY_BITS} candidats "
            f"par jour et {1 << (BLOCK_BITS - A_DAY_BITS)} jours : réduisez la vague, ou relevez "
            "le plafond (ceiling).",
        )
    none = np.full((count, _COLUMNS - _DRAWN), _NO_PLAN, np.int64)
    return np.hstack([found[:count], none])


def _victims(
    expected: Sequence[Casualty], inputs: TwinInputs, calendar: Calendar, tables: Tables
) -> Ints:
    """Draw the cause and the age band of each casualty; where a plan says so, his way and site."""
    causes = len(inputs.needs.causes)
    rates = tables.stream_rate.reshape(-1, causes, tables.stream_rate.shape[1])
    rows = np.zeros((len(expected), _COLUMNS), np.int64)
    if not expected:
        return rows
    rows[:, _DRAWN:] = _NO_PLAN
    rows[:, 0] = [one.time_ms for one in expected]
    rows[:, 1] = [one.zone for one in expected]
    rows[:, 3] = [(FIRST_CASUALTY_BLOCK << BLOCK_BITS) + one.ordinal for one in expected]
    who = (rows[:, 1] * causes << PATIENT_BITS) + rows[:, 3]
    for row, one, u in zip(rows, expected, drawn(tables.key, who, _D_CASUALTY), strict=True):
        names, shares = zip(*one.causes, strict=True)
        row[2] = inputs.needs.causes.index(names[_rank(shares, u)])
    who += rows[:, 2] << PATIENT_BITS
    for row, u in zip(rows, drawn(tables.key, who, _D_BAND), strict=True):
        weights = rates[row[1], row[2]]
        if not weights.any():
            weights = rates[:, row[2]].sum(axis=0)
        row[4] = _rank(weights.tolist(), u) if weights.any() else _USUAL_BAND
    disperse([one.regulated for one in expected], rows, who, inputs, calendar, tables)
    return rows


def _rank(weights: Sequence[float], u: float) -> int:
    """Give a rank drawn by weights."""
    reach, last = u * sum(weights), 0
    for rank, weight in enumerate(weights):
        if weight > 0:
            last = rank
            reach -= weight
            if reach < 0:
                return rank
    return last
