"""The fold of the SAMU (what it counts: `tally.samu.Samu`)."""

from __future__ import annotations

import numpy as np

from twin.contracts import MS_PER_MINUTE, Activity
from twin.contracts.bases import HELICOPTER, SMUR
from twin.indicators.compiled.memory import recall
from twin.indicators.compiled.rows import patient_of, rows_of, spread
from twin.indicators.compiled.ways import inner
from twin.indicators.tally.places import ROAD
from twin.indicators.tally.samu import CARENCE, GP_FILE, KIND

_CALL, _REGULATION, _RESPONSE, _TRANSPORT, _ARRIVAL, _HANG_UP, _HANDOVER, _TRANSFER = (
    int(a)
    for a in (
        Activity.CALL, Activity.REGULATION, Activity.RESPONSE, Activity.TRANSPORT,
        Activity.ARRIVAL, Activity.HANG_UP, Activity.HANDOVER, Activity.TRANSFER,
    )
)  # fmt: skip


@inner
def fold_calls(day, to):
    """Count calls and files, by centre."""
    for row in rows_of(day, _CALL):
        centre, waited = day.unit[row], day.start[row] - day.requested[row]
        to.calls[centre] += 1
        if waited * 2 <= MS_PER_MINUTE:
            to.calls_30s[centre] += 1
        if waited <= MS_PER_MINUTE:
            to.calls_60s[centre] += 1
    for row in rows_of(day, _HANG_UP):
        to.hung_up[day.unit[row]] += 1
    for row in rows_of(day, _REGULATION):
        queue = 1 if day.detail[row] >= GP_FILE else 0
        spread(to.file_wait[day.unit[row], queue], day.start[row] - day.requested[row])


@inner
def fold_responses(day, to):
    """Count the units on their way, by base, and their release at the hospital."""
    for row in rows_of(day, _RESPONSE):
        base, kind = day.unit[row], day.detail[row] & KIND
        lasted = day.end[row] - day.requested[row]
        spread(to.response[base], lasted)
        if day.detail[row] & CARENCE:
            to.carence[base] += 1
        if kind in (SMUR, HELICOPTER):
            spread(to.smur_alert[base], day.start[row] - day.requested[row])
            spread(to.smur_road[base], day.end[row] - day.start[row])
            to.zone_smur_ms[day.zone[row]] += lasted
            to.zone_smur[day.zone[row]] += 1
    for row in rows_of(day, _HANDOVER):
        spread(to.handover[day.site[row]], day.end[row] - day.requested[row])


@inner
def _driven(metres):
    """Give road metres for straight ones, rounded to whole metres."""
    return np.int64(np.rint(metres * ROAD))


@inner
def _went(metres, flown):
    """Give the metres of a mission: straight for a helicopter, by road for the others."""
    return metres if flown else _driven(metres)


@inner
def fold_road(day, far, places, decided, to):
    """Count the metres driven, each mission as if it began and ended at the unit's base.

    A mission without transport drives base to commune and back; a transport replaces the way back
    by commune to hospital, then hospital to base.
    """
    for row in rows_of(day, _ARRIVAL):
        if day.detail[row] == 0:
            zone, site = day.zone[row], day.site[row]
            to.own_metres[site] += _driven(far.zone_site[zone, site])
    for row in rows_of(day, _RESPONSE):
        zone, base = day.zone[row], day.unit[row]
        flown = (day.detail[row] & KIND) == HELICOPTER
        to.unit_metres[base] += _went(2 * far.zone_base[zone, base], flown)
    for row in rows_of(day, _TRANSPORT):
        zone, site, base = day.zone[row], day.site[row], day.unit[row]
        flown = (day.detail[row] & KIND) == HELICOPTER
        more = far.zone_site[zone, site] + far.site_base[site, base] - far.zone_base[zone, base]
        to.unit_metres[base] += _went(more, flown)
    for row in rows_of(day, _TRANSFER):
        first, base, site = recall(decided, patient_of(day, row)), day.unit[row], day.site[row]
        if first >= 0 and base >= 0:
            there = far.site_base[first, base] + far.site_site[first, site]
            flown = places.base_kinds[base] == HELICOPTER
            to.unit_metres[base] += _went(there + far.site_base[site, base], flown)
