"""Grading, referring and deciding on the pilot: limits kept, answers stated, bad input refused."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logistics.samu.batch import in_order_of_severity
from logistics.samu.grading.rules import read_rules
from logistics.samu.referral.choose import SMUR
from scenarios.baseline import base_inputs
from scenarios.cli.main import main
from scenarios.samu_batch import plan
from scenarios.samu_ground import KEYS, ground
from scenarios.samu_reading import case_of, instant, read_cases, read_places
from scenarios.samu_refer import Situation, place_prices, refer
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.siting import Question, site
from twin.contracts.bands import BANDS
from twin.territory import Territory
from twin.territory.care_point import CarePoint
from twin.territory.openings import AccessRule

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "samu"
RULES = read_rules()
AT = "2026-01-12 03:40"
HEAD = "cas;commune;motif;age;appel;debut;signes;besoins\n"
GOOD = "C1;35238;chest_pain;65-74;12/01/2026 03:00;12/01/2026 02:10;st_elevation;\n"


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(Territory.pilot())


@pytest.fixture(scope="module")
def laid(inputs):
    return ground(inputs)


@pytest.fixture
def quick(inputs, monkeypatch):
    """Lay the pilot out once for all the commands."""
    monkeypatch.setattr("scenarios.baseline.base_inputs", lambda _: inputs)


def run(*words):
    with pytest.raises(SystemExit) as end:
        main(["samu", *map(str, words)])
    return int(end.value.code or 0)


def a_case(**words):
    row = {"cas": "C1", "commune": "35238", "motif": "chest_pain", "signes": "", "age": "65-74",
           "appel": "2026-01-12 03:00", "debut": "2026-01-12 02:10", "besoins": ""}  # fmt: skip
    return case_of({**row, **words}, "test", RULES)


@pytest.fixture(scope="module")
def shut_at_night(inputs, laid):
    """Give the pilot with one ED in three closed at night."""
    closed = [door.id for door in laid.doors[::3]]
    rules = tuple(AccessRule(s, "suspended", None, None, tuple(range(7)), 20, 8) for s in closed)
    place = replace(inputs.territory, access_rules=rules)
    return ground(replace(inputs, territory=place))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_option_breaks_a_limit(shut_at_night, data):
    laid = shut_at_night
    when = instant(AT, "t") + timedelta(minutes=data.draw(st.integers(0, 7 * 1440)))
    case = replace(
        a_case(
            commune=data.draw(st.sampled_from(sorted(laid.row))),
            motif=data.draw(st.sampled_from(sorted(RULES.motives))),
            age=data.draw(st.sampled_from(BANDS)),
            signes="+".join(data.draw(st.lists(st.sampled_from(sorted(RULES.signs)), max_size=2))),
        ), called=when, onset=None,
    )  # fmt: skip
    free = {(b.id, "smur"): data.draw(st.integers(0, 1)) for b in laid.bases if b.mode == SMUR}
    places = {(door.id, need): (data.draw(st.integers(0, 1)), None)
              for door in laid.doors[:10] for need in KEYS[3:]}  # fmt: skip
    found = refer(Situation(laid, RULES, places, free), case)
    needs = found.grade.needs or ("emergency",)
    duty = laid.teams(when)
    for option in found.options:
        base, door = laid.bases[option.team], laid.doors[option.door]
        assert duty[option.team] > 0
        assert free.get((base.id, "smur"), 1) > 0 or base.mode != SMUR
        assert laid.able[option.door, [KEYS.index(n) for n in needs]].all()
        assert case.child or not door.children_only
        care = max(RULES.needs[n].care_min for n in needs)
        arrival = when + timedelta(minutes=option.treatment_min - care)
        rules = [r for r in laid.territory.access_rules if r.site == door.id]
        hour = 24 * arrival.weekday() + arrival.hour
        assert not any(hour in rule.hours_of_week() for rule in rules)
        assert places.get((door.id, found.grade.place_taken), (1, None))[0] > 0
        assert np.isfinite(option.scene_min)


def test_coverage_is_that_of_the_siting_question(inputs, laid):
    when = instant("2026-01-12 03:00", "t")
    found = refer(Situation(laid, RULES, {}, {}), a_case())
    assert found.covered == pytest.approx(site(inputs, Question(more=0)).by_hour[3])
    base = laid.bases[found.options[0].team].id
    gone = refer(Situation(laid, RULES, {}, {(base, "smur"): int(laid.teams(when)[
        found.options[0].team]) - 1}), a_case())  # fmt: skip
    lost = found.options[0].cover_cost / 300
    assert found.covered - gone.covered == pytest.approx(lost)


def test_the_window_counts_from_the_first_sign(laid):
    situation = Situation(laid, RULES, {}, {})
    chances = [
        refer(situation, a_case(motif="stroke", signes="deficit", debut=debut)).options[0].in_time
        for debut in ("2026-01-12 02:50", "2026-01-12 00:30", "2026-01-11 23:15")
    ]
    assert chances[0] > 0.99 > chances[1] > 0.9 > chances[2]
    late = refer(situation, a_case(motif="stroke", signes="deficit", debut="2026-01-11 20:00"))
    assert (late.answer, late.notes) == (
        "options", ("Unité neurovasculaire : délai de 270 min déjà passé",))  # fmt: skip
    unknown = refer(situation, a_case(motif="stroke", signes="deficit", debut=""))
    assert "début inconnu" in unknown.notes[0]


def test_no_safe_option_says_why(inputs, laid):
    nobody = Situation(laid, RULES, {}, {(b.id, "smur"): 0 for b in laid.bases if b.mode == SMUR})
    assert refer(nobody, a_case(signes="st_elevation")).answer == "no_safe_option"
    burn = refer(Situation(laid, RULES, {}, {}), a_case(besoins="brules"))
    assert (burn.answer, burn.options) == ("no_safe_option", ())
    assert "« brules »" in burn.why
    every = tuple(AccessRule(d.id, "closed", None, None, tuple(range(7)), 0, 0) for d in laid.doors)
    shut = ground(replace(inputs, territory=replace(inputs.territory, access_rules=every)))
    assert "ne reçoit" in refer(Situation(shut, RULES, {}, {}), a_case()).why
    full = {(d.id, "emergency"): (0, None) for d in laid.doors}
    minor = a_case(motif="fall", signes="cannot_stand")
    assert "pleins" in refer(Situation(laid, RULES, full, {}), minor).why


def test_a_cath_lab_out_of_reach_is_said(inputs):
    only = ground(inputs, {"cath_lab": frozenset({"350000741"})})
    found = refer(Situation(only, RULES, {}, {}), a_case(commune="29155", signes="st_elevation"))
    assert found.answer == "no_safe_option"
    far = refer(Situation(only, RULES, {}, {}), a_case(commune="29024", signes="st_elevation"))
    assert far.answer == "no_safe_option"
    assert far.options[0].in_time < 0.1
    near = refer(Situation(only, RULES, {}, {}), a_case(signes="st_elevation"))
    assert near.options[0].in_time > 0.9


def test_points_of_care_tell_where_a_service_is(inputs):
    clinic = CarePoint("350099999", "cath_lab", "Clinique inventée", "35238", -1.68, 48.11)
    place = ground(replace(inputs, territory=replace(inputs.territory, care_points=(clinic,))))
    door = [d.id for d in place.doors].index(clinic.id)
    assert place.able[door, KEYS.index("cath_lab")]
    assert not place.able[door, KEYS.index("emergency")]
    assert "cath_lab" not in place.supposed
    found = refer(Situation(place, RULES, {}, {}), a_case(signes="st_elevation"))
    assert door in {option.door for option in found.options}


def test_helicopters_fly_by_day_only(inputs):
    air = CarePoint("HELI-35", "helicopter", "Hélicoptère 35", "35238", -1.68, 48.11)
    place = ground(replace(inputs, territory=replace(inputs.territory, care_points=(air,))))
    situation = Situation(place, RULES, {}, {(b.id, "smur"): 0 for b in place.bases
                                             if b.mode == SMUR})  # fmt: skip
    noon = a_case(signes="st_elevation", appel="2026-01-12 12:00", debut="")
    night = a_case(signes="st_elevation", debut="")
    day = refer(situation, noon)
    assert place.bases[day.options[0].team].id == "HELI-35"
    assert not refer(situation, night).options


def test_a_place_that_others_need_has_a_price(laid):
    sites = {door.name: door.id for door in laid.doors}
    rennes, malo = sites["Rennes, hôpital Pontchaillou"], sites["Saint-Malo, hôpital Broussais"]
    places = {(rennes, "stroke_unit"): (1, None), (malo, "stroke_unit"): (1, None)}
    situation = Situation(laid, RULES, places, {})
    words = {"motif": "stroke", "signes": "deficit"}
    others = [a_case(cas="B", **words), a_case(cas="C", **words)]
    price = place_prices(situation, others, instant(AT, "t"))
    ranks = [[d.id for d in laid.doors].index(s) for s in (rennes, malo)]
    assert (price[ranks, KEYS.index("stroke_unit")] > 1000).all()
    alone = place_prices(situation, others[:1], instant(AT, "t"))
    assert alone[ranks[1], KEYS.index("stroke_unit")] == pytest.approx(0, abs=0.5)
    assert place_prices(situation, [], instant(AT, "t")) is None


def test_the_plan_of_a_batch_keeps_places_and_beats_the_rule(laid):
    cases = read_cases(EXAMPLE / "afflux.csv", RULES)
    at = instant("2026-01-12 15:50", "t")
    places = read_places(EXAMPLE / "places.csv", [d.id for d in laid.doors], at=at)
    found = plan(laid, RULES, cases, places, at=at)
    batch = found.grouped.batch
    used = np.zeros_like(batch.places)
    for i, door in enumerate(found.door):
        if door >= 0:
            used[door, batch.need[found.grouped.group[i]]] += 1
    assert (used <= batch.places).all()
    assert used.sum() + found.flow.unserved.sum() == len(cases)
    assert found.flow.unserved.sum() <= in_order_of_severity(batch).unserved.sum()
    assert found.flow.weighted_min < found.rule.weighted_min
    assert found.every.weighted_min == pytest.approx(found.flow.weighted_min, rel=0.002)


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_no_plan_sends_to_a_closed_door(shut_at_night, data):
    laid = shut_at_night
    at = instant(AT, "t") + timedelta(minutes=data.draw(st.integers(0, 2 * 1440)))
    rng = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    zones, motives = sorted(laid.row), sorted(RULES.motives)
    cases = [
        replace(a_case(cas=f"C{i}", commune=zones[rng.integers(len(zones))], debut="",
                       motif=motives[rng.integers(len(motives))],
                       age=BANDS[rng.integers(len(BANDS))]), called=at)
        for i in range(40)
    ]  # fmt: skip
    places = {(d.id, need): (int(rng.integers(0, 3)), None) for d in laid.doors for need in KEYS}
    found = plan(laid, RULES, cases, places, at=at)
    for i, j in enumerate(found.door):
        graded = found.grouped.grades[i]
        if j < 0:
            continue
        needs = graded.needs or ("emergency",)
        door = laid.doors[j]
        assert laid.able[j, [KEYS.index(n) for n in needs]].all()
        assert cases[i].child or not door.children_only
        care = max(RULES.needs[n].care_min for n in needs)
        arrival = at + timedelta(minutes=float(found.minutes[i]) - care)
        hour = 24 * arrival.weekday() + arrival.hour
        rules = [r for r in laid.territory.access_rules if r.site == door.id]
        assert not any(hour in rule.hours_of_week() for rule in rules)


def test_the_example_is_what_its_script_writes():
    from examples.samu import generer

    assert (EXAMPLE / "afflux.csv").read_text("utf-8") == generer.mass()
    assert (EXAMPLE / "cas.csv").read_text("utf-8").splitlines()[1:] == list(generer.CASES)


def test_services_and_numbers_out_of_measure_are_refused(quick, tmp_path, capsys):
    many, wrong = tmp_path / "c.csv", tmp_path / "s.csv"
    many.write_text(HEAD + "".join(GOOD.replace("C1", f"C{i}") for i in range(301)), "utf-8")
    assert run("refer", many) == 2
    assert "samu batch" in capsys.readouterr().err
    wrong.write_text("site;besoin\n350000741;urgences\n999999999;unv\n", "utf-8")
    assert run("refer", EXAMPLE / "cas.csv", "--services", wrong) == 2
    told = capsys.readouterr().err
    assert "celles du territoire" in told
    assert "hors du territoire" in told


def test_files_and_screen_say_the_same(quick, tmp_path, capsys):
    out = tmp_path / "afflux.csv"
    words = (EXAMPLE / "afflux.csv", "--places", EXAMPLE / "places.csv", "--at", "2026-01-12 15:50")
    assert run("batch", *words, "--out", out) == 1  # one is left without a place
    shown = capsys.readouterr().out
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig")), delimiter=";"))
    left = [row for row in rows if not row["site"]]
    assert len(rows) == 90
    assert len(left) == 1
    assert left[0]["pourquoi"].split()[0] in shown
    assert all(row["mention"] == NOT_A_DEVICE for row in rows)
    assert NOT_A_DEVICE in shown
    assert "Écart à tous les sites" in shown


def test_refer_writes_what_decide_reads(quick, tmp_path, capsys):
    out = tmp_path / "o.json"
    words = [EXAMPLE / "cas.csv", "--capacity", EXAMPLE / "places.csv", "--at", AT, "--services",
             EXAMPLE / "services.csv", "--out", out]  # fmt: skip
    assert run("refer", *words, "--json") == 1  # nobody treats burns
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(out.read_text("utf-8"))
    assert told["notice"] == NOT_A_DEVICE
    keys = {tuple(option) for row in told["cases"] for option in row["options"]}
    assert len(keys) == 1
    answers = {row["case"]: row["answer"] for row in told["cases"]}
    assert (answers["C08"], answers["C10"]) == ("no_transport", "no_safe_option")
    first = told["cases"][0]["options"][0]
    assert first["covered_after_share"] < told["cases"][0]["covered_share"]
    assert first["places_age_min"] == pytest.approx(55)
    assert first["reason"].startswith("la suivante")
    assert run("decide", out, "--modify", "C01=2", "--by", "Dr Exemple") == 2
    assert "motif" in capsys.readouterr().err
    assert (
        run("decide", out, "--modify", "C01=2", "--reason", "lit pris", "--by", "Dr Exemple") == 0
    )
    assert run("decide", out, "--reject", "C10", "--reason", "hors région", "--by", "Dr E") == 0
    assert run("decide", out, "--accept", "C10", "--by", "Dr E") == 2
    assert run("decide", out, "--accept", "tout", "--by", "Dr E") == 0
    capsys.readouterr()
    assert run("decide", out, "--json") == 0
    book = json.loads(capsys.readouterr().out)
    assert (book["left"], book["notice"]) == (0, NOT_A_DEVICE)
    rows = {row["case"]: row for row in book["decisions"]}
    assert (rows["C01"]["verdict"], rows["C01"]["decided_rank"]) == ("modify", 2)
    assert rows["C01"]["decided"] == told["cases"][0]["options"][1]["destination"]
    assert (rows["C10"]["verdict"], rows["C10"]["decided"]) == ("reject", "")
    out.write_text(out.read_text("utf-8").replace("Carhaix", "Carhais"), "utf-8")
    assert run("decide", out) == 2
    assert "modifiée" in capsys.readouterr().err


def test_referrals_on_screen(quick, capsys):
    assert run("refer", EXAMPLE / "cas.csv", "--cas", "C01", "--at", AT) == 0
    shown = capsys.readouterr().out
    for words in ("Cas C01", "Premier secours", "Limites", "supposé", NOT_A_DEVICE):
        assert words in shown.replace("\u00a0", " ")
    assert " :" not in shown


@pytest.mark.parametrize(
    ("name", "text", "options", "said"),
    [
        ("c.csv", HEAD + GOOD.replace("35238", "75056"), (), "hors de Bretagne"),
        ("p.csv", "site;besoin;places\n750000000;unv;1\n", ("--capacity", "p.csv"), "hors du"),
        ("p.csv", "site;besoin;places\n350000741;irm;1\n", ("--capacity", "p.csv"), "irm"),
        ("p.csv", "site;besoin;places\n350000741;unv;-1\n", ("--capacity", "p.csv"), "hors bornes"),
        ("p.csv", "site;besoin;places;releve\n350000741;unv;1;12/01/2026 09:00\n",
         ("--capacity", "p.csv"), "après la décision"),
        ("e.csv", "base;moyen;libres\nSMUR-1;smur;1\n", ("--equipes", "e.csv"), "sans base"),
        ("x.csv", "", ("--at", "2026-01-12 01:00"), "avant l'appel"),
        ("x.csv", "", ("--at", "2126-01-12 01:00"), "à venir"),
        ("x.csv", "", ("--out", "o.csv"), ".json"),
        ("x.csv", "", ("--cas", "C9"), "absent du fichier"),
    ],
)  # fmt: skip
def test_places_teams_and_options_refused(
    name, text, options, said, quick, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.csv").write_text(HEAD + GOOD, "utf-8")
    (tmp_path / name).write_text(text, "utf-8")
    assert run("refer", "c.csv", *options) == 2
    assert said in capsys.readouterr().err
