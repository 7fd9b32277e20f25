"""Which communes may go to which sites, how far, and how many visits each commune makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.choice.sites import SiteTable
from twin.parameters import needs2026
from twin.territory.attraction import Floats
from twin.territory.travel import distance_km, road_minutes

Integers = npt.NDArray[np.int64]
REACH_MIN = 75.0
NEAR_MIN, NEIGHBOUR_MIN, HOLIDAY_MIN = 10.0, 12.0, 20.0
CHUNK = 4000
AGES = ("age_0_19", "age_20_64", "age_65p")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Communes and sites within reach of each other, sorted by commune.

    Attributes
    ----------
    communes, regions
        INSEE code and region of each commune that reaches a site.
    demand
        Expected yearly visits of each commune, shape (2, communes): children, adults.
    starts
        Where the pairs of each commune begin.
    commune, site
        Rank of the commune and of the site of each pair.
    minutes
        Road minutes of each pair.
    sites
        Number of sites.
    """

    communes: npt.NDArray[np.object_]
    regions: npt.NDArray[np.object_]
    demand: Floats
    starts: Integers
    commune: Integers
    site: Integers
    minutes: Floats
    sites: int

    def by_commune(self, values: Floats) -> Floats:
        """Sum values of pairs by commune."""
        found: Floats = np.add.reduceat(values, self.starts)
        return found

    def by_site(self, values: Floats) -> Floats:
        """Sum values of pairs by site."""
        found: Floats = np.bincount(self.site, values, minlength=self.sites).astype(np.float64)
        return found


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies around each site, visits set aside.

    Attributes
    ----------
    near
        Expected visits of the communes within 10 min.
    neighbours
        Other sites within 12 min, itself included.
    nearest
        Minutes to the nearest other site.
    second_homes
        Second homes within 20 min.
    """

    near: Floats
    neighbours: Floats
    nearest: Floats
    second_homes: Floats


def demand(communes: pd.DataFrame) -> Floats:
    """Give the expected yearly visits of communes, shape (2, communes): children, adults.

    Ages of the census applied to the legal population; rates by age of the causes of
    `twin.parameters.needs2026` that come to an ED. Only their ratio counts: totals are given.
    """
    rates = sum(np.array(c.per_thousand) for c in needs2026.CAUSES if c.hours == "ed") / 1000.0
    ages = communes[list(AGES)].to_numpy(np.float64, na_value=0.0)
    ages = np.where(ages.sum(axis=1, keepdims=True) > 0, ages, ages.sum(axis=0))
    shares = ages / np.maximum(ages.sum(axis=1, keepdims=True), 1e-9)
    visits = communes["population"].to_numpy(np.float64)[:, None] * shares * rates
    return np.stack([visits[:, 0], visits[:, 1] + visits[:, 2]])


def reachable(table: SiteTable, communes: pd.DataFrame, reach: float = REACH_MIN) -> Pairs:
    """Give the pairs within some minutes, block by block of communes (a full matrix never is).

    Parameters
    ----------
    table
        Sites.
    communes
        `insee`, `reg`, `lon`, `lat`, `population`, census ages. A commune that reaches no site is
        left out.
    reach
        Minutes beyond which nobody goes.
    """
    rows: list[Integers] = []
    columns: list[Integers] = []
    minutes: list[Floats] = []
    for first, road in _roads(table, communes):
        at, site = np.nonzero(road <= reach)
        rows.append(at + first)
        columns.append(site)
        minutes.append(road[at, site])
    commune = np.concatenate(rows)
    seen, starts, rank = np.unique(commune, return_index=True, return_inverse=True)
    return Pairs(
        communes["insee"].to_numpy(object)[seen], communes["reg"].to_numpy(object)[seen],
        demand(communes)[:, seen], starts, rank, np.concatenate(columns),
        np.concatenate(minutes), len(table),
    )  # fmt: skip


def surroundings(table: SiteTable, communes: pd.DataFrame, pairs: Pairs) -> Surroundings:
    """Give what lies around each site.

    Parameters
    ----------
    table, communes, pairs
        As `reachable` takes and gives them.
    """
    visits = pairs.demand.sum(axis=0)[pairs.commune]
    homes = dict(zip(communes["insee"], communes["residences_secondaires"].fillna(0), strict=True))
    second = np.array([float(homes[code]) for code in pairs.communes])[pairs.commune]
    between = road_minutes(distance_km(table.lon, table.lat, table.lon, table.lat))
    np.fill_diagonal(between, np.inf)
    nearest = between.min(axis=1) if len(table) > 1 else np.full(len(table), np.inf)
    return Surroundings(
        near=pairs.by_site(np.where(pairs.minutes < NEAR_MIN, visits, 0.0)),
        neighbours=1.0 + (between < NEIGHBOUR_MIN).sum(axis=1),
        nearest=np.minimum(nearest, REACH_MIN),
        second_homes=pairs.by_site(np.where(pairs.minutes < HOLIDAY_MIN, second, 0.0)),
    )


def _roads(table: SiteTable, communes: pd.DataFrame) -> Iterator[tuple[int, Floats]]:
    """Give the minutes of each block of communes to every site, with its first rank."""
    lon = communes["lon"].to_numpy(np.float64)
    lat = communes["lat"].to_numpy(np.float64)
    for first in range(0, len(communes), CHUNK):
        part = slice(first, first + CHUNK)
        yield first, road_minutes(distance_km(lon[part], lat[part], table.lon, table.lat))
