"""Levers that cannot both be: refused when the file is read, both named."""

from __future__ import annotations

from datetime import date

import pytest

from scenarios.scenario import Scenario, load_scenario
from tests.territories import small_territory
from twin.tables import JumeauError

ONE, TWO, THREE = "220000012", "220000095", "220000343"
HEAD = {"name": "essai", "title": "Essai", "question": "?", "start": "2026-01-12", "days": 28}


def night(site=ONE, first="20:00", until="08:00", kind="suspend-ed", **more):
    return {"kind": kind, "site": site, "from": first, "until": until, "reason": "x", **more}


def beds(site=ONE, **more):
    return {"kind": "add-staffed-beds", "site": site, "beds": 2, "reason": "x", **more}


def lever(kind, **said):
    return {"kind": kind, "reason": "x", **said}


def faults(*levers, **more):
    scenario = Scenario.model_validate({**HEAD, "lever": list(levers), **more})
    return scenario.faults(small_territory(hospitals=3))


@pytest.mark.parametrize(
    "levers",
    [
        (night(), night(TWO)),
        (beds(), beds()),
        (beds(), beds(ward="rea")),
        (night(end="2026-01-18"), night(start="2026-01-19")),
        (night(weekdays=["lundi"]), night(weekdays=["mardi"])),
        # Regulated by day, suspended by night.
        (night(), night(first="08:00", until="20:00", kind="regulated-access")),
        # The longest that an order lasts is over before the second begins.
        (night(kind="regulated-access"), night(start="2026-04-20")),
        (night(staff={"to": TWO, "share": 1}), night(TWO, kind="regulated-access")),
        # Together exactly twelve hours.
        (night(first="20:00", until="02:00"), night(first="02:00", until="08:00")),
        (night(weekdays=[]), night()),
        # By day to one hospital, by night to another.
        (lever("move-smur-base", site=ONE, to=TWO, **{"from": "08:00", "until": "20:00"}),
         lever("move-smur-base", site=ONE, to=THREE, **{"from": "20:00", "until": "08:00"})),
        # Two bases brought together.
        (lever("smur-teams", site=TWO, teams=1), lever("move-smur-base", site=ONE, to=TWO)),
        (lever("ageing", year=2030, area={"communes": ["22001"]}),
         lever("ageing", year=2040, area={"communes": ["22002"]})),
        (lever("ageing", year=2030),
         lever("population-growth", factor=1.09, area={"communes": ["22001"]})),
        (lever("population-growth", factor=1), lever("population-growth", factor=1.09)),
        (lever("heatwave", days=10), lever("heatwave", days=3, level="red", start="2026-01-22")),
        (lever("heatwave", days=10, area={"communes": ["22001"]}),
         lever("heatwave", days=10, level="red", area={"communes": ["22002"]})),
        (lever("ageing", year=2030, end="2026-01-18"),
         lever("ageing", year=2040, start="2026-01-19")),
    ],
)  # fmt: skip
def test_levers_that_may_live_together(levers):
    assert faults(*levers, days=200) == []


@pytest.mark.parametrize(
    ("levers", "said"),
    [
        ((night(), night()), "tous deux « suspend »"),
        ((night(), night(first="07:00", until="09:00")), "contredit"),
        ((night(), night(kind="regulated-access")), "« suspend », l'autre « régule »"),
        ((night(kind="antenna"), night(first="21:00", until="22:00")), "antenne"),
        ((night(weekdays=["dimanche"]), night(first="05:00", until="06:00")), "19/01/2026 à 05:00"),
        ((night(end="2026-01-18"), night(start="2026-01-18")), "18/01/2026 à 20:00"),
        # Its team is sent to a site that is closed at the same hours.
        ((night(staff={"to": TWO, "share": 1}), night(TWO)), "équipe"),
        # Sixteen hours in a row; then, in two pieces, fourteen hours a day.
        ((night(), night(first="08:00", until="12:00")), "16 h 00 d'affilée"),
        ((night(), night(first="10:00", until="12:00")), "14 h 00 commencées le"),
        ((night(end="2026-01-18"), night(first="08:00", until="20:00", start="2026-01-19")),
         "24 h 00 d'affilée"),
    ],
)  # fmt: skip
def test_levers_that_contradict_each_other(levers, said):
    ((key, problem, remedy),) = faults(*levers)
    assert key == ("lever", 1)
    assert said in problem
    assert f"le levier 1 ({levers[0]['kind']})" in problem
    assert f"le levier 2 ({levers[1]['kind']})" in problem
    assert "220000" in problem
    assert remedy


MOVED = lever("move-smur-base", site=ONE, to=TWO)


@pytest.mark.parametrize(
    ("levers", "said"),
    [
        # The same teams would be at two places, or be those that were taken away.
        ((MOVED, MOVED | {"to": THREE}), "tous deux « déplace »"),
        ((MOVED, MOVED), "tous deux « déplace »"),
        ((lever("smur-teams", site=ONE, teams=-1), MOVED), "l'un « ferme », l'autre « déplace »"),
        ((MOVED, night(keep_smur=False)), "« ferme »"),
        # One area within the other: its people would grow old twice.
        ((lever("ageing", year=2030), lever("ageing", year=2040, area={"communes": ["22001"]})),
         "l'un « est celle de 2030 », l'autre « est celle de 2040 »"),
        ((lever("ageing", year=2030, area={"departments": ["22"]}),
          lever("ageing", year=2030, area={"communes": ["22001"]})), "population"),
        ((lever("population-growth", factor=1.04),
          lever("population-growth", factor=1.09, area={"communes": ["22001"]})), "habitants"),
        # One warning at a time: the tenth day of the first is the first of the second.
        ((lever("heatwave", days=10), lever("heatwave", days=3, level="red", start="2026-01-21")),
         "vigilance"),
    ],
)  # fmt: skip
def test_what_can_be_once_only_is_not_twice(levers, said):
    ((key, problem, _),) = faults(*levers)
    assert key == ("lever", 1)
    assert said in problem


def test_the_law_is_named():
    ((_, problem, _),) = faults(night(), night(first="08:00", until="12:00"))
    assert "décret 2023-1374" in problem


def test_three_levers_give_each_contradiction_once():
    found = faults(night(), night(), night())
    assert [key for key, _, _ in found] == [("lever", 1), ("lever", 2), ("lever", 2)]


def test_a_file_is_refused_with_its_line_and_a_scenario_composed_too(tmp_path):
    one = '[[lever]]\nkind = "suspend-ed"\nsite = "220000012"\nfrom = "20:00"\nuntil = "08:00"\n'
    one += 'reason = "x"\n'
    head = 'name = "essai"\ntitle = "x"\nquestion = "x"\nstart = 2026-01-12\ndays = 14\n'
    path = tmp_path / "s.toml"
    path.write_text(head + one + one, encoding="utf-8")
    with pytest.raises(JumeauError, match=r"ligne 12, lever\[2\]") as caught:
        load_scenario(path, territory=small_territory())
    assert "Hôpital 220000012 (220000012)" in caught.value.problem
    with pytest.raises(JumeauError, match="levier 2"):
        Scenario.model_validate({**HEAD, "lever": [night(), night()]}).check()


def test_a_longer_period_may_bring_a_contradiction():
    late = night(start="2026-01-30", end="2026-02-01")
    scenario = Scenario.model_validate({**HEAD, "lever": [night(end="2026-01-20"), late]})
    assert scenario.changed(days=60).days == 60
    with pytest.raises(JumeauError, match="hors de la période"):
        scenario.changed(days=5)


def test_the_three_months_of_an_order_are_said():
    def notes(**more):
        lever = night(kind="regulated-access", **more)
        return Scenario.model_validate({**HEAD, "lever": [lever]}).notes()

    (note,) = notes()
    assert "3 mois" in note
    assert "11/04/2026" in note
    assert "6 mois" in notes(renewed=True)[0]
    assert notes(permanent=True) == notes(end=date(2026, 1, 20)) == ()
