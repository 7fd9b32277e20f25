"""A break in regime: a lasting shift from what was usual, so that the models are suspended.

A two-sided CUSUM (Page 1954, Biometrika 41, 100-115) of the distance to the median of the last
same weekdays, each day counted at most four standard deviations so that one odd day never
suffices, and a shift large enough to matter that the same weeks of the past years did not show.
By simulation (counts of 20 to 200 a day, weekly profile, yearly wave, day-to-day noise of 7 to
16 % whose memory is 0.3 to 0.5): at most 6 false alarms in 100 series-years. A fall of 40 % is
often seen in a week at 60 a day and more, but in the noisiest of these settings one in nine (11 %)
is missed at 60 a day and the others wait 9 days (median). At 20 a day 23 to 38 % are missed and
the others wait two to three weeks; at 5 a day 72 to 83 % are missed: there, no banner proves
nothing. Noise with a longer memory (0.7) raises more alarms.
`tests/property/test_forecast_series_regime.py` holds the rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from forecasting.series.dates import ZONE
from forecasting.series.hygiene import POISSON_SD
from forecasting.series.reference import spread, usual
from twin.contracts.forecasts import Dates, Demand, Floats

SLACK, BOUND = 0.75, 9.0
"""CUSUM: standard deviations let pass each day, and sum that raises the alarm."""
STEEP = 1.25
"""Slack of the sum that dates the beginning."""
MEDIAN_SD = 1.25
"""Standard deviation of a median over that of a mean (normal law)."""
MOST_SD = 4.0
SHIFT, BACK = 0.25, 0.15
"""Shares of the usual: lasting shift that suspends, and distance under which all is usual again."""
RECENT, CALM = {"D": 7, "M": 3}, {"D": 14, "M": 3}
"""Periods looked at for the shift, and for the return."""
MEMORY = {"D": 182, "M": 36}
YEARS_DAYS, SEASON_DAYS = (364, 728, 1092), 17
"""Same weeks of the last years (whole weeks), and the days on each side where a season may fall."""
LEAST_USUAL = 3.0
"""Usual count under which a series says too little of a break."""

Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Breaks:
    """Where the models are suspended, as known at each period.

    Attributes
    ----------
    ds
        Days (or months), shape (T,).
    suspended
        Shape (series, T): what is said at the end of a period uses nothing later.
    since
        By series, first period of the suspension still running at the end; empty text if none.
    """

    ds: Dates
    suspended: Truth
    since: tuple[str, ...]


def breaks(demand: Demand) -> Breaks:
    """Find the breaks in regime of each series, as they would have been seen day after day.

    Parameters
    ----------
    demand
        Series flagged by `forecasting.series.hygiene.clean`; hours are added up to days.
    """
    ds, values = daily(demand)
    frequency = "M" if demand.frequency == "M" else "D"
    # Months have seasons: what is usual is the same month a year before, at today's level.
    reference = _last_year(values) if frequency == "M" else usual(values, "D")
    with np.errstate(invalid="ignore", divide="ignore"):
        reference[reference < LEAST_USUAL] = np.nan
        distance = np.sqrt(np.maximum(values, 0)) - np.sqrt(reference)
        ratio = values / reference - 1
    z = np.clip(distance / spread(distance, MEMORY[frequency], POISSON_SD), -MOST_SD, MOST_SD)
    shift = _recent(ratio, RECENT[frequency])
    lasting = CALM[frequency]
    # The median of a noisy series is never close to the usual: its own noise is let pass.
    noise = 2 * MEDIAN_SD / np.sqrt(lasting) * spread(ratio, MEMORY[frequency], 0.0)
    with np.errstate(invalid="ignore"):
        calm = np.abs(_recent(ratio, lasting)) < np.maximum(BACK, noise)
    high, low = shift, shift
    if frequency == "D":
        # What came back each year at this season is no event; nor is Christmas, even the first.
        high, low = shift - _of_season(shift, 1), shift - _of_season(shift, -1)
        feast = _christmas(ds)
        high[:, feast], low[:, feast] = np.nan, np.nan
    with np.errstate(invalid="ignore"):
        suspended, since = _states(z, high >= SHIFT, low <= -SHIFT, calm)
    return Breaks(ds, suspended, tuple("" if k < 0 else str(ds[k]) for k in since))


def suspended_since(demand: Demand) -> tuple[str, ...]:
    """Give, by series, the first day of the break still running at the end; empty text if none."""
    return breaks(demand).since


def daily(demand: Demand) -> tuple[Dates, Floats]:
    """Give the values that may be learned from, hours added up to days (none where one lacks)."""
    good = demand.good()
    if demand.frequency != "H":
        return demand.ds, good
    days, first = np.unique(demand.ds.astype("datetime64[D]"), return_index=True)
    wall = pl.Series(demand.ds.astype("datetime64[us]"))
    legal = wall.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null")
    skipped = legal.is_null().to_numpy()
    sums = np.add.reduceat(np.where(skipped & np.isnan(good), 0.0, good), first, axis=1)
    sums[:, np.diff(np.r_[first, len(demand.ds)]) < 24] = np.nan
    return days, sums


def _states(z: Floats, high: Truth, low: Truth, calm: Truth) -> tuple[Truth, npt.NDArray[np.int64]]:
    """Run the CUSUM forward: which periods are suspended, and since when at the end."""
    series, length = z.shape
    suspended = np.zeros((series, length), bool)
    up, down = np.zeros(series), np.zeros(series)
    # Steeper sums tell when it began: small drifts before the break do not feed them.
    steep_up, steep_down = np.zeros(series), np.zeros(series)
    up_from, down_from = np.zeros(series, np.int64), np.zeros(series, np.int64)
    state, since = np.zeros(series, bool), np.full(series, -1)
    for t in range(length):
        known = np.isfinite(z[:, t])
        step = np.where(known, z[:, t], 0.0)
        up_from = np.where(steep_up == 0, t, up_from)
        down_from = np.where(steep_down == 0, t, down_from)
        # An unknown day neither feeds nor empties a sum.
        up = np.where(known, np.maximum(0, up + step - SLACK), up)
        down = np.where(known, np.maximum(0, down - step - SLACK), down)
        steep_up = np.where(known, np.maximum(0, steep_up + step - STEEP), steep_up)
        steep_down = np.where(known, np.maximum(0, steep_down - step - STEEP), steep_down)
        rising = (up > BOUND) & high[:, t]
        falling = (down > BOUND) & low[:, t]
        start = ~state & known & ~calm[:, t] & (rising | falling)
        since = np.where(start, np.where(rising, up_from, down_from), since)
        state |= start
        end = state & ~start & calm[:, t] & known
        state &= ~end
        since = np.where(end, -1, since)
        up, down = np.where(end, 0.0, up), np.where(end, 0.0, down)
        suspended[:, t] = state
    return suspended, since


def _of_season(shift: Floats, sign: int) -> Floats:
    """Give the shift, of one sign, that came back in the same weeks of every year known."""
    from scipy.ndimage import maximum_filter1d

    series, length = shift.shape
    found = np.full((series, length), np.inf)
    seen = np.zeros((series, length), bool)
    signed = np.where(np.isfinite(shift), sign * shift, -np.inf)
    widest = maximum_filter1d(signed, 2 * SEASON_DAYS + 1, axis=1, mode="constant", cval=-np.inf)
    for lag in YEARS_DAYS:
        if lag >= length:
            break
        around = np.full((series, length), -np.inf)
        around[:, lag:] = widest[:, : length - lag]
        known = np.isfinite(around)
        found[known] = np.minimum(found[known], around[known])
        seen |= known
    return sign * np.where(seen, np.maximum(found, 0.0), 0.0)


def _christmas(days: Dates) -> Truth:
    """Tell the days when families and firms shut: 20 December to 6 January."""
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    day = (days.astype("datetime64[D]") - days.astype("datetime64[M]")).astype(int) + 1
    feast: Truth = ((month == 12) & (day >= 20)) | ((month == 1) & (day <= 6))
    return feast


def _recent(values: Floats, window: int) -> Floats:
    """Give the median of the last values up to each period, where most of them are known."""
    series, length = values.shape
    found = np.full((series, length), np.nan)
    step = max(1, 4_000_000 // max(1, length * window))
    for start in range(0, series, step):
        block = values[start : start + step]
        padded = np.concatenate([np.full((len(block), window - 1), np.nan), block], axis=1)
        windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, window, axis=1), axis=-1)
        known = np.isfinite(windows).sum(axis=-1)
        at = np.maximum(known - 1, 0)[..., None] // 2
        median = np.take_along_axis(windows, at, -1)[..., 0]
        found[start : start + step] = np.where(known > window // 2, median, np.nan)
    return found


def _last_year(values: Floats) -> Floats:
    """Give what a month should be: the same one a year ago, by the change of the year's level."""
    series, length = values.shape
    found = np.full((series, length), np.nan)
    for t in range(24, length):
        with np.errstate(invalid="ignore", divide="ignore"):
            recent, before = values[:, t - 12 : t], values[:, t - 24 : t - 12]
            whole = np.isfinite(recent).all(axis=1) & np.isfinite(before).all(axis=1)
            level = np.median(recent, axis=1) / np.median(before, axis=1)
            found[:, t] = np.where(whole & np.isfinite(level), values[:, t - 12] * level, np.nan)
    return found
