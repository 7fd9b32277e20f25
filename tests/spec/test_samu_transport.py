"""`samu transport` and `samu benchmark` as users meet them: rounds, savings, refusals."""

import csv
import io
import json
from pathlib import Path

import pytest

from logistics.samu.benchmark_files.cordeau import read_cordeau
from scenarios.cli.main import main
from scenarios.samu_transport import read_day
from scenarios.samu_words import NOT_A_DEVICE
from twin.tables import JumeauError
from twin.territory import Territory

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "samu"
DARP = ROOT.parent / "shared" / "data" / "logistics" / "darp"
BEST = {"a2-16": (294.25, 0.0), "a3-24": (344.83, 0.005), "b2-16": (309.41, 0.0),
        "a4-48": (668.82, 0.02)}  # fmt: skip
"""Optimal costs to the cent (Cordeau 2006), and the gap allowed."""
HEAD = "demande;depart;arrivee;prise_de;prise_a;depose_de;depose_a;equipe;assis;allonge\n"
GOOD = "T1;290004324;290000033;09:00;10:30;;;T3;0;1\n"
CARS = "vehicule;type;equipe;depot;debut;fin;assis;allonge\n"
CAR = "V1;ambulance;T3;29019;08:00;18:00;1;1\n"


def run(*arguments, code=0):
    with pytest.raises(SystemExit) as end:
        main(["samu", *map(str, arguments)])
    assert end.value.code in ((0, None) if code == 0 else (code,))


def files(folder, requests, cars):
    a, b = folder / "t.csv", folder / "v.csv"
    a.write_text(requests, encoding="utf-8")
    b.write_text(cars, encoding="utf-8")
    return a, b


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Give the folder and the JSON of the example, planned once."""
    folder = tmp_path_factory.mktemp("transport")
    run("transport", EXAMPLE / "transports.csv", "--vehicules", EXAMPLE / "vehicules.csv",
        "--tours", 200, "--csv", folder / "p.csv", "--geojson", folder / "p.geojson",
        "--out", folder / "p.json", code=1)  # fmt: skip
    return folder, json.loads((folder / "p.json").read_text(encoding="utf-8"))


def test_the_example_is_planned_within_limits_and_saves_kilometres(example):
    _, told = example
    assert told["violations"] == []
    assert told["notice"] == NOT_A_DEVICE
    assert (told["requests"], told["served"]) == (16, 15)
    assert [(u["request"], u["reason"]) for u in told["unserved"]] == [("T16", "road")]
    shared, apart, saved = told["summary"]
    assert shared["km"] == pytest.approx(sum(t["km"] for t in told["tours"]))
    assert shared["eur"] == pytest.approx(sum(t["eur"] for t in told["tours"]))
    for key in ("km", "hours", "eur", "co2e_kg"):
        assert saved[key] == pytest.approx(apart[key] - shared[key])
        assert saved[key] > 0
    assert len({tuple(sorted(s)) for t in told["tours"] for s in t["stops"]}) == 1
    assert all(a["status"] == "assumed" for a in told["assumptions"])


def test_separate_trips_are_counted_by_hand(tmp_path, capsys):
    a, b = files(tmp_path, HEAD + GOOD, CARS + CAR)
    run("transport", a, "--vehicules", b, "--tours", 10, "--json")
    told = json.loads(capsys.readouterr().out)
    shared, apart, saved = told["summary"]
    # One patient alone: the round is the separate trip.
    assert saved["km"] == pytest.approx(0, abs=1e-9)
    assert shared["trips"] == apart["trips"] == 1
    assert shared["eur"] == pytest.approx(0.6 * shared["km"] + 55 * shared["hours"])
    assert shared["co2e_kg"] == pytest.approx(0.25 * shared["km"])
    assert told["bound"] == pytest.approx(told["cost"])
    assert told["gap"] == pytest.approx(0)


def test_the_sheet_and_the_map_hold_every_stop(example):
    folder, told = example
    rows = list(csv.DictReader(io.StringIO((folder / "p.csv").read_text("utf-8-sig")),
                               delimiter=";"))  # fmt: skip
    assert len(rows) == 2 * told["served"] + 1
    assert rows[-1]["action"] == "non desservi"
    assert rows[-1]["raison"]
    assert {row["mention"] for row in rows} == {NOT_A_DEVICE}
    shown = json.loads((folder / "p.geojson").read_text("utf-8"))
    assert sum(f["properties"]["kind"] == "stop" for f in shown["features"]) == 30
    assert sum(f["properties"]["kind"] == "tour" for f in shown["features"]) == len(told["tours"])


def test_a_planner_decides_on_the_plan(example, capsys):
    folder, _ = example
    run("decide", folder / "p.json", "--modify", "T01=2", "--reason", "patient fragile",
        "--by", "Régulation", "--json")  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    (row,) = told["decisions"]
    assert (row["case"], row["verdict"], row["decided_rank"]) == ("T01", "modify", 2)
    assert row["decided"].startswith("seul, ")
    assert row["reason"] == "patient fragile"
    run("decide", folder / "p.json", "--accept", "T16", "--by", "Régulation", code=2)
    assert "aucune option" in capsys.readouterr().err


def test_the_screen_says_what_it_is(capsys):
    run("transport", EXAMPLE / "transports.csv", "--vehicules", EXAMPLE / "vehicules.csv",
        "--tours", 20, code=1)  # fmt: skip
    told = capsys.readouterr().out
    assert NOT_A_DEVICE in told
    assert "T16 non desservi\u00a0:" in told
    assert "Trajets séparés" in told
    assert "supposé" in told


@pytest.mark.parametrize(
    ("requests", "cars", "said"),
    [
        (GOOD.replace("290004324", "99999"), CAR, "lieu « 99999 » inconnu"),
        (GOOD.replace("09:00", "11:00"), CAR, "l'horloge recule"),
        (GOOD.replace(";;;", ";;08:00;"), CAR, "l'horloge recule"),
        (GOOD.replace("09:00", "9h75"), CAR, "n'est pas une heure"),
        (GOOD.replace("T3", "T7"), CAR, "inconnu"),
        (GOOD.replace(";0;1", ";0;-1"), CAR, "hors bornes"),
        (GOOD.replace(";0;1", ";0;0"), CAR, "personne à transporter"),
        (GOOD.replace("T1;", "1650312345678;", 1), CAR, "refusé"),
        (GOOD + GOOD, CAR, "plusieurs fois"),
        ("", CAR, "aucune demande"),
        (GOOD, "", "aucun véhicule"),
        (GOOD, CAR.replace("18:00", "07:00"), "l'horloge recule"),
        (GOOD, CAR.replace(";1;1", ";-1;1"), "hors bornes"),
        (GOOD, CAR.replace(";1;1", ";0;0"), "véhicule sans place"),
        (GOOD, CAR.replace("29019", "75056"), "inconnu"),
    ],
)
def test_bad_files_are_refused(tmp_path, requests, cars, said):
    a, b = files(tmp_path, HEAD + requests, CARS + cars)
    with pytest.raises(JumeauError) as fault:
        read_day(Territory.pilot(), a, b)
    told = " ".join(str(one) for one in fault.value.faults()).replace("\u00a0", " ")
    assert said in told


def test_a_file_that_says_who_it_is_about_is_refused(tmp_path, capsys):
    a, b = files(tmp_path, HEAD.replace("demande", "demande;nom") + "T1;Le Goff" + GOOD[2:],
                 CARS + CAR)  # fmt: skip
    run("transport", a, "--vehicules", b, code=2)
    assert "identité" in capsys.readouterr().err


def test_an_output_that_cannot_be_written_is_refused_before_the_search(tmp_path, capsys):
    a, b = files(tmp_path, HEAD + GOOD, CARS + CAR)
    run("transport", a, "--vehicules", b, "--csv", tmp_path / "no" / "p.csv", code=2)
    assert "n'existe pas" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a2-16", "b2-16", pytest.param("a3-24", marks=pytest.mark.full),
                                  pytest.param("a4-48", marks=pytest.mark.full)])  # fmt: skip
def test_published_instances_are_solved_and_proven_below(name, capsys):
    path = DARP / f"{name}.txt"
    if not path.is_file():
        pytest.skip("shared instances absent: they are not part of the repository")
    run("benchmark", path, "--time", 20, "--json")
    told = json.loads(capsys.readouterr().out)
    best, allowed = BEST[name]
    assert told["kind"] == "dial-a-ride"
    assert told["violations"] == 0
    assert told["unserved"] == []
    assert best - 0.005 <= told["cost"] <= best * (1 + allowed) + 0.005
    assert told["bound"] <= best + 0.005
    assert told["gap"] == pytest.approx(1 - told["bound"] / told["cost"], abs=1e-9)
    assert sum(len(one["stops"]) for one in told["rounds"]) == 2 * len(read_cordeau(path).requests)
