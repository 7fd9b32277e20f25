"""The lever `roster`: equal hours change nothing, its days and claims, what is refused."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from scenarios.lever import lever_kinds
from scenarios.scenario import load_scenario
from tests.lever_effects import SITE, both, change
from tests.territories import small_territory
from tests.unit.roster_doses import write
from twin.contracts import TwinInputs
from twin.tables import JumeauError

ONE = "220000095"
DAY = date(2026, 1, 12)
DOCTORS = [{"line": "medecins", "skill": "urgentiste"}]
WHOLE_WEEK = [f"U1;2026-01-{12 + k};G" for k in range(7)]
HEAD = 'name = "x"\ntitle = "x"\nquestion = "?"\nstart = 2026-01-12\ndays = 7\n'


@pytest.fixture
def inputs():
    return TwinInputs(small_territory(), None, None, None)


def made(folder, site=SITE, lines=WHOLE_WEEK, **said):
    path = write(folder, lines)
    given = {"site": site, "roster": str(path), "staffs": DOCTORS, "reason": "essai", **said}
    return lever_kinds()["roster"].model_validate(given).starting(DAY)


def test_a_roster_equal_to_the_usual_hours_gives_the_inputs_back(tmp_path, inputs):
    # The second hospital has one physician at any hour.
    assert made(tmp_path, ONE).apply(inputs) is inputs
    assert made(tmp_path, ONE, WHOLE_WEEK[:6]).apply(inputs) is not inputs


def test_it_holds_between_its_days_only(tmp_path, inputs):
    (whole,) = made(tmp_path).apply(inputs).timeline
    assert (whole.mode, whole.value, whole.line) == ("add", -2, "physicians")
    assert (whole.start, whole.end) == (datetime(2026, 1, 12), datetime(2026, 1, 19))
    (part,) = made(tmp_path, start=date(2026, 1, 14), end=date(2026, 1, 15)).apply(inputs).timeline
    assert (part.start, part.end) == (datetime(2026, 1, 14), datetime(2026, 1, 16))
    late = made(tmp_path, start=date(2026, 3, 2))
    assert late.apply(inputs) is inputs
    assert any("s'arrête avant" in note for note in late.notes(DAY))


def test_it_holds_its_lines_alone(tmp_path):
    (claim,) = made(tmp_path).claims()
    assert (claim.thing, claim.alone) == (f"medecins/{SITE}", True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('staffs = [{ line = "box" }]', "un planning ne la tient pas"),
        ('staffs = [{ line = "medecins", per = 2 }]', "per"),
        ('staffs = [{ line = "medecins", skill = 3 }]', "est un nombre"),
    ],
)
def test_a_scenario_says_what_is_wrong(tmp_path, more, words):
    write(tmp_path, WHOLE_WEEK)
    path = tmp_path / "s.toml"
    lever = f'[[lever]]\nkind = "roster"\nsite = "220000012"\nroster = "planning.csv"\n{more}\n'
    path.write_text(HEAD + lever + 'reason = "x"\n', encoding="utf-8")
    with pytest.raises(JumeauError, match=words):
        load_scenario(path)


def test_files_are_read_beside_the_scenario(tmp_path):
    write(tmp_path, [*WHOLE_WEEK, "U9;2026-01-12;G"])
    path = tmp_path / "s.toml"
    lever = '[[lever]]\nkind = "roster"\nsite = "220000012"\nroster = "planning.csv"\nreason = "x"'
    staffs = 'staffs = [{ line = "medecins", skill = "urgentiste" }]'
    path.write_text(f"{HEAD}{lever}\n{staffs}\n", encoding="utf-8")
    with pytest.raises(JumeauError, match="U9"):
        load_scenario(path)
    write(tmp_path, WHOLE_WEEK)
    (read,) = load_scenario(path).lever
    assert read.roster == str(tmp_path / "planning.csv")
    path.write_text(path.read_text().replace("planning.csv", "rien.csv"), encoding="utf-8")
    with pytest.raises(JumeauError, match="planning introuvable"):
        load_scenario(path)


def test_a_model_without_lines_is_refused():
    with pytest.raises(ValidationError, match="staffs"):
        lever_kinds()["roster"].model_validate({"site": SITE, "roster": "x", "reason": "x"})


@pytest.mark.full
def test_fewer_physicians_make_longer_stays_at_their_site(tmp_path):
    path = write(tmp_path, WHOLE_WEEK)
    said = {"kind": "roster", "site": SITE, "roster": str(path), "staffs": DOCTORS}
    found = both(said, replications=2, days=7)
    assert change(*found, "ed_stay_median", SITE) > 0
    assert change(*found, "ed_seen_60", SITE) < 0
