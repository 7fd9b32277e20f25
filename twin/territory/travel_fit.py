"""How far modelled minutes are from known ones: a user's matrix, the DREES commune diagnosis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LIMIT_MIN = 30.0
WORST = 10


@dataclass(frozen=True, slots=True)
class Gap:
    """One place, or one pair, where the model and the known minutes differ.

    Attributes
    ----------
    name
        Code of the zone, or of the zone and the site, as given.
    known, modelled
        Minutes.
    """

    name: str
    known: float
    modelled: float

    @property
    def error(self) -> float:
        """Give the minutes that the model adds (negative: the model is too fast)."""
        return self.modelled - self.known


@dataclass(frozen=True, slots=True)
class TravelFit:
    """What a comparison found; shares are fractions, weighted where weights were given.

    Attributes
    ----------
    compared, left_out
        Entries where both sides are finite, and the others.
    mae, bias
        Mean absolute error, and mean error (modelled minus known), in minutes.
    mape
        Mean absolute error over known minutes, entries known as 0 min left out.
    limit
        Minutes of the threshold.
    agreement
        Share of entries that both sides put on the same side of `limit` (over, or not).
    known_over, modelled_over
        Share over `limit` according to each side.
    worst
        Largest absolute errors, largest first.
    """

    compared: int
    left_out: int
    mae: float
    mape: float
    bias: float
    limit: float
    agreement: float
    known_over: float
    modelled_over: float
    worst: tuple[Gap, ...]


def compare_minutes(
    modelled: npt.ArrayLike,
    known: npt.ArrayLike,
    names: Sequence[str],
    *,
    weights: npt.ArrayLike | None = None,
    limit: float = LIMIT_MIN,
    worst: int = WORST,
) -> TravelFit:
    """Compare modelled minutes with known ones, entry by entry.

    For the DREES diagnosis, `modelled` is the minutes of each commune to its nearest site; for a
    user's matrix, the minutes of each pair that the matrix gives.

    Parameters
    ----------
    modelled, known
        Minutes, shape (n,). What is not finite on either side (not declared, no route) is left
        out and counted.
    names
        Name of each entry.
    weights
        Weight of each entry, inhabitants for instance; equal by default.
    limit
        Threshold whose agreement is wanted.
    worst
        How many of the largest errors to keep.

    Raises
    ------
    ValueError
        When the lengths differ, a weight is negative, or nothing can be compared.
    """
    mine, theirs = np.asarray(modelled, float), np.asarray(known, float)
    weight = np.ones(mine.shape) if weights is None else np.asarray(weights, float)
    if not mine.shape == theirs.shape == weight.shape == (len(names),):
        raise ValueError("minutes, names and weights do not have the same length")
    if not (np.isfinite(weight) & (weight >= 0)).all():
        raise ValueError("weights are finite and not negative")
    both = np.isfinite(mine) & np.isfinite(theirs)
    if not weight[both].sum() > 0:
        raise ValueError("no entry has minutes on both sides")
    error = mine[both] - theirs[both]
    size, share = np.abs(error), weight[both]
    positive = (theirs[both] > 0) & (share > 0)
    over_mine, over_theirs = mine[both] > limit, theirs[both] > limit
    places = np.flatnonzero(both)
    largest = np.argsort(-size, kind="stable")[:worst]
    return TravelFit(
        compared=int(both.sum()),
        left_out=int((~both).sum()),
        mae=_mean(size, share),
        mape=_mean(size[positive] / theirs[both][positive], share[positive]),
        bias=_mean(error, share),
        limit=limit,
        agreement=_mean(over_mine == over_theirs, share),
        known_over=_mean(over_theirs, share),
        modelled_over=_mean(over_mine, share),
        worst=tuple(
            Gap(names[place], float(theirs[place]), float(mine[place])) for place in places[largest]
        ),
    )


def _mean(values: npt.NDArray[np.float64 | np.bool_], weights: npt.NDArray[np.float64]) -> float:
    return float(np.average(values, weights=weights)) if weights.size else float("nan")
