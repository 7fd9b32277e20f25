"""The page of forecasts without a browser: files, roles, the forecast, its check, what is said."""

from __future__ import annotations

import csv
import io
import json
import math
from urllib.parse import unquote

import numpy as np
import pytest

from dashboards import ids, words
from dashboards.app import create_app
from dashboards.deposits import working
from dashboards.figures.fan import Fan, fan
from dashboards.forecasts import predicting
from dashboards.forecasts.asking import USUAL_PAST, View
from dashboards.forecasts.previewing import grouped_anyway, preview
from dashboards.forecasts.results import result_of
from dashboards.forecasts.settings import Asked, columns_asked
from dashboards.forecasts.shelf import EXAMPLE_ID, Series
from dashboards.forecasts.spoken import dated, period, places
from dashboards.forecasts.wording import OPTIONS, worded
from dashboards.forecasts_words import FORECASTS_WORDS
from dashboards.jobs.folder import read_json
from dashboards.parts.forecasts_answer import ticks
from dashboards.parts.forecasts_check import winner
from dashboards.theme import DEFAULT
from scenarios.parts import write_json
from tests.dashboards.test_app import call
from twin.tables import JumeauError

BREAK_DAYS = 21
SENT = {"X-Jumeau": "depot", "Content-Type": "application/octet-stream"}


def extract(days: int = 331) -> str:
    """Give daily visits of two sites; Nord rises by 70 % for its last three weeks."""
    rng = np.random.default_rng(1)
    lines = ["date;site;passages"]
    for name, level in (("Nord", 100), ("=Sud", 50)):
        for k, day in enumerate(np.datetime64("2025-01-01") + np.arange(days)):
            rise = 1.7 if name == "Nord" and k >= days - BREAK_DAYS else 1.0
            seen = rng.poisson(level * rise * (1.2 if k % 7 == 4 else 1.0))
            lines.append(f"{day.astype(object):%d/%m/%Y};{name};{3 if k == 300 else seen}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give a store with its folder of series: counts, lengths of stay, what cannot be read."""
    root = tmp_path_factory.mktemp("place")
    (root / "runs").mkdir()
    folder = root / "previsions"
    folder.mkdir()
    (folder / "passages.csv").write_text(extract(), encoding="utf-8")
    (folder / "sejours.csv").write_text("duree_h;effectif\n2;300\n6,5;100\n", encoding="utf-8")
    (folder / "vide.csv").write_text("", encoding="utf-8")
    (folder / "deux.csv").write_text("jour;a;b\n01/01/2025;1;2\n02/01/2025;3;4\n", encoding="utf-8")
    (folder / "note.docx").write_text("x")
    return root


@pytest.fixture(scope="module")
def shelf(place):
    return Series.beside(place / "runs")


@pytest.fixture(scope="module")
def site(place):
    """Give the application of this store."""
    return create_app(place / "runs")


@pytest.fixture(scope="module")
def forecast(shelf):
    """Give the counts forecast a week ahead with beds, as the background process does it."""
    named = {one.name: one.id for one in shelf.served().values()}
    deposit = shelf.new("passages.csv", served=named["passages.csv"])
    asked = Asked(horizon=7, stays=named["sejours.csv"])
    write_json(deposit.folder / "import.json", asked.plain())
    assert predicting.main(deposit.folder) == 0
    return result_of(deposit)


def shown(app, search):
    """Give the page of an address, as the text of its components."""
    found = call(
        app, "main.children",
        [(ids.URL, "pathname", "/previsions"), (ids.URL, "search", search),
         (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )  # fmt: skip
    text = json.dumps(found, ensure_ascii=False)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_start_lists_what_can_be_read_and_the_example(site):
    page = shown(site, "")
    for said in ("Déposer un fichier", "passages.csv", EXAMPLE_ID, "Essayer avec l'exemple"):
        assert said in page
    assert "note.docx" not in page


def test_an_unknown_forecast_is_said_and_harmless(site):
    for search in ("?forecast=" + "0" * 32, "?file=../../etc/passwd", "?forecast=%3Cb%3E"):
        assert "n'est pas (ou plus) dans le dossier" in shown(site, search)


def test_columns_are_recognised_and_may_be_corrected(site, shelf):
    served = next(s for s in shelf.served().values() if s.name == "passages.csv")
    found = preview(served.path, served.name)
    assert [(c.name, c.role) for c in found.columns] == [
        ("date", "time"), ("site", "id"), ("passages", "value")]  # fmt: skip
    assert (found.rows, found.trouble) == (662, "")
    assert "Rôle de la colonne passages" in shown(site, f"?file={served.id}")


def test_what_cannot_be_settled_or_read_is_said_in_the_words_of_the_page(site, shelf):
    named = {one.name: one for one in shelf.served().values()}
    page = shown(site, f"?file={named['deux.csv'].id}")
    assert "plusieurs colonnes de nombres" in page
    assert "--value" not in page
    empty = shown(site, f"?file={named['vide.csv'].id}")
    assert "vide.csv : le fichier est vide" in empty
    assert str(shelf.root) not in empty


def test_the_banner_the_grade_and_what_was_set_aside_are_on_screen(site, forecast):
    assert [row["id"] for row in forecast.suspended()] == ["Nord"]
    page = shown(site, f"?forecast={forecast.deposit.id}&series=Nord")
    assert "Évènement exceptionnel : modèle suspendu depuis le 07/11/2025 pour Nord" in page
    assert "Qualité de l'historique : D" in page
    assert "28/10/2025" in page
    assert "transmission partielle" in page
    assert "jumeau forecast demand passages.csv --horizon 7" in page
    assert str(forecast.deposit.folder.parent) not in page


def test_another_series_and_past_are_shown_by_their_address(site, forecast):
    page = shown(site, f"?forecast={forecast.deposit.id}&series=Nord&past=28")
    assert "Ce qui est attendu : Nord" in page
    assert "28 périodes observées" in page
    first = shown(site, f"?forecast={forecast.deposit.id}")
    assert "Ce qui est attendu : =Sud" in first
    assert "Qualité de l'historique : C" in first


def test_beds_follow_arrivals_and_stays(site, forecast):
    """Stays of 3.125 h on average: an eighth of the arrivals of a day are there at its end."""
    rows = forecast.occupied("=Sud")
    assert len(rows) == 7
    assert all(r["q05"] <= r["q25"] <= r["q50"] <= r["q75"] <= r["q95"] for r in rows)
    came = np.mean([r["q50"] for r in forecast.quantiles("=Sud")])
    assert np.mean([r["q50"] for r in rows]) == pytest.approx(came * 3.125 / 24, abs=0.6)
    page = shown(site, f"?forecast={forecast.deposit.id}&series=%3DSud")
    assert "Lits occupés : =Sud" in page
    assert "400 séjours, 3,1 h en moyenne" in page
    assert "jumeau forecast occupancy passages.csv --horizon 7 --stays sejours.csv" in page


def test_the_check_is_that_of_the_command_line(forecast, site):
    check = forecast.check
    assert set(check["baselines"]) == {"seasonal_naive", "season_median"}
    assert [row["horizon"] for row in check["horizons"]] == list(range(1, 8))
    page = shown(site, f"?forecast={forecast.deposit.id}")
    assert "trop peu de prévisions passées indépendantes" in page
    assert "médiane des 8 mêmes jours" in page
    assert "Lundis (30 points)" in page


def test_both_files_hold_every_series_and_run_no_formula(site, forecast):
    client = site.server.test_client()
    base = f"/telecharger/previsions.csv?forecast={forecast.deposit.id}"
    machine = list(csv.DictReader(io.StringIO(client.get(base).get_data(as_text=True))))
    assert len(machine) == 14
    assert machine[0]["ds"] == "2025-11-28"
    assert float(machine[0]["q05"]) < float(machine[0]["q95"])
    answer = client.get(base + "&style=excel")
    text = answer.get_data()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["serie", "periode", "q05", "q25", "mediane", "q75", "q95"]
    assert rows[1][:2] == ["'=Sud", "28/11/2025"]
    assert rows[8][0] == "Nord"
    assert "," in rows[1][4]
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/telecharger/previsions.csv?forecast=../../x").status_code == 404


def test_a_refused_file_says_why_and_a_past_too_short_is_no_check(shelf, site):
    named = {one.name: one.id for one in shelf.served().values()}
    deposit = shelf.new("vide.csv", served=named["vide.csv"])
    write_json(deposit.folder / "import.json", Asked().plain())
    assert predicting.main(deposit.folder) == 1
    page = shown(site, f"?file={deposit.id}")
    assert "La prévision n'a pas pu être faite" in page
    assert "vide.csv : le fichier est vide" in page
    from dashboards.forecasts.checking import checked
    from twin.contracts.forecasts import Demand

    days = np.datetime64("2025-01-01") + np.arange(20)
    short = Demand.of(("a",), days, np.ones((1, 20)), "D")
    assert "ne suffisent pas" in checked(short, 14, "", "")["error"]


@pytest.mark.parametrize(("headers", "name", "status"), [
    ({}, "a.csv", 403), (SENT, "a.exe", 415), (SENT, "a.xes", 415), (SENT, "a.csv", 200),
])  # fmt: skip
def test_only_our_page_drops_only_what_can_be_read(site, headers, name, status):
    found = site.server.test_client().post(
        "/previsions/depot", query_string={"name": name}, data=b"a;b\n", headers=headers
    )
    assert found.status_code == status


def test_a_work_that_broke_is_said_without_its_traceback(shelf, site):
    deposit = shelf.new("a.csv", suffix=".csv")
    write_json(deposit.folder / "import.json", Asked().plain())
    write_json(deposit.folder / "process.json", {"group": 0})
    (deposit.folder / "stderr.txt").write_text("Traceback: KeyError", encoding="utf-8")
    (deposit.folder / "source.csv").write_text("date;n\n01/01/2025;1\n", encoding="utf-8")
    assert deposit.state() == "dead"
    page = shown(site, f"?file={deposit.id}")
    assert "Le calcul s'est interrompu" in page
    assert "Traceback" not in page
    shelf.remove(deposit)


def test_what_is_asked_again_takes_the_place_of_what_still_runs(shelf):
    deposit = shelf.new("a.csv", suffix=".csv")

    def group():
        return read_json(deposit.folder / "process.json")["group"]

    working.start(deposit, "tests.dashboards.sleeper", {"horizon": 1})
    first = group()
    assert deposit.state() == "running"
    working.start(deposit, "tests.dashboards.sleeper", {"horizon": 2})
    assert (group(), deposit.settings()) == (first, {"horizon": 1})
    working.start(deposit, "tests.dashboards.sleeper", {"horizon": 3}, instead=True)
    assert group() != first
    assert deposit.settings() == {"horizon": 3}
    shelf.remove(deposit)
    assert deposit.folder.is_dir(), "a deposit being worked on is not erased"
    working.stop(deposit)
    assert deposit.state() == "dead"
    shelf.remove(deposit)
    assert not deposit.folder.exists()


def test_roles_chosen_become_the_options_of_the_command():
    roles = {
        "jour": "time",
        "heure": "time",
        "site": "id",
        "age": "id",
        "nb": "value",
        "x": "ignore",
    }
    assert columns_asked(roles) == {"time": "jour,heure", "id": "site,age", "value": "nb"}
    for wrong, said in (
        ({"a": "time"}, "aucune ne dit la valeur"),
        ({"a": "value"}, "aucune ne dit la date"),
        ({"a": "time", "b": "time", "c": "time", "d": "value"}, "trois colonnes de temps"),
        ({"a": "time", "b,c": "value"}, "une virgule"),
    ):
        with pytest.raises(JumeauError, match=said):
            columns_asked(wrong)


def test_a_column_left_aside_that_would_still_part_series_is_seen(shelf):
    served = next(s for s in shelf.served().values() if s.name == "passages.csv")
    aside = {"time": "date", "id": "", "value": "passages"}
    assert grouped_anyway(served.path, served.name, aside) == "site"
    assert grouped_anyway(served.path, served.name, aside | {"id": "site"}) == ""


@pytest.mark.parametrize("horizon", [0.5, -3, "x", 2.7])
def test_a_horizon_is_a_whole_number_of_periods(horizon):
    with pytest.raises(JumeauError, match="nombre entier"):
        Asked.of({"horizon": horizon})


def test_what_was_asked_is_kept_and_said_as_a_command():
    asked = Asked.of({"time": "date", "freq": "D", "horizon": 28, "zone": "B", "join": True,
                      "stays": "../x", "decimal": ","})  # fmt: skip
    assert asked.stays == ""
    assert Asked.of(asked.plain()) == asked
    assert asked.command("mes passages.csv") == (
        "jumeau forecast demand 'mes passages.csv' --time date --freq D --decimal , --zone B "
        "--horizon 28 --join"
    )


def test_the_address_reopens_the_same_view():
    identifier = "a" * 32
    view = View.within(
        {"forecast": identifier, "series": "Sud", "past": "182"}, ["Nord", "Sud"], "D"
    )
    assert view.search() == f"?forecast={identifier}&series=Sud&past=182"
    first = View.within({"forecast": identifier, "series": "?", "past": "3"}, ["Nord", "Sud"], "D")
    assert (first.series, first.past) == ("Nord", USUAL_PAST["D"])
    assert first.search(lang="en") == f"?forecast={identifier}&lang=en"


def test_the_sentence_names_the_winner_and_by_how_much():
    def told(verdict, difference):
        gaps = [{"rule": "season_median", "difference": difference, "low": None, "high": None}]
        found = {"verdict": verdict, "best_rule": "season_median", "gaps": gaps}
        return (
            winner(found, {"mase": 0.9}, "Nord", "fr").replace("\u202f", " ").replace("\u00a0", " ")
        )

    assert "la règle simple l'emporte" in told("rule", 0.3)
    assert "33 % d'erreur de moins" in told("rule", 0.3)
    assert "25 % de moins" in told("forecast", -0.3)
    assert "on ne peut pas départager" in told("unclear", -0.01)
    assert "trop peu" in told("few", -0.3)


def test_a_fan_parts_what_was_seen_from_what_is_expected():
    nan = math.nan
    shown_fan = Fan(
        [10, nan, 12], [nan, 3, nan], [11, 12], [([5, 6], [18, 20]), ([9, 9], [13, 14])]
    )
    drawn = str(fan(shown_fan, [(0, "lundi"), (3, "jeudi")], DEFAULT, "fr", "dit"))
    assert drawn.count("fan-cross") == 1
    assert drawn.count("fan-now") == 1
    svg = unquote(drawn)
    # Two bands, two stretches of past (a hole between), one median.
    assert svg.count("<path") == 5
    assert "left': '75.00%'" in drawn
    assert "fan-now" not in str(fan(Fan([], [], [1, 2], []), [], DEFAULT, "fr", ""))


def test_marks_under_a_fan_are_few_apart_and_hold_the_first_day_ahead():
    days = [str(np.datetime64("2026-01-01") + k) for k in range(84)]
    found = ticks(days, 56, "D", "fr")
    ranks = [rank for rank, _ in found]
    assert {0, 56, 83} <= set(ranks)
    assert len(ranks) <= 8
    assert min(np.diff(ranks)) >= 10
    assert dict(found)[56] == "26/02"


@pytest.mark.parametrize(("iso", "frequency", "french", "english"), [
    ("2026-01-12", "D", "lundi 12 janvier 2026", "Monday 12 January 2026"),
    ("2026-01-12T08:00", "H", "lundi 12 janvier 2026 8 h", "Monday 12 January 2026 08:00"),
    ("2026-01-01", "M", "janvier 2026", "January 2026"),
])  # fmt: skip
def test_periods_are_said_in_words(iso, frequency, french, english):
    assert period(iso, frequency, "fr").replace("\u00a0", " ") == french
    assert period(iso, frequency, "en").replace("\u00a0", " ") == english


def test_small_figures_are_told_without_false_precision():
    assert dated("2026-01-12", "D", "fr") == "lun. 12/01/2026"
    assert dated("2026-01-12T08:00", "H", "fr") == "lun. 12/01/2026 08:00"
    assert (places(3.4), places(3.0), places(45.2), places(None)) == (1, 0, 0, 0)


def test_no_page_takes_the_words_of_another():
    tables = [value for name, value in vars(words).items() if name.endswith("_WORDS")]
    assert FORECASTS_WORDS in tables
    seen = [key for table in tables for key in table]
    assert sorted(seen) == sorted(set(seen))
    assert all(words.WORDS[key] == table[key] for table in tables for key in table)


def test_no_option_of_the_command_line_is_left_in_a_message():
    for option in OPTIONS:
        assert "--" not in worded(f"Choisissez une période plus longue ({option}).")
