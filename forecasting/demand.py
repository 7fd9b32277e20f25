"""Forecast many series at once, with quantiles, and say how each one is forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.backtest import LEAST, REFIT, STEP, stops, warm_up
from forecasting.calibrated import Calibrated, calibrate, period_kinds
from forecasting.hierarchy import coherent, summing, totals
from forecasting.joint import measured
from forecasting.methods.boosted import MOST_ROWS
from forecasting.rolling import Progress, Roller, ahead
from forecasting.series.extras import Extras
from forecasting.series.regime import Breaks, breaks
from twin.contracts.forecasts import LEVELS, Demand, Floats, Forecast, Frequency
from twin.tables import JumeauError

LONGEST: dict[Frequency, int] = {"D": 366, "M": 60, "H": 28 * 24}
STALE: dict[Frequency, int] = {"D": 7, "M": 2, "H": 72}
"""Last periods without anything sure from which it is said (assumed)."""
STALE_LIST = 5
MANY_ROWS = 120_000
MANY_SERIES = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """A forecast with all that it rests on.

    Attributes
    ----------
    forecast
        What is expected.
    demand
        Series forecast: those given, after those of the groups above them.
    roller
        Series ready to be forecast, with the model learned.
    found
        Method of each series, and what earlier forecasts missed by.
    """

    forecast: Forecast
    demand: Demand
    roller: Roller
    found: Calibrated


def forecast_demand(
    demand: Demand, horizon: int, *, department: str = "", zone: str = "",
    above: Mapping[str, str] | None = None, regions: Mapping[str, str] | None = None,
    extras: Extras | None = None, progress: Progress | None = None,
) -> Forecast:  # fmt: skip
    """Forecast each series with its quantiles, from what is known at its end.

    The method of each series is chosen, and its intervals measured, on forecasts made again from
    earlier origins. A series whose regime has broken is forecast by its profile and recent level,
    with wider quantiles, and `suspended_since` says from which day.

    Parameters
    ----------
    demand
        Series, cleaned (`forecasting.series.hygiene.clean`): only what is flagged good is used.
    horizon
        Periods ahead (hours, days or months).
    department, zone
        Department (INSEE) or school zone where the series are counted.
    above
        Department of each series: then departments and the region are forecast too, first in the
        answer, and medians add up.
    regions
        Region of each department; None: one region for all.
    extras
        The user's columns (weather, influenza...), on the calendar of `demand`.
    progress
        Told how many origins are done.

    Returns
    -------
    Forecast
        Quantiles 5 % to 95 %, the same bits for the same series.

    Raises
    ------
    JumeauError
        Horizon out of reach; nothing known.
    """
    return study(
        demand, horizon, department=department, zone=zone, above=above, regions=regions,
        extras=extras, progress=progress,
    ).forecast  # fmt: skip


def study(
    demand: Demand, horizon: int, *, department: str = "", zone: str = "",
    above: Mapping[str, str] | None = None, regions: Mapping[str, str] | None = None,
    extras: Extras | None = None, progress: Progress | None = None,
) -> Study:  # fmt: skip
    """Forecast as `forecast_demand` does, and give what the forecast rests on."""
    _check(demand, horizon)
    adds: Floats | None = None
    if above is not None:
        _, adds = summing(demand.ids, above, regions)
        demand = totals(demand, above, regions)
        extras = None if extras is None else extras.lifted(adds)
    count, frequency = len(demand.ds), demand.frequency
    rows = MANY_ROWS if len(demand.ids) > MANY_SERIES else MOST_ROWS
    roller = Roller.of(
        demand, horizon, department=department, zone=zone, most_rows=rows, extras=extras
    )
    earlier = warm_up(len(demand.ids), count, horizon, _step(frequency), frequency)
    rolled = roller.roll(earlier, max(REFIT[frequency], _refit(earlier)), progress)
    roller.fit(count)
    broken = breaks(demand)
    kinds = period_kinds(roller.calendar, frequency)
    points = roller.forecast(count)
    found = calibrate(points, count, rolled, kinds, stops(demand, broken), frequency)
    forecast = told(roller, found, broken)
    if adds is not None:
        forecast = coherent(forecast, adds, one_ahead(found))
    return Study(forecast, demand, roller, found)


def told(roller: Roller, found: Calibrated, broken: Breaks) -> Forecast:
    """Put what was found for series in the form that others read."""
    demand, frequency = roller.demand, roller.demand.frequency
    count = len(demand.ds)
    silent: npt.NDArray[np.bool_] = np.asarray(np.isnan(demand.good()).all(axis=1))
    extra = () if roller.extras is None else roller.extras.notes
    return Forecast(
        ids=demand.ids,
        origin=demand.ds[-1],
        ds=ahead(demand, roller.horizon),
        levels=np.array(LEVELS),
        values=found.quantiles,
        method=_methods(found, count < LEAST[frequency], silent),
        suspended_since=tuple(
            day if stop else "" for day, stop in zip(broken.since, found.suspended, strict=True)
        ),
        frequency=frequency,
        unit=demand.unit,
        source=demand.source,
        notes=(
            *demand.notes, *roller.calendar.notes, *extra, *_notes(count, frequency, silent),
            *_stale(demand, found.quantiles[:, 0, 0]),
        ),
        joint=measured(found.errors),
    )  # fmt: skip


def one_ahead(found: Calibrated) -> Floats:
    """Give errors one period ahead, shape (names, origins): what reconciliation weighs by."""
    errors: Floats = found.errors.signed[:, :, 0].T
    return errors


def _check(demand: Demand, horizon: int) -> None:
    longest = LONGEST[demand.frequency]
    if not 1 <= horizon <= longest:
        raise JumeauError(
            f"--horizon {horizon}",
            f"l'horizon va de 1 à {longest} périodes à cette fréquence.",
            "Choisissez un horizon plus court.",
        )
    if len(demand.ds) < 2 * 2 or not np.isfinite(demand.good()).any():
        raise JumeauError(
            demand.source or "série", "aucun passé à prolonger.", "Donnez un passé plus long."
        )


def _step(frequency: Frequency) -> int:
    # One more than a season's divisor: each period ahead meets every weekday in turn.
    return STEP[frequency] + 1 if frequency == "D" else STEP[frequency]


def _refit(origins: list[int]) -> int:
    """Learn twice over the earlier origins."""
    return (origins[-1] - origins[0]) // 2 + 1


def _stale(demand: Demand, first: Floats) -> list[str]:
    """Say the series of which nothing sure is known lately: forecast from before, or not at all."""
    known, told = np.isfinite(demand.good()), np.isfinite(first)
    count = known.shape[1]
    since = np.where(known.any(axis=1), known[:, ::-1].argmax(axis=1), 0)
    old = since >= STALE[demand.frequency]
    notes = []
    for kept, words in (
        (old & told, "sans donnée sûre, la prévision prolonge ce qui précède"),
        (old & ~told, "sans donnée sûre depuis trop longtemps, rien n'est prévu"),
    ):
        ranks = np.flatnonzero(kept)
        if len(ranks):
            shown = ", ".join(
                f"{demand.ids[k]} depuis le {_day(demand.ds[count - since[k]])}"
                for k in ranks[:STALE_LIST]
            )
            more = f" (et {len(ranks) - STALE_LIST} autres)" if len(ranks) > STALE_LIST else ""
            notes.append(f"{words}\u00a0: {shown}{more} (transmission coupée, site fermé\u00a0?)")
    return notes


def _day(period: np.datetime64) -> str:
    return f"{period.astype('datetime64[D]').item():%d/%m/%Y}"


def _methods(found: Calibrated, short: bool, silent: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    names = found.choice.french(found.suspended)
    return tuple(
        "aucune observation" if nothing else f"{name} (passé court)" if short else name
        for name, nothing in zip(names, silent, strict=True)
    )


def _notes(count: int, frequency: Frequency, silent: npt.NDArray[np.bool_]) -> list[str]:
    said = []
    if count < LEAST[frequency]:
        said.append(f"passé court ({count} périodes) : intervalles indicatifs")
    if silent.any():
        said.append(f"{int(silent.sum())} série(s) sans observation : aucune prévision")
    return said
