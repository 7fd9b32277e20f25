"""`jumeau staff year`: counters of the year with a proven gap, months one after the other."""

from __future__ import annotations

import itertools
import json
from datetime import date, timedelta

import pytest

from logistics.staffing.problem.reading import read_problem
from logistics.staffing.verdict import judge
from logistics.staffing.yearly.months import months_of
from scenarios.cli.main import main
from scenarios.staff_year import counters_of_year, months_in_turn
from tests.staffing_team import write_team

pytestmark = pytest.mark.integration


def said(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["staff", *map(str, words)])
    out = capsys.readouterr()
    return end.value.code, out.out, out.err


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    return write_team(tmp_path_factory.mktemp("team"), people=6)


@pytest.fixture(scope="module")
def counted(team):
    of = read_problem(team)
    return of, counters_of_year(of, seconds=1.5)


@pytest.mark.parametrize("start", [date(2026, 10, 19), date(2026, 11, 30), date(2027, 1, 4)])
def test_months_are_whole_weeks_that_make_a_year(start):
    months = months_of(start)
    assert months[0].start == start
    assert sum(m.weeks for m in months) == 52
    for before, after in itertools.pairwise(months):
        assert before.end == after.start
        assert (before.start + timedelta(days=3)).month != (after.start + timedelta(days=3)).month


def test_the_counters_hold_the_year(counted):
    of, plan = counted
    assert plan.bound <= plan.cost
    assert plan.gap == pytest.approx((plan.cost - plan.bound) / max(1, abs(plan.cost)))
    assert plan.below_least == (0,) * len(plan.months)
    # 52 weeks of two mornings and an evening a day.
    assert sum(a.shifts for a in plan.asked) == 52 * 7 * 3
    rows = [[plan.of(p, m) for m in range(len(plan.months))] for p in range(len(of.person))]
    held = sum(t.duties for own in rows for t in own)
    assert held >= 52 * 7 * 3 - sum(plan.missing)
    for own in rows:
        assert sum(t.leave_weeks for t in own) == 5
        for t, month in zip(own, plan.months, strict=True):
            assert t.sundays <= -(-month.weeks // 2)
            assert t.duties <= 10 * (month.days - 7 * t.leave_weeks) / 14 + 1e-6
        for year in (2026, 2027):
            hours = [t.minutes / 60 for t, m in zip(own, plan.months, strict=True)
                     if m.year == year]  # fmt: skip
            assert sum(hours) <= 1607
    sundays = [sum(t.sundays + t.holidays for t in own) for own in rows]
    assert max(sundays) - min(sundays) <= 3


def test_months_follow_one_another_and_are_legal_with_their_history(counted):
    of, plan = counted
    first, second = months_in_turn(of, plan, 2, deterministic=0.4, workers=1)
    for planned, month in zip((first, second), plan.months, strict=False):
        assert (planned.problem.start, planned.problem.days) == (month.start, month.days)
        assert planned.verdict.legal
        assert judge(planned.problem, planned.verdict.roster).legal
    past = {(d.person, d.day, d.shift) for d in first.verdict.roster.duties
            if d.day >= second.problem.known_from}  # fmt: skip
    assert {(h.person, h.day, h.shift) for h in second.problem.history} == past != set()
    before = [d for d in first.verdict.roster.duties
              if first.problem.start <= d.day < second.problem.known_from]  # fmt: skip
    worked = {p.id: sum(d.worked_min for d in before if d.person == p.id) / 60 for p in of.person}
    assert {c.person: c.year_hours for c in second.problem.counters} == pytest.approx(worked)
    # Leave of the plan is rest in the tables.
    for planned in (first, second):
        away = {(a.person, a.start + timedelta(days=k)) for a in planned.problem.absence
                for k in range(7)}  # fmt: skip
        duties = {(d.person, d.day) for d in planned.verdict.roster.duties
                  if d.day >= planned.problem.start}  # fmt: skip
        assert not away & duties


def test_the_command_gives_the_year_as_json_and_files(team, tmp_path, capsys):
    code, out, _ = said(capsys, "year", team, "--time", 0.5, "--out", tmp_path / "an", "--json")
    told = json.loads(out)
    assert code == 0
    assert len(told["targets"]) == 6 * len(told["months"])
    assert {row["status"] for row in told["months"]} == {None}
    assert [p.name for p in (tmp_path / "an").iterdir()] == ["compteurs.json"]
    assert json.loads((tmp_path / "an" / "compteurs.json").read_text())["cost"] == told["cost"]
    code, out, _ = said(capsys, "year", team, "--time", 0.5)
    assert code == 0
    assert "Compteurs de l'année" in out


@pytest.mark.parametrize(
    ("words", "part"),
    [(("--months", "2-3"), "se suivent depuis le premier"), (("--months", "1-40"), "l'année a"),
     (("--time", "0"), "hors limites")],
)  # fmt: skip
def test_bad_input_is_refused(team, capsys, words, part):
    code, _, err = said(capsys, "year", team, *(("--time", 0.5) if "--time" not in words else ()),
                        *words)  # fmt: skip
    assert code == 2
    assert part in err


def test_a_year_begins_on_a_monday_and_needs_shifts(team, tmp_path, capsys):
    text = team.read_text(encoding="utf-8").replace("start = 2026-10-19", "start = 2026-10-20")
    other = team.with_name("mardi.toml")
    other.write_text(text, encoding="utf-8")
    code, _, err = said(capsys, "year", other)
    assert code == 2
    assert "n'est pas un lundi" in err
