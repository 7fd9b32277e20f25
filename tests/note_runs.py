"""A small store with a closure drawn, its reference, and a study of it, without an engine."""

from __future__ import annotations

import json

import numpy as np

from scenarios.manifest import Replication
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.stored_runs import figures, folder

SITE, OTHER = "220000012", "220000095"
ZONES = ("22001", "22002", "22003")
REPLICATIONS, DRAWS = 6, 12
UNITS = {"ed_stay_median": "min", "ed_visits": "passages", "bed_occupancy": "part",
         "ed_access_mean": "min"}  # fmt: skip
SUSPEND = {
    "kind": "suspend-ed", "site": SITE, "from": "20:00", "until": "08:00",
    "share_lost": [0.02, 0.1], "share_gp": {"low": 0.1, "mode": 0.2, "high": 0.3},
    "share_other": 0.6, "share_anyway": 0.14,
    "reason": "Étudier la nuit <script>alert(1)</script>",
    "source": "Décret ; parts : assumed",
}  # fmt: skip
QUESTION = "Que devient la durée de passage <b>la nuit</b> ?"


def question(name="nuit", *, draws=DRAWS, levers=(SUSPEND,), **more):
    """Give the scenario of two weeks that the store answers."""
    return Scenario.model_validate(
        {
            "name": name, "title": f"Titre {name} & suite", "question": QUESTION, "draws": draws,
            "start": "2026-01-12", "days": 14, "replications": REPLICATIONS,
            "lever": list(levers), **more,
        }
    )  # fmt: skip


def values(replication, effect, zone_effect=0.0):
    """Give one replication: shared luck, plus an effect on the stay."""
    luck = np.random.default_rng(replication).normal(size=8)
    found = {
        ("ed_stay_median", ""): 180 + luck[0] + effect,
        ("ed_stay_median", SITE): 150 + luck[1] + 2 * effect,
        ("ed_stay_median", OTHER): 160 + luck[2],
        ("ed_visits", ""): 1000 + luck[3],
        ("ed_visits", SITE): 500 + luck[4] - 40 * effect,
        ("ed_visits", OTHER): 300 + luck[5] + 30 * effect,
        ("bed_occupancy", ""): 0.9 + luck[6] / 100,
    }
    for rank, zone in enumerate(ZONES):
        wobble = np.random.default_rng((replication, rank, round(1e6 * effect))).normal() / 20
        moved = zone_effect * rank
        found["ed_access_mean", "", zone] = 20 + luck[7] + moved + (wobble if moved else 0)
    return found


def add(place, replication, found, draw=0):
    """Put one replication in a folder, shares and visits under their own units."""
    record = Replication(
        draw=draw, replication=replication, log_hash=f"log{draw}-{replication}", events=10,
        patients=3, seconds=0.5,
    )  # fmt: skip
    frame = figures(found)
    place.add(record, frame.assign(unit=frame["indicator"].map(UNITS)))


def fill(root, *, draws=DRAWS, name="nuit", hospital="Hôpital A", **more):
    """Put a reference and a policy in a store; give the store."""
    asked = question(name, draws=draws, **more)
    base = folder(root, asked.baseline("T"), digest="aaaa0123456789ab00")
    policy = folder(root, asked, digest="bbbb0123456789ab00")
    for one in (base, policy):
        one.question.territory.hospitals.update({SITE: hospital, OTHER: "=2+3"})
    for replication in range(1, REPLICATIONS + 1):
        noise = np.random.default_rng(100 + replication).normal() / 10
        add(base, replication, values(replication, 0.0))
        add(policy, replication, values(replication, 3 + noise, 4.0))
        for draw in range(1, draws + 1):
            effect = 2 + 2 * draw / DRAWS + noise
            add(policy, replication, values(replication, effect, 4.0), draw)
    base.seal()
    policy.seal()
    return Store(root)


def mean(value):
    """Give a mean as a study writes it."""
    return {"mean": value, "low": value - 1, "high": value + 1, "interval": "mc95", "n": 6}


def study(store, run, name="etude"):
    """Write a study of a run: one attribution, two flip points, the losers; give its path."""
    page = {
        "format": 1,
        "runs": [str(run.path)],
        "explained": [
            {
                "scenario": run.name,
                "attribution": [
                    {
                        "indicator": "ed_stay_median", "facility": "", "zone": "", "unit": "min",
                        "method": "shapley",
                        "terms": [
                            {"term": "lever.1", "kind": "suspend-ed", **mean(4.5), "alone": 4.0},
                            {"term": "lever.2", "kind": "add-staffed-beds", **mean(-1.5),
                             "alone": -2.5},
                            {"term": "interaction", "kind": "", **mean(1.5), "alone": None},
                            {"term": "total", "kind": "", **mean(3.0), "alone": None},
                        ],
                    }
                ],
                "flips": [
                    {"path": "lever.1.share_lost", "label": "Part qui renonce", "outcome": "flips",
                     "threshold": 0, "crossings": [0.0734], "untold": [], "shape": "monotone",
                     "points": [{"value": 0.02, **mean(-1)}, {"value": 0.1, **mean(1)}],
                     "refused": "", "text": "Part qui renonce : la réponse s'inverse à 0,0734."},
                    {"path": "assumptions.usable_beds", "label": "Lits utilisables",
                     "outcome": "unsure", "threshold": 0, "crossings": [], "untold": [[0.8, 1.2]],
                     "shape": "flat", "points": [], "refused": "valeur refusée", "text": ""},
                ],
                "losers": {"text": "Perte détectée dans 2 communes sur 3."},
            }
        ],
    }  # fmt: skip
    path = store.root / name / "study.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(page), encoding="utf-8")
    return path
