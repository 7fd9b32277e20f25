"""The territory page without a browser: what it offers, computes, says and refuses."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboards import ids
from dashboards.app import create_app
from dashboards.atlas import PILOT, Atlas
from dashboards.choice import Choice, parse_date
from dashboards.figures.access_map import access_choropleth
from dashboards.figures.access_sites import sites_at
from dashboards.figures.week import week_curve
from dashboards.geometry import drawn
from dashboards.library import Library
from dashboards.parts import access_cards, access_ground, access_head, access_table
from dashboards.place import place_of
from dashboards.serve import serve
from dashboards.theme import DEFAULT
from tests.dashboards.conftest import CARHAIX, EVIL
from tests.dashboards.test_app import call
from twin import access
from twin.access import Moment
from twin.tables import JumeauError
from twin.territory import Territory

SUNDAY_3H = 6 * 24 + 3
CHOSEN = {"indicator": "ed_open_minutes", "day": "sunday", "hour": 3, "date": "", "by": "epci"}


def text_of(parts: Any) -> str:
    """Give components as text."""
    return json.dumps(parts, default=lambda c: c.to_plotly_json(), ensure_ascii=False)


def page(app, search: str) -> str:
    """Give the territory page of an address, as the text of its components."""
    found = call(
        app,
        "main.children",
        [
            (ids.URL, "pathname", "/territoire"),
            (ids.URL, "search", search),
            (ids.BACK, "data", None),
        ],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )
    return json.dumps(found, ensure_ascii=False)


def inputs(*, by: bool, **changed: Any) -> list[tuple[str, str, Any]]:
    """Give the choices as the inputs of a callback."""
    values = CHOSEN | changed
    names = ("indicator", "day", "hour", "date", *(("by",) if by else ()))
    return [(getattr(ids, f"T_{n.upper()}"), "value", values[n]) for n in names]


def given(territory: str = "essai", lang: str = "fr") -> list[tuple[str, str, Any]]:
    return [(ids.T_PLACE, "data", territory), (ids.T_LANG, "data", lang)]


@pytest.fixture(scope="module")
def place(timed):
    return place_of("essai", timed)


@pytest.fixture(scope="module")
def choice(place):
    return Choice.within(place, CHOSEN)


def test_the_page_shows_the_pilot_first(app):
    text = page(app, "")
    assert "Bretagne\u202f: qui est loin des soins\u202f?" in text
    assert "3\u202f449\u202f370 habitants" in text
    assert "29 services d'urgences" in text
    assert "erreur moyenne 12\u202f% sur 7\u202f880 trajets" in text
    assert "Licence Ouverte 2.0" in text
    assert text.count("population légale 2023") >= 6
    assert "Entre 2,4 et 6,0 millions de personnes" in text


def test_the_page_speaks_english(app):
    text = page(app, "?lang=en&indicator=smur_minutes&day=sunday&hour=3")
    assert "who is far from care?" in text
    assert "Sunday 3:00" in text
    assert "Indicateurs clés" not in text
    assert '"/territoire?indicator=smur_minutes&day=sunday&hour=3"' in text


def test_the_pages_are_linked_from_every_masthead(app):
    for path in ("/", "/territoire"):
        found = call(
            app,
            "main.children",
            [
                (ids.URL, "pathname", path),
                (ids.URL, "search", "?lang=en"),
                (ids.BACK, "data", None),
            ],
            [(ids.LANG_LINK, "id", ids.LANG_LINK)],
        )
        nav = json.dumps(found[ids.NAV])
        assert '"/territoire?lang=en"' in nav
        assert '"/?lang=en"' in nav
        assert nav.count("aria-current") == 1


def test_only_known_territories_are_offered(app, territories_root):
    text = page(app, "?territory=essai")
    assert '"value": "essai"' in text
    assert '"value": "casse"' in text
    assert '"value": "autre"' not in text
    assert str(territories_root) not in text


@pytest.mark.parametrize("asked", ["../essai", "/etc", "essai/..", "%00", "<b>"])
def test_a_path_in_the_address_opens_nothing(app, asked):
    text = page(app, f"?territory={asked}")
    assert "n'est pas connu de ce serveur" in text
    assert "Bretagne\u202f: qui est loin" in text


def test_a_broken_territory_names_its_fault_and_remedy(app):
    text = page(app, "?territory=casse")
    assert "Ce territoire ne s'ouvre pas" in text
    assert "partie altérée" in text
    assert "jumeau territory build" in text
    assert "territory=essai" in text
    answer = app.server.test_client().get("/telecharger/acces.csv?territory=casse")
    assert answer.status_code == 404


def test_a_territory_that_a_run_names_is_offered(tmp_path, territories_root):
    atlas = Atlas(territories_root)
    elsewhere = tmp_path / "essai"
    shutil.copytree(territories_root / "essai", elsewhere)
    named = [str(elsewhere), str(territories_root / "essai"), str(tmp_path / "absent"), "pilote"]
    found = atlas.entries(named)
    assert next(iter(found)) == PILOT
    assert len(found) == 4
    assert {entry.path for entry in found.values()} >= {elsewhere, territories_root / "essai"}


def test_a_rebuilt_territory_is_read_again(tmp_path, timed):
    timed.save(tmp_path / "a")
    library = Library(tmp_path / "runs", Atlas(tmp_path))
    first = library.place("a")
    assert library.place("a") is first
    replace(timed, name="Neuf").save(tmp_path / "a")
    assert library.place("a").territory.name == "Neuf"


def test_indicators_without_data_say_why_and_what_to_give(place):
    options = {o["value"]: o for o in access_head.indicator_options(place, "fr")}
    assert set(options) == {one.id for one in access.indicators()}
    assert options["maternity_minutes"]["disabled"] is True
    assert "pas de table de maternités" in options["maternity_minutes"]["label"]
    assert "disabled" not in options["smur_minutes"]
    assert "Reconstruisez-le" in text_of(access_head.lacks(place, "fr"))
    chosen = Choice.within(place, {"indicator": "maternity_minutes", "by": "deprivation"})
    assert (chosen.indicator, chosen.by) == ("ed_minutes", "department")
    said = text_of(access_head.notice(place, {"indicator": "maternity_minutes"}, chosen))
    assert "manque de données" in said


def test_the_ring_is_neither_drawn_nor_counted(place, timed):
    hospital = timed.facility(CARHAIX)
    rows = place.by_commune("ed_minutes", Moment())
    assert hospital.zone not in set(rows["insee"])
    shapes = json.loads(gzip.decompress(place.communes.body))["features"]
    assert hospital.zone not in {s["properties"]["code"] for s in shapes}
    points = {p.id: p for p in sites_at(timed, access.find("ed_minutes"), Moment())}
    assert points[CARHAIX].neighbour
    assert len(place.neighbours) == 1


def test_sites_show_their_state_at_the_hour(timed):
    one = access.find("ed_open_minutes")

    def states(moment):
        found = sites_at(timed, one, moment)
        return {s: sum(p.state == s for p in found) for s in ("open", "regulated", "closed")}

    assert states(Moment()) == {"open": 29, "regulated": 0, "closed": 0}
    assert states(Moment(SUNDAY_3H)) == {"open": 27, "regulated": 1, "closed": 1}
    assert states(Moment(12)) == {"open": 29, "regulated": 0, "closed": 0}
    on = Moment(12, date(2026, 1, 5))
    assert states(on)["closed"] == 1
    smur = sites_at(timed, access.find("smur_minutes"), Moment(SUNDAY_3H))
    assert {p.state for p in smur} <= {"team", "no_team"}


def test_the_map_says_why_a_commune_has_no_value():
    rows = pd.DataFrame(
        {"insee": ["1", "2", "3", "4"], "value": [9.99, 30.0, np.nan, np.inf],
         "reason": ["", "", "île sans trajet connu : donnez vos minutes", "aucun site"]}
    )  # fmt: skip
    found = access_choropleth(rows, "min", DEFAULT, "fr")
    colour = {code: found.colours[rank] for code, rank in found.rank.items()}
    assert colour == {"1": DEFAULT.rising[0], "2": DEFAULT.rising[4], "3": DEFAULT.unknown,
                      "4": DEFAULT.unreachable}  # fmt: skip
    assert found.text["3"] == "inconnu, île sans trajet connu\u202f: donnez vos minutes"
    assert found.text["4"] == "hors d'atteinte, aucun site"
    assert [s.text for s in found.legend][-2:] == ["hors d'atteinte", "inconnu"]
    beds = access_choropleth(rows.assign(value=[1.0, 1.4, 2.0, 3.1]), "lits", DEFAULT, "fr")
    assert len(beds.legend) == len(DEFAULT.rising)


def test_cards_and_sentence_agree_with_the_table(place, choice):
    whole = place.whole("ed_open_minutes", choice.moment)
    text = text_of(access_cards.cards(place, choice))
    assert "À plus de 30\u00a0min" in text
    share = f"{100 * whole['share_over_30_min']:.1f}".replace(".", ",")
    assert f"{share}\u00a0%" in text
    brief = text_of(access_head.brief(place, choice))
    assert f"{share}\u00a0%" in brief
    assert "dimanche 3\u00a0h" in brief


def test_people_without_value_are_said_apart(place):
    bare = place_of("essai", place.territory)
    chosen = Choice.within(bare, {"indicator": "ed_minutes"})
    measured = bare.measured("ed_minutes", chosen.moment)
    values = measured.by_zone.copy()
    values[np.flatnonzero(~bare.territory.in_ring)[:3]] = np.nan
    reasons = tuple("raison" if np.isnan(v) else "" for v in values)
    key = ("measure", "ed_minutes", chosen.moment)
    bare._kept[key] = replace(measured, by_zone=values, reasons=reasons)
    text = text_of(access_head.brief(bare, chosen))
    assert "n'ont pas de valeur (raison)" in text
    assert "la part serait de" in text


def test_the_week_is_drawn_with_the_hour_chosen(place, choice):
    text = text_of(access_cards.week(place, choice))
    assert text.count("week-hour") == 168
    assert text.count("week-hour is-chosen") == 1
    assert "À l'heure choisie (dimanche 3\u00a0h)" in text
    plain = Choice.within(place, {"indicator": "ed_minutes"})
    assert "ne dépend pas de l'heure" in text_of(access_cards.week(place, plain))
    assert "week-flag" not in text_of(week_curve([0.1] * 168, None, ("a",) * 7, "fr"))


def test_the_week_is_not_computed_again_for_another_grouping(monkeypatch, timed):
    counted = []
    real = access.week_curve
    monkeypatch.setattr(access, "week_curve", lambda *a: counted.append(1) or real(*a))
    fresh = place_of("x", timed)
    for by in ("department", "epci", "density"):
        access_cards.week(fresh, Choice.within(fresh, CHOSEN | {"by": by}))
    assert counted == [1]


@pytest.mark.parametrize("by", ["department", "epci", "density"])
def test_every_grouping_has_its_table(place, by):
    chosen = Choice.within(place, CHOSEN | {"by": by})
    found = access_table.grid(place, chosen)
    total = found["dashGridOptions"]["pinnedTopRowData"][0]["inhabitants"]
    assert sum(row["inhabitants"] for row in found["rowData"]) == total
    assert total == place.territory.inhabitants
    fields = [column["field"] for column in found["columnDefs"]]
    assert fields[-1] == "share_over_45_min"
    json.dumps(found, allow_nan=False)


def test_out_of_reach_fits_in_json(place):
    record = access_table._record(
        {"label": "x", "inhabitants": 3, "without_value": 0, "mean": np.inf, "median": np.nan,
         "p90": 3.0}, "min", [], "fr"
    )  # fmt: skip
    json.dumps(record, allow_nan=False)
    assert record["mean_text"] == "hors d'atteinte"
    assert record["median_text"] == "–"


def test_equity_and_quality_are_named_and_defined(place, choice):
    text = text_of(access_ground.equity(place, choice))
    for name in ("Indice de Gini", "Indice de pente (SII)", "densité"):
        assert name in text
    quality = text_of(access_ground.quality(place, "fr"))
    assert len(place.findings) > 0
    assert "avertissement" in quality
    assert place.findings[0].place in quality


def test_the_address_reopens_the_view(app, place):
    key = next(k for k, held in app.callback_map.items()
               if ids.URL_WRITTEN in k and held["inputs"][0]["id"].startswith("t-"))  # fmt: skip
    found = call(app, key, inputs(by=True), given())
    search = found[ids.URL_WRITTEN]["search"]
    assert search == "?territory=essai&indicator=ed_open_minutes&day=sunday&hour=3&by=epci"
    query = dict(part.split("=") for part in search.lstrip("?").split("&"))
    assert Choice.within(place, query) == Choice.within(place, CHOSEN)
    assert found[ids.LANG_LINK]["href"] == "/territoire" + search + "&lang=en"


def test_day_and_date_agree(app):
    def moment(changed, **values):
        wanted = inputs(by=False, **values)
        wanted.sort(key=lambda i: i[0] != changed)
        ordered = inputs(by=False, **values)
        key = next(k for k in app.callback_map if f"{ids.T_HINT}.children" in k)
        outputs = [dict(zip(("id", "property"), p.rsplit(".", 1), strict=True))
                   for p in key.strip(".").split("...")]  # fmt: skip
        body = {
            "output": key, "outputs": outputs,
            "inputs": [{"id": i, "property": p, "value": v} for i, p, v in ordered],
            "state": [{"id": i, "property": p, "value": v} for i, p, v in given()],
            "changedPropIds": [f"{changed}.value"],
        }  # fmt: skip
        answer = app.server.test_client().post("/_dash-update-component", json=body)
        return answer.get_json()["response"]

    dated = moment(ids.T_DATE, date="12/01/2026")
    assert (dated[ids.T_DAY]["value"], dated[ids.T_DATE]["value"]) == ("monday", "12/01/2026")
    moved = moment(ids.T_DAY, date="12/01/2026", day="tuesday")
    assert (moved[ids.T_DAY]["value"], moved[ids.T_DATE]["value"]) == ("tuesday", "")
    wrong = moment(ids.T_DATE, date="31/02/2026")
    assert "illisible" in wrong[ids.T_DATE]["error"]
    flat = moment(ids.T_INDICATOR, indicator="ed_minutes")
    assert flat[ids.T_DAY]["disabled"] is True
    assert flat[ids.T_HOUR]["disabled"] is True
    assert "ne dépend pas de l'heure" in flat[ids.T_HINT]["children"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("12/01/2026", date(2026, 1, 12)), ("2026-01-12", date(2026, 1, 12)), ("", None),
     ("31/02/2026", None), ("20260112", None), ("lundi", None)],
)  # fmt: skip
def test_dates_are_read_in_two_ways(text, found):
    assert parse_date(text) == found


@pytest.mark.parametrize("hour", ["24", "-1", "x", None, "²"])
def test_a_wrong_hour_is_noon(place, hour):
    assert Choice.within(place, {"hour": hour}).hour == 12


def test_another_territory_is_opened_by_its_id_only(app):
    def wanted(name):
        state = [*inputs(by=True), *given()]
        body = {
            "output": f"{ids.T_GO}.data",
            "outputs": {"id": ids.T_GO, "property": "data"},
            "inputs": [{"id": ids.T_TERRITORY, "property": "value", "value": name}],
            "state": [{"id": i, "property": p, "value": v} for i, p, v in state],
            "changedPropIds": [f"{ids.T_TERRITORY}.value"],
        }
        answer = app.server.test_client().post("/_dash-update-component", json=body)
        return answer.get_json()["response"].get(ids.T_GO, {}).get("data")

    assert wanted("pilote").startswith("/territoire?territory=pilote&indicator=ed_open_minutes")
    assert wanted("casse").startswith("/territoire?territory=casse")
    assert wanted("../x") is None


def test_the_csv_by_commune_opens_in_a_french_excel(app, timed):
    client = app.server.test_client()
    answer = client.get(
        "/telecharger/acces.csv?territory=essai&indicator=ed_open_minutes&day=sunday&hour=3"
    )
    assert "acces-essai-ed_open_minutes-dimanche-3h.csv" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1201
    assert all(len(r["insee"]) == 5 for r in rows)
    assert any("," in r["valeur"] for r in rows)
    assert {r["heure_de_la_semaine"] for r in rows} == {str(SUNDAY_3H)}
    assert sum(int(r["habitants"]) for r in rows) == timed.inhabitants
    for wrong in ("territory=..", "", "territory=essai&indicator=maternity_minutes"):
        assert client.get(f"/telecharger/acces.csv?{wrong}").status_code == 404


def test_contours_of_departments_do_not_hide_those_of_communes(tmp_path, timed):
    from twin.territory import reference_data

    path = tmp_path / "departements.parquet"
    reference_data.department_contours("53")[["dep", "geometry"]].to_parquet(path)
    communes, departments = drawn(replace(timed, contours=path))
    assert communes is not None
    assert departments is not None


def test_unknown_communes_are_listed_without_a_map(tmp_path):
    from tests.territories import hospital, territory

    made = territory([[10, 20, 5], [5, 9, 3]], [hospital("220000001", "22001", -3.0)])
    made = replace(made, zones=made.zones.assign(insee=["22901", "22902"]))
    made.save(tmp_path / "petit")
    text = page(create_app(tmp_path / "runs", territories=tmp_path), "?territory=petit")
    assert "contours des communes de ce territoire ne sont pas connus" in text
    assert "Commune 22001" in text


def test_a_folder_of_territories_that_is_absent_is_refused(tmp_path):
    with pytest.raises(JumeauError, match="n'existe pas"):
        serve(tmp_path, territories=tmp_path / "absent")


def test_a_hostile_name_is_never_markup(app):
    assert EVIL in page(app, "?territory=essai")  # a text for React, which escapes it


def test_the_command_names_its_option(capsys):
    from scenarios.cli.main import main

    with pytest.raises(SystemExit):
        main(["dashboard", "--territoires", str(Path("absent"))])
    assert "n'existe pas" in capsys.readouterr().err


def test_an_empty_territory_says_so(tmp_path):
    from tests.territories import territory

    bare: Territory = territory([[10, 20, 5]], [])
    bare.save(tmp_path / "vide")
    text = page(create_app(tmp_path / "runs", territories=tmp_path), "?territory=vide")
    assert "Aucun indicateur d'accès" in text or "qui est loin" in text
