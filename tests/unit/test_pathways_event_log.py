"""The event log: coded, sorted, written, read back; damage is found."""

from __future__ import annotations

import random
from dataclasses import replace

import polars as pl
import pytest

from twin.contracts.events import (
    CORE,
    Coder,
    LogAbout,
    SourceFile,
    is_log,
    of_rows,
    read_about,
    read_log,
    write_log,
)
from twin.tables import JumeauError

ABOUT = LogAbout(
    clock="utc", zone="Europe/Paris", public=True, sources=(SourceFile("f", "csv", "ab"),),
    rows_in=7, rows_rejected=2, complete_until=5, notes=("é",),
)  # fmt: skip


def rows(**more):
    return pl.DataFrame(
        {
            "case": ["NA", "b", "NA", "b", "a"],
            "activity": ["x", "y", "z", "x", "x"],
            "start": [5, 3, 5, 1, 2],
            **more,
        }
    )


def full():
    coder = Coder()
    coder.add(
        rows(
            patient=["p", "q", "p", "q", None], end=[6, None, 5, 1, 9],
            site=["s", None, "s", "t", None], resource=["r", "r", None, "u", "v"],
            zone=["01004", None, "2A004", None, None], **{"@k": ["1", None, "é", "", "x"]},
        )
    )  # fmt: skip
    coder.add_patients(
        pl.DataFrame({"name": ["p", "lone"], "sex": ["F", None], "born": [-5, None]})
    )
    coder.add_periods(pl.DataFrame({"name": ["p", "p"], "start": [0, 0], "end": [9, 9]}))
    return coder.finish(ABOUT)


def test_sorted_by_case_start_and_file_order():
    log = of_rows(rows(), LogAbout())
    told = log.spelled().select("case", "activity", "start").rows()
    assert told == [("NA", "x", 5), ("NA", "z", 5), ("a", "x", 2), ("b", "x", 1), ("b", "y", 3)]
    assert log.case_count() == 3
    assert log.about.rows_kept == 5


def test_the_digest_is_blind_to_codes_and_chunks():
    whole = of_rows(rows(), LogAbout())
    parts = of_rows([rows().slice(2), rows().slice(0, 2)], LogAbout())
    # The order of the file within ties is part of what a log says.
    assert whole.digest() != parts.digest()
    assert whole.digest() == of_rows([rows()[:2], rows()[2:]], LogAbout()).digest()


def test_case_and_patient_are_one_until_told_apart():
    alone = of_rows(rows(), LogAbout())
    assert alone.patients["name"].to_list() == alone.cases["name"].to_list()
    coder = Coder()
    coder.add(rows())
    coder.add(rows(patient=["p"] * 5).with_columns(pl.lit("c").alias("case")))
    later = coder.finish(LogAbout()).spelled()
    assert dict(later.select("case", "patient").unique().rows()) == {
        "NA": "NA", "a": "a", "b": "b", "c": "p",
    }  # fmt: skip


def test_patients_named_from_the_start_are_no_cases():
    log = of_rows(rows(patient=["p"] * 5), LogAbout())
    assert log.patients["name"].to_list() == ["p"]


def test_columns_that_come_late_or_go():
    coder = Coder()
    coder.add(rows())
    coder.add(rows(**{"@k": ["v"] * 5}, end=[9] * 5))
    coder.add(rows())
    frame = coder.finish(LogAbout()).frame
    assert frame["@k"].count() == 5
    assert frame["end"].count() == 5
    assert frame.sort("seq")["end"].to_list()[5:10] == [9] * 5


def test_cases_emptied_by_a_choice_leave_no_hole():
    coder = Coder()
    coder.add(rows())
    log = coder.finish(LogAbout(), lambda frame: frame["seq"] > 2)
    assert log.cases.rows() == [(0, "b", 1), (1, "a", 2)]
    assert log.spelled()["case"].to_list() == ["a", "b"]


def test_far_times_are_sorted_too():
    wide = pl.DataFrame(
        {"case": [f"c{i % 70_000}" for i in range(140_000)], "activity": "a",
         "start": [2**62 - i * 3 for i in range(140_000)]}
    )  # fmt: skip
    wide = wide.with_columns(
        start=pl.when(pl.col("case") == "c0").then(-(2**61)).otherwise("start")
    )
    frame = of_rows(wide, LogAbout()).frame
    assert frame.select("case", "start").equals(frame.select("case", "start").sort("case", "start"))


def test_nothing_to_read_is_said():
    with pytest.raises(JumeauError, match="aucun événement"):
        Coder().finish(ABOUT)


def test_too_many_activities_are_refused():
    many = pl.DataFrame({"case": "c", "activity": [str(i) for i in range(70_000)], "start": 0})
    with pytest.raises(JumeauError, match="activités différentes"):
        of_rows(many, LogAbout())


def test_written_and_read_back(tmp_path):
    log, path = full(), tmp_path / "log.parquet"
    write_log(log, path)
    back = read_log(path)
    assert is_log(path)
    assert back.digest() == log.digest()
    assert back.about == log.about == read_about(path) == replace(ABOUT, rows_kept=5)
    assert back.frame.equals(log.frame)
    assert back.patients["name"].to_list() == ["p", "q", "a", "lone"]
    assert back.periods.height == 1
    core = read_log(path, CORE, people=False)
    assert tuple(core.frame.columns) == CORE
    assert not list(tmp_path.glob(".*"))


def said_or_same(path, digest):
    try:
        return read_log(path).digest() == digest
    except JumeauError as error:
        return "altéré" in error.problem


def test_a_damaged_file_never_passes(tmp_path):
    log, path = full(), tmp_path / "log.parquet"
    write_log(log, path)
    raw = path.read_bytes()
    footer = len(raw) - int.from_bytes(raw[-8:-4], "little") - 8
    luck = random.Random(6)
    places = [luck.randrange(footer) for _ in range(100)]
    places += [luck.randrange(footer, len(raw)) for _ in range(200)]
    for place in places:
        bad = bytearray(raw)
        bad[place] ^= 1 << luck.randrange(8)
        path.write_bytes(bad)
        assert said_or_same(path, log.digest())
    for _ in range(20):
        path.write_bytes(raw[: luck.randrange(len(raw))])
        with pytest.raises(JumeauError):
            read_log(path)


def test_another_parquet_file_is_no_log(tmp_path):
    path = tmp_path / "x.parquet"
    pl.DataFrame({"a": [1]}).write_parquet(path)
    assert not is_log(path)
    with pytest.raises(JumeauError, match="n'est pas un journal"):
        read_log(path)
