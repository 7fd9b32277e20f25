"""The fold of outcomes (what it counts: `tally.outcomes.Outcomes`)."""

from __future__ import annotations

from twin.contracts import Activity, Outcome
from twin.indicators.compiled.rows import rows_of, spread
from twin.indicators.compiled.ways import inner
from twin.indicators.tally.day import RETURN_ORDINAL
from twin.indicators.tally.outcomes import AFTER_ED, AFTER_STAY, DAY_MS, WITHIN_DAYS
from twin.indicators.tally.stays import HOME

_ARRIVAL, _EXIT, _RETURN = (int(a) for a in (Activity.ARRIVAL, Activity.EXIT, Activity.RETURN))
_WENT_HOME, _LEFT, _DISCHARGED = (
    int(o) for o in (Outcome.HOME, Outcome.LEFT_WITHOUT_BEING_SEEN, Outcome.DISCHARGED)
)


@inner
def _own(day, row, causes, places):
    """Say whether a row is of a need of the territory's own communes."""
    return day.cause[row] < causes and places.in_own_zone[day.zone[row]]


@inner
def _anchor(to, clock, end, detail):
    """Count an exit after which a return would be seen for long enough."""
    if detail in (_WENT_HOME, _LEFT):
        origin = AFTER_ED
    elif detail == _DISCHARGED:
        origin = AFTER_STAY
    else:
        return
    for rank in range(len(WITHIN_DAYS)):
        if end <= clock.until_ms - WITHIN_DAYS[rank] * DAY_MS:
            to.anchors[origin, rank] += 1


@inner
def fold_outcomes(day, causes, places, clock, to):
    """Count, by need, those who began, came, left and came back."""
    for row in day.firsts:
        if day.ordinal[row] < RETURN_ORDINAL and _own(day, row, causes, places):
            to.begun[day.cause[row], day.age[row]] += 1
    for row in rows_of(day, _ARRIVAL):
        if _own(day, row, causes, places):
            to.visits[day.cause[row]] += 1
    for row in rows_of(day, _EXIT):
        if _own(day, row, causes, places):
            detail = day.detail[row]
            to.ended[day.cause[row], day.age[row], detail] += 1
            if day.ordinal[row] < RETURN_ORDINAL:
                _anchor(to, clock, day.end[row], detail)
    for row in rows_of(day, _RETURN):
        left = day.requested[row]
        if _own(day, row, causes, places) and left >= clock.from_ms:
            for rank in range(len(WITHIN_DAYS)):
                within = WITHIN_DAYS[rank] * DAY_MS
                if left <= clock.until_ms - within and day.end[row] - left <= within:
                    to.returns[day.detail[row], rank] += 1


@inner
def fold_stays_by_need(stays, count, places, to):
    """Count the ED stays by need, and those that ended in a bed."""
    for stay in range(count):
        if places.in_own_zone[stays.zone[stay]]:
            cause = stays.cause[stay]
            spread(to.stay[cause], stays.out[stay] - stays.door[stay])
            if stays.way[stay] != HOME:
                to.admitted[cause] += 1
