"""Siting, batches and transports of the SAMU beside simpler ways, in the same run.

Run by `make bench-samu`. Seconds are of CPU (user and system), of wall for transports. Peers: for
medians and coverage, spopt (`samu_peers`) and the textbook model handed whole to the same solver;
for batches, the rule "gravest first, nearest place left", and the flow with every arc at once; for
transports, OR-Tools routing alone, as long. Instances of the OR-Library and of Cordeau are read
from `../shared/data`; the rest is generated (fixed seeds).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.samu_peers import NEAR_KM, OPENED, SITES, nation, peer
from logistics.linear import Linear, solve
from logistics.samu.batch import Batch, by_zone, in_order_of_severity, place
from logistics.samu.benchmark_files.cordeau import read_cordeau
from logistics.samu.benchmark_files.pmed import read_pmed
from logistics.samu.siting.cover import cover_of
from logistics.samu.siting.coverage_models import most_covered
from logistics.samu.siting.expected import most_expected, strength
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.median import p_median
from logistics.samu.siting.swap import medians
from logistics.samu.transport.partition import plan_cost
from logistics.samu.transport.plan import day_plan
from logistics.samu.transport.routing import routed
from logistics.samu.transport.solve import Effort, plan_rounds
from logistics.samu.transport.validate import violations

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "samu.json"
PMED = HERE.parent.parent / "shared" / "data" / "logistics" / "pmed"
BEST = {"1": 5819, "6": 7824, "11": 7696}
"""Optimal costs (pmedopt.txt of the OR-Library)."""
PEER_S = 20.0
MCLP_PEER_S = 60.0
"""Wall seconds given to the textbook models and to spopt; to spopt at national size."""
DARP = PMED.parent / "darp"
DARP_BEST = {"a2-16": 294.25, "a3-24": 344.83, "a4-48": 668.82, "b2-16": 309.41}
"""Optimal costs (Cordeau 2006; Ropke, Cordeau and Laporte 2007), to the cent."""
DARP_S = 20.0


def main() -> None:
    """Fill the table and write it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="no peers, small batches")
    options = asked.parse_args()
    figures: dict[str, Any] = {"pmed": pmed(peers=not options.quick)}
    figures["darp"] = darp(peers=not options.quick, seconds=5.0 if options.quick else DARP_S)
    figures |= coverage(peers=not options.quick)
    figures |= batches(large=not options.quick)
    figures |= referrals(cases=300 if options.quick else 2000)
    if not options.quick:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(figures) + "\n")


def cpu[T](work: Callable[[], T]) -> tuple[float, T]:
    """Give the seconds of CPU of some work, and its answer."""
    begun = time.process_time()
    found = work()
    return round(time.process_time() - begun, 3), found


def pmed(*, peers: bool) -> dict[str, Any]:
    """Give the OR-Library medians: seconds to the cost, and to the proof."""
    found: dict[str, Any] = {}
    for name, best in BEST.items():
        path = PMED / f"pmed{name}.txt"
        if not path.is_file():
            sys.stderr.write(f"pmed{name}: absent, left out\n")
            continue
        asked = read_pmed(path)
        quick, (_, cost) = cpu(lambda a=asked: medians(a.cost, a.count))
        whole, proven = cpu(lambda a=asked: p_median(a.cost, a.count))
        row = {"cost": cost, "best": best, "s": quick, "proven_s": whole,
               "status": proven.status}  # fmt: skip
        if peers:
            seconds, (value, low) = cpu(lambda a=asked: textbook(a.cost, a.count))
            row |= {"textbook_cost": value, "textbook_bound": low, "textbook_s": seconds}
            row["spopt"] = peer("pmed", str(path), seconds=PEER_S)
        found[name] = row
        sys.stderr.write(f"pmed{name}: {row}\n")
    return found


def darp(*, peers: bool, seconds: float) -> dict[str, Any]:
    """Give Cordeau's dial-a-ride instances: wall seconds (2 threads), the validator's verdict.

    `gap` is to the best known cost, `bound` what we prove ourselves. The peer is OR-Tools routing
    (guided local search) for as long. The code is compiled before, on the first instance.
    """
    found: dict[str, Any] = {}
    for name, best in DARP_BEST.items():
        path = DARP / f"{name}.txt"
        if not path.is_file():
            sys.stderr.write(f"{name}: absent, left out\n")
            continue
        asked = read_cordeau(path)
        if not found:
            plan_rounds(asked, Effort(seconds=1.0, turns=10))
        used, planned = cpu(lambda a=asked: plan_rounds(a, Effort(seconds=seconds)))
        plan = day_plan(asked, planned)
        row = {"cost": plan.cost, "best": best, "gap": round(plan.cost / best - 1, 6),
               "bound": planned.bound, "s": round(planned.seconds, 2), "cpu_s": used,
               "status": "optimal" if planned.proven else "feasible",
               "violations": len(violations(asked, plan)),
               "unserved": len(plan.left_out)}  # fmt: skip
        if peers:
            begun = time.monotonic()
            rounds = routed(asked, seconds=seconds)
            cost = None if rounds is None else plan_cost(planned.p, rounds)
            row |= {"routing_cost": cost,
                    "routing_gap": None if cost is None else round(cost / best - 1, 6),
                    "routing_s": round(time.monotonic() - begun, 2)}  # fmt: skip
        found[name] = row
        sys.stderr.write(f"{name}: {row}\n")
    return found


def textbook(cost: np.ndarray, count: int) -> tuple[float, float]:
    """Solve p-median as it is written in books: one variable a pair."""
    points, places = cost.shape
    model = Linear()
    x = model.add_variables(np.zeros(places), 0.0, 1.0, integer=True)
    z = model.add_variables(cost.reshape(-1), 0.0, 1.0, integer=False)
    pairs = np.arange(points * places)
    model.add_row(x, 1.0, float(count), float(count))
    model.add_rows(pairs // places, z, np.ones(len(pairs)), 1.0, 1.0, points)
    model.add_rows(
        np.tile(pairs, 2), np.concatenate([z, x[pairs % places]]),
        np.concatenate([np.ones(len(pairs)), -np.ones(len(pairs))]), -np.inf, 0.0, len(pairs),
    )  # fmt: skip
    found = solve(model, seconds=PEER_S)
    return found.objective, found.bound


def coverage(*, peers: bool) -> dict[str, Any]:
    """Give the national coverage models, merging of points included."""
    square, weight, rng = nation()
    reach = square <= NEAR_KM**2
    found: dict[str, Any] = {}
    limits = Limits(count=OPENED)
    seconds, one = cpu(lambda: most_covered(cover_of(reach, weight), limits))
    found |= {"mclp_s": seconds, "mclp_status": one.status}
    busy = strength(np.full(SITES, 0.2))
    seconds, other = cpu(lambda: most_expected(cover_of(reach, weight), limits, busy))
    found |= {"mexclp_s": seconds, "mexclp_status": other.status}
    if peers:
        apart = rng.random(len(weight)) * 1e-9
        seconds, same = cpu(lambda: unmerged(reach, weight + apart, OPENED))
        found |= {
            "mclp_unmerged_s": seconds,
            "mclp_same": bool(np.isclose(same, one.value)),
            "mclp_value": one.value,
            "mclp_spopt": peer("mclp", seconds=MCLP_PEER_S),
        }
    sys.stderr.write(f"{found}\n")
    return found


def unmerged(reach: np.ndarray, weight: np.ndarray, count: int) -> float:
    """Solve the maximal coverage with one row a point."""
    points, sites = reach.shape
    model = Linear(maximise=True)
    x = model.add_variables(np.zeros(sites), 0.0, 1.0, integer=True)
    z = model.add_variables(weight, 0.0, 1.0, integer=False)
    rows, columns = np.nonzero(reach)
    model.add_row(x, 1.0, -np.inf, float(count))
    model.add_rows(
        np.concatenate([rows, np.arange(points)]), np.concatenate([x[columns], z]),
        np.concatenate([np.ones(len(rows)), -np.ones(points)]), 0.0, np.inf, points,
    )  # fmt: skip
    return solve(model, seconds=MCLP_PEER_S).objective


def crowd(patients: int, zones: int | None, seed: int = 1) -> tuple[Any, ...]:
    """Give patients of four needs around 600 hospitals whose places are 15 % more than them."""
    rng = np.random.default_rng(seed)
    hospitals = rng.uniform(0, 1000, (600, 2))
    homes = rng.uniform(0, 1000, (zones or patients, 2))
    zone = rng.integers(0, zones, patients) if zones else np.arange(patients)
    minutes = np.round(
        np.sqrt(((homes[:, None] - hospitals[None]) ** 2).sum(axis=2)) / 1.2, 1
    )  # fmt: skip
    need = rng.choice(4, patients, p=[0.7, 0.15, 0.1, 0.05])
    severity = rng.choice([1, 3, 10], patients, p=[0.6, 0.3, 0.1])
    window = np.where(need == 0, np.inf, 90.0)
    places = np.zeros((600, 4), np.int64)
    for k, share in enumerate((1.0, 0.4, 0.2, 0.1)):
        able = rng.random(600) < share
        able[0] = True
        places[able, k] = max(1, int(np.ceil(1.15 * (need == k).sum() / able.sum())))
    beds = np.ceil(0.97 * places.sum(axis=1)).astype(np.int64)
    return minutes, zone, need, severity, window, places, beds


def batches(*, large: bool) -> dict[str, Any]:
    """Give the batches: seconds, what is left against greedy and against every arc.

    `proven` says that prices prove the plan the best over every pair; `gap` is of weighted minutes,
    to the flow solved with every arc at once.
    """
    found: dict[str, Any] = {}
    sizes: list[tuple[str, int, int | None]] = [("mass_1000", 1000, None)]
    if large:
        sizes += [("batch_10k_600", 10_000, None), ("batch_10k_600_zones", 10_000, 1500),
                  ("batch_100k_600", 100_000, 1500)]  # fmt: skip
    for name, patients, zones in sizes:
        minutes, zone, need, severity, window, places, beds = crowd(patients, zones)

        def batch(given: tuple[Any, ...] = (minutes, zone, need, severity, window, places, beds),
                  grouped: bool = zones is not None) -> Batch:  # fmt: skip
            table, here, *rest = given
            if grouped:
                return by_zone(table, here, *rest)[0]
            ones = np.ones(len(rest[0]), np.int64)
            return Batch(table, rest[0], rest[1], rest[2], ones, rest[3], rest[4])

        seconds, one = cpu(lambda b=batch: place(b()))
        greedy_s, greedy = cpu(lambda b=batch: in_order_of_severity(b()))
        ratio = greedy.weighted_min / one.weighted_min
        found |= {f"{name}_s": seconds, f"{name}_unserved": int(one.unserved.sum()),
                  f"{name}_late": one.late, f"{name}_proven": one.proven,
                  f"{name}_pairs": one.pairs, f"{name}_rounds": one.rounds,
                  f"{name}_greedy_s": greedy_s, f"{name}_greedy_unserved":
                  int(greedy.unserved.sum()), f"{name}_greedy_late": greedy.late,
                  f"{name}_greedy_minutes_ratio": ratio}  # fmt: skip
        if patients <= 10_000 and zones is None:
            every_s, every = cpu(lambda b=batch: place(b(), nearest=None))
            found |= {f"{name}_every_arc_s": every_s,
                      f"{name}_every_arc_unserved": int(every.unserved.sum()),
                      f"{name}_every_arc_late": every.late,
                      f"{name}_gap": one.weighted_min / every.weighted_min - 1}  # fmt: skip
        sys.stderr.write(f"{name}: {found[f'{name}_s']} s\n")
    return found


def referrals(*, cases: int) -> dict[str, Any]:
    """Give the wall milliseconds of one referral: 600 hospitals and 1,300 bases of the region.

    Hospitals and bases of the pilot, copied to random communes; 60 nights of regulated access; the
    whole of `refer` is timed (grading, opening hours, coverage left, ranking), a case at a time.
    """
    from dataclasses import replace

    from logistics.samu.grading.case import Case
    from logistics.samu.grading.rules import read_rules
    from scenarios.baseline import base_inputs
    from scenarios.samu_ground import ground
    from scenarios.samu_reading import instant
    from scenarios.samu_refer import Situation, refer
    from twin.contracts.bands import BANDS
    from twin.territory import Territory
    from twin.territory.openings import AccessRule
    from twin.territory.travel import TravelTimes

    rng = np.random.default_rng(9)
    inputs = base_inputs(Territory.pilot())
    old, zones = inputs.territory, inputs.territory.zones
    copies = []
    for kind, number in (("hospital", 600), ("smur", 500), ("ambulance", 400)):
        models = old.of_kind(kind)
        for k, z in enumerate(rng.integers(0, len(zones), number)):
            here = zones.iloc[z]
            copies.append(replace(
                models[k % len(models)], id=f"{kind[0].upper()}{k:08}", zone=str(here["insee"]),
                lon=float(here["lon"]), lat=float(here["lat"]), site="",
            ))  # fmt: skip
    codes = tuple(str(code) for code in zones["insee"])
    points = np.array([[f.lon, f.lat] for f in copies])
    travel = TravelTimes.between(
        codes, zones[["lon", "lat"]].to_numpy(float), tuple(f.id for f in copies), points
    )
    rules = tuple(AccessRule(f.id, "suspended", None, None, tuple(range(7)), 20, 8)
                  for f in copies[:60])  # fmt: skip
    place = replace(old, facilities=tuple(copies), travel=travel, access_rules=rules)
    laid = ground(replace(inputs, territory=place))
    known = read_rules()
    situation = Situation(laid, known, {}, {})
    motives, signs = list(known.motives), list(known.signs)
    took, answered = [], 0
    for k in range(cases):
        when = instant(f"2026-01-{1 + k % 28:02} {k % 24:02}:{k % 60:02}", "bench")
        case = Case(f"c{k}", codes[rng.integers(len(codes))], motives[k % len(motives)],
                    (signs[rng.integers(len(signs))],), BANDS[k % len(BANDS)], when)  # fmt: skip
        begun = time.perf_counter()
        found = refer(situation, case)
        took.append(1000 * (time.perf_counter() - begun))
        answered += bool(found.options)
    figures = {"refer_p50_ms": round(float(np.quantile(took, 0.5)), 2),
               "refer_p99_ms": round(float(np.quantile(took, 0.99)), 2),
               "refer_bases": len(laid.bases), "refer_hospitals": len(laid.doors),
               "refer_with_options": answered, "refer_cases": cases}  # fmt: skip
    sys.stderr.write(f"{figures}\n")
    return figures


if __name__ == "__main__":
    main()
