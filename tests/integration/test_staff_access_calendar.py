"""A territory whose doors are limited at some hours: a roster is judged on it, a need says so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from scenarios import staff_effects as effects
from scenarios.base_beds import is_assumed
from scenarios.baseline import base_inputs
from scenarios.batch.world import Grounds
from scenarios.cli.main import main
from scenarios.team import line_said, read_team_roster, team_of
from scenarios.territory_period import period_inputs
from tests.lever_effects import asked as scenario_of
from tests.territories import hospital, samu, territory, unit
from tests.unit.roster_doses import PROBLEM
from twin.contracts import AccessChange
from twin.contracts.run import Keep
from twin.engine.run import run
from twin.territory import Territory
from twin.territory.openings import AccessRule

pytestmark = pytest.mark.integration
SITE, NEAR = "220000012", "220000095"
START, DAYS = date(2026, 1, 12), 3
STUDY = ("--days", str(DAYS), "--warmup", "1", "--replications", "2", "--seed", "7")
EVENING = AccessRule(SITE, "suspended", None, None, tuple(range(7)), 20, 8, "essai")
LAPSED = replace(EVENING, start=date(2024, 1, 1), end=date(2024, 6, 30))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a territory open at all hours, one shut at night, one whose rule is over."""
    root = tmp_path_factory.mktemp("acces")
    place = territory(
        [[3000, 8000, 4000], [2000, 5000, 3000]],
        [hospital(SITE, "22001", -3.0, physicians=2, boxes=6, beds=40),
         hospital(NEAR, "22002", -2.9, physicians=2, boxes=6, beds=40),
         unit("smur", "SMUR-1", "22001", -3.0, 1, site=SITE),
         unit("ambulance", "AMB-1", "22001", -3.0, 2), samu("22001", -3.0)],
        spacing=0.2,
    )  # fmt: skip
    for name, rules in (("ouvert", ()), ("ferme", (EVENING,)), ("passe", (LAPSED,))):
        replace(place, access_rules=rules).save(root / name)
    (root / "equipe.toml").write_text(PROBLEM, encoding="utf-8")
    rows = [f"{who};{START + timedelta(days=k)};G" for k in range(7) for who in ("U1", "U2")]
    (root / "deux.csv").write_text("agent;jour;poste\n" + "\n".join(rows), encoding="utf-8")
    return root


def said(capsys, verb, *words):
    with pytest.raises(SystemExit) as end:
        main(["staff", verb, *map(str, words)])
    out = capsys.readouterr()
    assert end.value.code == 0, out.err
    return out.out


def evaluated(capsys, folder, where, *more):
    words = (folder / "deux.csv", "--site", SITE, "--line", "medecins=urgentiste", "--territoire",
             folder / where, *STUDY, *more)  # fmt: skip
    return json.loads(said(capsys, "evaluate", *words, "--json"))


def test_a_roster_is_judged_on_the_days_that_a_scenario_lives(folder, capsys):
    shut, place = evaluated(capsys, folder, "ferme"), Territory.load(folder / "ferme")
    assert shut["access_rules"] == 1
    assert any("Accès des urgences" in note and "1 règle" in note for note in shut["notes"])
    asked = scenario_of(days=DAYS).model_copy(update={"warmup_days": 1, "agents": True})
    lived = Grounds((asked,), lambda _: place).base(asked)
    hashes = [
        run(lived, start=START, days=DAYS, warmup_days=1, seed=7, replication=r,
            keep=Keep.INDICATORS).log_hash for r in range(2)
    ]  # fmt: skip
    assert shut["variants"][0]["log_hashes"] == hashes
    bare = run(base_inputs(place), start=START, days=DAYS, warmup_days=1, seed=7,
               keep=Keep.INDICATORS).log_hash  # fmt: skip
    assert bare != hashes[0]
    free = evaluated(capsys, folder, "ouvert")
    assert free["access_rules"] == 0
    assert not any("Accès des urgences" in note for note in free["notes"])
    assert free["variants"][0]["log_hashes"][0] == bare


def test_the_first_line_still_says_what_is_assumed_under_a_rule(folder):
    place = Territory.pilot()
    site = next(f.id for f in place.of_kind("hospital") if is_assumed(f.line("ed_physicians")))
    _, table = read_team_roster(folder / "deux.csv", None)
    team = team_of(site, table, (line_said("medecins=urgentiste"),))
    ruled = replace(place, access_rules=(replace(EVENING, site=site),))
    inputs = period_inputs(ruled, START, DAYS)
    assert [type(one) for one in inputs.timeline] == [AccessChange]
    study = effects.Study(START, DAYS, 0, 1)
    assert effects.estimated_lines(team, effects.variants_of(inputs, team, study)) == ("medecins",)
    against = effects.variants_of(inputs, team, study, against=team)
    assert effects.estimated_lines(team, against) == ()


def test_two_rosters_of_other_persons_are_said_not_to_share_absences(folder, capsys):
    plain = evaluated(capsys, folder, "ouvert")
    drawn = evaluated(capsys, folder, "ouvert", "--away", "0.2")
    words = "ne partagent pas leurs absences"
    assert any(words in note for note in drawn["notes"])
    assert not any(words in note for note in plain["notes"])


@pytest.mark.parametrize(("where", "told"), [("ferme", 1), ("ouvert", 0), ("passe", 0)])
def test_a_need_from_the_twin_says_that_doors_are_taken_as_open(folder, capsys, where, told):
    words = ("--twin", SITE, "--minutes", "20", "--territoire", folder / where)
    found = json.loads(said(capsys, "need", *words, "--json"))
    assert len(found["notes"]) == told
    assert all("n'est pas appliqué" in note and "dont 1 sur ce site" in note
               for note in found["notes"])  # fmt: skip
    shown = " ".join(said(capsys, "need", *words).split())
    assert ("n'est pas appliqué" in shown) == bool(told)
