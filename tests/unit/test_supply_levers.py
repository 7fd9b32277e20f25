"""Levers on doors, teams, beds and staff: a small table in, the expected timeline out."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from scenarios.lever import lever_kinds
from scenarios.levers.open_ed import without_days
from scenarios.scenario import Scenario
from tests.territories import hospital, samu, small_territory, territory
from tests.unit.forecast_doses import NAMED
from tests.unit.learned_doses import EMPTY
from tests.unit.roster_doses import write
from twin.contracts import (
    AccessChange,
    Calendar,
    CapacityChange,
    DestinationRule,
    FactorChange,
    ReferralChange,
    TwinInputs,
    WeeklyWindow,
    hourly_capacity,
)
from twin.contracts.changes import WHOLE_WEEK
from twin.tables import JumeauError

SITE, OTHER, THIRD = "220000012", "220000095", "220000343"
DAY, START = date(2026, 1, 12), datetime(2026, 1, 12)
END = datetime(2026, 1, 19)
NIGHT = WeeklyWindow(20 * 60, 8 * 60)


def made(kind, **said):
    """Give a lever from the 12th to the 18th of January."""
    base = {"reason": "essai", "start": DAY, "end": date(2026, 1, 18)}
    return lever_kinds()[kind].model_validate({**base, **said})


def written(kind, inputs, **said):
    """Give the changes that a lever writes."""
    return made(kind, **said).apply(inputs).timeline


@pytest.fixture(scope="module")
def inputs():
    """Give three hospitals; three physicians and ninety beds at the first."""
    return TwinInputs(small_territory(hospitals=3), None, None, None)


def two_departments():
    """Give inputs with a hospital and a SAMU in each of two departments, and planned beds."""
    from dataclasses import replace

    here = hospital(SITE, "22001", -3.0, wards={"medicine": 30, "surgery": 20},
                    elective={"surgery": 10})  # fmt: skip
    there = replace(hospital(THIRD, "22002", -2.9), department="56")
    other = replace(samu("22002", -2.9, intakes=2), id="SAMU-56", department="56")
    place = territory([[1000, 2000, 1000], [500, 1000, 500]],
                      [here, there, samu("22001", -3.0), other])  # fmt: skip
    zones = place.zones.copy()
    zones.loc[1, "dep"] = "56"
    return TwinInputs(replace(place, zones=zones), None, None, None)


def capacity(inputs, facility, line):
    """Give what a site staffs at each hour of two weeks from the 12th."""
    calendar = Calendar.of(DAY, 14, "53")
    place = inputs.territory.facility(facility)
    return hourly_capacity([place], [(line,)], inputs.timeline, calendar)[0, 0]


SHARES = {"share_lost": 0.1, "share_gp": 0.2, "share_other": 0.4, "share_call": 0.2,
          "share_anyway": 0.1}  # fmt: skip


def test_a_closed_department_empties_then_its_whole_team_is_free(inputs):
    changes = written("close-ed", inputs, site=SITE, **SHARES, staff={"to": OTHER, "share": 1})
    assert changes[0] == AccessChange(
        SITE, START, END, WHOLE_WEEK, 0, 0.1, 0.2, 0.4, 0.1, share_call=0.2, form="closed"
    )
    after = inputs.with_changes(*changes)
    left, came = (capacity(after, site, "physicians") for site in (SITE, OTHER))
    assert left[:48].tolist() == [1] * 48
    assert left[48:168].tolist() == [0] * 120
    assert left[168:].tolist() == [3] * 168
    assert came[:48].tolist() == [1 + 2] * 48
    assert came[48:168].tolist() == [1 + 3] * 120


def test_a_department_closed_on_sundays_keeps_its_team_the_other_days(inputs):
    changes = written("close-ed", inputs, site=SITE, weekdays=["dimanche"], **SHARES)
    after = inputs.with_changes(*changes)
    assert set(np.flatnonzero(capacity(after, SITE, "physicians") == 1)) == set(range(144, 168))
    with pytest.raises(ValidationError, match="wards"):
        made("close-ed", site=SITE, weekdays=["dimanche"], wards="closed")


def test_wards_and_smur_close_with_the_department(inputs):
    changes = written("close-ed", inputs, site=SITE, wards="closed", keep_smur=False)
    after = inputs.with_changes(*changes)
    assert capacity(after, SITE, "beds_medicine")[:168].max() == 0
    assert capacity(after, "SMUR-1", "smur_teams")[:168].max() == 0
    assert FactorChange("planned", 0.0, START, END, facilities=(SITE,)) in changes
    assert CapacityChange(SITE, "beds_surgery", "at_most", 0, START, END) not in changes


def test_shares_of_a_closure_add_up_to_one():
    with pytest.raises(ValidationError, match="au lieu de 1"):
        made("close-ed", site=SITE, **{**SHARES, "share_lost": 0.5})


RULE = AccessChange(SITE, datetime(2026, 1, 5, 20), None, NIGHT, 30, 0.1, 0.2, 0.5, 0.2)


def test_reopening_lifts_the_nights_that_begin_within_its_days():
    before, after = without_days(RULE, datetime(2026, 1, 12), datetime(2026, 1, 19))
    # The night of the 11th is lived to its end; that of the 19th is shut, last arrivals included.
    assert (before.start, before.end) == (RULE.start, datetime(2026, 1, 12, 8))
    assert (after.start, after.end) == (datetime(2026, 1, 19, 19), None)
    assert without_days(RULE, datetime(2026, 1, 12), None) == (before,)


def test_a_restriction_out_of_the_period_stays_as_it_is():
    from dataclasses import replace

    past = replace(RULE, end=datetime(2026, 1, 8, 8))
    assert without_days(past, datetime(2026, 1, 12), None) == (past,)
    later = replace(RULE, start=datetime(2026, 2, 1, 20))
    assert without_days(later, datetime(2026, 1, 12), datetime(2026, 1, 19)) == (later,)
    within = replace(RULE, start=datetime(2026, 1, 13, 20), end=datetime(2026, 1, 15, 8))
    assert without_days(within, datetime(2026, 1, 12), datetime(2026, 1, 19)) == ()


def test_reopening_touches_one_site_and_adds_posts(inputs):
    from dataclasses import replace

    other = replace(RULE, facility=OTHER)
    held = inputs.with_changes(RULE, other)
    found = made("open-ed", site=SITE, physicians=1, end=None).apply(held).timeline
    assert found == (
        replace(RULE, end=datetime(2026, 1, 12, 8)),
        other,
        CapacityChange(SITE, "physicians", "add", 1, START, None),
    )
    assert held.timeline == (RULE, other)


def test_reopening_a_site_that_is_open_is_refused(inputs):
    with pytest.raises(JumeauError, match="rien n'est à rouvrir"):
        made("open-ed", site=SITE).apply(inputs)


@pytest.mark.parametrize("hours", [{"from": "08:00", "until": "20:00"}, {"weekdays": ["lundi"]}])
def test_hours_of_a_reopening_are_those_of_its_posts(hours, inputs):
    with pytest.raises(ValidationError, match="retirez-les"):
        made("open-ed", site=SITE, **hours)
    lever = made("open-ed", site=SITE, physicians=1, end=None, **hours)
    assert "à toute heure" in lever.notes(DAY)[1]
    lifted, posts = lever.apply(inputs.with_changes(RULE)).timeline
    assert (lifted.window, lifted.end) == (NIGHT, datetime(2026, 1, 12, 8))
    assert posts.window == lever.window() != WHOLE_WEEK
    assert len(made("open-ed", site=SITE).notes(DAY)) == 1


def test_a_new_base_has_the_roads_of_its_hospital_and_no_team(inputs):
    lever = made("smur-teams", site=OTHER, teams=2, **{"from": "08:00", "until": "20:00"})
    ground = lever.ground(inputs)
    base = ground.territory.facility(f"SMUR-{OTHER}")
    assert base.site == OTHER
    assert set(base.line("smur_teams").by_hour) == {0}
    at, host = ([f.id for f in ground.territory.facilities].index(x) for x in (base.id, OTHER))
    assert at == len(inputs.territory.facilities)
    for travel in (ground.territory.travel, ground.territory.site_travel):
        assert travel.minutes[:, at].tolist() == travel.minutes[:, host].tolist()
    after = lever.apply(inputs)
    teams = capacity(after, base.id, "smur_teams")[:24]
    assert teams.tolist() == [2 if 8 <= h < 20 else 0 for h in range(24)]
    # At a hospital that has one, the base is its own.
    assert made("smur-teams", site=SITE, teams=-1).ground(inputs) is inputs
    assert written("smur-teams", inputs, site=SITE, teams=-1) == (
        CapacityChange("SMUR-1", "smur_teams", "add", -1, START, END),
    )


@pytest.mark.parametrize(("kind", "key"), [("smur-teams", "teams"), ("helicopter", "helicopters")])
def test_taking_away_what_is_not_there_is_refused(inputs, kind, key):
    with pytest.raises(JumeauError, match="rien à retirer"):
        written(kind, inputs, site=OTHER, **{key: -1})


def test_teams_open_by_steps_and_are_rounded(inputs):
    found = written("smur-teams", inputs, site=SITE, teams=2, ramp_days=3, compliance=0.5)
    assert [c.value for c in found] == [1, 1, 1]
    assert found[-1].end == END


def test_a_base_moves_with_its_hours(inputs):
    after = made("move-smur-base", site=SITE, to=THIRD).apply(inputs)
    assert capacity(after, "SMUR-1", "smur_teams")[:168].max() == 0
    assert set(capacity(after, f"SMUR-{THIRD}", "smur_teams")[:168]) == {1}
    assert capacity(after, f"SMUR-{THIRD}", "smur_teams")[168:].max() == 0
    with pytest.raises(JumeauError, match="n'a pas de SMUR"):
        made("move-smur-base", site=OTHER, to=SITE).apply(inputs)
    with pytest.raises(ValidationError, match="nommez-en un autre"):
        made("move-smur-base", site=SITE, to=SITE)


def test_a_helicopter_is_a_base_of_its_own(inputs):
    after = made("helicopter", site=SITE, **{"from": "08:00", "until": "20:00"}).apply(inputs)
    base = after.territory.facilities[-1]
    assert (base.id, base.site) == (f"HELI-{SITE}", SITE)
    assert capacity(after, base.id, "helicopters")[:24].sum() == 12
    assert after.territory.facility("SMUR-1") == inputs.territory.facility("SMUR-1")


def test_a_share_of_beds_closes_where_they_are(inputs):
    found = written("close-beds", inputs, share=0.2)
    assert found == tuple(
        CapacityChange(site, "beds_medicine", "times", 0.8, START, END)
        for site in (SITE, OTHER, THIRD)
    )
    after = inputs.with_changes(*found)
    assert capacity(after, SITE, "beds_medicine")[:168].tolist() == [72] * 168
    with pytest.raises(JumeauError, match="aucun des hôpitaux"):
        written("close-beds", inputs, share=0.2, wards=["rea"])


def test_beds_of_both_pools_close_in_proportion():
    found = written("close-beds", two_departments(), sites=[SITE], wards=["chirurgie"], beds=6,
                    pool="both")  # fmt: skip
    assert {c.line: c.value for c in found} == {"beds_surgery": -4, "elective_surgery": -2}


@pytest.mark.parametrize(
    "said",
    [{"beds": 4}, {"beds": 4, "sites": [SITE]}, {"share": 1.2}, {"share": 0.1, "beds": 2,
     "sites": [SITE], "wards": ["rea"]}, {"share": 0.1, "wards": ["cuisine"]}],
)  # fmt: skip
def test_beds_closed_in_an_unclear_way_are_refused(said):
    with pytest.raises(ValidationError):
        made("close-beds", **said)


def test_closing_and_opening_the_same_beds_is_refused():
    scenario = Scenario.model_validate(
        {"name": "x", "title": "x", "question": "?", "start": DAY, "days": 7, "lever": [
            {"kind": "add-staffed-beds", "site": SITE, "beds": 4, "reason": "a"},
            {"kind": "close-beds", "sites": [SITE], "share": 0.1, "reason": "b"},
        ]}
    )  # fmt: skip
    assert any("contredit" in text for _, text, _ in scenario.faults())


def test_a_share_of_staff_is_right_on_average(inputs):
    after = made("staff", jobs=["physicians"], share=-0.2).apply(inputs)
    assert capacity(after, SITE, "physicians")[:165].sum() == pytest.approx(165 * 3 * 0.8, abs=1)
    assert capacity(after, SITE, "physicians")[168:].tolist() == [3] * 168
    assert {c.facility for c in after.timeline} == {SITE, OTHER, THIRD}


def test_staff_of_a_samu_is_that_of_its_area():
    said = {"jobs": ["regulators"], "posts": 1, "area": {"departments": ["56"]}}
    (one,) = written("staff", two_departments(), **said)
    assert (one.facility, one.line, one.value) == ("SAMU-56", "regulators", 1)
    lever = made("staff", jobs=["regulators"], posts=1, sites=["SAMU-22"])
    assert lever.places() == {"sites.0": ("samu", "SAMU-22")}
    assert lever.hospitals() == {}
    with pytest.raises(ValidationError, match="deux leviers"):
        made("staff", jobs=["regulators", "physicians"], posts=1, sites=["SAMU-22"])
    with pytest.raises(ValidationError, match="ensemble"):
        made("staff", jobs=["physicians"], posts=1, share=0.1)


def test_the_sas_has_three_effects_in_its_area():
    found = written("sas-rollout", two_departments(), calls=1.4, advice=1.2, gp_posts=2,
                    area={"departments": ["22"]}, ramp_days=1)  # fmt: skip
    half, whole = found[:3], found[3:]
    assert half == (
        FactorChange("calls", 1.2, START, START + timedelta(1), WHOLE_WEEK, ("22001",)),
        FactorChange("advice", 1.1, START, START + timedelta(1), WHOLE_WEEK, ("22001",)),
        CapacityChange("SAMU-22", "gp_regulators", "add", 1, START, START + timedelta(1)),
    )
    assert [getattr(c, "factor", None) or c.value for c in whole] == [1.4, 1.2, 2]
    assert made("sas-rollout").notes(DAY)
    assert not made("sas-rollout", gp_posts=1).notes(DAY)


def test_rules_of_the_samu_hold_between_two_dates(inputs):
    assert written("referral-policy", inputs, destination="nearest", specialised=False) == (
        ReferralChange(START, END, None, DestinationRule.NEAREST_OPEN, False),
    )


def test_cancelled_stays_give_their_beds_once_they_are_empty():
    """A planned stay in surgery lasts 3.8 days: four midnights after the 12th."""
    said = {"sites": [SITE], "share": 0.5, "beds_given": 1}
    found = written("elective-cancellation", two_departments(), **said)
    empty = datetime(2026, 1, 16)
    assert found == (
        FactorChange("planned", 0.5, START, END, facilities=(SITE,)),
        CapacityChange(SITE, "elective_surgery", "add", -5, empty, END),
        CapacityChange(SITE, "beds_surgery", "add", 5, empty, END),
    )
    short = written("elective-cancellation", two_departments(), **said, end=date(2026, 1, 15))
    assert [type(c) for c in short] == [FactorChange]
    (note,) = made("elective-cancellation", **said, wards=["chirurgie"]).notes(DAY)
    assert "(4 jours, assumed)" in note


def test_beds_of_a_ramp_are_given_step_by_step_and_taken_back_at_the_end():
    found = written("elective-cancellation", two_departments(), sites=[SITE], share=0.5,
                    beds_given=1, ramp_days=4)  # fmt: skip
    given = [(c.start.day, c.end.day, c.value) for c in found
             if isinstance(c, CapacityChange) and c.line == "beds_surgery"]  # fmt: skip
    # The beds of the last step, from the 16th on, would be empty on the 20th.
    assert given == [(16, 17, 1), (17, 18, 2), (18, 19, 3)]


def test_exams_are_slower_in_the_area_only():
    (one,) = written("equipment-shortage", two_departments(), exams=2,
                     area={"departments": ["56"]})  # fmt: skip
    assert one == FactorChange("exams", 2, START, END, facilities=(THIRD,))
    with pytest.raises(JumeauError, match="aucun service d'urgences"):
        written("equipment-shortage", TwinInputs(small_territory(hospitals=2), None, None, None),
                area={"communes": ["22003"]})  # fmt: skip


def test_an_attack_shuts_then_slows_then_fades(inputs):
    said = {"site": SITE, "diversion_days": 2, "degraded_days": 14, "recovery_days": 14,
            "exams": 2, "work": 1.2, "planned_cut": 0.4, "beds_lost": 0.1,
            "avoided": 0.2}  # fmt: skip
    changes = written("cyber-attack", inputs, **said, end=None)
    doors = [c for c in changes if isinstance(c, AccessChange)]
    assert [(c.form, c.start.day, c.end.day) for c in doors] == [
        ("suspended", 12, 14), ("regulated", 14, 28), ("regulated", 28, 4), ("regulated", 4, 11),
    ]  # fmt: skip
    assert [c.share_other for c in doors[1:]] == pytest.approx([0.2, 0.15, 0.05])
    assert all(c.oriented_in == 1 and c.share_lost == 0 for c in doors[1:])
    exams = [c.factor for c in changes if isinstance(c, FactorChange) and c.what == "exams"]
    assert exams == pytest.approx([2, 2, 1.75, 1.25])
    planned = [c.factor for c in changes if isinstance(c, FactorChange) and c.what == "planned"]
    assert planned == pytest.approx([0.6, 0.6, 0.7, 0.9])
    short = written("cyber-attack", inputs, **said)
    assert max(c.end for c in short) == END


@pytest.mark.parametrize("kind", sorted(lever_kinds()))
def test_a_scenario_starts_from_the_examples_of_each_lever(kind, tmp_path):
    from scenarios.scenario import load_scenario
    from scenarios.template import new_text

    path = tmp_path / "essai.toml"
    path.write_text(new_text(path, [kind]), encoding="utf-8")
    shutil.copy(EMPTY, tmp_path / "modele-appris.json")  # the file that one of them reads
    shutil.copy(NAMED, tmp_path / "prevision.json")
    write(tmp_path)
    # The pilot does not know how deprived its communes are.
    known = kind != "deprivation-programme"
    assert load_scenario(path, check_sites=known).lever[0].kind == kind
