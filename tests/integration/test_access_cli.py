"""`jumeau territory access`: the real Breton files, the pilot, and what a newcomer mistypes."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from scenarios.cli import territory as verbs
from scenarios.cli.access import access, opened
from scenarios.cli.access_moment import moment
from scenarios.cli.french import FrenchCommand
from scenarios.cli.main import main
from twin.access import area_table, find, measure
from twin.territory import Territory
from twin.territory.travel import distance_km, road_minutes

FIXTURE = "examples/territoire-miniature"


@pytest.fixture
def run(capsys, monkeypatch):
    """Give `jumeau territory access`: (code, stdout, stderr)."""
    if not any(command.callback is access for command in verbs.app.registered_commands):
        commands = [*verbs.app.registered_commands]
        monkeypatch.setattr(verbs.app, "registered_commands", commands)
        verbs.app.command("access", cls=FrenchCommand)(access)

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["territory", "access", *map(str, words)])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


def same_keys_in_every_row(value):
    """Say whether each list of objects has the same keys in each row, at any depth."""
    if isinstance(value, dict):
        return all(same_keys_in_every_row(item) for item in value.values())
    if isinstance(value, list):
        rows = [tuple(sorted(row)) for row in value if isinstance(row, dict)]
        return len(set(rows)) <= 1 and all(same_keys_in_every_row(item) for item in value)
    return True


def test_bretagne_from_its_source_files(run, shared_territory):
    code, out, _ = run(shared_territory, "--json")
    assert code == 0
    page = json.loads(out)
    assert page["share_over_30_min_ed"] == pytest.approx(0.034, abs=0.005)
    low, high = page["share_over_30_min_ed_range"]
    assert low <= page["share_over_30_min_ed"] <= high
    assert page["share_over_30_min_ed_with_neighbours"] == pytest.approx(0.0284, abs=0.0005)
    assert page["mean"] == pytest.approx(13.9, abs=0.1)
    assert (page["inhabitants"], page["communes"]) == (3_449_370, 1202)
    assert page["hour"] is None
    assert "service d'urgences" in page["definition"]
    assert sorted(page["by_department"]) == ["22", "29", "35", "56"]
    assert sum(d["inhabitants"] for d in page["by_department"].values()) == 3_449_370
    assert all(0 <= d["share_over_30_min_ed"] <= 0.1 for d in page["by_department"].values())
    assert page["national"]["people_over_30_min_low"] == 2_400_000
    assert page["without_value_reasons"] == []  # boats are supposed, so islands have a value
    assert same_keys_in_every_row(page)


def test_the_simple_model_is_found_again_when_islands_are_reached_by_road(shared_territory):
    made = opened(str(shared_territory))
    zones, own = made.zones[~made.in_ring], made.own("hospital")
    people = made.population.persons[~made.in_ring].sum(axis=1)
    km = distance_km(zones["lon"], zones["lat"], [h.lon for h in own], [h.lat for h in own])
    minutes = road_minutes(km).min(axis=1)
    assert people @ (minutes > 30) / people.sum() == pytest.approx(0.034, abs=0.0005)
    assert people @ minutes / people.sum() == pytest.approx(13.8, abs=0.05)


def test_a_built_territory_answers_like_its_sources(run, shared_territory, tmp_path):
    folder = opened(str(shared_territory)).save(tmp_path / "bzh")
    code, out, _ = run(folder, "--json")
    assert code == 0
    assert json.loads(out) == json.loads(run(shared_territory, "--json")[1])


def test_the_pilot_on_screen_says_definition_table_equity_and_range(run):
    code, out, _ = run()
    assert code == 0
    for said in ("Définition :", "Formule :", "Source :", "Finistère", "Gini", "SII",
                 "2,4 à 6,0 millions", "METRIC"):  # fmt: skip
        assert said in out


def test_an_hour_takes_the_indicator_that_depends_on_it(run):
    code, out, _ = run("pilote", "--heure", "lundi 3h", "--json")
    page = json.loads(out)
    assert (code, page["indicator"], page["hour"]) == (0, "ed_open_minutes", 3)
    assert "Aucune règle d'accès" in page["caveat"]
    for words in ("dim 23h", "167", "Dimanche 23:00"):
        assert moment(words, None).hour_of_week == 167
    assert (
        moment("3h", "13/01/2026") == moment("mardi 3", "2026-01-13") == moment("27", "2026-01-13")
    )


@pytest.mark.parametrize("by", ["region", "departement", "epci", "densite"])
def test_every_grouping_covers_everyone(run, by):
    page = json.loads(run("pilote", "--par", by, "--seuil", "25", "--json")[1])
    assert sum(row["inhabitants"] for row in page["groups"]) == 3_449_370
    assert {"share_over_25_min", "share_over_30_min"} <= set(page["groups"][0])
    assert same_keys_in_every_row(page)


def test_the_week_has_168_hours(run):
    page = json.loads(run("pilote", "--semaine", "--indicateur", "smur_minutes", "--json")[1])
    assert len(page["week"]["share_by_hour"]) == 168
    assert "dimanche" in run("pilote", "--semaine")[1]


def test_the_table_by_commune_is_written(run, tmp_path):
    path = tmp_path / "communes.csv"
    code, out, _ = run("pilote", "--csv", path)
    assert code == 0
    assert str(path) in out
    table = pd.read_csv(path, dtype={"insee": str, "dep": str, "epci": str})
    assert list(table.columns) == ["insee", "nom", "dep", "epci", "inhabitants", "value", "unit",
                                   "reason"]  # fmt: skip
    assert len(table) == 1202
    assert table["inhabitants"].sum() == 3_449_370


def test_the_list_says_what_is_lacking(run):
    code, out, _ = run("--liste", "--json")
    rows = json.loads(out)["indicators"]
    assert code == 0
    assert same_keys_in_every_row(rows)
    lacks = {row["id"]: row["lacks"] for row in rows}
    assert lacks["ed_minutes"] == ""
    assert "généralistes" in lacks["apl_2015"]
    assert "apl_2012" in run("--liste")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pilote", "--indicateur", "smur_minute"), "Vouliez-vous dire « smur_minutes »"),
        (("pilote", "--indicateur", "apl_2015"), "table des généralistes"),
        (("pilote", "--indicateur", "maternity_minutes"), "table des lieux de soins"),
        (("pilote", "--heure", "168"), "168 est hors de 0-167"),
        (("pilote", "--heure", "-1"), "-1 est hors de 0-167"),
        (("pilote", "--heure", "lundy 3h"), "Vouliez-vous dire « lundi »"),
        (("pilote", "--heure", "lundi 25h"), "illisible"),
        (("pilote", "--heure", "3h"), "Écrivez « lundi 3h »"),
        (("pilote", "--heure", "lundi 3h", "--date", "2026-01-13"), "est un mardi"),
        (("pilote", "--heure", "3", "--date", "demain"), "n'est pas une date"),
        (("pilote", "--date", "2026-01-12"), "Ajoutez --heure"),
        (("pilote", "--indicateur", "ed_minutes", "--heure", "3"), "ed_open_minutes"),
        (("pilote", "--indicateur", "beds_per_1000", "--semaine"), "Retirez --semaine"),
        (("pilote", "--par", "departements"), "Vouliez-vous dire « departement »"),
        (("pilote", "--par", "defavorisation"), "leur score"),
        (("pilote", "--seuil", "-5"), "n'est pas positif"),
        (("pilote", "--csv", "/nulle/part.csv"), "n'existe pas"),
        (("nulle-part",), "dossier introuvable"),
        (("examples",), "aucun fichier urgences"),
        (("pilote", "--indicateurs", "x"), "Vouliez-vous dire --indicateur"),
    ],
)
def test_what_a_newcomer_mistypes_is_one_clear_message(run, words, said):
    code, out, err = run(*words)
    assert code == 2
    assert out == ""
    assert err.count("erreur : ") == 1
    assert said in err
    assert "Traceback" not in err


def test_a_folder_of_source_files_without_known_surface_still_answers(run):
    code, out, _ = run(FIXTURE, "--par", "epci")
    assert code == 0
    assert "hors EPCI" in out
    assert "pas d'indice de pente" in out


def test_every_indicator_that_the_pilot_can_answer_is_finite_and_quick():
    pilot = Territory.pilot()
    for name in ("ed_minutes", "ed_adult_minutes", "smur_minutes", "official_minutes",
                 "beds_per_1000", "beds_reachable_per_1000"):  # fmt: skip
        row = area_table(pilot, measure(find(name), pilot), "region").iloc[0]
        assert row["without_value"] == 0
        assert 0 < row["mean"] < 60
