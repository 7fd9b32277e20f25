"""How each target is computed from what one replication gave."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.targets.target import Seen
from twin.contracts import CHILD_BANDS
from twin.indicators import Indicator
from twin.indicators.histogram import quantile_min
from twin.indicators.rows import ratio
from twin.indicators.tally.beds import UNSCHEDULED

YEAR_DAYS = 365
MORNING, EVENING = 8, 20
HOUR_MS = 3_600_000


def of(s: Seen, indicator: Indicator) -> float:
    """Give an indicator for the whole territory."""
    return indicator.compute(s.tally)[0][2]


def yearly(s: Seen, count: float, people: float) -> float:
    """Give a count as a rate per `people` inhabitants and 365 days."""
    return ratio(count * people * YEAR_DAYS, s.inhabitants * s.fold.days)


def share_of_ages(s: Seen, first: int, last: int | None) -> float:
    """Give the share of ED arrivals of some age bands."""
    return ratio(s.fold.by_age[first:last].sum(), s.fold.by_age.sum())


def monday(s: Seen) -> float:
    """Give how much more arrives on a Monday than on another day."""
    mondays = np.array([d.weekday() == 0 for d in s.fold.dates])
    if mondays.all() or not mondays.any():
        return float("nan")
    return ratio(s.fold.by_day[mondays].mean(), s.fold.by_day[~mondays].mean()) - 1


def hours(first: int, last: int) -> npt.NDArray[np.int64]:
    """Give the hours of the day from `first` to `last`, through midnight if need be."""
    return np.arange(first, last + (24 if last < first else 0)) % 24


def arrivals(s: Seen, first: int, last: int) -> float:
    """Give the share of ED arrivals between two hours of the day."""
    return ratio(s.fold.by_hour[hours(first, last)].sum(), s.fold.by_hour.sum())


def way_share(s: Seen, *ways: int) -> float:
    """Give the share of ended visits that left some ways; who left unseen is in the whole."""
    e, own = s.tally.emergency, s.tally.own_hospitals
    whole = e.stay[own].sum() + e.left[own].sum()
    return ratio(e.stay[own][:, list(ways)].sum(), whole)


def stay_quantile(s: Seen, share: float) -> float:
    """Give a quantile of all stays, minutes."""
    return quantile_min(s.tally.emergency.stay[s.tally.own_hospitals].sum(axis=(0, 1)), share)


def stay_of_arrivals(s: Seen, first: int, last: int) -> float:
    """Give the median stay of those who arrived between two hours of the day, minutes."""
    return quantile_min(s.tally.emergency.stay_by_hour[hours(first, last)].sum(axis=0), 0.5)


def stay_where(s: Seen, least: float, most: float) -> float:
    """Give the median stay of the EDs whose visits a day are above `least`, up to `most`."""
    e, own = s.tally.emergency, s.tally.own_hospitals
    daily = e.visits[own] / s.fold.days
    return quantile_min(e.stay[own[(daily > least) & (daily <= most)]].sum(axis=(0, 1)), 0.5)


def over_8h_children(s: Seen) -> float:
    """Give the share of stays over 8 hours among those under 18."""
    e, own = s.tally.emergency, s.tally.own_hospitals
    return ratio(e.over_8h[own, :CHILD_BANDS].sum(), e.by_band[own, :CHILD_BANDS].sum())


def old_share(s: Seen, counts: npt.NDArray[np.int64]) -> float:
    """Give the share, of the patients of 75 and over seen by a physician, that is counted."""
    return ratio(counts[-1], s.fold.ages.seen[-1])


def old_stay_ratio(s: Seen) -> float:
    """Give the median stay of patients of 75 and over, over that of patients of 18 to 74."""
    stay = s.fold.ages.stay
    adults = quantile_min(stay[CHILD_BANDS:-1].sum(axis=0), 0.5)
    return ratio(quantile_min(stay[-1], 0.5), adults)


def present(s: Seen, hour: int | None) -> float:
    """Give the patients present in the EDs at an hour, over the day's mean; the most for None."""
    t = s.tally
    spent = t.emergency.present_ms[t.own_hospitals].sum(axis=0)
    lived = t.clock.hours_of
    known = lived > 0
    by_hour = np.divide(spent, lived * HOUR_MS, out=np.full(24, np.nan), where=known)
    mean = ratio(spent.sum(), lived.sum() * HOUR_MS)
    at = by_hour[known].max() if hour is None else by_hour[hour]
    return ratio(float(at), mean)


def bed_swing(s: Seen) -> float:
    """Give the share of unscheduled beds that empty and fill again within a mean day."""
    t = s.tally
    used = t.beds.bed_ms[t.own_hospitals, UNSCHEDULED].sum(axis=(0, 1))
    lived = t.clock.hours_of * HOUR_MS
    by_hour = np.divide(used, lived, out=np.full(24, np.nan), where=lived > 0)
    return ratio(float(np.nanmax(by_hour) - np.nanmin(by_hour)), float(np.nanmean(by_hour)))


def first_contact_gp(s: Seen) -> float:
    """Give the share of needs first seen by the patient's own GP."""
    return ratio(s.fold.own_gp, s.tally.outcomes.begun.sum())


def transfers(s: Seen) -> float:
    """Give the transfers per 1,000 visits."""
    t = s.tally
    moved = t.beds.transfers[t.own_hospitals].sum()
    return ratio(1000 * moved, t.visits[t.own_hospitals].sum())
