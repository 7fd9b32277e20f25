"""The validator sees every broken limit; Cordeau's files are read; OR-Tools may find nothing."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from logistics.samu.benchmark_files.cordeau import looks_like_cordeau, read_cordeau
from logistics.samu.transport import validate
from logistics.samu.transport.packed import packed
from logistics.samu.transport.plan import day_plan
from logistics.samu.transport.problem import Request, Transport, Vehicle, check
from logistics.samu.transport.routing import routed
from logistics.samu.transport.solve import Effort, plan_rounds
from logistics.samu.transport.validate import violations
from twin.tables import JumeauError

QUICK = Effort(seconds=1.0, turns=100, searches=1)
LINE = np.abs(np.subtract.outer(np.arange(0.0, 60, 10), np.arange(0.0, 60, 10)))


def request(key="A", start=1, end=3, **more):
    given = {
        "pick_from": 0.0, "pick_to": 100.0, "drop_from": 0.0, "drop_to": 200.0,
        "pick_service": 2.0, "drop_service": 3.0, "load": (1, 0, 0), "crew": "T3",
        "max_ride": 40.0, **more,
    }  # fmt: skip
    return Request(key, start, end, **given)


def vehicle(key="V", **more):
    given = {"places": (2, 1, 0), "crew": "T3", "depot": 0, "start_min": 0.0, "end_min": 400.0,
             "max_duration": 300.0, **more}  # fmt: skip
    return Vehicle(key, "ambulance", **given)


def a_day(requests=None, vehicles=None):
    asked = requests or (request("A"), request("B", 2, 4))
    return Transport(LINE, LINE, tuple(asked), tuple(vehicles or (vehicle(),)))


@pytest.fixture(scope="module")
def shared():
    asked = a_day()
    plan = day_plan(asked, plan_rounds(asked, QUICK))
    return asked, plan


def test_two_patients_of_the_same_road_share_one_round(shared):
    asked, plan = shared
    # By hand: out to 4 (40 km) and back (40 km), both on the way.
    assert (plan.cost, len(plan.tours), plan.left_out) == (80.0, 1, ())
    assert [(s.request, s.pick) for s in plan.tours[0].stops] == [
        ("A", True), ("B", True), ("A", False), ("B", False)]  # fmt: skip
    # 80 min of road, 2 x (2 + 3) min of stops, no waiting.
    assert plan.tours[0].busy_min == pytest.approx(90.0)
    assert violations(asked, plan) == []


def with_stop(plan, k, **more):
    tour = plan.tours[0]
    stops = list(tour.stops)
    stops[k] = replace(stops[k], **more)
    return replace(plan, tours=(replace(tour, stops=tuple(stops)),))


def with_tour(plan, **more):
    return replace(plan, tours=(replace(plan.tours[0], **more),))


BROKEN = [
    (lambda p: with_stop(p, 1, begin=0.0), {}, "servi avant d'arriver"),
    (lambda p: with_stop(p, 0, place=5), {}, "mauvais lieu"),
    (lambda p: with_tour(p, stops=p.tours[0].stops[:3]), {}, "jamais déposé"),
    (lambda p: with_tour(p, stops=p.tours[0].stops[2:]), {}, "sans avoir été pris en charge"),
    (lambda p: replace(p, tours=()), {}, "traitée 0 fois"),
    (lambda p: replace(p, tours=p.tours * 2), {}, "2 tournées"),
    (lambda p: with_tour(p, vehicle="X"), {}, "inconnu"),
    (lambda p: with_tour(p, back=0.0), {}, "rentre avant d'arriver"),
    (lambda p: with_tour(p, km=1.0), {}, "kilomètres ou coût faux"),
    (lambda p: replace(p, cost=1.0), {}, "coût total faux"),
    (lambda p: p, {"max_ride": 20.0}, "trop longtemps à bord"),
    (lambda p: p, {"load": (2, 0, 0)}, "plus de personnes que de places"),
    (lambda p: p, {"crew": "T1"}, "équipe insuffisante"),
    (lambda p: p, {"pick_to": 1.0}, "hors de sa plage"),
    (lambda p: p, {"end_min": 50.0}, "rentre après le poste"),
    (lambda p: p, {"start_min": 90.0}, "part avant le poste"),
    (lambda p: p, {"max_duration": 80.0}, "tournée trop longue"),
]


@pytest.mark.parametrize(("bend", "limits", "said"), BROKEN, ids=[b[2] for b in BROKEN])
def test_each_broken_limit_is_seen(shared, bend, limits, said):
    asked, plan = shared
    kept = {k: v for k, v in limits.items() if k not in ("end_min", "start_min", "max_duration")}
    cars = {k: v for k, v in limits.items() if k not in kept}
    other = replace(asked, requests=tuple(replace(r, **kept) for r in asked.requests),
                    vehicles=tuple(replace(v, **cars) for v in asked.vehicles))  # fmt: skip
    assert any(said in text for text in violations(other, bend(plan)))


def test_the_validator_shares_nothing_with_the_search():
    tree = ast.parse(Path(validate.__file__).read_text(encoding="utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {"logistics.samu.transport.plan", "logistics.samu.transport.problem"}
    assert named == {"__future__", "collections", "collections.abc", *ours}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and "transport" in str(node.module):
            assert {name.name for name in node.names} <= {
                "DayPlan", "Tour", "Request", "Transport", "Vehicle"}  # fmt: skip


@pytest.mark.parametrize(
    ("requests", "vehicles", "reason"),
    [
        ((request(crew="T1"),), None, "crew"),
        ((request(load=(3, 0, 0)),), None, "places"),
        ((request(load=(0, 0, 1)),), None, "places"),
        ((request(max_ride=19.0),), None, "ride"),
        ((request(drop_to=10.0),), None, "window"),
        ((request(drop_from=190.0),), None, "window"),
        ((request(),), (vehicle(end_min=30.0),), "shift"),
        ((request(),), (vehicle(max_duration=30.0),), "shift"),
        (tuple(request(k, load=(0, 1, 0), pick_to=20.0, max_ride=20.0) for k in "AB"), None,
         "fleet"),
    ],
)  # fmt: skip
def test_nobody_is_left_out_without_a_reason(requests, vehicles, reason):
    asked = a_day(requests, vehicles)
    found = plan_rounds(asked, QUICK)
    plan = day_plan(asked, found)
    assert [one.reason for one in plan.left_out] == [reason]
    assert violations(asked, plan) == []


def test_no_road_is_a_reason_too():
    minutes = LINE.copy()
    minutes[:, 3] = minutes[3, :] = np.inf
    minutes[3, 3] = 0.0
    asked = replace(a_day(), minutes=minutes)
    plan = day_plan(asked, plan_rounds(asked, QUICK))
    assert [(one.request, one.reason) for one in plan.left_out] == [("A", "road")]
    assert violations(asked, plan) == []


def test_an_empty_answer_of_the_routing_solver_is_no_plan_and_no_crash(monkeypatch):
    # Nobody can be served: OR-Tools gives empty rounds, or nothing at all.
    asked = a_day((request(max_ride=1.0),))
    assert routed(asked, seconds=0.5, fixed=True) in (None, ((),))
    monkeypatch.setattr("logistics.samu.transport.solve.routed", lambda *_, **__: None)
    whole = a_day()
    assert plan_rounds(whole, QUICK).cost == 80.0


def test_the_same_seed_and_turns_give_the_same_plan():
    rng = np.random.default_rng(5)
    asked = a_day([request(f"R{i}", *(int(x) for x in rng.choice(6, 2, replace=False)),
                           pick_from=float(rng.uniform(0, 90))) for i in range(8)],
                  [vehicle("V"), vehicle("W", depot=3)])  # fmt: skip
    effort = Effort(seconds=1.0, turns=50, searches=2, seed=7)
    one, other = plan_rounds(asked, effort), plan_rounds(asked, effort)
    assert (one.rounds, one.cost, one.bound) == (other.rounds, other.cost, other.bound)


def test_vehicles_alike_are_one_class():
    asked = a_day(vehicles=(vehicle("V"), vehicle("W"), vehicle("X", depot=2)))
    assert packed(asked).rank.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("bent", "said"),
    [
        ({"requests": ()}, "aucune demande"),
        ({"vehicles": ()}, "aucun véhicule"),
        ({"requests": (request(), request())}, "figure deux fois"),
        ({"requests": (request(pick_from=50.0, pick_to=40.0),)}, "finit avant de commencer"),
        ({"requests": (request(load=(-1, 1, 0)),)}, "doit être positif"),
        ({"requests": (request(end=9),)}, "lieu n'existe pas"),
        ({"requests": (request(crew="T9"),)}, "inconnue"),
        ({"requests": (request(max_ride=0.0),)}, "doit être positive"),
        ({"vehicles": (vehicle(places=(-1, 0, 0)),)}, "places est négatif"),
        ({"vehicles": (vehicle(start_min=500.0),)}, "l'horloge recule"),
        ({"minutes": -LINE}, "négative"),
    ],
)
def test_bad_days_are_refused(bent, said):
    with pytest.raises(JumeauError, match=said):
        check(replace(a_day(), **bent))


SMALL = """1 4 480 3 30
0 0 0 0 0 0 1440
1 0 3 1 1 0 1440
2 4 3 1 1 0 1440
3 0 6 1 -1 10 25
4 4 0 1 -1 0 1440
"""


def test_a_cordeau_file_is_read_with_or_without_the_last_depot(tmp_path):
    short, long = tmp_path / "a.txt", tmp_path / "b.txt"
    short.write_text(SMALL)
    long.write_text(SMALL.replace("1 4 480", "1 2 480") + "5 0 0 0 0 0 1440\n")
    for path in (short, long):
        assert looks_like_cordeau(path)
        asked = read_cordeau(path)
        assert len(asked.requests) == 2
        assert len(asked.vehicles) == 1
        assert asked.minutes[1, 2] == 4.0
        assert asked.minutes[0, 2] == 5.0
        # 0 - 1 - 3 - 2 - 4 - 0: 3 + 3 + 5 + 3 + 4.
        plan = day_plan(asked, plan_rounds(asked, QUICK))
        assert plan.cost == pytest.approx(18.0)
        assert violations(asked, plan) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SMALL.replace("480", "x"), "pas un nombre"),
        (SMALL.replace("1 4 480", "1 7 480"), "7 annoncés"),
        (SMALL.replace("1 -1 10 25", "1 -2 10 25"), "charge"),
        (SMALL + "9 9\n", "longueur inattendue"),
        (SMALL.replace("10 25", "25 10"), "finit avant"),
        (SMALL.replace("0 3 1", "nan 3 1"), "infini ou absent"),
    ],
)
def test_a_spoiled_cordeau_file_is_refused(tmp_path, text, said):
    path = tmp_path / "a.txt"
    path.write_text(text)
    with pytest.raises(JumeauError, match=said):
        read_cordeau(path)
