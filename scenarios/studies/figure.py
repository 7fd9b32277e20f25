"""The figure that a decision turns on: its paired differences, replication by replication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.paired import ALPHA, ROUNDING, reference_of_draws
from scenarios.store import StoredRun
from scenarios.unshown import reason
from twin.indicators import catalogue
from twin.tables import JumeauError

Floats = npt.NDArray[np.float64]


class Decided(Protocol):
    """What a decision says: a figure, the threshold that turns the answer, which way is better."""

    @property
    def indicator(self) -> str:
        """Give the id of the indicator."""

    @property
    def facility(self) -> str:
        """Give the site, "" for the whole territory."""

    @property
    def zone(self) -> str:
        """Give the commune, "" for the whole territory."""

    @property
    def threshold(self) -> float:
        """Give the difference that turns the answer, in the unit of the indicator."""

    @property
    def better(self) -> Literal["lower", "higher"]:
        """Give which way is better."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator, and where it is read ("" is the whole territory)."""

    indicator: str
    facility: str = ""
    zone: str = ""

    @classmethod
    def of(cls, decision: Decided) -> Figure:
        """Give the figure of a decision."""
        return cls(decision.indicator, decision.facility, decision.zone)

    @property
    def label(self) -> str:
        """Give the name of the indicator on screen, with its place."""
        names = {one.id: one.label for one in catalogue()}
        place = self.facility or (f"commune {self.zone}" if self.zone else "")
        label = names.get(self.indicator, self.indicator)
        return f"{label} ({place})" if place else label

    @property
    def unit(self) -> str:
        """Give the unit of its stored value; "part" is a fraction."""
        return {one.id: one.unit for one in catalogue()}.get(self.indicator, "")


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over replications with its Student interval (`mc95`: simulation noise only).

    Attributes
    ----------
    low, high
        None under two replications, or when all are equal and not zero (noise unknown), but for
        rounding.
    n
        Replications.
    p_value
        Two-sided, of the mean being zero; None where it cannot be tested.
    """

    mean: float
    low: float | None
    high: float | None
    n: int
    p_value: float | None

    def plain(self) -> dict[str, Any]:
        """Give the mean as JSON values; without ends, why (`flag`)."""
        why = reason("mc95", self.ends, self.mean, None, self.n)
        low, high = (None, None) if why or self.ends is None else self.ends
        return {"mean": self.mean, "low": low, "high": high, "interval": "mc95", "n": self.n,
                "flag": why}  # fmt: skip

    @property
    def ends(self) -> tuple[float, float] | None:
        """Give the interval, None where it has no ends."""
        return None if self.low is None or self.high is None else (self.low, self.high)


def mean_of(values: Sequence[float] | Floats) -> Mean:
    """Give the mean of independent values and its 95 % Student interval."""
    from scipy.special import stdtr, stdtrit

    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    n = len(known)
    if not n:
        return Mean(float("nan"), None, None, 0, None)
    mean = float(known.mean())
    if n < 2:
        return Mean(mean, None, None, n, None)
    spread = float(known.std(ddof=1))
    if np.ptp(known) <= ROUNDING * abs(mean):
        # All zero: no effect in the model. All equal and not zero: nothing said of the noise.
        end = 0.0 if mean == 0 else None
        return Mean(mean, end, end, n, None)
    error = spread / n**0.5
    half = float(stdtrit(n - 1, 1 - ALPHA / 2)) * error
    return Mean(mean, mean - half, mean + half, n, float(2 * stdtr(n - 1, -abs(mean) / error)))


def values_of(run: StoredRun, figure: Figure) -> pd.Series:
    """Give the values of a figure by (draw, replication).

    Raises
    ------
    JumeauError
        When the run never counted it.
    """
    frame = run.indicators()
    kept = frame[
        (frame["indicator"] == figure.indicator)
        & (frame["facility"] == figure.facility)
        & (frame["zone"] == figure.zone)
    ]
    if not len(kept):
        raise JumeauError(
            f"{run.name}",
            f"l'indicateur « {figure.indicator} » n'y est pas compté à cet endroit "
            f"({figure.facility or figure.zone or 'territoire'}).",
            "Voyez les indicateurs de la documentation, et les sites par `jumeau territory show`.",
        )
    series: pd.Series = kept.set_index(["draw", "replication"])["value"].astype(float)
    return series.sort_index()


def differences(
    base: StoredRun, policy: StoredRun, figure: Figure, *, most: int | None = None
) -> pd.Series:
    """Give policy - reference of draw 0, by replication number (same luck on both sides).

    Parameters
    ----------
    most
        Only the replications numbered up to this one.
    """
    one, two = (_central(values_of(run, figure)) for run in (base, policy))
    gaps: pd.Series = (two - one).dropna().sort_index()
    return gaps if most is None else gaps[gaps.index <= most]


def drawn_differences(
    base: StoredRun, policy: StoredRun, figure: Figure, *, most: int | None = None
) -> Floats:
    """Give policy - reference, shape (draws, replications), parameters drawn; empty without draws.

    Replications that one draw lacks are left out.

    Parameters
    ----------
    most
        Only the replications numbered up to this one.
    """
    two = values_of(policy, figure).rename("value").reset_index()
    two = two[(two["draw"] > 0) & (two["replication"] <= (most or np.inf))]
    met = reference_of_draws(values_of(base, figure).rename("value").reset_index())
    keys = ["replication", *(["draw"] if "draw" in met else [])]
    joined = two.merge(met, on=keys, suffixes=("", "_base"))
    if not len(joined):
        return np.zeros((0, 0))
    gaps = joined.assign(gap=joined["value"] - joined["value_base"])
    table = gaps.pivot_table(index="draw", columns="replication", values="gap").dropna(axis=1)
    return table.to_numpy(np.float64)


def _central(series: pd.Series) -> pd.Series:
    """Give the values of draw 0 by replication."""
    zero: pd.Series = series[series.index.get_level_values("draw") == 0].droplevel("draw")
    return zero
