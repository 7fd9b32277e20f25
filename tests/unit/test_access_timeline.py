"""Rules of access become dated changes: form, dates, hours and shares."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from scenarios.access_timeline import (
    access_changes,
    declared_year,
    shares_of_visits,
    with_free_doors,
)
from tests.territories import small_territory
from twin.parameters import diversion2026
from twin.territory.openings import AccessRule

ED, OTHER = "220000012", "220000095"
START, END = date(2026, 3, 1), date(2026, 3, 31)


def rule(**given):
    return AccessRule(
        **{
            "site": ED, "form": "regulated", "start": None, "end": None,
            "weekdays": (0, 1, 2, 3, 4, 5, 6), "from_hour": 20, "until_hour": 8,
        } | given
    )  # fmt: skip


def changes(*rules):
    return access_changes(replace(small_territory(), access_rules=rules), START, END)


def test_a_regulated_night():
    (change,) = changes(rule())
    assert change.facility == ED
    assert change.form == "regulated"
    assert (change.start, change.end) == (datetime(2026, 3, 1), None)
    assert (change.window.from_min, change.window.until_min) == (1200, 480)
    assert (change.share_lost, change.share_gp, change.share_other) == (0.05, 0.15, 0.15)
    assert (change.share_anyway, change.share_call, change.oriented_in) == (0.20, 0.45, 0.60)


@pytest.mark.parametrize("form", ["suspended", "closed", "antenna"])
def test_nobody_is_received_when_shut(form):
    (change,) = changes(rule(form=form))
    assert change.form == form
    assert change.oriented_in == 0.0
    shares = (change.share_lost, change.share_gp, change.share_other, change.share_anyway)
    assert sum(shares) + change.share_call == pytest.approx(1)


def test_the_shares_add_up_to_one():
    for shares in (diversion2026.REGULATED, diversion2026.SHUT):
        assert sum(shares.series) == pytest.approx(1)


def test_the_first_window_opens_and_the_last_one_ends():
    (change,) = changes(rule(start=date(2026, 3, 10), end=date(2026, 3, 20)))
    # The night that starts on the 20th ends on the 21st at 8:00; that of the 9th is before.
    assert change.start == datetime(2026, 3, 10, 20)
    assert change.end == datetime(2026, 3, 21, 8)


def test_by_day_and_round_the_clock():
    day, whole = changes(
        rule(start=date(2026, 3, 10), end=date(2026, 3, 20), from_hour=8, until_hour=18),
        rule(start=date(2026, 3, 10), end=date(2026, 3, 20), from_hour=0, until_hour=24),
    )
    assert (day.start, day.end) == (datetime(2026, 3, 10, 8), datetime(2026, 3, 20, 18))
    assert (whole.start, whole.end) == (datetime(2026, 3, 10), datetime(2026, 3, 21))
    assert whole.window.length_min == 1440


def test_weekdays_are_those_on_which_hours_start():
    (change,) = changes(rule(weekdays=(6, 4)))
    assert change.window.weekdays == (4, 6)
    hours = change.window.hours_of_week()
    assert 4 * 24 + 20 in hours  # Friday at 20:00
    assert 5 * 24 + 7 in hours  # until Saturday 8:00
    assert 5 * 24 + 20 not in hours
    assert 7 in hours  # Sunday's night ends on Monday


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (None, date(2026, 2, 27), 0),
        (None, date(2026, 2, 28), 1),  # its last night ends in the period
        (date(2026, 3, 31), None, 1),
        (date(2026, 4, 1), None, 0),
    ],
)
def test_rules_of_other_times_are_left_out(start, end, kept):
    assert len(changes(rule(start=start, end=end))) == kept


def test_unknown_sites_and_empty_weeks_are_left_out():
    assert changes(rule(site="999999999"), rule(weekdays=())) == ()
    assert len(changes(rule(), rule(site=OTHER))) == 2


# Own means 0.77 x (anyway 0.20 x oriented in 0.60 + calls 0.45 x sent 0.40), and 0.23 by units.
LET_IN = 0.77 * (0.2 * 0.6 + 0.45 * 0.4) + 0.23
ELSEWHERE = 0.77 * 0.15
ROUND_THE_CLOCK = {"from_hour": 0, "until_hour": 0}


def declaring(*rules):
    """Give two hospitals that each declare 10,000 visits."""
    place = small_territory()
    facilities = tuple(
        replace(f, visits_year=10_000) if f.kind == "hospital" else f for f in place.facilities
    )
    return replace(place, facilities=facilities, access_rules=rules)


def test_visits_declared_under_a_rule_are_those_let_in():
    regulated = rule(**ROUND_THE_CLOCK)
    assert shares_of_visits(ED, [(regulated, 1.0)]) == pytest.approx((LET_IN, ELSEWHERE))
    assert shares_of_visits(OTHER, [(regulated, 1.0)]) == pytest.approx((1, 0))
    free = with_free_doors(declaring(regulated), 2025)
    visits = 10_000 / LET_IN
    assert free.facility(ED).visits_year == round(visits)
    # Its only neighbour declares those that it was sent, too.
    assert free.facility(OTHER).visits_year == round(10_000 - visits * ELSEWHERE)


def test_a_rule_counts_for_its_part_of_the_year_declared():
    late = rule(start=date(2025, 7, 2), **ROUND_THE_CLOCK)  # 183 days of 365
    part = 183 / 365
    visits = 10_000 / (1 - part * (1 - LET_IN))
    free = with_free_doors(declaring(late), 2025)
    assert free.facility(ED).visits_year == round(visits)
    assert free.facility(OTHER).visits_year == round(10_000 - visits * part * ELSEWHERE)
    for other in (rule(start=date(2026, 1, 1)), rule(end=date(2024, 12, 31))):
        same = with_free_doors(declaring(other), 2025)
        assert [same.facility(site).visits_year for site in (ED, OTHER)] == [10_000, 10_000]


def test_a_site_shut_for_ever_is_not_divided_by_nothing():
    shut = rule(form="closed", **ROUND_THE_CLOCK)
    let_in, elsewhere = shares_of_visits(ED, [(shut, 1.0)])
    assert let_in == 0.05
    # Units go elsewhere, and so do those who come anyway or whom the SAMU sends.
    assert elsewhere == pytest.approx(0.77 * (0.30 + 0.10 + 0.35 * 0.40) + 0.23)


def test_the_year_declared_is_that_of_the_source():
    place = small_territory()
    assert declared_year(place, date(2026, 3, 1)) == 2025
    told = replace(place, sources=(SimpleNamespace(name="SAE", vintage="colonnes : SAE 2023"),))
    assert declared_year(told, date(2026, 3, 1)) == 2023
