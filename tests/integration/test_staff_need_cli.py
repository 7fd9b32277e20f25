"""`jumeau staff need`: persons by hour that keep the promise, and the need that a problem reads."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import numpy as np
import pytest

from logistics.queues import impatient_queue
from logistics.staffing.problem.reading import read_problem
from scenarios.cli.main import main
from scenarios.staff_need import FOREVER_MIN
from tests.staffing_team import write_team

pytestmark = pytest.mark.integration
PROFILE = [1, 1, 1, 0, 0, 0, 1, 2, 4, 6, 7, 7, 6, 6, 6, 6, 6, 6, 6, 6, 5, 4, 3, 2]


def said(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["staff", "need", *map(str, words)])
    out = capsys.readouterr()
    return end.value.code, out.out, out.err


@pytest.fixture
def series(tmp_path):
    lines = ["date;arrivees"]
    for k in range(28 * 24):
        at = datetime(2026, 1, 5) + timedelta(hours=k)
        more = 2 if at.weekday() == 0 else 1
        lines.append(f"{at:%d/%m/%Y %H:%M};{PROFILE[at.hour] * more}")
    path = tmp_path / "arrivees.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_each_hour_keeps_the_promise_and_one_fewer_does_not(series, capsys):
    code, out, _ = said(capsys, series, "--minutes", "20", "--wait", "10", "--service", "0.9",
                        "--json")  # fmt: skip
    answer = json.loads(out)
    assert code == 0
    rates, persons = np.array(answer["rates"]), np.array(answer["persons"])
    # Mondays hold twice as many; the days are alike, so their quantile is 1.
    assert rates[0].sum() == pytest.approx(2 * sum(PROFILE))
    assert rates[2].sum() == pytest.approx(sum(PROFILE))
    assert persons.min() == 1
    for rate, number in ((rates[0, 10], persons[0, 10]), (rates[3, 21], persons[3, 21])):
        kept = [
            impatient_queue(int(c), rate / 60, 1 / 20, 1 / FOREVER_MIN).answered_within(10)
            for c in (number, number - 1)
        ]
        assert kept[0] >= 0.9 > kept[1]


def test_a_problem_reads_the_need_by_shift_and_it_covers_the_hours(series, tmp_path, capsys):
    path = write_team(tmp_path, people=10)
    code, _, _ = said(capsys, series, "--minutes", "6", "--skill", "ide", "--problem", path,
                      "--out", tmp_path / "besoin.csv")  # fmt: skip
    assert code == 0
    need = read_problem(path).need
    assert {n.shift for n in need} == {"M", "S", "N"}
    assert {n.skill for n in need} == {"ide"}
    mondays = {n.shift: n.need for n in need if n.day == "lundi"}
    tuesdays = {n.shift: n.need for n in need if n.day == "mardi"}
    assert mondays["M"] >= tuesdays["M"] >= 1


def test_a_forecast_gives_a_need_by_date_and_hour(tmp_path, capsys):
    path = write_team(tmp_path, people=10)
    lines = ["id;ds;q50;q80"] + [f"SU;2026-10-19T{h:02d}:00;1;{PROFILE[h]},5" for h in range(24)]
    (tmp_path / "f.csv").write_text("\n".join(lines), encoding="utf-8")
    code, _, _ = said(
        capsys, tmp_path / "f.csv", "--minutes", "6", "--out", tmp_path / "besoin.csv"
    )
    assert code == 0
    need = read_problem(path).need
    assert {n.day for n in need} == {"2026-10-19"}
    assert all(n.start for n in need)


def test_what_cannot_be_read_is_said(series, tmp_path, capsys):
    daily = tmp_path / "jours.csv"
    daily.write_text("date;passages\n" + "".join(f"{d:02d}/01/2026;5\n" for d in range(1, 29)))
    two = tmp_path / "deux.csv"
    two.write_text("id;ds;q80\nA;2026-01-01T01:00;1\nB;2026-01-01T02:00;1\n")
    for words, told in (
        ((daily, "--minutes", "5"), "des jours, pas des heures"),
        ((two, "--minutes", "5"), "2 séries"),
        ((two, "--minutes", "5", "--quantile", "0.9", "--site", "A"), "q90"),
        ((tmp_path / "rien.csv", "--minutes", "5"), "introuvable"),
        ((series, "--minutes", "5", "--service", "1"), "hors limites"),
        ((series, "--minutes", "5", "--out", tmp_path / "b.xlsx"), ".csv"),
    ):
        code, _, err = said(capsys, *words)
        assert code == 2
        assert told in err


def test_the_table_never_hides_the_need_of_an_odd_hour(tmp_path, capsys):
    lines = ["date;arrivees"]
    for k in range(28 * 24):
        at = datetime(2026, 1, 5) + timedelta(hours=k)
        lines.append(f"{at:%d/%m/%Y %H:%M};{30 if at.hour == 19 else 1}")
    path = tmp_path / "arrivees.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    words = (path, "--minutes", "20", "--wait", "10", "--service", "0.9")
    _, out, _ = said(capsys, *words, "--json")
    most = json.loads(out)["persons"][0][19]
    code, out, _ = said(capsys, *words)
    assert code == 0
    (monday,) = (line for line in out.splitlines() if "lundi" in line)
    assert monday.split("│")[2 + 18 // 2].strip() == str(most)
    assert most > 10
