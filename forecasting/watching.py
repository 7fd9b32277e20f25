"""A saved model watched: forecast again since it was learned, and its errors compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.backtest import LEVEL_90, STEP, stops
from forecasting.drift import LEAST_WINDOWS, Drift, drifts, windows
from forecasting.reusing import forecast_at, ready
from forecasting.rolling import Progress
from forecasting.saved import Saved
from forecasting.series.extras import Extras
from forecasting.series.regime import breaks
from twin.contracts.forecasts import Demand
from twin.tables import JumeauError

TEST = (
    "chaque mesure est comparée au jugement du modèle fenêtre par fenêtre ; les fenêtres qui se "
    "ressemblent comptent pour moins, et le seuil tient compte du nombre de séries (Holm, 5 % au "
    "total)"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of a model.

    Attributes
    ----------
    drifts
        One row a series and measure.
    since, until
        First and last period looked at (ISO).
    windows, length
        Windows looked at, and periods in each.
    notes
        What must be known (French).
    """

    drifts: tuple[Drift, ...]
    since: str
    until: str
    windows: int
    length: int
    notes: tuple[str, ...]


def watch(
    saved: Saved, demand: Demand, *, extras: Extras | None = None, progress: Progress | None = None
) -> Watched:
    """Forecast each window since a model was learned, as it would have, and compare its errors.

    Parameters
    ----------
    saved
        Model, judged when it was kept.
    demand
        Series, cleaned, that go on after what the model learned from.
    extras
        The user's columns.
    progress
        Told how many windows are done.

    Raises
    ------
    JumeauError
        A model that was not judged, or is not of these series; too few periods since.
    """
    if saved.reference is None:
        raise JumeauError(
            "--model", "ce modèle n'a pas été jugé (passé trop court) : rien à quoi comparer.",
            "Réapprenez-le avec un passé plus long.",
        )  # fmt: skip
    roller = ready(saved, demand, extras)
    demand = roller.demand
    length = min(STEP[saved.frequency], saved.horizon)
    first = int(np.searchsorted(demand.ds.astype(str), saved.last)) + 1
    origins = list(range(first, len(demand.ds) - length + 1, length))
    if len(origins) < LEAST_WINDOWS:
        raise JumeauError(
            demand.source or "fichier",
            f"{len(demand.ds) - first} période(s) depuis l'apprentissage : il en faut au moins "
            f"{LEAST_WINDOWS * length}.", "Attendez, ou réapprenez un modèle plus ancien.",
        )  # fmt: skip
    stopped = stops(demand, breaks(demand))
    actual, expected, low, high = [], [], [], []
    for k, origin in enumerate(origins):
        found = forecast_at(saved, roller, origin, stopped)
        actual.append(roller.past.y[:, origin : origin + length])
        expected.append(found.expected[:, :length])
        low.append(found.quantiles[:, :length, LEVEL_90[0]])
        high.append(found.quantiles[:, :length, LEVEL_90[1]])
        if progress is not None:
            progress(k + 1, len(origins))
    after = windows(*(np.stack(one) for one in (actual, expected, low, high)))
    told = drifts(demand.ids, saved.reference, after)
    notes = [TEST]
    if left := len(demand.ids) - len({d.id for d in told}):
        notes.append(f"{left} série(s) trop peu observée(s) pour être comparée(s)")
    last = origins[-1] + length - 1
    return Watched(
        told, str(demand.ds[first]), str(demand.ds[last]), len(origins), length, tuple(notes)
    )
