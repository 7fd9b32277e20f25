"""How far the choice model is from the visits of each site, every region predicted by the others.

`figures()` is called by the benchmark of the territory; `python -m benchmarks.choice` prints the
same on one line, `--parameters` the national parameters of `twin.parameters.choice2026`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from twin.choice import country_of, gravity, leave_one_region_out, site_table
from twin.choice.hybrid import Country
from twin.choice.loss import scaled
from twin.territory.attraction import TERMS
from twin.territory.sources.emergency_departments import read_emergency

FILE = (
    Path(__file__).resolve().parents[2] / "shared/data/territory/urgences_france_sauf_occitanie.csv"
)
SEED = 20260101


def country(path: Path = FILE) -> Country:
    """Give the sites of the file with the communes within reach."""
    frame, _ = read_emergency(path)
    return country_of(site_table(frame))


def figures(path: Path = FILE) -> dict[str, Any]:
    """Give the errors out of region, the table by region and the seconds it takes."""
    began = time.perf_counter()
    found = leave_one_region_out(country(path))
    seconds = time.perf_counter() - began
    low, high = found.interval("hybrid", seed=SEED)
    row, without = found.worst("hybrid")
    result: dict[str, Any] = {
        "loro_mape": found.mean("hybrid"),
        "loro_mape_low": low,
        "loro_mape_high": high,
        "loro_mape_regions": found.mean_of_regions("hybrid"),
        "loro_mape_beds": found.mean("beds"),
        "loro_mape_loglinear": found.mean("loglinear"),
        "loro_mape_gravity": found.mean("gravity"),
        "loro_mape_without_worst": without,
        "loro_worst_site": str(found.table.finess[row]),
        "loro_sites": int(sum(r["sites"] for r in found.region_rows())),
        "loro_seconds": seconds,
        "regions": found.region_rows(),
    }
    if "53" in found.regions:
        low, high = found.interval("hybrid", "53", seed=SEED)
        result |= {
            "bretagne_mape": found.mean("hybrid", "53"),
            "bretagne_mape_low": low,
            "bretagne_mape_high": high,
            "bretagne_mape_beds": found.mean("beds", "53"),
            "bretagne_mape_loglinear": found.mean("loglinear", "53"),
        }
    return result


def parameters(path: Path = FILE) -> dict[str, float]:
    """Give the national parameters that `choice2026` holds, and their error out of region."""
    here = country(path)
    table, judged = here.table, here.table.judged
    received = np.zeros(len(table))
    for region in table.judged_regions:
        out = table.regions == region
        found = gravity.fit(table, here.pairs, judged & ~out, declared_only=True)
        received[out] = gravity.volumes(found, table, here.pairs)[out]
    error = np.abs(scaled(received, table.visits, table.regions, judged) / table.visits - 1)
    national = gravity.fit(table, here.pairs, judged, declared_only=True)
    return {
        **dict(zip(TERMS, national.coefficients.tolist(), strict=True)),
        "decay": national.decay,
        "loro_mape": float(error[judged].mean()),
        "bretagne_mape": float(error[judged & (table.regions == "53")].mean()),
    }


if __name__ == "__main__":
    page = parameters() if "--parameters" in sys.argv else figures()
    print(json.dumps(page, ensure_ascii=False))
