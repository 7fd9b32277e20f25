"""What must hold whatever the figures: more beds, bigger scale, other names, no demand, no ED."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from tests.territories import hospital, samu, small_territory, territory, unit
from twin.contracts import (
    NOBODY_ACTS,
    AccessChange,
    Activity,
    CapacityChange,
    Keep,
    WeeklyWindow,
)
from twin.engine.run import run
from twin.territory import TravelTimes

PERIOD = {"start": dt.date(2026, 1, 12), "days": 14, "warmup_days": 0, "seed": 17}
FIRST = dt.datetime(2026, 1, 12)


def kept(inputs, replication=0, **more):
    return run(inputs, keep=Keep.EVENTS, replication=replication, **(PERIOD | more))


def column(result, activity, name):
    return np.concatenate([b[name][b["activity"] == activity] for b in result.blocks])


def boarding_min(inputs, replication):
    """Give the mean wait for a bed of the patients of an ED (those found in a bed left out)."""
    result = kept(inputs, replication)
    start, end = (column(result, Activity.BOARDING, n) for n in ("start", "end"))
    return (end - start)[end > 0].mean() / 60_000


@pytest.fixture(scope="module")
def crowded():
    inputs = base_inputs(small_territory(hospitals=2, scale=1.6))
    shrink = [
        CapacityChange(f.id, "beds_medicine", "at_most", number, FIRST)
        for f, number in zip(inputs.territory.of_kind("hospital"), (40, 14), strict=True)
    ]
    return replace(inputs.with_changes(*shrink), policies=NOBODY_ACTS)


@pytest.mark.parametrize("beds", [4, 12])
def test_more_beds_never_lengthen_the_wait_for_a_bed_on_average(crowded, beds):
    more = crowded.with_changes(
        *(CapacityChange(f.id, "beds_medicine", "add", beds, FIRST)
          for f in crowded.territory.of_kind("hospital"))
    )  # fmt: skip
    gains = [boarding_min(crowded, r) - boarding_min(more, r) for r in range(8)]
    assert np.mean(gains) > 0


def scaled(inputs, k):
    """Give the same world with persons, planned stays and every capacity multiplied."""
    facilities = tuple(
        replace(f, capacity=tuple(
            replace(c, by_hour=tuple(k * n for n in c.by_hour)) for c in f.capacity))
        for f in inputs.territory.facilities
    )  # fmt: skip
    wards = inputs.pathways.wards
    return replace(
        inputs,
        territory=replace(inputs.territory, facilities=facilities),
        needs=replace(inputs.needs, people=k * inputs.needs.people),
        pathways=replace(inputs.pathways, wards=replace(wards, elective=k * wards.elective)),
    )


def test_a_world_three_times_bigger_waits_less():
    """Economies of scale: the same load for each server, more servers, shorter queues."""
    base = replace(base_inputs(small_territory(hospitals=1)), policies=NOBODY_ACTS)
    stages = (Activity.CALL, Activity.REGULATION, Activity.FIRST_CONTACT)

    def waits(k):
        inputs, found = scaled(base, k), []
        for replication in range(5):
            result = kept(inputs, replication, days=28)
            pairs = [[column(result, a, n) for n in ("requested", "start")] for a in stages]
            found.append([(start - asked).mean() / 60_000 for asked, start in pairs])
        return np.mean(found, axis=0)

    small, big = waits(1), waits(3)
    assert (big < small).all(), (small, big)


def renamed(place, order, names):
    """Give the same territory, its facilities listed in another order and under other ids."""
    facilities = tuple(
        replace(place.facilities[i], id=names[place.facilities[i].id],
                site=names.get(place.facilities[i].site, "")) for i in order
    )  # fmt: skip
    ids = tuple(f.id for f in facilities)
    columns = list(order)
    return replace(
        place,
        facilities=facilities,
        travel=TravelTimes(place.travel.zones, ids, place.travel.minutes[:, columns]),
        site_travel=TravelTimes(ids, ids, place.site_travel.minutes[np.ix_(columns, columns)]),
    )


def by_name(inputs, result):
    """Give the rows of a log with sites told by their place on the map, not by rank or name."""
    hospitals = inputs.territory.of_kind("hospital")
    where = np.array([f.lon for f in hospitals] + [np.nan])
    rows = []
    for block in result.blocks:
        frame = block.frame()
        frame["site"] = where[frame["site"]]
        rows.append(frame.drop(columns="unit"))
    return rows


def test_other_ids_change_nothing():
    place = small_territory(hospitals=3)
    names = {f.id: f"X{rank:02d}" for rank, f in enumerate(place.facilities)}
    inputs = base_inputs(place)
    other = base_inputs(renamed(place, range(len(place.facilities)), names))
    assert run(other, **PERIOD).log_hash == run(inputs, **PERIOD).log_hash


def uneven():
    """Give three EDs and two stations at distances that are never equal: no tie to break."""
    places = [
        hospital("220000012", "22001", -3.003, physicians=3, boxes=10, beds=90),
        hospital("220000095", "22002", -2.908, physicians=1, boxes=4, beds=30, nurses=1),
        hospital("220000343", "22003", -2.791, physicians=1, boxes=3, beds=12, nurses=1),
        unit("smur", "SMUR-1", "22001", -3.003, 1, site="220000012"),
        unit("ambulance", "AMB-1", "22001", -3.017, 2),
        unit("ambulance", "AMB-2", "22003", -2.784, 1),
        samu("22001", -3.0),
    ]
    people = [[6000, 14000, 6000], [3000, 7000, 4000], [1000, 3000, 3000]]
    return territory(people, places)


def in_another_order(place):
    order = [2, 5, 0, 4, 3, 1, 6]
    assert sorted(order) == list(range(len(place.facilities)))
    return renamed(place, order, {f.id: f.id for f in place.facilities})


def test_another_order_of_the_facilities_changes_nothing():
    """To the bit where no luck is dealt along the list of EDs: nearest ED, nobody admitted.

    Equal distances are told apart by rank too. The choice of an ED, patients found in beds and
    planned stays draw their luck by the rank of the ED: with them another order is another draw of
    the same law (next test).
    """
    place = uneven()
    both = [nearest_only(base_inputs(p)) for p in (place, in_another_order(place))]
    runs = [kept(one) for one in both]
    assert runs[0].events > 1000
    for left, right in zip(*(by_name(i, r) for i, r in zip(both, runs, strict=True)), strict=True):
        assert left.equals(right)


def test_another_order_of_the_facilities_gives_the_same_means():
    place = uneven()
    found = []
    for one in (place, in_another_order(place)):
        inputs = base_inputs(one)
        where = np.argsort([f.lon for f in one.of_kind("hospital")])
        found.append(
            [
                np.bincount(column(kept(inputs, r), Activity.ARRIVAL, "site"), minlength=3)[where]
                for r in range(10)
            ]
        )
    gap = np.mean(found[0], axis=0) - np.mean(found[1], axis=0)
    error = np.sqrt((np.var(found[0], axis=0, ddof=1) + np.var(found[1], axis=0, ddof=1)) / 10)
    assert (np.abs(gap) < 4 * error).all(), (gap, error)


def nearest_only(inputs):
    """Give the same inputs where everyone chooses the nearest ED and goes home from there."""
    path, choice = inputs.pathways, inputs.choice
    home = np.zeros_like(path.ed.disposition)
    home[..., 0] = 1.0
    wards = replace(path.wards, elective=np.zeros_like(path.wards.elective))
    return replace(
        inputs,
        choice=replace(choice, attraction=np.ones_like(choice.attraction), decay_per_min=500.0),
        pathways=replace(path, ed=replace(path.ed, disposition=home), wards=wards),
    )


def test_nobody_gives_an_empty_log():
    inputs = base_inputs(small_territory())
    needs, wards = inputs.needs, inputs.pathways.wards
    nobody = replace(
        inputs,
        needs=replace(needs, rate_year=np.zeros_like(needs.rate_year)),
        pathways=replace(
            inputs.pathways, wards=replace(wards, elective=np.zeros_like(wards.elective))
        ),
    )
    result = kept(nobody)
    assert (result.events, result.patients, result.in_system) == (0, 0, 0)
    assert [len(block) for block in result.blocks] == [0] * PERIOD["days"]


@pytest.mark.parametrize("form", ["closed", "suspended", "antenna"])
def test_everyone_has_a_stated_outcome_when_every_hospital_is_shut(form):
    inputs = base_inputs(small_territory(hospitals=3))
    shut = [
        AccessChange(f.id, FIRST, None, WeeklyWindow(0, 0), 0, 0.1, 0.2, 0.3, 0.4, form=form)
        for f in inputs.territory.of_kind("hospital")
    ]
    result = kept(inputs.with_changes(*shut))
    assert len(column(result, Activity.ARRIVAL, "end")) == 0
    assert result.outcomes["NO_OPEN_SITE"] > 0
    assert result.outcomes["RENOUNCED"] > 0
    assert result.outcomes["GP_INSTEAD"] > 0
    ended = column(result, Activity.EXIT, "ordinal")
    assert len(ended) + result.in_system == result.patients
    # Who is still there: in a bed since the start, called or back within the last hours.
    assert result.in_system < 0.2 * result.patients


def test_a_territory_without_any_hospital_runs():
    inputs = base_inputs(
        territory([[6000, 14_000, 6000]], [unit("ambulance", "AMB-1", "22001", -3.0, 2),
                                           samu("22001", -3.0)])
    )  # fmt: skip
    result = kept(inputs)
    assert result.outcomes["NO_OPEN_SITE"] > 0
    assert result.patients == sum(result.outcomes.values()) + result.in_system
