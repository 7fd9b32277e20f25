"""Which intervals are not shown, and why: no ends that would read as a certainty or mislead.

An interval without width, a `param90` or `year90` of few draws, a `param90` of few replications
that leaves the central estimate out or is narrower than the noise of its own place, a `year90`
narrower than the noise of its own mean: each loses its ends and says the reason.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

FEW_REPLICATIONS = 10
"""Replications under which nothing detected says nothing, nor does the spread of a few periods."""
UNDETECTED_DRAWS = "variance entre tirages non détectée"
"""What the draws move is not told from simulation noise."""
FEW_DRAWS = 10
"""Draws under which 90 % of what they could be is not between any two of them."""
TOO_FEW_DRAWS = f"trop peu de tirages (il en faut {FEW_DRAWS})"
STILL = "n'en dépend pas"
"""The draws give the same difference, replication by replication."""
CONTRADICTS = "trop peu de réplications, il exclurait l'estimation centrale"
UNPLACED = "plus étroit que le bruit (mc95), trop peu de réplications"
NARROWER = "plus étroit que le bruit (mc95), trop peu de périodes"
NO_CHANGE = "écarts tous nuls"
EQUAL = "valeurs toutes égales, bruit inconnu"
ALONE = "moins de 2 réplications"
ABSENT = "valeur absente d'un côté"
REASONS = (UNDETECTED_DRAWS, TOO_FEW_DRAWS, STILL, CONTRADICTS, UNPLACED, NARROWER, NO_CHANGE,
           EQUAL, ALONE, ABSENT)  # fmt: skip
Ends = tuple[float, float]


def no_width(low: float, high: float) -> bool:
    """Say whether an interval is a point, but for rounding."""
    return abs(high - low) <= 1e-12 * max(1.0, abs(low), abs(high))


def reason(
    name: str,
    ends: Ends | None,
    centre: float,
    noise: Ends | None,
    replications: int,
    draws: int = 0,
) -> str:
    """Say why an interval is not shown, "" when it is.

    Parameters
    ----------
    name
        `mc95`, `param90` or `year90`.
    ends
        What was computed, None where nothing can be.
    centre, noise
        Mean difference at central parameters, and its `mc95` (None where it has none).
    replications
        Pairs of replications of the central estimate.
    draws
        Draws of the parameters (`param90`, `year90`).
    """
    if name == "mc95":
        return _of_noise(ends, centre, replications)
    if ends is not None and no_width(*ends):
        return STILL if name == "param90" else EQUAL
    if draws < FEW_DRAWS:
        return TOO_FEW_DRAWS
    if ends is None:
        return UNDETECTED_DRAWS if name == "param90" else ALONE
    low, high = ends
    few = replications < FEW_REPLICATIONS
    slack = 1e-9 * max(1.0, abs(centre))
    if name == "param90" and few and not low - slack <= centre <= high + slack:
        return CONTRADICTS
    narrow = noise is not None and high - low < noise[1] - noise[0]
    if name == "param90" and few and narrow:
        return UNPLACED
    if name == "year90" and narrow:
        return NARROWER
    return ""


def _of_noise(ends: Ends | None, centre: float, replications: int) -> str:
    if replications < 2:
        return ABSENT if replications == 0 else ALONE
    if ends is None:
        return EQUAL
    return (NO_CHANGE if centre == 0 else EQUAL) if no_width(*ends) else ""


def withheld(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a comparison without the ends that are not shown, the reason of each in `flag`.

    Parameters
    ----------
    rows
        One row a quantity and interval; the rows of a quantity share their index, that of its
        `mc95`.
    """
    central = rows[rows["interval"] == "mc95"]
    centre, n = (central[name].reindex(rows.index).to_numpy() for name in ("difference", "n"))
    draws = rows["n"].to_numpy()
    lows, highs = (central[name].reindex(rows.index).to_numpy() for name in ("low", "high"))
    low, high = rows["low"].to_numpy(float, copy=True), rows["high"].to_numpy(float, copy=True)
    flags = [
        reason(
            name,
            None if np.isnan(low[at]) else (low[at], high[at]),
            float(centre[at]),
            None if np.isnan(lows[at]) else (lows[at], highs[at]),
            int(n[at]),
            int(draws[at]),
        )
        for at, name in enumerate(rows["interval"])
    ]
    gone = np.array([flag != "" for flag in flags], bool)
    low[gone] = high[gone] = np.nan
    return rows.assign(low=low, high=high, flag=flags)
