"""The data-quality report: each check on a territory that violates it and on one that does not."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import asdict, replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
import typer
from typer.main import get_command

from scenarios.cli.quality import _evidence as evidence_of
from scenarios.cli.quality import check
from tests.territories import small_territory
from twin.tables import JumeauError
from twin.territory import SourceRecord, Territory, reference_data
from twin.territory.build import build_folder
from twin.territory.care_point import CarePoint
from twin.territory.openings import AccessRule
from twin.territory.quality import Evidence, read_rejects, report, to_html, to_json
from twin.territory.quality.catalogue import checks
from twin.territory.quality.catalogue.freshness import year_of
from twin.territory.quality.placement import drawing, metres_to, placements
from twin.territory.quality.run import examine
from twin.territory.quality.subject import Subject
from twin.territory.sources.cells import Reject
from twin.territory.sources.reading import Publisher, Reading, record_of, write_rejects
from twin.territory.travel import TravelTimes

TODAY = date(2026, 11, 22)
SQUARE = 0.05
DATED = SourceRecord("sae.csv", "DREES", "Licence Ouverte 2.0", "SAE 2025", "ab" * 32, 100, 0)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Give contours of the made-up communes: squares around their points."""
    squares = []
    for at in range(3):
        west, east, south, north = -3.05 + 0.1 * at, -2.95 + 0.1 * at, 47.95, 48.05
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        squares.append({"type": "Feature", "properties": {"insee": f"22{at + 1:03d}"},
                        "geometry": {"type": "Polygon", "coordinates": [ring]}})  # fmt: skip
    path = tmp_path_factory.mktemp("contours") / "communes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": squares}))
    return path


@pytest.fixture
def base(drawn):
    """Give a made-up territory without a fault in what the tests look at."""
    made = small_territory(hospitals=2)
    sound = {"visits_year": 9000, "beds_critical": 2, "beds_uhcd": 3, "beds_mco": 60}
    places = [
        replace(f, name=f"CH {f.id}", **sound) if f.kind == "hospital" else f
        for f in made.facilities
    ]
    return replace(made, facilities=tuple(places), sources=(DATED,), contours=drawn)


@pytest.fixture(scope="module")
def pilot():
    return Territory.pilot()


def result(territory, identifier, **evidence):
    """Give the result of one check."""
    chosen = next(one for one in checks() if one.id == identifier)
    return examine(chosen, Subject(territory, Evidence(**{"today": TODAY} | evidence)))


def with_sites(territory, *changes, kind="hospital"):
    """Change the first sites of a kind, one after the other."""
    wanted = iter(changes)
    return replace(
        territory,
        facilities=tuple(
            replace(f, **next(wanted, {})) if f.kind == kind else f for f in territory.facilities
        ),
    )


def with_zones(territory, **columns):
    return replace(territory, zones=territory.zones.assign(**columns))


def with_persons(territory, rows, also=True):
    persons = np.array(rows, dtype=np.int64)
    made = replace(territory, population=replace(territory.population, persons=persons))
    return with_zones(made, population=persons.sum(axis=1)) if also else made


def with_minutes(territory, value):
    minutes = territory.travel.minutes.copy()
    minutes[1] = value
    times = territory.travel
    return replace(territory, travel=TravelTimes(times.zones, times.sites, minutes))


def point(zone="22001", lon=-3.0, identifier="220000999"):
    return CarePoint(identifier, "ehpad", "EHPAD des Essais", zone, lon, 48.0)


def rule(site="220000012", start=None, end=None):
    return AccessRule(site, "regulated", start, end, (0,), 20, 8)


def with_rules(territory, *rules):
    return replace(territory, access_rules=rules)


def with_points(territory, *points):
    return replace(territory, care_points=points)


def sourced(territory, **fields):
    return replace(territory, sources=(replace(DATED, **fields),))


def ringed(territory):
    """Put the third commune in the ring."""
    return with_zones(territory, ring=[False, False, True], ring_share=[1.0, 1.0, 0.5])


PYRAMID = np.zeros((3, 2, 101))
PYRAMID[:, :, 10] = np.array([6000, 3000, 1000])[:, None] / 2
PYRAMID[:, :, 40] = np.array([14000, 7000, 3000])[:, None] / 2
PYRAMID[:, :, 80] = np.array([6000, 4000, 3000])[:, None] / 2
OLDER = PYRAMID.copy()
OLDER[:, :, 80] *= 2
NO_PYRAMID_IN_ONE = PYRAMID * np.array([1, 1, 0])[:, None, None]

CASES = [
    # check, what breaks it, how many rows, status
    ("completeness.beds_uhcd", lambda t: with_sites(t, {"beds_uhcd": None}), 1, "warn"),
    ("completeness.beds_critical",
     lambda t: with_sites(t, {"beds_critical": None}, {"beds_critical": None}), 2, "warn"),
    ("completeness.beds_not_declared", lambda t: with_sites(t, {"beds_mco": None}), 1, "warn"),
    ("completeness.beds_not_declared",
     lambda t: with_sites(t, {"beds_mco": None}, {"beds_mco": None}), 2, "warn"),
    ("completeness.visits_not_declared", lambda t: with_sites(t, {"visits_year": None}), 1,
     "warn"),
    ("completeness.no_emergency",
     lambda t: replace(t, facilities=t.facilities[2:], travel=t.travel), 1, "fail"),
    ("completeness.no_samu", lambda t: replace(t, facilities=t.facilities[:-1]), 1, "fail"),
    ("completeness.zone_ages",
     lambda t: with_persons(t, [[0, 9000, 900], [300, 700, 400], [100, 300, 300]]), 1, "warn"),
    ("completeness.notes", lambda t: replace(t, notes=("colonne vide",)), 1, "warn"),
    ("completeness.rejected_rows", lambda t: sourced(t, rows_rejected=1), 1, "warn"),
    ("freshness.age", lambda t: sourced(t, vintage="SAE 2023"), 1, "warn"),
    ("freshness.unknown", lambda t: sourced(t, vintage=""), 1, "warn"),
    ("conformity.licence", lambda t: sourced(t, licence="à confirmer"), 1, "warn"),
    ("plausibility.visits_per_bed", lambda t: with_sites(t, {"visits_year": 900}), 1, "warn"),
    ("plausibility.visits_per_thousand", lambda t: with_sites(t, {"visits_year": 90000}), 1,
     "warn"),
    ("plausibility.visits_per_thousand",
     lambda t: with_sites(t, {"visits_year": 900}, {"visits_year": 900}), 1, "warn"),
    ("plausibility.age_shares",
     lambda t: with_persons(t, [[100, 1000, 5000], [300, 700, 400], [100, 300, 300]]), 1, "warn"),
    ("plausibility.uhcd", lambda t: with_sites(t, {"beds_uhcd": 60}), 1, "warn"),
    ("plausibility.critical", lambda t: with_sites(t, {"beds_critical": 40}), 1, "warn"),
    ("plausibility.minutes", lambda t: with_minutes(t, np.nan), 1, "fail"),
    ("plausibility.minutes", lambda t: with_minutes(t, -1.0), 1, "fail"),
    ("plausibility.minutes", lambda t: with_minutes(t, np.inf), 1, "warn"),
    ("plausibility.far_from_emergency", lambda t: with_minutes(t, 90.0), 1, "warn"),
    ("concordance.site_outside", lambda t: with_sites(t, {"lat": 48.1}), 1, "warn"),
    ("concordance.site_commune", lambda t: with_sites(t, {"lon": -2.94}), 1, "warn"),
    ("concordance.commune_outside", lambda t: with_zones(t, lat=[48.0, 48.1, 48.0]), 1, "warn"),
    ("concordance.far_from_commune", lambda t: with_sites(t, {"zone": "22999"}), 1, "fail"),
    ("conformity.sums", lambda t: with_zones(t, population=[1, 14000, 7000]), 1, "fail"),
    ("conformity.finess", lambda t: with_sites(t, {"id": "CHU"}), 1, "warn"),
    ("conformity.finess", lambda t: with_sites(t, {"id": "350000012"}), 1, "warn"),
    ("conformity.departments", lambda t: with_sites(t, {"department": "29"}), 1, "warn"),
    ("conformity.hosts", lambda t: with_sites(t, {"site": "absent"}, kind="smur"), 1, "fail"),
    ("conformity.identifiers", lambda t: with_sites(t, {"id": "SMUR-1"}), 1, "fail"),
    ("conformity.same_name",
     lambda t: with_sites(t, {"name": "CH  X"}, {"name": "ch x", "zone": "22001"}), 1, "warn"),
    ("conformity.same_point", lambda t: with_sites(t, {}, {"lon": -3.0}), 1, "warn"),
]  # fmt: skip
GIVEN = [
    # check, a sound territory, one that breaks it, how many rows, status
    ("completeness.zone_apl_published", lambda t: with_zones(t, apl_published=[3.0, 3.0, 3.0]),
     lambda t: with_zones(t, apl_published=[3.0, np.nan, 3.0]), 1, "warn"),
    ("completeness.zone_density", lambda t: with_zones(t, density=["a", "b", "c"]),
     lambda t: with_zones(t, density=["a", None, ""]), 2, "warn"),
    ("completeness.zone_epci", lambda t: with_zones(t, epci=["1", "1", "1"]),
     lambda t: with_zones(t, epci=["1", "1", ""]), 1, "warn"),
    ("completeness.pyramid", lambda t: replace(t, pyramid=PYRAMID),
     lambda t: replace(t, pyramid=NO_PYRAMID_IN_ONE), 1, "warn"),
    ("concordance.pyramid", lambda t: replace(t, pyramid=PYRAMID),
     lambda t: replace(t, pyramid=OLDER), 3, "warn"),
    ("concordance.official_minutes",
     lambda t: with_zones(t, official_minutes=[1.4, 1.4, 10.0]),
     lambda t: with_zones(t, official_minutes=[60.0, 1.4, 10.0]), 1, "warn"),
    ("concordance.care_point_outside", lambda t: with_points(t, point()),
     lambda t: with_points(t, point(lon=-2.9)), 1, "warn"),
    ("conformity.care_points", lambda t: with_points(t, point()),
     lambda t: with_points(t, point(zone="29019")), 1, "warn"),
    ("conformity.access_rules", lambda t: with_rules(t, rule(end=date(2027, 1, 1))),
     lambda t: with_rules(t, rule(end=date(2025, 1, 1)), rule("290000000"),
                          rule(start=date(2027, 2, 1), end=date(2027, 1, 1))), 3, "warn"),
]  # fmt: skip


@pytest.mark.parametrize(("identifier", "broken", "rows", "status"), CASES)
def test_a_check_sees_what_breaks_it_and_nothing_else(base, identifier, broken, rows, status):
    sound = result(base, identifier)
    assert sound.status in {"pass", "not_applicable"}, sound
    assert (sound.status == "not_applicable") == (identifier == "completeness.notes")
    seen = result(broken(base), identifier)
    assert (seen.violated, seen.status) == (rows, status)
    assert seen.findings
    assert all(f.remedy and f.place and f.message for f in seen.findings)
    assert seen.share == pytest.approx(seen.violated / seen.examined)


@pytest.mark.parametrize(("identifier", "sound", "broken", "rows", "status"), GIVEN)
def test_a_check_of_what_few_have(base, identifier, sound, broken, rows, status):
    assert result(sound(base), identifier).status == "pass"
    seen = result(broken(base), identifier)
    assert (seen.violated, seen.status) == (rows, status)


@pytest.mark.parametrize("identifier", sorted({case[0] for case in GIVEN} - {
    "completeness.zone_epci"}))  # fmt: skip
def test_what_is_absent_has_no_object_and_says_why(base, identifier):
    seen = result(base, identifier)
    assert (seen.status, seen.findings, seen.examined) == ("not_applicable", (), 0)
    assert seen.reason


def test_communes_are_those_of_the_country(base, pilot):
    for one in ("completeness.communes", "conformity.communes", "concordance.population"):
        assert result(pilot, one).status == "pass", one
    missing = result(base, "completeness.communes")
    known = len(reference_data.communes(departments=["22"]))
    absent = known - sum(base.zones["insee"].isin(pilot.zones["insee"]))
    assert (missing.violated, missing.examined) == (absent, known)
    assert (missing.status, len(missing.findings)) == ("warn", 1)
    assert result(base, "concordance.population").violated == 3
    strange = replace(base, zones=base.zones.assign(insee=["22001", "22002", "22999"]))
    assert result(strange, "conformity.communes").violated == 1


def test_national_totals_are_a_control_of_the_whole_country_only(pilot):
    seen = result(pilot, "concordance.totals")
    assert (seen.status, seen.examined) == ("not_applicable", 0)
    every = reference_data.communes()
    whole = replace(
        pilot, zones=every, code="x",
        population=replace(pilot.population, persons=np.zeros((len(every), 3), np.int64)),
    )  # fmt: skip
    totals = next(one for one in checks() if one.id == "concordance.totals")
    assert totals.examine(Subject(whole, Evidence(today=TODAY))).count == 2
    visits = tuple(
        replace(h, id=f"{at}", visits_year=21_704_107 // 617) for at, h in
        enumerate([*pilot.of_kind("hospital")] * 22) if at < 617
    )  # fmt: skip
    full = replace(whole, facilities=visits)
    assert totals.examine(Subject(full, Evidence(today=TODAY))).count == 0


def test_the_ring_is_counted_apart_and_judged_nowhere(base):
    far = with_sites(base, {}, {"lon": -2.8, "zone": "22003", "beds_mco": None, "lat": 48.3})
    assert result(far, "completeness.beds_not_declared").violated == 1
    beyond = ringed(far)
    for one in ("completeness.beds_not_declared", "concordance.site_outside", "conformity.finess"):
        assert (result(beyond, one).violated, result(beyond, one).examined) == (0, 1), one
    seen = result(beyond, "conformity.ring")
    assert seen.status == "pass"
    assert "1\u00a0commune," in seen.detail
    assert "50,0\u00a0%" in seen.detail
    assert result(base, "conformity.ring").status == "warn"
    assert result(replace(base, code="94"), "conformity.ring").status == "not_applicable"
    page = report(beyond, Evidence(today=TODAY))
    assert (page.communes, page.sites) == (2, 1)


def test_the_age_of_a_source_is_information_then_warning(base):
    dated = [sourced(base, vintage=f"INSEE {year}") for year in (2024, 2023, 2022, 2021)]
    severities = [[f.severity for f in result(t, "freshness.age").findings] for t in dated]
    assert severities == [[], ["information"], ["information"], ["warning"]]
    assert year_of("population légale 2023, géographie 2026", 2026) == 2026
    assert year_of("projection à 2040, base 2018", 2026) == 2018
    assert year_of("BTT_TD_POP1B_2021", 2026) is None
    assert year_of("31/12/2019", 2026) == 2019
    assert year_of("colonnes", 2026) is None
    assert year_of("12008 lignes", 2026) is None


def test_apl_of_another_order_is_seen(base):
    published = with_zones(base, apl_published=[3.0, 3.0, 3.0])
    near = result(published, "concordance.apl", apl_computed=np.array([3.0, 4.0, 2.0]))
    assert near.status == "pass"
    far = result(published, "concordance.apl", apl_computed=np.array([3.0, 9.0, 1.0]))
    assert (far.status, far.violated, len(far.findings)) == ("warn", 2, 1)
    none = result(published, "concordance.apl")
    assert none.status == "not_applicable"


def test_the_oldest_against_the_pyramid(base):
    columns = ["place", "age_group", "persons", "pyramid", "expected", "gap", "gap_share"]
    rows = [("ensemble", "75+", 100, 100.0, 100.0, 0.0, 0.0),
            ("ensemble", "85+", 30, 20.0, 20.0, 10.0, 0.5)]  # fmt: skip
    gaps = pd.DataFrame(rows, columns=columns)
    seen = result(base, "concordance.oldest", oldest=gaps)
    assert (seen.violated, seen.examined, seen.status) == (1, 2, "warn")
    assert result(base, "concordance.oldest", oldest=gaps.iloc[:1]).status == "pass"
    assert result(base, "concordance.oldest").status == "not_applicable"


def test_the_command_brings_the_apl_and_the_oldest(base):
    made = with_zones(base, gp_fte=[20.0, 8.0, 4.0], apl_published=[3.0, 3.0, 3.0])
    brought = evidence_of(replace(made, pyramid=PYRAMID), None)
    assert np.isfinite(brought.apl_computed).all()
    assert set(brought.oldest["age_group"]) == {"75+", "85+"}
    assert len(ringed(made).zones) == len(evidence_of(ringed(made), None).apl_computed)
    nothing = evidence_of(base, None)
    assert (nothing.apl_computed, nothing.oldest) == (None, None)


def test_rejected_rows_are_read_back_and_shown(base, tmp_path):
    source = tmp_path / "ID_2025.csv"
    source.write_text("x")
    publisher = Publisher("SAE", "DREES", "Licence Ouverte 2.0")
    rejects = tuple(Reject(n, "lits", "=1+<b>", "nombre illisible") for n in range(2, 82))
    reading = Reading(source, pd.DataFrame(index=range(20)), rejects, 100,
                      record_of(source, publisher, "2025", b"x"))  # fmt: skip
    path = tmp_path / "rejects.csv"
    write_rejects([reading], path)
    (found,) = read_rejects(path)
    assert (found.file, found.rejected, len(found.first)) == ("ID_2025.csv", 80, 50)
    assert found.reasons == (("lits : nombre illisible", 80),)
    made = sourced(base, name="ID_2025.csv", rows_rejected=80)
    seen = result(made, "completeness.rejected_rows", rejects=(found,))
    assert [f.severity for f in seen.findings] == ["warning"]
    assert "80\u00a0lignes rejetées sur 100" in seen.findings[0].message
    page = to_html(report(made, Evidence(today=TODAY, rejects=(found,))))
    assert "=1+&lt;b&gt;" in page
    assert to_json(report(made, Evidence(rejects=(found,))))["rejects"][0]["rejected"] == 80
    path.write_text("a,b\n")
    with pytest.raises(JumeauError, match="pas un fichier de rejets"):
        read_rejects(path)


def test_distances_are_those_of_the_ground():
    degree_north = shapely.segmentize(shapely.box(2.0, 47.0, 3.0, 48.0), 0.01)
    assert metres_to(degree_north, 2.5, 48.1) == pytest.approx(11_120, rel=0.01)
    assert metres_to(degree_north, 3.1, 47.5) == pytest.approx(7_530, rel=0.01)
    assert metres_to(degree_north, 2.5, 47.5) == 0.0
    reunion = shapely.box(55.2, -21.4, 55.8, -20.9)
    assert metres_to(reunion, 55.5, -20.8) == pytest.approx(11_070, rel=0.01)


def test_every_check_is_complete_and_unique():
    for one in checks():
        assert one.id.startswith(f"{one.category}.")
        assert all((one.title, one.measures, one.limit, one.remedy, one.unit))
    assert len(checks()) >= 50


class Tidy(HTMLParser):
    """Read a page and keep what a reader of it would need."""

    VOID = ("meta", "link", "br", "img", "hr", "input")

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    tidy = Tidy()
    tidy.feed(page)
    tidy.close()
    assert tidy.open == []
    return tidy


def test_the_page_is_whole_alone_and_accessible(base):
    page = to_html(report(with_sites(base, {"beds_uhcd": None}), Evidence(today=TODAY)))
    tidy = read(page)
    assert page.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert not {"script", "link", "img", "iframe", "object"} & set(tidy.seen)
    assert "http" not in page
    assert "url(" not in page
    assert "@import" not in page
    assert not [name for name, _ in tidy.attributes if name.startswith("on")]
    assert tidy.seen.count("table") == tidy.seen.count("caption")
    assert tidy.seen.count("h1") == 1
    headings = [int(tag[1]) for tag in tidy.seen if tag in ("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(headings))
    anchors = {value for name, value in tidy.attributes if name == "id"}
    links = {value[1:] for name, value in tidy.attributes if name == "href"}
    assert links <= anchors
    assert "22/11/2026" in page
    words = "".join(tidy.text)
    assert "sae.csv" in words
    assert "Licence Ouverte 2.0" in words


def test_names_from_files_cannot_break_the_page(base):
    evil = '<script>alert("x")</script>'
    made = with_sites(base, {"name": evil, "beds_mco": None, "lat": 48.2})
    made = replace(made, name=evil, vintage=f"{evil} 2025", notes=(f"lu : {evil} & `{evil}`",))
    made = sourced(with_zones(made, nom=[evil] * 3, lat=[49.0] * 3), name=evil, publisher=evil,
                   licence=evil, vintage=evil)  # fmt: skip
    page = to_html(report(made, Evidence(today=TODAY)))
    tidy = read(page)
    assert "script" not in tidy.seen
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 5


def test_only_the_first_fifty_rows_are_shown(base, pilot):
    made = with_zones(pilot, lat=pilot.zones["lat"] + 0.5)
    found = report(made, Evidence(today=TODAY))
    page = to_html(found)
    assert "les 50 premiers" in page
    row = next(r for r in to_json(found)["checks"] if r["id"] == "concordance.commune_outside")
    assert (len(row["rows"]), row["rows_total"]) == (50, row["violated"])
    assert row["violated"] > 1000


def test_the_json_keeps_its_schema(base):
    page = json.loads(json.dumps(to_json(report(base, Evidence(today=TODAY))), allow_nan=False))
    assert list(page) == ["territory", "checked_on", "version", "summary", "checks", "findings",
                          "sources", "rejects"]  # fmt: skip
    assert {tuple(row) for row in page["findings"]} == {("severity", "place", "message", "remedy")}
    assert {tuple(row) for row in page["checks"]} == {
        ("id", "category", "title", "measures", "limit", "threshold", "severity", "remedy", "unit",
         "violated", "examined", "share", "status", "reason", "detail", "rows_total", "rows")
    }  # fmt: skip
    assert {tuple(row) for one in page["checks"] for row in one["rows"]} == {
        ("severity", "place", "message", "remedy")
    }
    assert page["sources"] == [asdict(DATED)]
    summary = page["summary"]
    statuses = ("pass", "warn", "fail", "not_applicable")
    assert sum(summary[s] for s in statuses) == summary["checks"] == len(page["checks"])
    assert [row["category"] for row in summary["by_category"]] == [
        "completeness", "freshness", "plausibility", "concordance", "conformity"
    ]  # fmt: skip
    assert sum(summary["findings"].values()) == len(page["findings"])
    ranks = [("error", "warning", "information").index(f["severity"]) for f in page["findings"]]
    assert ranks == sorted(ranks)
    assert all(0 <= one["share"] <= 1 for one in page["checks"])


def test_the_existing_findings_are_all_in_the_report(base, pilot):
    for territory in (base, pilot):
        assert set(territory.check()) <= set(report(territory).findings)


@pytest.fixture
def run(capsys):
    """Give `jumeau territory check`: (code, stdout, stderr)."""
    app = typer.Typer()
    app.command()(check)

    def call(*words):
        try:
            code = get_command(app).main(args=[str(w) for w in words], standalone_mode=False)
        except JumeauError as error:
            return error.exit_code, "", str(error)
        captured = capsys.readouterr()
        return code or 0, captured.out, captured.err

    return call


def test_the_command_on_the_pilot(run, tmp_path):
    path = tmp_path / "rapport.html"
    code, out, _ = run("pilote", "--html", path)
    assert code == 0
    assert "Complétude" in out
    assert "capacités estimées (assumed)" in out
    assert f"Rapport écrit dans {path}" in out
    read(path.read_text(encoding="utf-8"))
    assert [p.name for p in tmp_path.iterdir()] == ["rapport.html"]
    code, out, err = run("pilote", "--json", "--html", path)
    page = json.loads(out)
    assert (code, page["summary"]["fail"]) == (0, 0)
    assert f"Rapport écrit dans {path}" in err


def test_the_command_ends_with_1_only_for_an_error(run, base, tmp_path):
    assert run(base.save(tmp_path / "sound"), "--json")[0] == 0
    broken = with_sites(base, {"site": "absent"}, kind="smur").save(tmp_path / "broken")
    code, out, _ = run(broken, "--json")
    assert code == 1
    errors = [f for f in json.loads(out)["findings"] if f["severity"] == "error"]
    assert [e["message"] for e in errors] == ["hébergé par le site absent, inconnu."]
    assert run(broken, "--html", tmp_path / "r.html")[0] == 1
    assert (tmp_path / "r.html").is_file()


def test_the_command_reads_the_rejected_rows(run, base, tmp_path):
    folder = base.save(tmp_path / "t")
    header = "\ufefffichier;ligne;champ;valeur;raison\r\n"
    (folder / "rejects.csv").write_text(f"{header}sae.csv;3;lits;x;illisible\r\n", "utf-8")
    assert json.loads(run(folder, "--json")[1])["rejects"][0]["file"] == "sae.csv"
    other = tmp_path / "autre.csv"
    other.write_text(f"{header}mco.csv;3;lits;x;illisible\r\n", "utf-8")
    page = json.loads(run(folder, "--json", "--rejets", other)[1])
    assert [row["file"] for row in page["rejects"]] == ["mco.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pilote", "--html", "/nulle/part.html"), "n'existe pas"),
        (("pilote", "--html", "/tmp"), "est un dossier"),
        (("pilote", "--rejets", "/nulle/part.csv"), "illisible"),
        (("nulle-part",), "dossier introuvable"),
    ],
)
def test_the_command_says_what_is_wrong(run, words, said):
    code, _, err = run(*words)
    assert code == 2
    assert said in err


def test_the_real_bretagne(shared_territory):
    territory = build_folder(shared_territory, ring_minutes=0)
    found = report(territory, Evidence(today=TODAY))
    assert not found.has_error
    by_id = {r.check.id: r for r in found.results}
    assert (by_id["concordance.site_outside"].violated, found.sites) == (0, 29)
    assert by_id["concordance.site_commune"].violated == 0
    assert by_id["concordance.population"].detail.count("3\u202f449\u202f370") == 2
    assert by_id["completeness.communes"].status == "pass"
    assert by_id["completeness.beds_critical"].violated == 18
    assert "29 : 325" in by_id["plausibility.visits_per_thousand"].detail
    assert by_id["plausibility.visits_per_bed"].violated == 0
    assert [row.place for row in by_id["plausibility.age_shares"].rows] == [
        "commune 56005 Arzon", "commune 56052 Damgan"
    ]  # fmt: skip
    assert not [f for f in found.findings if "LANNION" in f.place]


def test_guingamp_hospital_lies_in_pabu(shared_territory):
    territory = build_folder(shared_territory, ring_minutes=0)
    sites = pd.read_csv(shared_territory / "urgences_bretagne.csv", dtype=str)
    names = dict(zip(territory.zones["insee"], territory.zones["nom"], strict=True))
    codes = {plain(name): code for code, name in names.items()}
    said = [codes[plain(name)] for name in sites["commune_sae"]]
    places = placements(drawing(territory), sites["lon"].astype(float),
                        sites["lat"].astype(float), said)  # fmt: skip
    outside = [at for at, place in enumerate(places) if place.metres > 0]
    assert len(outside) == 1
    (at,) = outside
    assert sites["commune_sae"][at] == "GUINGAMP"
    assert names[places[at].inside] == "Pabu"
    assert 0 < places[at].metres < 2000


def plain(name):
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return " ".join(bare.upper().replace("-", " ").replace("'", " ").split())
