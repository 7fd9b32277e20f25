"""Layers of candidates: who comes on a day of changed demand, and at what age.

Candidates are drawn at a ceiling rate and thinned (`twin.engine.kernel`). Where a change of demand
raises the intensity of a commune and cause above its ceiling, further layers of candidates are
drawn, each at the ceiling rate again: layer k holds the part of the intensity between k and k + 1
times the ceiling. They start anew each day and have their own ordinals, so that a wave of any
height moves nobody else's luck, and a wave that begins later changes nothing of the days before.
"""

from __future__ import annotations

import math

import numpy as np

from twin.contracts import MS_PER_HOUR
from twin.engine.compiled import entry, inner
from twin.engine.luck import Decision, uniform
from twin.engine.tables import A_DAY_BITS, BLOCK_BITS, FIRST_CASUALTY_BLOCK, PATIENT_BITS

_D_GAP, _D_THIN = np.int64(Decision.GAP), np.int64(Decision.THIN)


@inner
def band_within(t, stream, row, shape, reach):
    """Give the age band of a candidate on a day of changed demand, -1 when nobody comes.

    The usual bands come first, in order, each without what a factor below 1 takes away; what
    factors above 1 add comes after them: the band of those who come anyway never changes.

    Parameters
    ----------
    row
        Row of `demand` of the day.
    shape
        Usual intensity of the hour over its yearly mean.
    reach
        How high the candidate stands, from 0 to the ceiling (above, in a further layer).
    """
    causes, bands = t.profile.shape[0], t.stream_rate.shape[1]
    cause, group = stream % causes, t.demand_group[stream // causes]
    for band in range(bands):
        usual = t.stream_rate[stream, band] * shape
        reach -= usual
        if reach < 0.0:
            lost = usual * max(0.0, 1.0 - t.demand[row, group, cause, band])
            return band if reach + lost < 0.0 else -1
    for band in range(bands):
        more = t.demand[row, group, cause, band] - 1.0
        if more > 0.0:
            reach -= t.stream_rate[stream, band] * shape * more
            if reach < 0.0:
                return band
    return -1


@entry
def layers_of_day(t, peak, day, found):
    """Draw the candidates of all further layers of a day; give how many come.

    When they are too many, -1 less the rank of the stream is given.

    Parameters
    ----------
    peak
        Most that the profile of each cause reaches, shape (causes,).
    found
        Rows to fill; those that do not fit are counted only.
    """
    causes, bands = t.profile.shape[0], t.stream_rate.shape[1]
    row, month = t.demand_row[day], t.day_month[day]
    start, end = t.day_start[day] * MS_PER_HOUR, t.day_start[day + 1] * MS_PER_HOUR
    count = 0
    for stream in range(t.stream_rate.shape[0]):
        ceiling = t.stream_ceiling[stream]
        if ceiling <= 0.0:
            continue
        zone, cause = stream // causes, stream % causes
        group, most = t.demand_group[zone], 0.0
        for band in range(bands):
            raised = max(1.0, t.demand[row, group, cause, band])
            most += t.stream_rate[stream, band] * raised
        most *= peak[cause] * t.day_factor[cause, day] * t.presence[zone, month]
        if most > ceiling * FIRST_CASUALTY_BLOCK:
            return -1 - stream
        layer = 1
        while layer * ceiling < most:
            first = (np.int64(layer) << BLOCK_BITS) + (np.int64(day) << A_DAY_BITS)
            ordinal, time = first, start
            while True:
                patient = (np.int64(stream) << PATIENT_BITS) + ordinal
                gap = -t.stream_gap[stream] * math.log(uniform(t.key, patient, _D_GAP))
                time += np.int64(gap + 0.5)
                if time >= end:
                    break
                week = t.hour[time // MS_PER_HOUR, 0]
                shape = t.profile[cause, week] * t.day_factor[cause, day] * t.presence[zone, month]
                reach = (layer + uniform(t.key, patient, _D_THIN)) * ceiling
                band = band_within(t, stream, row, shape, reach)
                if band >= 0:
                    if count < found.shape[0]:
                        found[count, 0] = time
                        found[count, 1] = zone
                        found[count, 2] = cause
                        found[count, 3] = ordinal
                        found[count, 4] = band
                    count += 1
                ordinal += 1
                if ordinal - first >= 1 << A_DAY_BITS:
                    return -1 - stream
            layer += 1
    return count


@entry
def drawn(key, patients, decision):
    """Give the luck of several patients for one decision."""
    luck = np.zeros(patients.shape[0])
    for rank in range(patients.shape[0]):
        luck[rank] = uniform(key, patients[rank], decision)
    return luck
