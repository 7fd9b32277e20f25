"""`jumeau staff replay`: drawn absences repaired in turn, hours that add up, bad input refused."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from logistics.staffing.problem.parts import Absence
from logistics.staffing.problem.reading import read_problem
from logistics.staffing.problem.rosters import read_roster
from logistics.staffing.replaying.replay import live
from scenarios.cli.main import main
from scenarios.staff_solve import matrix_of
from tests.staffing_team import write_team

pytestmark = pytest.mark.integration


def said(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["staff", *map(str, words)])
    out = capsys.readouterr()
    return end.value.code, out.out, out.err


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    folder = tmp_path_factory.mktemp("team")
    path = write_team(folder, locks="I1;2026-10-21;M;\n")
    text = path.read_text(encoding="utf-8")
    prices = "[settings]\nagency_eur_h = 50\novertime_eur_h = 30\n"
    path.write_text(text.replace("[settings]\n", prices), encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["staff", "solve", str(path), "--deterministic", "1.5", "--out", f"{folder}/p.csv"])
    assert end.value.code == 0
    return path, folder / "p.csv"


def test_a_repeated_table_is_lived_through_and_its_hours_add_up(team, capsys):
    code, out, _ = said(capsys, "replay", *team, "--days", 28, "--rate", "ide=0.2", "--seed", 3,
                        "--json")  # fmt: skip
    told = json.loads(out)
    assert code == 0
    assert told["days_lived"] == told["days_asked"] == 28
    assert [p["start"] for p in told["passages"]] == ["2026-10-19", "2026-11-02"]
    assert 0.05 < told["absent_share"] < 0.5
    assert told["repairs"] == sum(e["lost_shifts"] > 0 for e in told["events"]) > 1
    assert sum(told["ways"].values()) == told["repairs"]
    assert told["changed_cells"] == sum(e["changed_cells"] for e in told["events"]) > 0
    # What is lost is taken over by the team, by the agency, or by nobody.
    moved = told["worked_h"] - (told["planned_h"] - told["lost_h"])
    assert abs(moved) <= 10 * told["changed_cells"]
    assert told["lost_h"] > 0
    assert told["missing_worked"] >= told["missing_planned"]
    assert told["broken_by_repairs"] == 0
    assert told["agency_eur"] == pytest.approx(50 * told["agency_h"])
    assert told["overtime_eur"] == pytest.approx(30 * told["overtime_h"])
    assert told["repair_s_p50"] <= told["repair_s_p95"]
    assert told["rates"] == [
        {"group": "fph", "share": 0.2, "source": "donné pour « ide »", "persons": 8}
    ]


def test_nobody_away_leaves_the_table_as_it_is(team, capsys):
    code, out, _ = said(capsys, "replay", *team, "--rate", "tous=0", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["absences"] == told["repairs"] == told["changed_cells"] == 0
    assert told["worked_h"] == told["planned_h"] > 0
    assert told["missing_worked"] == told["missing_planned"]
    code, out, _ = said(capsys, "replay", *team, "--rate", "tous=0")
    assert "aucune absence d'une personne n'est prédite" in out


def test_what_is_known_later_changes_nothing_before(team):
    from logistics.staffing.replaying.draws import draw_absences

    of = read_problem(team[0])
    cells = matrix_of(of, read_roster(team[1], of))
    away = draw_absences(of, 9, {"tous": 0.2}, 3)
    limit = of.start + timedelta(days=5)

    def events(absences):
        (lived,) = live(of, cells, absences, 9, over=lambda: False)
        return [(e.day, e.kind, e.changes, e.lost) for e in lived.events if e.day < limit]

    early = tuple(a for a in away if a.start < limit)
    assert events(away) == events(early) != []
    assert len(early) < len(away)


def test_the_lock_of_someone_away_is_not_a_rule_broken_by_the_repair(team):
    of = read_problem(team[0])
    cells = matrix_of(of, read_roster(team[1], of))
    day = of.start + timedelta(days=2)
    away = (Absence(person="I1", start=day, end=day),)
    (lived,) = live(of, cells, away, 14, over=lambda: False)
    assert [e.lost for e in lived.events] == [1]
    assert lived.lost_min == 450
    assert lived.broken == ()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--rate", "ide=2"), "hors limites"),
        (("--rate", "ide=beaucoup"), "ne se lit pas"),
        (("--rate", "kiné=0.1"), "personne n'est de"),
        (("--days", "0"), "hors limites"),
        (("--time", "0"), "hors limites"),
    ],
)
def test_bad_input_is_refused(team, capsys, words, part):
    code, _, err = said(capsys, "replay", *team, *words)
    assert code == 2
    assert part in err


def test_time_up_before_the_first_passage_says_so(team, capsys):
    code, out, _ = said(capsys, "replay", *team, "--rate", "tous=0.4", "--time", "0.001")
    assert code == 1
    assert "donnez plus de secondes" in out
