"""Which forecast each series gets: the equal-weight mean, unless earlier origins prove otherwise.

Proof: over the origins already scored, the mean gain divided by its standard error is above
`PROOF`. Errors of one origin go together: one value an origin; and origins closer than the horizon
share what they missed: the error is widened by the root of how many do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.rolling import RULES, Rolled
from twin.contracts.forecasts import Floats, Frequency

PROOF = 2.0
"""Standard errors of gain asked before a series leaves the default for another method (assumed)."""
PROOF_SET = 1.0
"""The same for the whole set, between two means of trees: less is at stake (assumed)."""
LEAST_ORIGINS = 8
ALTERNATIVES = ("absolute",)
"""Forecasts that may replace the mean for the whole set."""
RARE = "intermittent"
"""Forecast that may replace it for series of rare demand (the blend itself for the others)."""
FRENCH = {
    "blend": "mélange à poids égaux",
    "absolute": "arbres (erreur absolue)",
    "intermittent": "demande rare : moyenne de Croston-SBA, TSB, ADIDA et IMAPA",
    "profile": "profil et niveau récent (modèle suspendu)",
    "seasonal_naive": "règle simple : même période de la saison précédente",
    "season_median": "règle simple : médiane des 8 mêmes jours",
    "last_mean": "règle simple : moyenne de la dernière saison",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The method of each series.

    Attributes
    ----------
    names
        Key of the method of each series.
    """

    names: tuple[str, ...]

    def pick(self, points: dict[str, Floats], suspended: npt.NDArray[np.bool_]) -> Floats:
        """Give the forecasts chosen, shape (series, H); the robust rule where suspended."""
        found = np.empty_like(points["blend"])
        for name in set(self.names) | {"profile"}:
            rows = np.array([n == name for n in self.names])
            rows = np.where(suspended, name == "profile", rows)
            found[rows] = points[name][rows]
        for name in ("blend", "profile", "season_median", "seasonal_naive"):
            bare = np.isnan(found)
            if name in points and bare.any():
                found[bare] = points[name][bare]
        return found

    def french(self, suspended: npt.NDArray[np.bool_]) -> tuple[str, ...]:
        """Say each method in French."""
        return tuple(
            FRENCH["profile" if stopped else name]
            for name, stopped in zip(self.names, suspended, strict=True)
        )


def choose(rolled: Rolled, frequency: Frequency, origin: int, memory: int) -> Choice:
    """Choose with what was fully known at an origin.

    Parameters
    ----------
    rolled
        Forecasts from earlier origins.
    frequency
        Of the series.
    origin
        Periods known now: origins whose last period ahead is later are not looked at.
    memory
        Periods looked back.
    """
    horizon = rolled.actual.shape[2]
    kept = (rolled.origins + horizon <= origin) & (rolled.origins >= origin - memory)
    series = rolled.actual.shape[1]
    if kept.sum() < LEAST_ORIGINS:
        return Choice(("blend",) * series)
    actual, level = rolled.actual[kept], rolled.level[kept][:, :, None]
    points = {name: values[kept] for name, values in rolled.points.items()}

    def loss(name: str) -> Floats:
        error = np.abs(actual - points[name])
        mean: Floats = _mean(error, 2)
        return mean

    default = "blend"
    origins = rolled.origins[kept]
    shared = max(1.0, horizon * (len(origins) - 1) / max(int(origins[-1] - origins[0]), 1))
    scale = np.sqrt(np.maximum(level[:, :, 0], 1e-9))
    for name in ALTERNATIVES:
        if name in points:
            gain = _mean((loss(default) - loss(name)) / scale, 1)
            if _proven(gain[:, None], shared, PROOF_SET)[0]:
                default = name
    names = np.full(series, default, dtype=object)
    best = loss(default)
    for name in (RARE, *RULES[frequency]):
        if name not in points:
            continue
        other = loss(name)
        better = _proven(best - other, shared)
        names[better] = name
        best = np.where(better[None, :], other, best)
    return Choice(tuple(names))


def _proven(gain: Floats, shared: float, proof: float = PROOF) -> npt.NDArray[np.bool_]:
    """Say for each column of gains (origins in rows) whether the mean is proven positive."""
    count = (~np.isnan(gain)).sum(axis=0)
    mean = np.nansum(gain, axis=0) / np.maximum(count, 1)
    spread = np.sqrt(np.nansum((gain - mean) ** 2, axis=0) / np.maximum(count - 1, 1))
    error = spread * np.sqrt(shared / np.maximum(count, 1))
    flags: npt.NDArray[np.bool_] = (count >= LEAST_ORIGINS) & (mean > proof * error) & (mean > 0)
    return flags


def _mean(values: Floats, axis: int) -> Floats:
    count = (~np.isnan(values)).sum(axis=axis)
    total = np.nansum(values, axis=axis)
    found: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return found
