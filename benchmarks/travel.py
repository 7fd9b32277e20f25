"""Travel times of the whole country: seconds, memory, and the error of the model on routed pairs.

`figures()` is called by `benchmarks.territory`; alone: `python -m benchmarks.travel`. The sites are
the emergency departments of the official file, where it is at hand, completed to 700 by the points
of communes spread over the list; without the file, communes only.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.results import publish
from twin.territory import reference_data
from twin.territory.assemble import travel_times
from twin.territory.facility import Facility
from twin.territory.islands import ISLANDS, Crossing
from twin.territory.travel import TravelTimes, road_minutes
from twin.territory.travel_fit import compare_minutes

SITES = 700
REPEATS = 3
MIB = 2**20
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "territory"
EMERGENCY = REAL / "urgences_france_sauf_occitanie.csv"
ROUTED = REAL / "trajets_alsace_routier.csv.gz"


def country() -> tuple[pd.DataFrame, np.ndarray]:
    """Give all the communes, and the points of 700 sites."""
    zones = reference_data.communes()[["insee", "lon", "lat"]].reset_index(drop=True)
    communes = zones[["lon", "lat"]].to_numpy(float)
    sites = np.empty((0, 2))
    if EMERGENCY.is_file():
        sites = pd.read_csv(EMERGENCY)[["lon", "lat"]].dropna().to_numpy(float)[:SITES]
    spread = np.linspace(0, len(communes) - 1, SITES - len(sites)).astype(int)
    return zones, np.concatenate([sites, communes[spread]])


def _seconds(work: Callable[[], object]) -> float:
    """Give the wall seconds, median of three."""
    taken = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _peak_mib(work: Callable[[], object]) -> float:
    """Give the most memory held at a time by the work, its result included."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()


def figures() -> dict[str, float]:
    """Measure.

    `matrix_france_s` is `TravelTimes.between` alone; `assemble_france_s` is what `build` calls:
    communes to sites and sites to sites, with a boat for each known island commune.
    """
    zones, points = country()
    codes, ids = tuple(zones["insee"]), tuple(f"site-{k:03d}" for k in range(SITES))
    communes = zones[["lon", "lat"]].to_numpy(float)
    places = [
        Facility(site, site, "hospital", "", "", lon, lat)
        for site, (lon, lat) in zip(ids, points.tolist(), strict=True)
    ]
    at = dict(zip(codes, communes.tolist(), strict=True))
    boats = {c: Crossing(name, *at[c], 60.0) for c, name in ISLANDS.items() if c in at}

    def matrix() -> object:
        return TravelTimes.between(codes, communes, ids, points)

    found = {
        "communes": float(len(codes)),
        "sites": float(SITES),
        "matrix_france_s": _seconds(matrix),
        "matrix_france_peak_mib": _peak_mib(matrix),
        "matrix_france_result_mib": len(codes) * SITES * 8 / MIB,
        "assemble_france_s": _seconds(lambda: travel_times(zones, places, {}, boats)),
    }
    return found | alsace()


def alsace() -> dict[str, float]:
    """Give the error of the model on the routed pairs of Alsace; nothing without the file."""
    if not ROUTED.is_file():
        return {}
    pairs = pd.read_csv(ROUTED, dtype={"insee": str, "site": str})
    names = [f"{zone} > {site}" for zone, site in zip(pairs["insee"], pairs["site"], strict=True)]
    fit = compare_minutes(road_minutes(pairs["km_vol_oiseau"]), pairs["minutes"], names)
    return {
        "alsace_pairs": float(fit.compared),
        "alsace_mape": fit.mape,
        "alsace_mae_min": fit.mae,
        "alsace_bias_min": fit.bias,
        "alsace_agreement_30_min": fit.agreement,
    }


def main() -> None:
    """Measure and publish."""
    publish("travel", figures())


if __name__ == "__main__":
    main()
