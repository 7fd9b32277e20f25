"""The shared series that forecasts are judged on, read by the readers a user has."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from forecasting.series.hygiene import clean
from twin.contracts.forecasts import Demand

DATA = Path(__file__).parents[2] / "shared/data/forecasting"


@dataclass(frozen=True, slots=True)
class Set:
    """One judged set: its series, the periods judged, the horizon."""

    name: str
    demand: Demand
    horizon: int
    test: int
    department: str = ""


def hospital() -> Set:
    """Give the 767 monthly hospital series, last 12 months, every point scored."""
    frame = pl.read_parquet(DATA / "hospital_mensuel.parquet").sort("unique_id", "ds")
    ids = tuple(frame["unique_id"].unique().sort().to_list())
    values = frame["y"].to_numpy().reshape(len(ids), -1).astype(float)
    ds = frame["ds"].head(values.shape[1]).to_numpy().astype("datetime64[M]")
    return Set("hospital", Demand.of(ids, ds, values, "M"), 12, 12)


def samu() -> Set:
    """Give the daily call files of the SAMU of Bas-Rhin, last two years."""
    demand = _daily("samu67_jour_2006_2013.csv.gz", "service", "affaires")
    return Set("samu", demand, 7, 731, "67")


def emergency() -> Set:
    """Give the daily visits of the Alsace emergency departments, last six months."""
    demand = _daily("urgences_alsace_jour_2013_2014.csv.gz", "site", "passages")
    return Set("ed", demand, 7, 184, "67")


def pharmacy() -> Set:
    """Give the daily sales of one pharmacy, last year."""
    return Set("pharmacy", _daily("ventes_pharmacie_jour.csv.gz", "atc", "quantite"), 28, 365)


def pharmacy_csv(folder: Path) -> Path:
    """Unpack the pharmacy file where a verb can read it."""
    path = folder / "ventes.csv"
    with gzip.open(DATA / "ventes_pharmacie_jour.csv.gz") as packed, path.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return path


def thousands(count: int, years: int = 3) -> Demand:
    """Make daily series of products, 0.3 to 300 a day, with weeks, years, noise of counts."""
    rng = np.random.default_rng(7)
    days = 365 * years
    ds = np.datetime64("2022-01-01") + np.arange(days)
    level = np.exp(rng.uniform(np.log(0.3), np.log(300), count))[:, None]
    week = np.where((ds.astype(int) + 3) % 7 >= 5, rng.uniform(0.2, 1, (count, 1)), 1.0)
    phase = rng.uniform(0, 2 * np.pi, (count, 1))
    year = 1 + 0.2 * np.sin(2 * np.pi * np.arange(days) / 365.25 + phase)
    values = rng.poisson(level * week * year).astype(float)
    return Demand.of(tuple(f"P{k:05d}" for k in range(count)), ds, values, "D")


def _daily(file: str, name: str, value: str) -> Demand:
    from forecasting.series.reading import read_demand

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file.removesuffix(".gz")
        with gzip.open(DATA / file) as packed, path.open("wb") as out:
            shutil.copyfileobj(packed, out)
        read = read_demand(path, time="date", id=name, value=value, frequency="D")
    return clean(read)
