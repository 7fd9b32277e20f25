"""Whether the warm-up is long enough: a reported test on how full the beds and the EDs are.

Rule MSER (K. P. White, "An effective truncation heuristic for bias reduction in simulation
output", Simulation 69, 1997; MSER-5 in White, Cobb, Spratt, Winter Simulation Conference 2000):
cut the first d batches so that the standard error of the mean of the rest,

    z(d) = sum of (y_i - mean of the rest)^2 over i > d, divided by (n - d)^2,

is least. A batch is a day here, not 5 observations: the cycle of the hours is averaged out. A cut
in the second half of the series means that it is too short to judge (same reference).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.contracts import MS_PER_HOUR, Activity, Calendar, EventBlock, Outcome
from twin.contracts.checkpoint import Fold

Floats = npt.NDArray[np.float64]
LEAST_DAYS = 10
# Mark in the detail of BOARDING of those who get a bed in another hospital.
_TRANSFERRED = 32


def mser_cut(batches: Floats) -> int | None:
    """Give how many batches to cut from the start of a series; None when it is too short to say.

    Parameters
    ----------
    batches
        Means of successive batches of one run.
    """
    count = len(batches)
    if count < LEAST_DAYS:
        return None
    rest = (batches[d:] for d in range(count - 1))
    errors = [float(((part - part.mean()) ** 2).sum()) / len(part) ** 2 for part in rest]
    # The last five batches may be alike by chance alone: no cut leaves fewer.
    cut = int(np.argmin(errors[: count - 5]))
    return cut if cut <= count // 2 else None


@dataclass(frozen=True, slots=True)
class Stationarity:
    """What the rule says of one quantity.

    Attributes
    ----------
    quantity
        `beds` (patients in beds) or `ed` (patients present in the EDs).
    cut_days
        Days that the rule cuts from the start; None when the series is too short to judge.
    warmup_days
        Days that the run does not measure.
    warmup_mean, measured_mean
        Mean number over the warm-up (NaN without one) and over the measured days.
    """

    quantity: str
    cut_days: int | None
    warmup_days: int
    warmup_mean: float
    measured_mean: float

    @property
    def warm(self) -> bool:
        """Say whether the warm-up is at least as long as the rule asks."""
        return self.cut_days is not None and self.cut_days <= self.warmup_days


class Occupancy:
    """Observer that follows, hour by hour, how many are in beds and in the EDs.

    Parameters
    ----------
    calendar
        The whole simulated period, warm-up included.

    Attributes
    ----------
    beds, ed
        Net number who came in by elapsed hour.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.beds = np.zeros(calendar.hours + 1, np.int64)
        self.ed = np.zeros(calendar.hours + 1, np.int64)

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in."""
        activity, detail = block["activity"], block["detail"]
        boarded = activity == Activity.BOARDING
        # Those in beds at the start (first stage) never came through an ED; those transferred
        # leave the ED at the end of the boarding and enter a bed at that of the transfer.
        from_ed = boarded & (block["sequence"] > 0)
        in_bed = (boarded & (detail & _TRANSFERRED == 0)) | np.isin(
            activity, (Activity.TRANSFER, Activity.ELECTIVE)
        )
        left = (activity == Activity.EXIT) & np.isin(
            detail, (Outcome.HOME, Outcome.LEFT_WITHOUT_BEING_SEEN)
        )
        hour = block["end"] // MS_PER_HOUR
        np.add.at(self.beds, hour[in_bed], 1)
        np.add.at(self.beds, hour[activity == Activity.BED], -1)
        np.add.at(self.ed, hour[activity == Activity.ARRIVAL], 1)
        np.add.at(self.ed, hour[from_ed | left], -1)

    def saved(self) -> dict[str, npt.NDArray[np.int64]]:
        """Give the hours so far (a checkpoint keeps them)."""
        return {"beds": self.beds, "ed": self.ed}

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave."""
        self.beds, self.ed = saved["beds"].copy(), saved["ed"].copy()

    def daily_means(self, quantity: str) -> Floats:
        """Give the mean number present on each local day.

        Parameters
        ----------
        quantity
            `beds` or `ed`.
        """
        present = np.cumsum(getattr(self, quantity))[: self.calendar.hours]
        total = np.bincount(self.calendar.day, weights=present, minlength=self.calendar.days)
        means: Floats = total / np.bincount(self.calendar.day, minlength=self.calendar.days)
        return means

    def report(self, warmup_days: int) -> tuple[Stationarity, ...]:
        """Judge the warm-up on beds and EDs.

        Parameters
        ----------
        warmup_days
            Days at the start that the run does not measure.
        """
        return tuple(
            Stationarity(
                quantity,
                mser_cut(means),
                warmup_days,
                float(means[:warmup_days].mean()) if warmup_days else float("nan"),
                float(means[warmup_days:].mean()),
            )
            for quantity, means in ((q, self.daily_means(q)) for q in ("beds", "ed"))
        )
