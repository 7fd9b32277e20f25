"""What is written of a roster: calendars over clock changes, details that survive a workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest

from logistics.staffing.problem.clock import duty_of
from logistics.staffing.problem.parts import Person
from logistics.staffing.problem.rosters import read_roster, roster_of
from logistics.staffing.verdict import judge
from scenarios.staff_export import write_roster
from scenarios.staff_ics import calendar_of, write_calendars
from tests.staffing_worlds import SHIFTS, problem
from twin.tables import JumeauError

STAMP = datetime(2026, 1, 1, tzinfo=UTC)
CODES = {s.id: s for s in SHIFTS}


def test_the_night_of_the_clock_change_lasts_eleven_hours_in_the_calendar():
    given = problem(start=date(2026, 10, 19))
    night = duty_of(CODES["N"], "a", date(2026, 10, 24), given.zone)
    text = calendar_of(given, "A", [night], STAMP)
    # 21:00 summer time to 7:00 winter time.
    assert "DTSTART:20261024T190000Z\r\n" in text
    assert "DTEND:20261025T060000Z\r\n" in text


def test_a_split_shift_is_two_events_and_lines_are_folded():
    given = problem()
    text = calendar_of(given, "É" * 80, [duty_of(CODES["C"], "a", given.start, given.zone)], STAMP)
    assert text.count("BEGIN:VEVENT") == 2
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "É" * 80 in text.replace("\r\n ", "")


def test_calendars_are_named_by_safe_names(tmp_path):
    given = problem(persons=(Person(id="../a"), Person(id="b")))
    duties = [duty_of(CODES["M"], "../a", given.start, given.zone)]
    (made,) = write_calendars(tmp_path, given, roster_of(given, duties), STAMP)
    assert made.parent == tmp_path
    assert made.is_file()


def test_overtime_and_reasons_survive_the_workbook(tmp_path):
    given = problem()
    duty = replace(
        duty_of(CODES["M"], "a", given.start, given.zone), overtime=True,
        changed_at=datetime(2026, 11, 29, 10, tzinfo=UTC), change_reason="=volontaire",
    )  # fmt: skip
    other = duty_of(CODES["S"], "a", date(2026, 12, 2), given.zone)
    table = roster_of(given, [duty, other])
    for name in ("p.xlsx", "p.csv", "p.iso.csv"):
        write_roster(tmp_path / name, judge(given, table))
        back = read_roster(tmp_path / name, given)
        assert back.digest() == table.digest()
        assert [d.changed_at for d in back.duties] == [duty.changed_at, None]
        assert back.duties[0].change_reason == "'=volontaire"  # no spreadsheet runs it


def test_the_grid_has_colours_dates_and_totals(tmp_path):
    given = problem()
    table = roster_of(given, [duty_of(CODES["N"], "a", given.start, given.zone)])
    write_roster(tmp_path / "p.xlsx", judge(given, table))
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx")["Planning"]
    assert sheet["C1"].value == datetime(2026, 11, 30)
    assert sheet["C2"].value == "N"
    assert sheet["C2"].fill.fgColor.rgb == "FF8FA8D6"
    totals = [cell.value for cell in sheet[2]][-3:]
    assert totals == [10, 1, 0]


def test_the_json_that_is_written_is_read_back_and_another_is_refused(tmp_path):
    given = problem()
    duty = replace(
        duty_of(CODES["M"], "a", given.start, given.zone), overtime=True,
        changed_at=datetime(2026, 11, 29, 10, tzinfo=UTC), change_reason="volontaire",
    )  # fmt: skip
    table = roster_of(given, [duty, duty_of(CODES["N"], "a", date(2026, 12, 2), given.zone)])
    write_roster(tmp_path / "p.json", judge(given, table))
    back = read_roster(tmp_path / "p.json", given)
    assert back.digest() == table.digest()
    assert back.duties[0].changed_at == duty.changed_at
    for text in ("[1]", "{", '{"duties": [{"agent": "a"}]}'):
        (tmp_path / "other.json").write_text(text)
        with pytest.raises(JumeauError, match="écrit par Jumeau"):
            read_roster(tmp_path / "other.json", given)


def test_a_pause_counted_by_default_is_said():
    given = problem(shifts=(CODES["M"],))
    table = roster_of(given, [duty_of(CODES["M"], "a", given.start, given.zone)])
    assert any("pause des postes M est comptée" in note for note in judge(given, table).notes)
    told = problem(shifts=(CODES["J"],))  # break_counted is written
    table = roster_of(told, [duty_of(CODES["J"], "a", told.start, told.zone)])
    assert not any("pause des postes" in note for note in judge(told, table).notes)
