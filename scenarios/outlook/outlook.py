"""Many possible futures of the next days, and what they give day by day and site by site."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.arrivals.forecast_on_sites import SiteForecast
from scenarios.batch.world import Grounds
from scenarios.branching import calendar_of
from scenarios.draws import Draw, draws_of
from scenarios.levers.forecast_arrivals import ForecastArrivals
from scenarios.outlook.watch import MEASURES, MORNING, Days, Floats
from scenarios.scenario import Scenario
from twin.contracts import TwinInputs
from twin.engine.compiling_places import ward_capacity
from twin.engine.run import run, warm_up_compiler
from twin.tables import JumeauError
from twin.territory import Territory

Progress = Callable[[int, int], None]
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
AFTER_DAYS = 2
"""Days lived after those shown, so that stays begun on the last ones end."""
WARMUP_DAYS = 14
"""Days lived before the first one where nobody has counted the beds."""
DISTRIBUTION = (
    "Un futur : tirage de la prévision et hasard des patients ; les paramètres du jumeau sont fixes"
)


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What the next days may be.

    Attributes
    ----------
    scenario
        What was run.
    hospitals
        FINESS and name of each hospital, in the order of the tables.
    days
        Days shown.
    futures
        Figures of each future, shape (futures, measures, days, hospitals).
    open_beds
        Beds staffed at 8:00, planned ones included, shape (days, hospitals).
    wanted
        Arrivals of the forecast's mean, not a number where there is none, shape (days, hospitals).
    worst
        Largest relative difference, over a day and a site, between the arrivals that the twin
        expects and those of the forecast.
    """

    scenario: Scenario
    hospitals: Mapping[str, str]
    days: tuple[date, ...]
    futures: Floats
    open_beds: Floats
    wanted: Floats
    worst: float

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a hospital, day and figure: mean and quantiles over the futures."""
        known = np.asarray(np.isfinite(self.futures).all(axis=0))
        filled = np.where(np.isfinite(self.futures), self.futures, 0.0)
        points = np.quantile(filled, LEVELS, axis=0)
        mean = filled.mean(axis=0)
        rows: list[dict[str, Any]] = []
        for s, (site, name) in enumerate(self.hospitals.items()):
            for d, day in enumerate(self.days):
                for m, (measure, unit) in enumerate(MEASURES.items()):
                    told = bool(known[m, d, s])
                    row: dict[str, Any] = {"facility": site, "name": name, "day": day.isoformat(),
                           "indicator": measure, "unit": unit}  # fmt: skip
                    row["mean"] = _number(mean[m, d, s]) if told else None
                    for level, values in zip(LEVELS, points, strict=True):
                        row[f"q{round(100 * level):02d}"] = (
                            _number(values[m, d, s]) if told else None
                        )
                    row["forecast"] = (
                        _number(self.wanted[d, s]) if measure == "ed_arrivals" else None
                    )
                    row["open_beds"] = (
                        int(self.open_beds[d, s]) if measure == "beds_occupied_8h" else None
                    )
                    rows.append(row)
        return rows


def scenario_of(
    forecast: Path, *, sites: Mapping[str, str], territory: str, occupancy: Path | None,
    start: date | None, days: int, seed: int, agents: bool,
) -> Scenario:  # fmt: skip
    """Give the scenario of the next days: the forecast for a lever, the beds counted for a start.

    Raises
    ------
    JumeauError
        When the forecast says nothing of these days.
    """
    held = SiteForecast.read(forecast, sites)
    first = start or held.first
    if not held.first <= first <= held.last:
        raise JumeauError(
            f"--start {first}",
            f"la prévision va du {held.first:%d/%m/%Y} au {held.last:%d/%m/%Y}.",
            "Commencez un jour prévu.",
        )
    reach = (held.last - first).days + 1
    if days > reach:
        raise JumeauError(
            f"--days {days}", f"la prévision ne porte que {reach} jour(s) depuis ce début.",
            "Prévoyez plus loin (--horizon), ou montrez moins de jours.",
        )  # fmt: skip
    lever = ForecastArrivals(
        forecast=str(forecast.resolve()), sites=dict(sites), reason="Prévision des arrivées."
    )
    return Scenario(
        name="jours-a-venir", title="Les jours à venir",
        question="Que vivront les urgences et les lits ces prochains jours ?",
        territory=territory, start=first, days=days + AFTER_DAYS, seed=seed, agents=agents,
        warmup_days=0 if occupancy else WARMUP_DAYS, lever=(lever,),
        occupancy=str(occupancy.resolve()) if occupancy else "",
    )  # fmt: skip


def outlook(
    scenario: Scenario, *, draws: int, replications: int = 1, territory: Territory | None = None,
    workers: int | None = None, progress: Progress | None = None,
) -> Outlook:  # fmt: skip
    """Live the next days many times.

    Each draw is one path of mean arrivals; each of its replications one luck of the patients.
    Futures share no luck: replication r of draw d is replication d x R + r of the engine.

    Parameters
    ----------
    scenario
        Whose only uncertain values are those of a forecast (`scenario_of`).
    draws, replications
        Paths of arrivals, and lucks for each.
    workers
        Threads; all the cores by default.
    progress
        Called with (done, total) after each future.
    """
    place = territory or scenario.load_territory()
    scenario.check(place)
    base = Grounds((scenario,), lambda _: place).base(scenario)
    chosen = draws_of(scenario, n=draws)
    centre = scenario.inputs(base)
    calendar = calendar_of(centre, scenario)
    warm_up_compiler(centre, scenario.start)
    tasks = [(d, r) for d in range(draws) for r in range(replications)]
    live = partial(_live, scenario, base, chosen, replications)
    futures = []
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for done, table in enumerate(pool.map(live, tasks), 1):
            futures.append(table)
            if progress is not None:
                progress(done, len(tasks))
    shown = slice(scenario.warmup_days, scenario.warmup_days + scenario.days - AFTER_DAYS)
    hospitals = centre.territory.of_kind("hospital")
    wards = ward_capacity(centre, calendar, hospitals).sum(axis=(1, 2))
    mornings = [calendar.first_hour(d) + MORNING for d in range(calendar.days)]
    matched = [
        lever.resolve().starting(scenario.start).living(scenario.first_day).matched(base)
        for lever in scenario.lever
        if isinstance(lever, ForecastArrivals)
    ]
    count = scenario.days - AFTER_DAYS
    wanted = np.full((count, len(hospitals)), np.nan)
    for one in matched:
        there = one.target[shown]
        wanted[: len(there)] = there
    own = {f.id for f in place.own("hospital")}
    kept = [i for i, f in enumerate(hospitals) if f.id in own]
    return Outlook(
        scenario,
        {hospitals[i].id: hospitals[i].name for i in kept},
        tuple(scenario.start + timedelta(days=d) for d in range(count)),
        np.stack(futures)[:, :, shown][..., kept],
        wards[:, mornings].T[shown][:, kept].astype(float),
        wanted[:, kept],
        max((one.worst for one in matched), default=0.0),
    )


def _live(
    scenario: Scenario, base: TwinInputs, chosen: tuple[Draw, ...], each: int, task: tuple[int, int]
) -> Floats:
    """Live one future."""
    draw, rank = task
    inputs = scenario.inputs(base, chosen[draw])
    days = Days(inputs, calendar_of(inputs, scenario))
    run(
        inputs, start=scenario.start, days=scenario.days, warmup_days=scenario.warmup_days,
        seed=scenario.seed, replication=draw * each + rank, observers=(days,),
    )  # fmt: skip
    return days.table()


def _number(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None
