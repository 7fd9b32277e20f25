"""How often the house's 95 % interval contains the truth, where the truth is known exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binom

from scenarios.indicator_rows import indicator_rows
from scenarios.paired import paired_differences
from scenarios.theory import exact, places
from scenarios.theory import worlds as w
from scenarios.theory.agreement import LEVEL
from scenarios.theory.effort import Effort
from scenarios.theory.simulate import START, Log, replicate
from twin.contracts import MS_PER_MINUTE, Activity, CapacityChange, Law, TwinInputs

CALLS_PER_HOUR, SERVICE_MIN, ASSISTANTS = 40.0, 3.0, 3
DAYS, SKIP_DAYS, SEED = 3, 1, 4242
NOMINAL = 0.95
INDICATOR = "waiting_minutes_a_day"
WANTED, WANTED_REPEATS = (0.92, 0.98), 200


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often an interval announced at 95 % contained the exact value.

    Attributes
    ----------
    interval
        Which interval of the house, in French.
    exact
        The exact value.
    covered, repeats
        Studies whose interval contained it, and all of them.
    per_repeat
        Replications of each study.
    low, high
        Bounds within which the share must lie.
    """

    interval: str
    exact: float
    covered: int
    repeats: int
    per_repeat: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Give the share of the studies whose interval contained the exact value."""
        return self.covered / self.repeats

    @property
    def agrees(self) -> bool:
        """Say whether the share lies within the bounds."""
        return self.low <= self.share <= self.high


def bounds(repeats: int) -> tuple[float, float]:
    """Give the bounds of the share: 92 and 98 % for 200 studies, the 99 % range under that."""
    if repeats >= WANTED_REPEATS:
        return WANTED
    low, high = binom.interval(LEVEL, repeats, NOMINAL)
    return float(low) / repeats, float(high) / repeats


def coverage(effort: Effort) -> list[Coverage]:
    """Check the interval of a mean and that of a paired difference on the calls, M/M/c.

    The policy is one assistant more; the figure is the minutes that callers wait in a day, whose
    mean is calls a day x mean wait, exactly.
    """
    base = w.with_calls(
        w.world(
            [places.samu(call_assistants=ASSISTANTS), places.hospital()],
            per_hour=CALLS_PER_HOUR, contact=w.CALL_15,
        ),
        call=Law.exponential(SERVICE_MIN),
    )  # fmt: skip
    number = effort.repeats * effort.per_repeat
    without, more = (_values(one, number) for one in (base, _one_more(base)))
    load, day = CALLS_PER_HOUR * SERVICE_MIN / 60, 24 * CALLS_PER_HOUR
    truth = [day * exact.wait_mmc(c, load, SERVICE_MIN) for c in (ASSISTANTS, ASSISTANTS + 1)]
    inside = np.array(
        [
            _inside(without[part], more[part], truth)
            for part in np.split(np.arange(number), effort.repeats)
        ]
    )
    low, high = bounds(effort.repeats)
    return [
        Coverage(name, value, int(hits), effort.repeats, effort.per_repeat, low, high)
        for name, value, hits in zip(
            ("moyenne (mc95)", "différence appariée (mc95)"),
            (truth[0], truth[1] - truth[0]),
            inside.sum(axis=0),
            strict=True,
        )
    ]


def _one_more(base: TwinInputs) -> TwinInputs:
    """Give the same world with one assistant more from the first hour on."""
    start = datetime.combine(START, time())
    return base.with_changes(CapacityChange(places.SAMU, "call_assistants", "add", 1, start))


def _values(inputs: TwinInputs, number: int) -> npt.NDArray[np.float64]:
    def read(log: Log) -> list[float]:
        rows = log.rows(Activity.CALL)
        waited = float((rows["start"] - rows["requested"]).sum()) / MS_PER_MINUTE
        return [waited / (log.days - log.skip_days)]

    return replicate(inputs, read, replications=number, days=DAYS, skip_days=SKIP_DAYS, seed=SEED)[
        :, 0
    ]


def _inside(
    base: npt.NDArray[np.float64], policy: npt.NDArray[np.float64], truth: list[float]
) -> tuple[bool, bool]:
    """Say whether each interval of one study contains its exact value."""
    frames = [_frame(base), _frame(policy)]
    mean = indicator_rows(frames[0])[0]
    paired = paired_differences(frames[0], frames[1], [INDICATOR]).iloc[0]
    return (
        bool(mean["low"] <= truth[0] <= mean["high"]),
        bool(paired["low"] <= truth[1] - truth[0] <= paired["high"]),
    )


def _frame(values: npt.NDArray[np.float64]) -> pd.DataFrame:
    """Give values as the store keeps indicators."""
    return pd.DataFrame(
        {
            "indicator": INDICATOR,
            "unit": "min",
            "zone": "",
            "facility": "",
            "period": "théorie",
            "draw": 0,
            "replication": np.arange(len(values)),
            "value": values,
        }
    )
