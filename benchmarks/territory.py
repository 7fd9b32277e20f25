"""The territory: how fast it is built, how far people are, how well visits by site are predicted.

Run by `make bench-territory`; figures in `results/territory.json`, the table of the regions in
`results/regions.csv`. Real files are needed beside the project; without them only what the
embedded data allow is measured.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import choice, population, travel
from benchmarks.results import publish
from twin.access import Moment, find, measure
from twin.tables import JumeauError
from twin.territory import Territory, reference_data
from twin.territory.build import build, build_folder

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "territory"
NATIONAL = REAL / "urgences_france_sauf_occitanie.csv"
REGIONS = Path(__file__).parent / "results" / "regions.csv"
REPEATS = 3
FAR_MIN = 30.0


def share_over_30(territory: Territory, *, own_sites: bool) -> float:
    """Give the share of inhabitants more than 30 minutes from an ED, every site open."""
    place = territory.with_own_sites() if own_sites else territory
    minutes = measure(find("ed_minutes"), place, Moment(None, None)).by_zone
    people = territory.population.persons.sum(axis=1).astype(float)
    counted = ~territory.in_ring & ~np.isnan(minutes)
    return float(people[counted & (minutes > FAR_MIN)].sum() / people[counted].sum())


def build_seconds() -> float:
    """Give the wall seconds of `jumeau territory build` on the real Bretagne, median of three."""
    taken = []
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as folder:
            words = [sys.executable, "-m", "scenarios.cli.main", "territory", "build", "--sources",
                     str(REAL), "--out", f"{folder}/t", "--json"]  # fmt: skip
            began = time.perf_counter()
            subprocess.run(words, check=True, capture_output=True)
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def regions(errors: pd.DataFrame) -> pd.DataFrame:
    """Build each region of the mainland with its ring; give what a director would quote.

    Parameters
    ----------
    errors
        Error of the ED choice model by region, fitted elsewhere: `region`, `hybrid`, `beds`.
    """
    names = reference_data.department_names()
    mainland = names[~names["reg"].isin(["01", "02", "03", "04", "06"])]
    by_region = errors.set_index("region")
    rows = []
    for code, name in mainland.drop_duplicates("reg")[["reg", "reg_nom"]].itertuples(index=False):
        began = time.perf_counter()
        row: dict[str, Any] = {"region": code, "nom": name}
        try:
            made = build(None, NATIONAL, region=code)
        except JumeauError as error:
            people = int(reference_data.communes(region=code)["population"].sum())
            rows.append(row | {"habitants": people, "remarque": error.problem})
            continue
        own = made.own("hospital")
        visits = sum(h.visits_year or 0 for h in own)
        rows.append(row | {
            "habitants": made.inhabitants,
            "communes": int((~made.in_ring).sum()),
            "urgences": len(own),
            "passages_pour_1000": visits / made.inhabitants * 1000,
            "part_plus_30_min": share_over_30(made, own_sites=False),
            "part_plus_30_min_sans_voisins": share_over_30(made, own_sites=True),
            "anneau_communes": int(made.in_ring.sum()),
            "anneau_urgences": len(made.of_kind("hospital")) - len(own),
            "erreur_choix": by_region["hybrid"].get(code),
            "erreur_lits": by_region["beds"].get(code),
            "secondes": time.perf_counter() - began,
            "remarque": "",
        })  # fmt: skip
    return pd.DataFrame(rows)


def main() -> None:
    """Measure everything and publish it."""
    figures: dict[str, Any] = {}
    figures |= population.figures()
    figures |= travel.figures()
    if NATIONAL.is_file():
        figures["build_region_s"] = build_seconds()
        bretagne = build_folder(REAL)
        figures["share_over_30_min_ed"] = share_over_30(bretagne, own_sites=True)
        figures["share_over_30_min_ed_with_neighbours"] = share_over_30(bretagne, own_sites=False)
        judged = choice.figures()
        table = regions(pd.DataFrame(judged.pop("regions")))
        figures |= judged
        table.to_csv(REGIONS, index=False, float_format="%.6f")
        print(table.to_string(index=False))
    publish("territory", {k: v for k, v in figures.items() if not isinstance(v, str)})


if __name__ == "__main__":
    main()
