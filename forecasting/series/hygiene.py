"""Periods that are not patients or boxes: transmissions cut, outliers, openings, closings.

Each flag uses only what was known that day: the same rule then holds in training, in scoring
and tomorrow morning. Nothing is replaced: what is flagged is neither learned from nor scored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecasting.series.reference import CYCLE, carried, spread, usual, usual_of_last
from twin.contracts.forecasts import FLAG_FR, Demand, Flag, Floats, Frequency

LOW: dict[Frequency, float] = {"H": 0.35, "D": 0.35, "M": 0.15}
HIGH: dict[Frequency, float] = {"H": 3.0, "D": 3.0, "M": 5.0}
"""Share of the usual under which a period is a part of itself, and above which it is no count of
its own (assumed: between the deepest real fall of emergency visits known to us, about half in
March-April 2020, and a transmission cut; wider for months, whose usual knows no season)."""
LEAST_USUAL = 10.0
"""Usual count under which one low period proves nothing: zero has odds of e^-10 there."""
LEAST_HIGH = 5.0
LOW_SIGMAS, HIGH_SIGMAS = 4.0, 6.0
POISSON_SD = 0.5
"""Standard deviation of the square root of a Poisson count, whatever its mean (Bartlett 1936)."""
RARE_ZERO, RARE_RUN = 0.01, 0.05
"""Share of values followed by a zero above which one zero, or a run of them, is how the series
lives: a shop shut on the five feasts of its year is past the first (assumed)."""
RUN_USUAL = 15.0
"""Count that a run of zeros should have held before it is called a cut."""
RARE_LONG = 0.2
LONG: dict[Frequency, int] = {"H": 48, "D": 5, "M": 3}
"""Zeros in a row that are a cut in a series, however young, which seldom goes to zero (assumed)."""
YOUNG: dict[Frequency, int] = {"H": 48, "D": 14, "M": 6}
CLOSED: dict[Frequency, int] = {"H": 28 * 24, "D": 28, "M": 6}
"""Periods without anything after which a series is called closed (until it comes back)."""
WINDOW: dict[Frequency, int] = {"H": 28 * 24, "D": 56, "M": 24}
LONGEST_LIST = 8

Flags = npt.NDArray[np.int8]
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of periods with the same flag.

    Attributes
    ----------
    id
        Series.
    flag
        What is known of it.
    start, end
        First and last period (ISO).
    periods
        How many.
    lowest, highest
        Values seen; not a number where none.
    """

    id: str
    flag: Flag
    start: str
    end: str
    periods: int
    lowest: float
    highest: float


def clean(demand: Demand) -> Demand:
    """Flag what is no observation of the demand, each period by what came before it.

    Parameters
    ----------
    demand
        Series as read; flags other than `GOOD` and `MISSING` (a stock-out) are kept.

    Returns
    -------
    Demand
        The same values, flagged, and notes that count what was found.
    """
    flags = flagged(demand.values, demand.frequency)
    kept = np.isin(demand.flags, (Flag.GOOD, Flag.MISSING))
    flags = np.where(kept, flags, demand.flags).astype(np.int8)
    cleaned = replace(demand, flags=flags)
    return replace(cleaned, notes=(*demand.notes, *_notes(cleaned)))


def flagged(values: Floats, frequency: Frequency) -> Flags:
    """Give the flag of each value, shape (series, T); a flag never uses a later value."""
    absent = np.isnan(values)
    begun = np.logical_or.accumulate(~absent & (values != 0), axis=1)
    # Zeros are looked at on their own: they would drag what is usual down to them.
    lively = np.where(absent | (values == 0), np.nan, values)
    reference = usual(lively, frequency)
    with np.errstate(invalid="ignore"):
        residual = np.sqrt(np.maximum(values, 0)) - np.sqrt(np.maximum(reference, 0))
    residual[values == 0] = np.nan
    scale = spread(residual, WINDOW[frequency], POISSON_SD)
    with np.errstate(invalid="ignore"):
        low = (values <= LOW[frequency] * reference) & (reference >= LEAST_USUAL)
        low &= (values > 0) & (residual < -LOW_SIGMAS * scale)
        high = (values >= HIGH[frequency] * reference) & (reference >= LEAST_HIGH)
        high &= residual > HIGH_SIGMAS * scale
    cut = _cut_zeros(values, reference, absent, begun, frequency)
    flags = np.zeros(values.shape, np.int8)
    flags[low | cut] = Flag.PARTIAL
    flags[high] = Flag.OUTLIER
    flags[absent] = Flag.MISSING
    silent = absent | cut
    flags[silent & (_streak(silent) >= CLOSED[frequency])] = Flag.AFTER_CLOSING
    flags[~begun] = Flag.BEFORE_OPENING
    return flags


def _cut_zeros(
    values: Floats, reference: Floats, absent: Truth, begun: Truth, frequency: Frequency
) -> Truth:
    """Tell the zeros of a cut transmission from those of a quiet or closed day."""
    zero = ~absent & (values == 0)
    # A young series has no usual Tuesday yet: what it had on its last days stands for it.
    young = usual_of_last(np.where(absent | zero, np.nan, values), YOUNG[frequency])
    expected = np.where(np.isfinite(reference), reference, young)
    expected = np.where(np.isfinite(expected), expected, 0.0)
    busy = np.where(np.isfinite(reference), reference, 0.0) >= LEAST_USUAL
    starts, rate = _starts(zero, absent, np.ones_like(zero), begun)
    # A quiet night says nothing of a zero at noon: busy hours are judged among themselves.
    rate = np.where(busy, _starts(zero, absent, busy, begun)[1], rate)
    # What runs of zeros should have held so far, started again at each value.
    total = np.cumsum(np.where(zero, expected, 0.0), axis=1)
    base = np.where(~absent & ~zero, total, 0.0)
    held = total - np.maximum.accumulate(base, axis=1)
    doubtful = zero & begun & (expected > 0)
    single = doubtful & busy & (rate < RARE_ZERO)
    run = doubtful & ~starts & (held >= RUN_USUAL) & (rate < RARE_RUN)
    if frequency == "D":
        single &= _every_day(expected)
    length = np.where(zero & begun, _since(~absent & ~zero, zero & begun), 0)
    long = doubtful & (length >= LONG[frequency])
    cut = single | run | (long & (held >= RUN_USUAL) & (rate < RARE_LONG))
    # Once cut, a run stays cut until a value comes.
    rank = np.arange(values.shape[1])
    last_value = np.maximum.accumulate(np.where(~absent & ~zero, rank, -1), axis=1)
    last_cut = np.maximum.accumulate(np.where(cut, rank, -1), axis=1)
    stays: Truth = zero & (last_cut > last_value)
    return stays


def _since(ends: Truth, counted: Truth) -> npt.NDArray[np.int64]:
    """Count the periods of a kind since the last end."""
    total = np.cumsum(counted, axis=1)
    base = np.maximum.accumulate(np.where(ends, total, 0), axis=1)
    since: npt.NDArray[np.int64] = total - base
    return since


def _starts(zero: Truth, absent: Truth, among: Truth, begun: Truth) -> tuple[Truth, Floats]:
    """Give where runs of zeros start among some periods, and how often one has until then."""
    seen = among & ~absent
    # Absences do not end a run: what is silent stays silent.
    last_known = _shifted(carried(np.where(seen, zero.astype(float), np.nan), axis=1))
    starts: Truth = zero & among & ~(last_known == 1) & begun
    alive = np.cumsum(seen & ~zero, axis=1)
    return starts, (np.cumsum(starts, axis=1) - (zero & among) + 0.5) / (alive + 1)


def _every_day(expected: Floats) -> Truth:
    """Tell the series that live seven days a week (a shop shut on Sundays may shut any day)."""
    cycle = CYCLE["D"]
    padded = np.concatenate([np.zeros((len(expected), cycle - 1)), expected], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, cycle, axis=1)
    every: Truth = windows.min(axis=2) > 0.3 * windows.max(axis=2)
    return every


def _shifted(values: Floats) -> Floats:
    return np.concatenate([np.full((len(values), 1), np.nan), values[:, :-1]], axis=1)


def _streak(truth: Truth) -> npt.NDArray[np.int64]:
    """Count how long each has been true without a break."""
    rank = np.arange(1, truth.shape[1] + 1)
    broken = np.maximum.accumulate(np.where(truth, 0, rank), axis=1)
    streak: npt.NDArray[np.int64] = rank - broken
    return streak


def spells(demand: Demand) -> tuple[Spell, ...]:
    """List the stretches flagged, series after series."""
    found = []
    step = demand.ds.dtype
    for name, values, flags in zip(demand.ids, demand.values, demand.flags, strict=True):
        edges = np.flatnonzero(np.diff(flags)) + 1
        for part in np.split(np.arange(len(flags)), edges):
            if not len(part) or flags[part[0]] == Flag.GOOD:
                continue
            seen = values[part][np.isfinite(values[part])]
            first, last = (str(demand.ds[k].astype(step)) for k in (part[0], part[-1]))
            found.append(
                Spell(
                    name, Flag(int(flags[part[0]])), first, last, len(part),
                    float(seen.min()) if len(seen) else float("nan"),
                    float(seen.max()) if len(seen) else float("nan"),
                )
            )  # fmt: skip
    return tuple(found)


def _notes(demand: Demand) -> list[str]:
    """Count each flag, and the series it touches."""
    notes = []
    for flag in (Flag.PARTIAL, Flag.OUTLIER, Flag.AFTER_CLOSING, Flag.BEFORE_OPENING):
        touched = demand.flags == flag
        if not touched.any():
            continue
        names = [demand.ids[k] for k in np.flatnonzero(touched.any(axis=1))]
        shown = ", ".join(names[:LONGEST_LIST]) + ("…" if len(names) > LONGEST_LIST else "")
        notes.append(
            f"{FLAG_FR[flag]} : {int(touched.sum())} période(s) ni apprise(s) ni notée(s) ({shown})"
        )
    return notes
