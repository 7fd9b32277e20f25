"""`jumeau samu site` by hour, by budget and by tier, on the pilot: today's figures, ties, files."""

import json
import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.bases_weighed import weigh
from scenarios.cli.main import main
from scenarios.samu_confirm import of_model
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.scenario import load_scenario
from scenarios.siting import Offer, Question, site
from scenarios.siting_air import daylight, sky
from scenarios.siting_asked import Standard
from scenarios.siting_calendars import SHIFTS, shift
from scenarios.siting_files import geojson, plain
from scenarios.siting_fleet import Fleet, fleet_of, measured
from scenarios.siting_ground import ground, smur_calls
from scenarios.siting_groups import groups
from scenarios.siting_notes import limited
from scenarios.siting_picture import picture
from scenarios.siting_scenario import scenario_text
from scenarios.territory_period import period_inputs
from twin.parameters import siting2026
from twin.tables import JumeauError
from twin.territory import Territory
from twin.territory.openings import AccessRule

ANY, DAY = ("24h", "jour", "nuit"), ("24h",)
CARHAIX, LANDERNEAU = "290000256", "290000173"


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(Territory.pilot())


@pytest.fixture(scope="module")
def place(inputs):
    return ground(inputs)


@pytest.fixture(scope="module")
def hours(inputs):
    """Give the answer for 168 hours of teams a week, day and night apart."""
    return site(inputs, Question(more=None, offer=Offer(calendars=ANY, budget_hours=168)))


@pytest.fixture(scope="module")
def tiers(inputs):
    offer = Offer(calendars=("24h", "jour"), crews=("medecin", "paramedical"), budget_eur=1.5e6)
    return site(inputs, Question(model="tandem", within=20, doctor_within=30, more=None,
                                 offer=offer))  # fmt: skip


@pytest.fixture(scope="module")
def flown(inputs):
    offer = Offer(calendars=("jour",), crews=("medecin", "helicoptere"), budget_eur=2.5e6)
    return site(inputs, Question(more=None, offer=offer))


def test_the_measure_is_that_of_the_page_hours_of_each_base_included(inputs, place):
    teams = place.teams.copy()
    rank = {p.id: j for j, p in enumerate(place.places)}
    teams[rank[CARHAIX], SHIFTS["nuit"].hours] = 0
    teams[rank[LANDERNEAU], SHIFTS["jour"].hours] = 1
    teams[rank["350000741"], SHIFTS["jour"].hours] += 2
    none = np.zeros_like(teams)
    mine = measured(place, Fleet(teams, none, none), Standard(), inputs)
    page = weigh(place, teams, inputs)
    for name in ("calls", "residents", "twice", "free", "mean_min", "farthest_min", "beyond"):
        assert getattr(mine, name) == pytest.approx(getattr(page, name), rel=1e-9), name
    assert mine.by_hour == pytest.approx(page.calls_by_hour)
    assert mine.worst_min == pytest.approx(page.worst_min)


def test_a_second_team_by_day_helps_by_day_only(inputs, place):
    rank = {p.id: j for j, p in enumerate(place.places)}
    teams, none = np.ones_like(place.teams), np.zeros_like(place.teams)
    teams[place.candidates] = 0
    more = teams.copy()
    day = SHIFTS["jour"].hours
    more[rank["350000741"], day] += 1
    night = place.calls * ~day[None, :]
    by_night = replace(place, calls=night, teams=teams)
    one, two = (measured(by_night, Fleet(t, none, none), Standard(), inputs) for t in (teams, more))
    # Its share of time out is a mean of the week, so that is all that may move at night.
    assert two.calls == one.calls
    assert two.free >= one.free
    whole = [measured(place, Fleet(t, none, none), Standard(), inputs).free for t in (teams, more)]
    assert whole[1] - whole[0] > two.free - one.free


def test_the_best_half_of_a_team_is_better_than_every_other_place_and_time(inputs, hours):
    place, step = hours.place, hours.steps[1]
    assert (step.hours_week, step.budget) == (84, 84)
    every = {}
    for j in place.candidates:
        for word in ("jour", "nuit"):
            fleet = fleet_of(place)
            fleet.doctors[j] += SHIFTS[word].hours
            every[j, word] = measured(place, fleet, Standard(), inputs).calls
    best = max(every, key=every.get)
    assert [(one.place, one.shift.word) for one in step.teams] == [best]
    assert step.served.calls == pytest.approx(every[best])


def test_the_curve_never_spends_more_than_its_budget_nor_falls(hours, tiers, flown):
    for found in (hours, tiers, flown):
        calls = [one.served.calls for one in found.steps]
        assert calls == sorted(calls)
        assert found.steps[0].teams == ()
        for one in found.steps:
            offer = found.question.offer
            spent = one.hours_week if math.isfinite(offer.budget_hours) else one.eur_year
            assert spent <= one.budget + 1e-6
            assert one.status == "optimal"


def test_the_two_tiers_add_up(inputs, tiers):
    place, step = tiers.place, tiers.steps[-1]
    need = siting2026.NEED_DOCTOR.number
    calls = place.calls
    near = np.zeros_like(calls, bool)
    doctor = np.zeros_like(calls, bool)
    for j in range(len(place.places)):
        medical = step.fleet.doctors[j] > 0
        any_crew = medical | (step.fleet.paramedics[j] > 0)
        near |= (place.minutes[:, [j]] <= 20) & any_crew[None, :]
        doctor |= (place.minutes[:, [j]] <= 30) & medical[None, :]
    said = (calls * (need * (near & doctor) + (1 - need) * near)).sum() / calls.sum()
    assert step.served.calls == pytest.approx(said)
    assert step.served.doctor == pytest.approx((calls * doctor).sum() / calls.sum())
    assert any(one.crew == "paramedical" for one in step.teams)


def test_a_doctor_must_be_near_for_the_share_that_is_demanded(inputs):
    offer = Offer(calendars=("24h", "jour"), crews=("medecin", "paramedical"), budget_eur=2e6,
                  guarantee=0.82)  # fmt: skip
    question = Question(model="tandem", within=20, doctor_within=30, more=None, offer=offer)
    found = site(inputs, question)
    assert found.today.doctor < 0.82
    assert found.steps[0].status == "infeasible"
    last = found.steps[-1]
    assert last.status == "optimal"
    assert last.served.doctor >= 0.82
    assert any(one.crew == "medecin" for one in last.teams)


def test_a_helicopter_flies_by_day_and_in_fair_weather(inputs, flown):
    place, step = flown.place, flown.steps[-1]
    assert [one.crew for one in step.teams] == ["helicoptere"]
    above = flown.sky
    light = daylight(-2.8, 48.2, inputs, 2026)
    assert light[2] == 0
    assert light[13] == 1
    assert 0 < light[6] < 1
    fair = 1 - inputs.pathways.calls.grounded
    assert above.flyable.max() == pytest.approx(fair)
    # By hand: what only the machine reaches, at the hours of its calendar, when it may leave.
    j, day = step.teams[0].place, SHIFTS["jour"].hours
    road = (place.minutes[:, place.bases] <= 30).any(axis=1)
    alone = (above.minutes[:, j] <= 30) & ~road
    gained = (place.calls[alone] * above.flyable * day).sum() / place.calls.sum()
    assert step.served.calls - flown.today.calls == pytest.approx(gained)
    night = ~day
    assert step.served.by_hour[night] == pytest.approx(flown.today.by_hour[night])
    flat = sky(place, inputs, 2026).minutes
    assert flat == pytest.approx(above.minutes)


def test_closing_a_base_and_reopening_by_day_elsewhere_keeps_to_the_places_left(inputs):
    offer = Offer(calendars=("jour",), budget_hours=168)
    found = site(inputs, Question(more=None, closed=(CARHAIX,), offer=offer))
    assert CARHAIX not in found.steps[-1].opened
    assert found.steps[0].served.calls < found.today.calls


def test_equity_holds_with_hours_and_tiers(inputs):
    """Every commune that some hospital reaches is reached, for no more money than it takes."""
    least = site(inputs, Question(model="minimum", offer=Offer(calendars=DAY)))
    enough = least.steps[0].eur_year
    for model, crews in (("couverture", ("medecin",)), ("tandem", ("medecin", "paramedical"))):
        offer = Offer(calendars=DAY, crews=crews, budget_eur=enough)
        found = site(inputs, Question(model=model, more=None, ceiling=30, offer=offer))
        last = found.steps[-1]
        assert last.status == "optimal"
        reachable = (found.place.minutes <= 30).any(axis=1)
        assert (last.served.worst_min[reachable] <= 30).all()
        assert found.steps[0].status == "infeasible"
        assert last.eur_year <= enough + 1e-6


def test_the_twin_judges_the_hours_that_the_model_chose(inputs, hours, tmp_path):
    path = tmp_path / "heures.toml"
    path.write_text(scenario_text(hours, "pilote", "heures"))
    asked = load_scenario(path)
    assert [(one.kind, one.teams.central, one.from_min, one.until_min) for one in asked.lever] == [
        ("smur-teams", 1, 480, 1200)
    ] * len(hours.steps[-1].teams)
    before, after = of_model(asked, inputs)
    assert before.calls == pytest.approx(hours.today.calls)
    assert after.calls == pytest.approx(hours.steps[-1].served.calls)
    assert after.free == pytest.approx(hours.steps[-1].served.free)


def test_what_the_twin_cannot_live_is_refused(flown, tiers):
    assert 'kind = "helicopter"' in scenario_text(flown, "pilote", "x")
    with pytest.raises(JumeauError, match="sans médecin"):
        scenario_text(tiers, "pilote", "x")


def test_groups_add_up_to_the_territory_and_deprivation_is_read(inputs, place, hours):
    rows, said = groups(place, hours.today, hours.steps[-1].served)
    assert {one.scale for one in rows} == {"density"}
    assert any("pas d'indice" in line for line in said)
    people = sum(one.residents for one in rows)
    assert people == pytest.approx(place.residents.sum())
    for field, whole in (("calls_today", hours.today.calls),
                         ("calls_after", hours.steps[-1].served.calls)):  # fmt: skip
        total = sum(getattr(one, field) * one.calls_year for one in rows)
        assert total / sum(one.calls_year for one in rows) == pytest.approx(whole)
    lived = sum(one.residents_today * one.residents for one in rows)
    assert lived / people == pytest.approx(hours.today.residents)
    zones = place.territory.zones.assign(deprivation=np.arange(len(place.residents), dtype=float))
    poor = replace(place, territory=replace(place.territory, zones=zones))
    rows, _ = groups(poor, hours.today, hours.today)
    fifths = [one for one in rows if one.scale == "deprivation"]
    assert [one.key for one in fifths] == ["1", "2", "3", "4", "5"]
    assert sum(one.communes for one in fifths) == len(place.residents)


def test_files_carry_teams_hours_and_the_sentence(hours):
    told = plain(hours)
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    keys = {tuple(one) for one in told["steps"]}
    assert len(keys) == 1
    assert len({tuple(one) for one in told["groups"]}) == 1
    team = told["steps"][-1]["teams"][0]
    assert team["calendar_words"] == "de 8 h à 20 h"
    assert team["eur_year"] == pytest.approx(siting2026.DOCTOR_TEAM.number / 2)
    assert told["costs"][0]["status"] == "published"
    carte = json.loads(geojson(hours))
    added = [f["properties"] for f in carte["features"] if f["properties"].get("state") == "added"]
    assert len(added) == len(hours.steps[-1].teams)
    assert added[0]["teams"][0]["calendar"] == "jour"


def test_the_picture_shows_every_commune_and_base_with_its_legend(inputs):
    found = site(inputs, Question(more=1, closed=(CARHAIX,)))
    drawn = picture(found)
    root = ET.fromstring(drawn)
    said = " ".join("".join(one.itertext()) for one in root.iter())
    assert NOT_A_DEVICE.replace(" ", " ") in said.replace("\u00a0", " ")
    for words in ("base gardée", "base ajoutée", "base fermée", "minutes de chaque commune",
                  "Du départ demandé"):  # fmt: skip
        assert words in said.replace("\u00a0", " ")
    titles = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}title")]
    assert sum("min" in one for one in titles) >= len(found.place.residents)
    assert sum("base gardée" in one for one in titles) == 16
    assert sum("base fermée" in one for one in titles) == 1


def test_the_calls_are_those_of_the_confirmation_rules_of_access_included(place):
    rule = AccessRule(CARHAIX, "regulated", None, None, tuple(range(7)), 20, 8, "essai")
    start = period_inputs(replace(Territory.pilot(), access_rules=(rule,)), Question().day, 28, 7)
    found = site(start, Question(more=0))
    assert found.place.calls == pytest.approx(smur_calls(start))
    notes = limited(found.place, Question().day)
    assert len(notes) == 1
    assert "Carhaix" in notes[0]
    assert "84 h par semaine" in notes[0]
    assert (found.place.teams[found.place.bases] > 0).all(), "its SMUR stays"
    assert not limited(place, Question().day)


@pytest.mark.parametrize(
    ("word", "hours_a_week", "words"),
    [("24h", 168, "jour et nuit"), ("jour", 84, "de 8 h à 20 h"), ("nuit", 84, "de 20 h à 8 h"),
     ("semaine", 60, "de 8 h à 20 h, du lundi au vendredi"),
     ("weekend", 48, "jour et nuit, samedi et dimanche"), ("10-22", 84, "de 10 h à 22 h"),
     ("22-6", 56, "de 22 h à 6 h"), ("18-24", 42, "de 18 h à 24 h")],
)  # fmt: skip
def test_hours_of_a_calendar(word, hours_a_week, words):
    found = shift(word)
    assert (found.hours_a_week, found.words) == (hours_a_week, words)
    assert (SHIFTS["jour"].hours ^ SHIFTS["nuit"].hours).all()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--calendriers", "jou"], "Vouliez-vous dire"),
        (["--calendriers", "8-8"], "10-22"),
        (["--equipes", "infirmier"], "paramedical"),
        (["--equipes", "paramedical", "--modele", "double"], "tandem"),
        (["--modele", "mediane", "--heures", "84"], "jour et nuit"),
        (["--heures", "84", "--budget", "1000000"], "Gardez-en un"),
        (["--budget", "-3"], "plus de 0"),
        (["--garantie", "80"], "--modele tandem"),
        (["--cout", "medecin"], "medecin=1700000"),
        (["--cout", "avion=3"], "helicoptere"),
        (["--date", "2026-02-30"], "n'est pas un jour"),
        (["--image", "x.png"], ".svg"),
        (["--modele", "minimum", "--budget", "2000000"], "moindre dépense"),
    ],
)
def test_bad_words_are_refused(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        main(["samu", "site", *words])
    assert said in capsys.readouterr().err.replace("\u00a0", " ")
    assert not list(tmp_path.iterdir())


def test_too_small_a_budget_says_the_least(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["samu", "site", "--budget", "10000", "--cout", "medecin=1000000"])
    said = capsys.readouterr().err.replace("\u202f", " ").replace("\u00a0", " ")
    assert "500 000 € par an" in said


def test_the_verb_says_costs_with_their_sources(capsys, tmp_path):
    with pytest.raises(SystemExit, match="0"):
        main(["samu", "site", "--heures", "84", "--image", str(tmp_path / "x.svg")])
    said = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    for words in ("de 8 h à 20 h", "Coût (publié)", "1 700 000 €", "850 000", "x.svg",
                  "pas un dispositif médical"):  # fmt: skip
        assert words in said
