"""A fault never hides another one of the same lever, and none is said that is not there."""

from __future__ import annotations

from itertools import combinations

import pytest

from scenarios.scenario import load_scenario
from tests.territories import small_territory
from tests.unit.test_scenario_faults import HEAD
from twin.tables import JumeauError

LONG = HEAD.replace("days = 14", "days = 300")
PLACE = small_territory(hospitals=3)
LEVERS = {
    "suspend-ed": 'site = "220000012"\nfrom = "20:00"\nuntil = "08:00"\n',
    "regulated-access": 'site = "220000012"\nfrom = "20:00"\nuntil = "08:00"\nstart = 2026-01-13\n',
    "close-beds": 'sites = ["220000012"]\nwards = ["medecine"]\nshare = 0.2\n',
    "staff": 'jobs = ["physicians"]\nsites = ["220000012"]\nshare = -0.2\n',
    "move-smur-base": 'site = "220000012"\nto = "220000095"\n',
    "mass-casualty": 'commune = "22001"\nat = "10:00"\nnumber = 5\n',
    "health-centre": 'commune = "22001"\ngps = 3\n',
    "epidemic-wave": 'disease = "influenza"\n',
}
# What to change in the lever above: a line replaced or added, and a piece of what must be said.
FAULTS = {
    "suspend-ed": [
        ('until = "09:00"', "13 h 00"), ("share_lost = 0.5", "au lieu de 1"),
        ('site = "999999999"', "« 999999999 »"), ("last_arrival_min = -3", "-3 est refusé"),
        ("start = 2030-01-01", "hors de la période"), ("sort = 3", "« sort » inconnue"),
        ('staff = { to = "999999998", share = 1 }', "« 999999998 »"),
    ],
    "regulated-access": [
        ("end = 2026-09-01", "au plus 3 mois"), ("share_call = 0.9", "au lieu de 1"),
        ("oriented_in = 2", "2 est refusé"),
    ],
    "close-beds": [
        ("beds = 3", "beds et share ensemble"), ("compliance = 2", "2 est refusé"),
        ('area = { communes = ["99999"] }', "« 99999 »"), ("end = 2030-01-01", "hors de la"),
    ],
    "staff": [
        ("posts = -1", "share et posts ensemble"), ('jobs = ["physician"]', "« physician »"),
        ('sites = ["220000013"]', "« 220000013 »"), ("ramp_days = -1", "-1 est refusé"),
    ],
    "move-smur-base": [
        ('to = "220000012"', "to est l'hôpital"), ('weekdays = ["lundy"]', "« lundy »"),
        ("start = 2030-01-01", "hors de la période"),
    ],
    "mass-casualty": [
        ('commune = "99999"', "« 99999 »"), ('at = "25:00"', "« 25:00 »"),
        ("severe = 3", "3 est refusé"),
    ],
    "health-centre": [('commune = "99999"', "« 99999 »"), ("gps = -3", "-3 est refusé")],
    "epidemic-wave": [
        ("peak = 2030-01-01", "ne touche pas la période"), ("height = -1", "-1 est refusé"),
        ('area = { departments = ["99"] }', "« 99 »"),
    ],
}  # fmt: skip
PAIRS = [(kind, *pair) for kind, faults in FAULTS.items() for pair in combinations(faults, 2)]


def said_of(folder, kind, *lines):
    """Give the faults of a file whose only lever has some lines changed."""
    keys = {line.partition(" =")[0] for line in lines}
    kept = [one for one in LEVERS[kind].splitlines() if one.partition(" =")[0] not in keys]
    text = [LONG, "[[lever]]", f'kind = "{kind}"', 'reason = "essai"', *kept, *lines]
    path = folder / "x.toml"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    with pytest.raises(JumeauError) as refused:
        load_scenario(path, territory=PLACE)
    return [fault.problem for fault in refused.value.faults()]


@pytest.mark.parametrize(
    ("kind", "line", "piece"), [(kind, *one) for kind, faults in FAULTS.items() for one in faults]
)
def test_one_fault_is_said_once(tmp_path, kind, line, piece):
    (problem,) = said_of(tmp_path, kind, line)
    assert piece in problem


@pytest.mark.parametrize(("kind", "one", "other"), PAIRS)
def test_two_faults_of_a_lever_are_both_said_and_no_other(tmp_path, kind, one, other):
    problems = said_of(tmp_path, kind, one[0], other[0])
    assert len(problems) == 2, problems
    for _, piece in (one, other):
        assert any(piece in problem for problem in problems), problems


def test_there_are_forty_pairs():
    assert len(PAIRS) >= 40


def test_a_rule_whose_key_is_mistyped_is_not_blamed(tmp_path):
    """With `share_lsot`, nobody knows whether the shares add up; the hours are still too long."""
    problems = said_of(tmp_path, "suspend-ed", "share_lsot = 0.9", 'until = "09:00"')
    assert len(problems) == 2, problems
    assert "« share_lsot » inconnue" in problems[0] + problems[1]
    assert "13 h 00" in problems[0] + problems[1]


def test_a_ward_misspelt_is_recognised(tmp_path):
    path = tmp_path / "x.toml"
    said = 'kind = "add-staffed-beds"\nsite = "220000012"\nbeds = 1\nward = "reanimatoin"\n'
    path.write_text(f'{HEAD}[[lever]]\nreason = "x"\n{said}', encoding="utf-8")
    with pytest.raises(JumeauError, match="Vouliez-vous dire « reanimation »"):
        load_scenario(path, territory=PLACE)
