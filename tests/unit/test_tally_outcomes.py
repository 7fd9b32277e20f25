"""Deaths, returns, equity, details, and folds cut in two: events made by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.tally_blocks import (
    BANDS,
    DAY,
    HOUR,
    MIN,
    RING,
    START,
    A,
    B,
    C,
    blocks,
    event,
    folded,
    inputs,
    made,
    values,
)  # fmt: skip
from twin.contracts import Activity, Calendar, Outcome
from twin.indicators import Tally, catalogue, compute, details
from twin.indicators.tally.day import RETURN_ORDINAL
from twin.tables import JumeauError


def left(day, who, *, detail=Outcome.HOME, site=A, **more):
    end = int(day * DAY) + HOUR
    return event(
        Activity.EXIT, end, requested=end - HOUR, site=site, detail=detail, who=who, **more
    )


def back(left_day, days, who, after=0, **more):
    start = int(left_day * DAY) + HOUR
    return event(Activity.RETURN, start + int(days * DAY), requested=start, detail=after,
                 who=RETURN_ORDINAL + who, **more)  # fmt: skip


def test_deaths_are_a_sum_of_probabilities_once_a_need():
    death = np.zeros((C, BANDS))
    death[0, 5], death[1, 3] = 0.9, 0.001
    told = inputs()
    told.pathways.wards.death = death
    rows = [
        left(0, 1, cause=0, age=5),
        left(0, 2, cause=0, age=5, site=-1, detail=Outcome.NOT_TRANSPORTED),
        left(0, 3),
        left(1, RETURN_ORDINAL + 3),  # the same need
        left(0, 4, cause=0, age=5, zone=2),  # a neighbour
        left(0, 5, cause=C, detail=Outcome.DISCHARGED),  # found in a bed
    ]
    tally = folded(rows, given=told)
    assert values(tally)["deaths", ""] == pytest.approx(1.801)
    frame = details(tally, "p")
    found = {(r.indicator, r.where): r.value for r in frame.itertuples() if not r.facility}
    assert found["deaths", "cause=cardiac_arrest"] == pytest.approx(1.8)
    assert found["ended", "cause=minor_illness"] == 2


def test_a_death_is_expected_of_whoever_fell_ill_even_without_a_way_out():
    death = np.zeros((C, BANDS))
    death[0, 5] = 0.25
    told = inputs()
    told.pathways.wards.death = death
    ill = {"cause": 0, "age": 5, "unit": 0}
    rows = [
        event(Activity.CALL, DAY + HOUR, who=1, **ill),  # no row after it
        event(Activity.CALL, DAY + HOUR, who=2, **ill),  # still there at the end
        event(Activity.REGULATION, 2 * DAY + HOUR, who=2, step=1, **ill),
        event(Activity.CALL, DAY - HOUR, who=3, **ill),  # began in the warm-up
        event(Activity.REGULATION, DAY + HOUR, who=3, step=1, **ill),
        event(Activity.RETURN, DAY + HOUR, who=RETURN_ORDINAL + 4, **ill),
        event(Activity.CALL, DAY + HOUR, who=5, zone=2, **ill),  # a neighbour
    ]
    tally = folded(rows, given=told, measure_from_day=1)
    assert tally.outcomes.ended.sum() == 0
    assert values(tally)["deaths", ""] == pytest.approx(2 * 0.25)


def test_returns_count_exits_that_were_followed_long_enough():
    rows = [left(d, d) for d in range(40)]
    rows += [
        back(2, 5, 2), back(3, 20, 3), back(4, 31, 4),  # within 7, within 30, later
        back(36, 2, 36),  # its exit was followed 3 days only
        left(7, RETURN_ORDINAL + 2),  # those who are back are not followed again
        left(1, 90, detail=Outcome.LEFT_WITHOUT_BEING_SEEN),
        left(1, 91, detail=Outcome.ADVICE_OR_GP, site=-1),
        left(1, 92, detail=Outcome.DISCHARGED), back(1, 6, 92, after=1),
    ]  # fmt: skip
    got = values(folded(rows, days=40))
    # Exits at 1:00 of days 0 to 32 (33 of them) are at least 7 days before the end, and one left.
    assert got["return_7d_ed", ""] == pytest.approx(1 / 34)
    assert got["return_30d_ed", ""] == pytest.approx(2 / 11)
    assert got["return_7d_stay", ""] == 1
    short = values(folded(rows[:3], days=3))
    assert ("return_7d_ed", "") not in short


def equity_rows():
    spent = {0: 20, 1: 50}
    rows = [
        event(Activity.ARRIVAL, m * MIN, requested=0, site=A, zone=z, who=z)
        for z, m in spent.items()
    ]
    rows += [left(0, 10 + z, zone=z) for z in (0, 1)]
    rows += [event(Activity.RESPONSE, m * MIN, unit=0, zone=z, who=20 + z)
             for z, m in ((0, 12), (1, 30))]  # fmt: skip
    return rows


def test_equity_between_extreme_classes():
    place = made(density=["2", "7", "7"], deprivation_quintile=[5.0, 1.0, 3.0])
    got = values(folded(equity_rows(), given=inputs(place)))
    assert (got["access_density_2", ""], got["access_density_7", ""]) == (20, 50)
    assert got["access_gap_density", ""] == 30
    assert got["access_gap_deprivation", ""] == -30  # the most deprived is nearer
    assert got["smur_gap_density", ""] == pytest.approx(18)
    assert got["stay_gap_density", ""] == 0
    assert ("access_density_1", "") not in got


@pytest.mark.parametrize(
    ("column", "expected"),
    [(None, None), (["dense", "peu dense", "dense"], 30), (["?", "?", "?"], None),
     (["4", "4", "1"], None)],
)  # fmt: skip
def test_equity_without_classes_is_absent(column, expected):
    place = made() if column is None else made(density=column)
    got = values(folded(equity_rows(), given=inputs(place)))
    assert got.get(("access_gap_density", "")) == expected


def test_details_by_hour_and_department():
    place = made()
    place.zones["dep"] = ["22", "35", "35"]
    rows = [
        event(Activity.ARRIVAL, 9 * HOUR, site=A, who=1),
        event(Activity.EXIT, 10 * HOUR, requested=9 * HOUR, site=A, who=1),
        event(Activity.ARRIVAL, 0, site=A, who=2),
        event(Activity.BOARDING, 12 * HOUR, requested=0, start=0, site=A, who=2),
    ]
    tally = folded(rows, days=2, given=inputs(place))
    frame = details(tally, "p")
    found = {(r.indicator, r.where, r.facility): r.value for r in frame.itertuples()}
    assert found["ed_present", "hour=09", ""] == pytest.approx(1 / 2 + 1 / 2)
    assert found["ed_arrivals", "hour=09", "220000012"] == 0.5
    assert found["ed_stay_median_by_arrival", "hour=09", ""] == pytest.approx(60.5)
    assert found["beds_occupied_medicine", "hour=11", ""] == pytest.approx(0.5)
    assert found["beds_occupied_medicine", "hour=12", ""] == pytest.approx(1)
    assert found["ed_visits", "department=22", ""] == 2
    assert found["ed_visits", "cause=minor_illness", ""] == 2
    assert ("deaths", "department=22", "") not in found  # not counted by department
    assert not frame.duplicated(["indicator", "zone", "facility", "where"]).any()


def test_every_indicator_is_described_and_computed_on_an_empty_log():
    ids = [i.id for i in catalogue()]
    assert len(ids) == len(set(ids))
    frame = compute(folded([]), "p")
    assert set(frame["indicator"]) <= set(ids)
    assert not (frame["facility"] == "220000343").any()
    assert values(folded([]))["ed_visits", ""] == 0


ACTIVITIES = st.sampled_from(list(Activity))


@st.composite
def histories(draw):
    """Give rows of all activities, in any order: the fold must not depend on their sense."""
    rows = []
    for who in range(draw(st.integers(0, 40))):
        activity = draw(ACTIVITIES)
        end = draw(st.integers(0, 4 * DAY - 1))
        start = draw(st.integers(0, end))
        most = {Activity.BOARDING: 127, Activity.EXIT: 13, Activity.DIVERTED: 4,
                Activity.DOWNSTREAM: 3, Activity.RESPONSE: 3}.get(activity, 1)  # fmt: skip
        detail = draw(st.integers(0, most))
        if activity == Activity.BOARDING and detail & 15 > 9:
            detail -= 8
        unit = 0 if activity in {Activity.CALL, Activity.HANG_UP, Activity.REGULATION} else (
            draw(st.integers(0, 4)))  # fmt: skip
        cause = draw(st.integers(0, C - 1))
        if activity in {Activity.BOARDING, Activity.BED} and draw(st.booleans()):
            cause = C + draw(st.integers(0, 9))
        rows.append(event(
            activity, end, requested=draw(st.integers(0, start)), start=start,
            who=draw(st.integers(0, 12)), step=who, cause=cause, zone=draw(st.integers(0, 2)),
            site=draw(st.sampled_from([A, B, RING])), unit=unit, detail=detail,
            age=draw(st.integers(0, BANDS - 1)),
        ))  # fmt: skip
    return rows


@settings(max_examples=60, deadline=None)
@given(histories(), st.integers(0, 3), st.integers(0, 2))
def test_a_fold_cut_and_resumed_is_the_uncut_fold(rows, cut, measured):
    told, calendar = inputs(death=0.01), Calendar.of(START, 4)
    uncut, first = Tally(told, calendar, measured), Tally(told, calendar, measured)
    for block in blocks(rows, 4):
        uncut.observe(block)
    for block in blocks(rows, 4):
        if block.day == cut:
            kept = {name: table.copy() for name, table in first.saved().items()}
            first = Tally(told, calendar, measured)
            first.restore(kept)
        first.observe(block)
    mine, other = uncut.saved(), first.saved()
    assert mine.keys() == other.keys()
    for name in mine:
        np.testing.assert_array_equal(mine[name], other[name])
    one, two = compute(uncut, "p"), compute(first, "p")
    assert one.equals(two)


def test_another_period_or_territory_is_refused():
    kept = folded([], days=3).saved()
    for other in (
        Tally(inputs(), Calendar.of(START, 3), 1), Tally(inputs(), Calendar.of(START, 4), 0),
        Tally(inputs(made().with_own_sites()), Calendar.of(START, 3), 0),
    ):  # fmt: skip
        with pytest.raises(JumeauError):
            other.restore(kept)
