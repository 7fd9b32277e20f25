"""Calls that a regulated ED sends back to the telephone, by centre and hour of the week."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from scenarios.hospitals import minutes_to_hospitals
from twin.contracts import AccessChange, TwinInputs
from twin.engine.expected_visits import GROUPS, HOURS_A_YEAR, centre_of_zones, yearly_visits
from twin.territory.facility import HOURS_A_WEEK

Floats = npt.NDArray[np.float64]


def diverted_calls(inputs: TwinInputs, monday: date) -> Floats:
    """Give the calls an hour that the rules of access of a week add, shape (centres, 168).

    Those who would come by their own means to a site under a rule call 15 instead for the share
    that the rule says (`AccessChange.share_call`, assumed). Expected visits of the site by the
    choice model, spread over the week as needs are; the road is not counted.

    Parameters
    ----------
    monday
        First day of the week that counts.
    """
    centres = inputs.territory.of_kind("samu")
    found = np.zeros((len(centres), HOURS_A_WEEK))
    rank = {f.id: j for j, f in enumerate(inputs.territory.of_kind("hospital"))}
    shares = np.zeros((len(rank), HOURS_A_WEEK))
    for change in inputs.timeline:
        if isinstance(change, AccessChange) and change.facility in rank:
            row = shares[rank[change.facility]]
            # Rules that overlap are not added: the one that sends most to the telephone counts.
            np.maximum(row, change.share_call * _in_force(change, monday), out=row)
    if not shares.any():
        return found
    own, _, _ = yearly_visits(inputs)
    by_cause = own.sum(axis=(0, 2))
    profile = by_cause @ inputs.needs.week_profile / max(float(by_cause.sum()), 1e-12)
    moved = np.stack([own[..., bands].sum(axis=(1, 2)) for bands in GROUPS])
    choice = inputs.choice.probabilities(minutes_to_hospitals(inputs))
    visits = np.einsum("gz,gzs->zs", moved, choice)
    centre = centre_of_zones(inputs)
    for row in range(len(centres)):
        by_site = visits[centre == row].sum(axis=0)
        found[row] = (by_site @ shares) * profile / HOURS_A_YEAR
    return found


def _in_force(change: AccessChange, monday: date) -> Floats:
    """Give the part of each hour of the week in which a change of access holds, shape (168,)."""
    midnight = datetime.combine(monday, time())
    end = HOURS_A_WEEK * 60 if change.end is None else _minutes(change.end - midnight)
    begin = _minutes(change.start - midnight)
    minutes = np.zeros(HOURS_A_WEEK * 60)
    for first, last in change.window.minutes_of_week():
        minutes[max(first, begin, 0) : max(min(last, end), 0)] = 1.0
    share: Floats = minutes.reshape(HOURS_A_WEEK, 60).mean(axis=1)
    return share


def _minutes(elapsed: timedelta) -> int:
    return int(elapsed.total_seconds() // 60)
