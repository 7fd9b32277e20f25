"""The two other legal forms: regulated access and antenna, as small tables in, timelines out."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from scenarios.levers.antenna import Antenna
from scenarios.levers.regulated_access import RegulatedAccess
from tests.territories import small_territory
from twin.contracts import AccessChange, CapacityChange, TwinInputs, WeeklyWindow

SITE, OTHER = "220000012", "220000095"
NIGHT = WeeklyWindow(20 * 60, 8 * 60)
SHARES = {"share_lost": 0.05, "share_gp": 0.1, "share_other": 0.1, "share_call": 0.6,
          "share_anyway": 0.15}  # fmt: skip


def regulated(**more):
    """Give a regulated access at night."""
    said = {"site": SITE, "from": "20:00", "until": "08:00", "reason": "essai",
            "start": date(2026, 1, 12), "oriented_in": 0.5, **SHARES, **more}  # fmt: skip
    return RegulatedAccess.model_validate(said)


@pytest.fixture
def inputs():
    """Give inputs: three physicians at the site, all week long."""
    return TwinInputs(small_territory(), None, None, None)


def test_regulated_access_keeps_its_staff_and_lasts_three_months(inputs):
    (change,) = regulated().apply(inputs).timeline
    assert change == AccessChange(
        SITE, datetime(2026, 1, 12, 20), datetime(2026, 4, 12, 8), NIGHT, 0, 0.05, 0.1, 0.1, 0.15,
        share_call=0.6, form="regulated", oriented_in=0.5,
    )  # fmt: skip
    assert regulated(renewed=True).apply(inputs).timeline[0].end == datetime(2026, 7, 12, 8)
    assert regulated(permanent=True).apply(inputs).timeline[0].end is None


@pytest.mark.parametrize(
    ("start", "after"),
    [(date(2026, 11, 30), datetime(2027, 2, 28)), (date(2025, 12, 31), datetime(2026, 3, 30))],
)
def test_months_of_unequal_length(start, after):
    lever = regulated(start=start)
    assert lever.moments()[1] in {after, datetime(2026, 3, 31)}


@pytest.mark.parametrize(
    ("more", "lawful"),
    [
        ({"end": date(2026, 4, 11)}, True),
        ({"end": date(2026, 4, 12)}, False),
        ({"end": date(2026, 7, 11), "renewed": True}, True),
        ({"end": date(2026, 7, 12), "renewed": True}, False),
        ({"end": date(2030, 1, 1), "permanent": True}, True),
    ],
)
def test_three_months_renewable_once(more, lawful):
    if lawful:
        assert regulated(**more).end == more["end"]
    else:
        with pytest.raises(ValidationError, match="3 mois"):
            regulated(**more)


def test_regulated_team_leaves_what_it_gives(inputs):
    timeline = regulated(staff={"to": OTHER, "share": 1}).apply(inputs).timeline
    posts = [c for c in timeline if isinstance(c, CapacityChange) and c.line == "physicians"]
    assert {(c.facility, c.mode, c.value) for c in posts} == {(OTHER, "add", 2), (SITE, "add", -2)}
    hours = {h for c in posts for h in c.window.hours_of_week()}
    assert hours == set(NIGHT.hours_of_week())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"share_call": 0.7}, "font 1.1 au lieu de 1"),
        ({"oriented_in": 1.2}, "oriented_in"),
        ({"staff": {"to": SITE, "share": 0.5}}, "site suspendu lui-même"),
    ],
)
def test_refused(more, words):
    with pytest.raises(ValidationError, match=words):
        regulated(**more)


def test_shares_drawn_add_up_to_one():
    lever = RegulatedAccess.model_validate(
        {"site": SITE, "from": "20:00", "until": "08:00", "reason": "essai"}
    )
    fixed = lever.resolve(dict.fromkeys(lever.intervals(), 0.9))
    assert sum(getattr(fixed, name).central for name in SHARES) == pytest.approx(1)
    assert fixed.oriented_in.central == pytest.approx(0.76)


def test_antenna_keeps_the_smur_and_receives_nobody(inputs):
    lever = Antenna.model_validate(
        {"site": SITE, "reason": "essai", "start": date(2026, 1, 12), **SHARES}
    )
    change, *staff = lever.apply(inputs).timeline
    assert (change.form, change.share_call, change.window.length_min) == ("antenna", 0.6, 1440)
    assert {(c.facility, c.line, c.mode, c.value) for c in staff} == {
        (SITE, line, "at_most", 1) for line in ("physicians", "triage_nurses", "care_nurses")
    }
