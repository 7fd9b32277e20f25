"""From a forecast of series to the arrivals wanted at each emergency department on each day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from forecasting.paths import Means
from scenarios.words import near
from twin.contracts.forecast_file import load_forecast
from twin.contracts.forecasts import Floats, Forecast
from twin.tables import JumeauError


@dataclass(frozen=True, slots=True, eq=False)
class SiteForecast:
    """Daily arrivals of some sites, with what is known of their mean.

    Attributes
    ----------
    forecast
        The forecast, as its file holds it.
    means
        What is drawn: the series used only, in the order of `sites`.
    sites
        FINESS that each series used belongs to; several may share one (ages of one site).
    """

    forecast: Forecast
    means: Means
    sites: tuple[str, ...]

    @classmethod
    def read(
        cls, path: Path, named: Mapping[str, str], known: frozenset[str] = frozenset()
    ) -> Self:
        """Read a forecast and find the sites of its series.

        Parameters
        ----------
        named
            Site (FINESS) of each series; empty: series whose name is that of a site.
        known
            FINESS of the territory's hospitals, where `named` is empty; empty: all are taken.

        Raises
        ------
        JumeauError
            Not daily, a series that is not there, none that is a site, quantiles unknown.
        """
        forecast = daily_forecast(path)
        pairs = list(named.items()) or [(n, n) for n in forecast.ids if not known or n in known]
        rank = {name: i for i, name in enumerate(forecast.ids)}
        for name, _ in pairs:
            if name not in rank:
                raise JumeauError(
                    f"{path}", f"aucune série « {name} ».",
                    f"{near(name, list(rank))}Séries : {', '.join(list(rank)[:12])}.",
                )  # fmt: skip
        if not pairs:
            raise JumeauError(
                f"{path}", "aucune série ne porte le FINESS d'un site du territoire.",
                'Dites à qui elles sont : sites = { "' + forecast.ids[0] + '" = "220000012" }.',
            )  # fmt: skip
        rows = [rank[name] for name, _ in pairs]
        lost = [pairs[k][0] for k, row in enumerate(rows)
                if not np.isfinite(forecast.values[row]).all()]  # fmt: skip
        if lost:
            raise JumeauError(
                f"{path}", f"la série « {lost[0]} » n'a pas de prévision.",
                "Retirez-la de la table des sites.",
            )  # fmt: skip
        return cls(forecast, Means.of(_only(forecast, rows)), tuple(site for _, site in pairs))

    @property
    def first(self) -> date:
        """Give the first day forecast."""
        return date.fromisoformat(str(self.forecast.ds[0]))

    @property
    def last(self) -> date:
        """Give the last day forecast."""
        return date.fromisoformat(str(self.forecast.ds[-1]))

    def wanted(
        self, hospitals: tuple[str, ...], first: date, days: int, position: float | None
    ) -> Floats:
        """Give the mean arrivals of each day at each hospital, shape (days, hospitals).

        Parameters
        ----------
        first, days
            Period; days and hospitals without a forecast are not a number.
        position
            Place of the draw in its interval, which is its luck; None: the mean of the forecast.
        """
        drawn = self.means.mean if position is None else self.means.drawn(self._luck(position))
        found = np.full((days, len(hospitals)), np.nan)
        at = {day: k for k, day in enumerate(self.forecast.ds.tolist())}
        rank = {name: i for i, name in enumerate(hospitals)}
        for d in range(days):
            k = at.get(first + timedelta(days=d))
            if k is None:
                continue
            for s, site in enumerate(self.sites):
                here = rank[site]
                found[d, here] = drawn[s, k] + (0.0 if np.isnan(found[d, here]) else found[d, here])
        return found

    def _luck(self, position: float) -> np.random.Generator:
        """Give the luck of a draw: that of the forecast and of the place in the interval alone."""
        seed = hashlib.sha256(f"{self.forecast.digest()}/{position!r}".encode()).digest()
        return np.random.default_rng(np.frombuffer(seed, "<u4"))


def _only(forecast: Forecast, rows: list[int]) -> Forecast:
    from dataclasses import replace

    joint = forecast.joint
    if joint is not None:
        joint = replace(joint, across=joint.across[np.ix_(rows, rows)])
    return replace(
        forecast, ids=tuple(forecast.ids[i] for i in rows), values=forecast.values[rows],
        method=tuple(forecast.method[i] for i in rows),
        suspended_since=tuple(forecast.suspended_since[i] for i in rows), joint=joint,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _loaded(path: Path, changed_ns: int, size: int) -> Forecast:
    return load_forecast(path)


def daily_forecast(path: Path) -> Forecast:
    """Read a forecast by day, whatever its series are called.

    Raises
    ------
    JumeauError
        When it cannot be read, or is not daily.
    """
    forecast = _read(path)
    if forecast.frequency != "D":
        raise JumeauError(
            f"{path}", "la prévision n'est pas par jour.",
            "Prévoyez des jours : jumeau forecast demand ... --freq D.",
        )  # fmt: skip
    return forecast


def _read(path: Path) -> Forecast:
    try:
        facts = path.stat()
    except OSError:
        return load_forecast(path)  # says why
    return _loaded(path, facts.st_mtime_ns, facts.st_size)
