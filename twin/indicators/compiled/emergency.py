"""The fold of the emergency departments (what it counts: `tally.emergency.Emergency`)."""

from __future__ import annotations

from twin.contracts import Activity, Outcome
from twin.indicators.compiled.rows import (
    add_what_remains,
    hour_of,
    mornings_from,
    rows_of,
    spread,
)
from twin.indicators.compiled.ways import inner
from twin.indicators.tally.emergency import EIGHT_HOURS_MS
from twin.indicators.tally.stays import AFTER_UHCD, DIRECT, THROUGH_UHCD

_ARRIVAL, _FIRST_CONTACT, _EXIT, _UHCD, _BED_REQUEST = (
    int(a)
    for a in (
        Activity.ARRIVAL, Activity.FIRST_CONTACT, Activity.EXIT, Activity.UHCD,
        Activity.BED_REQUEST,
    )
)  # fmt: skip
_LEFT = int(Outcome.LEFT_WITHOUT_BEING_SEEN)


@inner
def follow_presence(day, stays, count, clock, to):
    """Follow who is in the ED and who waits for a bed, from both ends, in the warm-up too."""
    for row in rows_of(day, _ARRIVAL):
        add_what_remains(clock, to.present_ms[day.site[row]], day.end[row], 1)
    for row in rows_of(day, _EXIT):
        if day.detail[row] == _LEFT:
            add_what_remains(clock, to.present_ms[day.site[row]], day.end[row], -1)
    for row in rows_of(day, _BED_REQUEST):
        if not day.detail[row] & AFTER_UHCD:
            to.boarders_morning[day.site[row]] += mornings_from(clock, day.end[row])
    for stay in range(count):
        site, out = stays.site[stay], stays.out[stay]
        add_what_remains(clock, to.present_ms[site], out, -1)
        if stays.asked[stay] >= 0 and stays.way[stay] == DIRECT:
            to.boarders_morning[site] -= mornings_from(clock, out)


@inner
def fold_arrivals(day, clock, to):
    """Count arrivals, waits for a physician, and patients who left without being seen."""
    for row in rows_of(day, _ARRIVAL):
        site = day.site[row]
        to.visits[site] += 1
        to.arrivals[site, hour_of(clock, day.end[row])] += 1
    for row in rows_of(day, _FIRST_CONTACT):
        spread(to.wait[day.site[row]], day.start[row] - day.requested[row])
    for row in rows_of(day, _EXIT):
        if day.detail[row] == _LEFT:
            to.left[day.site[row]] += 1


@inner
def fold_stays(stays, count, clock, places, to):
    """Count the visits that ended: how long, which way out, who, from which commune."""
    for stay in range(count):
        site, way, band = stays.site[stay], stays.way[stay], stays.band[stay]
        lasted = stays.out[stay] - stays.door[stay]
        spread(to.stay[site, way], lasted)
        to.by_band[site, band] += 1
        if lasted >= EIGHT_HOURS_MS:
            to.over_8h[site, band] += 1
        if places.in_own_site[site]:
            spread(to.stay_by_hour[hour_of(clock, stays.door[stay])], lasted)
            to.zone_stay_ms[stays.zone[stay]] += lasted
            to.zone_stays[stays.zone[stay]] += 1
        if stays.asked[stay] >= 0 and way == DIRECT:
            to.boarding_ms[site] += stays.out[stay] - stays.asked[stay]
            to.boarded[site] += 1


@inner
def fold_uhcd(day, stays, count, clock, to):
    """Move the time spent in UHCD beds out of the time spent in the ED.

    Who waits for a ward from the UHCD keeps his bed there until he leaves for it.
    """
    for row in rows_of(day, _UHCD):
        site = day.site[row]
        for moment, sign in ((day.start[row], 1), (day.end[row], -1)):
            add_what_remains(clock, to.uhcd_ms[site], moment, sign)
            add_what_remains(clock, to.present_ms[site], moment, -sign)
    for stay in range(count):
        if stays.asked[stay] >= 0 and stays.way[stay] == THROUGH_UHCD:
            site = stays.site[stay]
            for moment, sign in ((stays.asked[stay], 1), (stays.out[stay], -1)):
                add_what_remains(clock, to.uhcd_ms[site], moment, sign)
                add_what_remains(clock, to.present_ms[site], moment, -sign)
