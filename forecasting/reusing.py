"""Forecast from a model already learned: nothing is learned or chosen again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from forecasting.backtest import stops
from forecasting.calibrated import Calibrated, period_kinds
from forecasting.conformal import quantiles
from forecasting.demand import Study, one_ahead, told
from forecasting.hierarchy import coherent, summing, totals
from forecasting.rolling import Roller
from forecasting.saved import AGAIN, Saved
from forecasting.series.extras import Extras
from forecasting.series.regime import breaks
from twin.contracts.forecasts import Demand
from twin.tables import JumeauError


def study_saved(
    saved: Saved, demand: Demand, horizon: int, *, extras: Extras | None = None
) -> Study:
    """Forecast from a saved model: nothing is learned or chosen again.

    Parameters
    ----------
    saved
        Model.
    demand
        Series, cleaned, that the model knows; they may go on after what it learned from.
    horizon
        Periods ahead, at most those of the model.
    extras
        The user's columns, over the horizon of the model.

    Raises
    ------
    JumeauError
        Other series, frequency, columns or a longer horizon; data that end before the learning.
    """
    roller = ready(saved, demand, extras)
    demand = roller.demand
    if horizon > saved.horizon:
        raise _other(
            f"il prévoit {saved.horizon} périodes au plus, pas {horizon}.", "Réduisez --horizon."
        )
    count = len(demand.ds)
    broken = breaks(demand)
    found = forecast_at(saved, roller, count, stops(demand, broken))
    forecast = told(roller, found, broken)
    if saved.above is not None:
        sites = tuple(saved.ids[-len(saved.above) :])
        _, adds = summing(sites, saved.above, saved.regions)
        forecast = coherent(forecast, adds, one_ahead(found))
    note = f"modèle appris du {_day(saved.first)} au {_day(saved.last)}, pris tel quel"
    forecast = replace(
        forecast, ds=forecast.ds[:horizon], values=forecast.values[:, :horizon],
        notes=(*forecast.notes, note),
    )  # fmt: skip
    return Study(forecast, demand, roller, found)


def ready(saved: Saved, demand: Demand, extras: Extras | None) -> Roller:
    """Make series ready to be forecast by a saved model, or say why they cannot be.

    Raises
    ------
    JumeauError
        As `study_saved`.
    """
    if demand.frequency != saved.frequency:
        raise _other(f"il est par {saved.frequency}, le fichier par {demand.frequency}.",
                     "Donnez --freq.")  # fmt: skip
    if saved.above is not None:
        sites = saved.ids[-len(saved.above) :]
        _same(demand.ids, sites)
        _, adds = summing(demand.ids, saved.above, saved.regions)
        demand = totals(demand, saved.above, saved.regions)
        extras = None if extras is None else extras.lifted(adds)
    _same(demand.ids, saved.ids)
    if str(demand.ds[-1]) < saved.last:
        raise _other(
            f"il a appris jusqu'au {_day(saved.last)} et le fichier s'arrête avant.",
            "Donnez un fichier plus récent.",
        )
    columns = () if extras is None else extras.names
    if columns != saved.columns:
        raise _other(
            f"il attend les colonnes ({', '.join(saved.columns) or 'aucune'}), pas "
            f"({', '.join(columns) or 'aucune'}).", "Donnez les mêmes --known et --past.",
        )  # fmt: skip
    roller = Roller.of(
        demand, saved.horizon, department=saved.department, zone=saved.zone, extras=extras
    )
    roller.members, roller.model = saved.members, saved.boosted
    if saved.boosted is not None:
        roller.recipe = saved.boosted.recipe
        names = roller.rows(len(demand.ds)).names
        if names != saved.boosted.names:
            raise _other("ses caractéristiques ne sont plus celles de cette version.", AGAIN)
    return roller


def forecast_at(
    saved: Saved, roller: Roller, origin: int, stopped: npt.NDArray[np.bool_]
) -> Calibrated:
    """Forecast from an origin with the methods and errors of a saved model.

    Parameters
    ----------
    saved
        Model.
    roller
        Series made ready by `ready`.
    origin
        Periods known.
    stopped
        Series suspended at the end of each period, shape (series, T).
    """
    kinds = period_kinds(roller.calendar, saved.frequency)
    now = stopped[:, origin - 1]
    expected = saved.choice.pick(roller.forecast(origin), now)
    ahead = kinds[origin + np.arange(saved.horizon)]
    found = quantiles(expected, ahead, saved.errors, now)
    return Calibrated(expected, found, saved.choice, now, saved.errors)


def _same(given: tuple[str, ...], known: tuple[str, ...]) -> None:
    if given == known:
        return
    new, lost = sorted(set(given) - set(known)), sorted(set(known) - set(given))
    words = [f"série « {new[0]} » inconnue de lui"] * bool(new)
    words += [f"série « {lost[0]} » absente du fichier"] * bool(lost)
    raise _other(f"{' ; '.join(words) or 'séries dans un autre ordre'}.", AGAIN)


def _day(iso: str) -> str:
    return "/".join(reversed(iso[:10].split("-")))


def _other(problem: str, remedy: str) -> JumeauError:
    return JumeauError("--model", f"ce modèle ne vaut pas pour ce fichier : {problem}", remedy)
