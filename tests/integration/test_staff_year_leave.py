"""A year of rosters: known leave is not placed twice, other absences cost no leave."""

from __future__ import annotations

import json

import pytest

from logistics.staffing.problem.reading import read_problem
from logistics.staffing.yearly.months import months_of
from logistics.staffing.yearly.persons import is_leave, leave_known, members_of
from scenarios.cli.main import main
from tests.staffing_team import write_team

pytestmark = pytest.mark.integration
FORTNIGHT = "I0;2026-10-19;2026-11-01;"
MATERNITY = "I0;2026-10-19;2027-04-18;"


def first(folder, absences):
    """Give the weeks of leave of the first person: to place, and known."""
    of = read_problem(write_team(folder, people=6, absences=absences))
    months = months_of(of.start)
    return members_of(of, months)[0].leave_weeks, leave_known(of, months, 0)


@pytest.mark.parametrize(("absences", "placed", "known"), [
    ("", 5, 0),
    (f"{FORTNIGHT}congé\n", 3, 2),
    (f"{FORTNIGHT}CONGE ANNUEL\n", 3, 2),
    (f"{FORTNIGHT}Congés annuels\n", 3, 2),
    (f"{FORTNIGHT}rtt\n", 3, 2),
    (f"{FORTNIGHT}maladie\n", 5, 0),
    (f"{FORTNIGHT}congé maladie\n", 5, 0),
    (f"{FORTNIGHT}formation\n", 5, 0),
    (f"{MATERNITY}congé maternité\n", 5, 0),
    (f"{MATERNITY}congé annuel\n", 0, 5),
    (f"{FORTNIGHT}maladie\nI0;2026-10-12;2026-10-25;congé\n", 4, 1),
    (f"{FORTNIGHT}congé\n{FORTNIGHT}RTT\n", 3, 2),
])  # fmt: skip
def test_only_leave_is_taken_off_the_weeks_to_place(tmp_path, absences, placed, known):
    assert first(tmp_path, absences) == (placed, known)


def test_an_absence_without_a_word_is_leave_as_its_default_is(tmp_path):
    assert first(tmp_path, FORTNIGHT + "\n") == (3, 2)
    assert is_leave("")
    assert not is_leave("arrêt")


def test_the_year_says_what_was_deducted(tmp_path, capsys):
    team = write_team(tmp_path, people=6, absences=f"{FORTNIGHT}congé\nI1;2026-10-19;2026-11-29;"
                      "maladie\n")  # fmt: skip

    def said(*words):
        with pytest.raises(SystemExit) as end:
            main(["staff", "year", str(team), "--time", "1", *words])
        assert end.value.code == 0
        return capsys.readouterr().out.replace("\u00a0", " ")

    rows = {row["person"]: row for row in json.loads(said("--json"))["leave"]}
    assert rows["I0"] == {"person": "I0", "leave_weeks": 3, "leave_known_weeks": 2}
    assert rows["I1"] == {"person": "I1", "leave_weeks": 5, "leave_known_weeks": 0}
    text = " ".join(said().split())
    assert "déduits des semaines à poser : Agent A 2 semaines." in text
    assert "maladie, maternité ou formation ne le sont pas" in text
