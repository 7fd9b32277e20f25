"""Times at import: read as written, or refused with the reason."""

from __future__ import annotations

import polars as pl
import pytest

from pathways.importing.times import Clock, Times, parse
from twin.tables import JumeauError


def read(values, **options):
    times = Times("dates", **options)
    got = times.read(pl.Series(values, dtype=pl.String))
    shown = [None if v is None else v.isoformat() for v in got.us.cast(pl.Datetime("us"))]
    return shown, got.reason.to_list(), got.flag.to_list(), times.clock


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-03-12T14:30:05", "2024-03-12T14:30:05"),
        ("2024-03-12 14:30:05", "2024-03-12T14:30:05"),
        ("2024-03-12 14:30", "2024-03-12T14:30:00"),
        ("2024-03-12", "2024-03-12T00:00:00"),
        ("2024-03-12T14:30:05.25", "2024-03-12T14:30:05.250000"),
        ("2024-03-12T14:30:05,000001", "2024-03-12T14:30:05.000001"),
        ("2024/3/12 4:05", "2024-03-12T04:05:00"),
        ("20240312", "2024-03-12T00:00:00"),
        ("20240312T143005", "2024-03-12T14:30:05"),
        ("13/03/2024", "2024-03-13T00:00:00"),
        ("13/03/2024 14:30", "2024-03-13T14:30:00"),
        ("13.03.2024 14h30", "2024-03-13T14:30:00"),
        ("13-03-2024 14h", "2024-03-13T14:00:00"),
        ("03/13/2024 14:30", "2024-03-13T14:30:00"),
        ("2024-02-29", "2024-02-29T00:00:00"),
        (" 2024-03-12 ", "2024-03-12T00:00:00"),
    ],
)
def test_usual_writings(text, iso):
    # The second value makes the fast path fail: both paths must agree.
    for values in ([text], [text, "nonsense"]):
        shown, reason, _, clock = read(values)
        assert shown[0] == iso
        assert reason[0] is None
        assert clock.kind == "local"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2023-02-29", "jour"),
        ("2023-13-01", "mois"),
        ("31/04/2024", "jour"),
        ("2024-03-12 24:00", "24:00"),
        ("2024-03-12 12:61", "minute"),
        ("2999-01-01", "année"),
        ("9999-12-31", "année"),
        ("1900-01-01", "année"),
        ("0000-01-01", "année"),
        ("12/03/24", "deux chiffres"),
        ("1710249000", "epoch"),
        ("hier", "incomprise"),
        ("-", "incomprise"),
    ],
)
def test_what_is_refused(text, word):
    shown, reason, _, _ = read([text, "2024-01-01"])
    assert shown == [None, "2024-01-01T00:00:00"]
    assert word in reason[0]
    assert reason[1] is None


def test_null_is_neither_read_nor_refused():
    us, bad = parse(pl.Series([None, "2024-01-01"], dtype=pl.String))
    assert us.null_count() == 1
    assert not bad.any()


def test_offsets_give_instants():
    shown, _, _, clock = read(["2024-01-02T03:04:05Z", "2024-07-02T03:04:05+02:00"])
    assert shown == ["2024-01-02T03:04:05", "2024-07-02T01:04:05"]
    assert clock.kind == "utc"


@pytest.mark.parametrize("first", ["2024-01-02T03:04:05", "2024-01-02T03:04:05Z"])
def test_naive_and_zoned_are_never_mixed(first):
    other = "2024-01-02T03:04:05+01:00" if first[-1] != "Z" else "2024-01-02T03:04:05"
    shown, reason, _, _ = read([first, other])
    assert shown[0] is not None
    assert shown[1] is None
    assert "--timezone" in reason[1]


def test_a_zone_makes_both_one_clock():
    shown, reason, _, clock = read(
        ["2024-07-01T12:00:00", "2024-07-01T12:00:00Z"], clock=Clock("Europe/Paris")
    )
    assert shown == ["2024-07-01T10:00:00", "2024-07-01T12:00:00"]
    assert reason == [None, None]
    assert clock.kind == "utc"


def test_summer_time():
    values = ["2024-10-27T01:00:00", "2024-10-27T02:30:00", "2024-10-27T04:00:00",
              "2024-03-31T02:30:00", "2026-10-25T02:30:00"]  # fmt: skip
    shown, reason, flag, _ = read(values, clock=Clock("Europe/Paris"))
    assert shown[:3] == ["2024-10-26T23:00:00", "2024-10-27T00:30:00", "2024-10-27T03:00:00"]
    assert shown[3] is None
    assert "été" in reason[3]
    assert flag[0] is None
    assert "deux fois" in flag[1]
    assert "deux fois" in flag[4]


def test_reunion_has_no_summer_time():
    shown, _, flag, _ = read(["2024-03-31T02:30:00"], clock=Clock("Indian/Reunion"))
    assert shown == ["2024-03-30T22:30:00"]
    assert flag == [None]


def test_ambiguous_dates_are_refused_unless_said():
    with pytest.raises(JumeauError, match="ambiguës"):
        read(["03/04/2024", "05/06/2024"])
    shown, _, _, _ = read(["03/04/2024"], date_format="%d/%m/%Y")
    assert shown == ["2024-04-03T00:00:00"]
    shown, _, _, _ = read(["03/04/2024"], date_format="%m/%d/%Y")
    assert shown == ["2024-03-04T00:00:00"]


def test_the_column_settles_the_order_for_later_chunks():
    times = Times("dates")
    times.read(pl.Series(["13/03/2024"]))
    later = times.read(pl.Series(["03/04/2024", "03/13/2024"]))
    assert later.us.cast(pl.Datetime("us"))[0].isoformat() == "2024-04-03T00:00:00"
    assert "mois" in later.reason[1]


def test_two_orders_in_one_column_are_refused():
    with pytest.raises(JumeauError, match="deux ordres"):
        read(["13/03/2024", "03/13/2024"])


def test_epochs_only_on_request():
    for form, text in (("epoch_s", "1710249000"), ("epoch_ms", "1710249000000")):
        shown, reason, _, clock = read([text, "x"], date_format=form)
        assert shown[0] == "2024-03-12T13:10:00"
        assert form in reason[1]
        assert clock.kind == "utc"


def test_a_day_belongs_to_any_clock():
    shown, reason, _, _ = read(["1890-05-01"], day=True, first_year=1850, clock=Clock(kind="utc"))
    assert shown == ["1890-05-01T00:00:00"]
    assert reason == [None]


@pytest.mark.parametrize("wrong", ["Europe/Pari", "nulle/part", "../etc/passwd"])
def test_an_unknown_zone(wrong):
    with pytest.raises(JumeauError, match="inconnu"):
        Clock(wrong)
