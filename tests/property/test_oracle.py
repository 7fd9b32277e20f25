"""The compiled kernel against the plain engine: equal event logs on random small territories."""

import datetime as dt
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from scenarios.baseline import base_inputs
from tests.property.dated_worlds import dated, finer, waves
from tests.territories import hospital, samu, small_territory, territory, unit
from twin.compiled.handles import lend
from twin.contracts import (
    NOBODY_ACTS,
    WARDS,
    AccessChange,
    Activity,
    Calendar,
    CapacityChange,
    DemandChange,
    DestinationRule,
    DispatchRule,
    EdChoice,
    Keep,
    Law,
    LocalModel,
    Outcome,
    ReferralPolicy,
    TwinInputs,
    WeeklyWindow,
)
from twin.engine.compiling import compile_tables
from twin.engine.kernel import LOG_FULL, NEED_ROOM, advance
from twin.engine.oracle import Oracle, oracle_blocks
from twin.engine.replanning import live_plans
from twin.engine.run import run
from twin.engine.state import LOG_SIZE, empty_state, grown
from twin.engine.tables import FAR_FUTURE_MS
from twin.tables import JumeauError

# Two clock changes, a public holiday on a Thursday, New Year's Eve, an ordinary Monday.
STARTS = (
    dt.date(2026, 3, 28), dt.date(2026, 10, 24), dt.date(2026, 5, 13), dt.date(2025, 12, 31),
    dt.date(2026, 6, 8),
)  # fmt: skip
FORMS = ("suspended", "regulated", "closed", "antenna")
FINESS = "22000000{}"
HOUR = dt.timedelta(hours=1)
WHOLE_WEEK = WeeklyWindow(0, 0)


def shares(draw, count):
    """Draw probabilities that add up to 1, some of them nil."""
    raw = np.array([draw(st.integers(0, 4)) for _ in range(count)], float)
    return raw / raw.sum() if raw.any() else np.full(count, 1 / count)


def number(draw, most):
    return draw(st.integers(0, most))


def wards(draw):
    """Draw wards declared (0 is a closed one); the others are left to the reference situation."""
    declared = {"medicine": number(draw, 8)}
    for ward in WARDS[1:]:
        beds = draw(st.sampled_from((None, 0, 1, 3)))
        if beds is not None:
            declared[ward] = beds
    return declared


def base_of_units(draw, i, zone):
    """Draw a place with some lines of units only."""
    lon = -3.0 + 0.1 * zone
    code = f"22{zone + 1:03d}"
    if draw(st.booleans()):
        place = unit("smur", f"SMUR-{i}", code, lon, number(draw, 2), helicopters=number(draw, 1))
    else:
        place = unit("ambulance", f"AMB-{i}", code, lon, number(draw, 3), private=number(draw, 2))
        kept = draw(st.sampled_from((("vsav",), ("ambulances",), ("vsav", "ambulances"))))
        place = replace(place, capacity=tuple(c for c in place.capacity if c.line in kept))
    return place


def places(draw, zones):
    """Draw hospitals, bases of units and one or two SAMU centres."""
    found = []
    for i in range(draw(st.sampled_from((0, 1, 2, 2, 3, 3)))):
        zone = draw(st.integers(0, zones - 1))
        found.append(
            hospital(
                FINESS.format(i), f"22{zone + 1:03d}", -3.0 + 0.1 * zone + 0.01 * i,
                nurses=number(draw, 2), care=number(draw, 2), boxes=number(draw, 5),
                physicians=number(draw, 2), night=number(draw, 2), uhcd=number(draw, 2),
                wards=wards(draw), paediatric_only=draw(st.booleans()),
            )
        )  # fmt: skip
    for i in range(draw(st.integers(0, 4))):
        found.append(base_of_units(draw, i, draw(st.integers(0, zones - 1))))
    centre = samu(
        "22001", -3.0, assistants=number(draw, 2), regulators=number(draw, 2), gp=number(draw, 1),
        intakes=number(draw, 1),
    )  # fmt: skip
    return [*found, centre]


def two_departments(draw, place):
    """Give the communes from some rank on, and their places, to another department."""
    first = draw(st.integers(1, len(place.zones)))
    if first == len(place.zones):
        return place
    codes = list(place.zones["insee"])
    dep = ["22" if i < first else "29" for i in range(len(codes))]
    facilities = [replace(f, department=dep[codes.index(f.zone)]) for f in place.facilities]
    second = samu(codes[first], -3.0, assistants=number(draw, 1), regulators=number(draw, 1))
    facilities.append(replace(second, id="SAMU-29", department="29"))
    rows = place.population.persons.tolist()
    again = territory(rows, facilities)
    return replace(again, zones=again.zones.assign(dep=dep))


def pathways(draw, path):
    """Draw other laws and probabilities, so that each branch is taken by many."""
    calls, ed, stays = path.calls, path.ed, path.wards
    law = st.sampled_from((Law.constant(7.5), Law.exponential(20), Law.lognormal(30, 0.8)))
    patience = st.sampled_from((Law.never(), Law.constant(1), Law.exponential(2)))
    if draw(st.booleans()):
        calls = replace(
            calls,
            response=np.array([shares(draw, 6) for _ in range(4)]),
            general=np.array([0.0, 0.2, 0.5, 0.8]),
            gp_on_duty=calls.gp_on_duty * draw(st.floats(0, 1)),
            hangup=shares(draw, 3), patience=draw(patience), recall=draw(law), call=draw(law),
            regulation=draw(law), regulation_gp=draw(law), prepare=draw(law),
            handover_most=draw(st.sampled_from((Law.never(), Law.constant(5)))),
            grounded=draw(st.sampled_from((0.0, 0.4))), transported=draw(
                st.sampled_from((calls.transported, np.array([0.5, 1.0, 0.9, 0.0])))
            ),
        )  # fmt: skip
    if draw(st.booleans()):
        count = len(ed.pace)
        leave = tuple(draw(st.sampled_from((Law.never(), Law.exponential(60)))) for _ in range(6))
        ed = replace(
            ed,
            followed=draw(st.integers(1, 4)), lying=draw(st.integers(0, 6)),
            pace=np.linspace(0.5, 1.5, count), first_contact=draw(law), care=draw(law),
            decision=draw(law), patience=leave, uhcd=draw(law),
            disposition=np.array([[shares(draw, 3)] * 6 for _ in range(6)]),
        )  # fmt: skip
    if draw(st.booleans()):
        many = shares(draw, len(WARDS))
        stays = replace(
            stays,
            ward=np.broadcast_to(many, stays.ward.shape),
            stay=(Law.exponential(900),) * len(WARDS),
            elective_stay=(draw(law),) * len(WARDS),
            elective=stays.elective * draw(st.sampled_from((0.0, 1.0, 20.0))),
            by_round=np.arange(len(WARDS)) % 2,
            rest_share=draw(st.floats(0, 1)),
            downstream=np.broadcast_to(shares(draw, 4), stays.downstream.shape),
            outlying_hours=float(draw(st.integers(0, 5))),
            transfer_hours=float(draw(st.integers(0, 8))),
            returns=np.full(stays.returns.shape, draw(st.floats(0, 1))),
            return_delay=Law.exponential(600),
        )
    return replace(path, calls=calls, ed=ed, wards=stays)


def learned(draw, path, place):
    """Give some hospitals a model of their own, unlike the territory's."""
    hospitals = [f.id for f in place.of_kind("hospital")]
    sites = tuple(s for s in hospitals if draw(st.booleans()))
    if not sites:
        return path
    own = LocalModel.of(path, sites)
    own = replace(
        own,
        triage=np.broadcast_to(shares(draw, 6), own.triage.shape),
        disposition=np.broadcast_to(shares(draw, 3), own.disposition.shape),
        uhcd_admitted=np.full(own.uhcd_admitted.shape, draw(st.floats(0, 1))),
        exams=np.broadcast_to(shares(draw, 4), own.exams.shape),
        exam_factor=own.exam_factor * draw(st.floats(0.2, 3)),
        ward=np.broadcast_to(shares(draw, len(WARDS)), own.ward.shape),
        stay_factor=own.stay_factor * draw(st.floats(0.2, 3)),
    )
    return replace(path, local=(own,))


def lines_of(place):
    return [(f.id, c.line) for f in place.facilities for c in f.capacity]


def levers(draw, inputs, start):
    """Draw closures of each form, more or fewer of some resources, and a change of demand."""
    place = inputs.territory
    changes = []
    moment = st.integers(0, 47).map(lambda h: dt.datetime.combine(start, dt.time()) + h * HOUR)
    # A closing that begins and ends within one hour is refused.
    minute = st.integers(0, 47).map(lambda half: 30 * half)
    for site in place.of_kind("hospital"):
        if draw(st.booleans()):
            lost, gp, other, anyway, call = shares(draw, 5)
            window = draw(st.sampled_from((WHOLE_WEEK, WeeklyWindow(draw(minute), draw(minute)))))
            changes.append(
                AccessChange(
                    site.id, draw(moment), None, window, draw(st.integers(0, 59)),
                    lost, gp, other, anyway, call, draw(st.sampled_from(FORMS)),
                    draw(st.floats(0, 1)),
                )
            )  # fmt: skip
    lines = lines_of(place)
    for _ in range(draw(st.integers(0, 4))):
        where, line = draw(st.sampled_from(lines))
        mode, value = draw(
            st.sampled_from((("add", 2), ("add", -1), ("at_most", 0), ("add", 0.6), ("times", 0.4)))
        )
        window = WeeklyWindow(draw(minute), draw(minute))
        end = draw(st.sampled_from((None, dt.datetime.combine(start, dt.time()) + 30 * HOUR)))
        changes.append(CapacityChange(where, line, mode, value, draw(moment), end, window))
    if draw(st.booleans()):
        factor = draw(st.floats(0, 1.2))
        changes.append(DemandChange((), factor, start, start + dt.timedelta(1), 1))
    return [*changes, *waves(draw, inputs, start), *dated(draw, inputs, start)]


@dataclass(frozen=True)
class World:
    """What is compared; its inputs are too long to be shown by a failing test."""

    inputs: TwinInputs = field(repr=False)
    start: dt.date
    changes: tuple[object, ...]


@st.composite
def worlds(draw):
    """Give random inputs and a start."""
    zones = draw(st.integers(1, 4))
    persons = [
        [draw(st.sampled_from((0, 500, 4000, 12000))) for _ in range(3)] for _ in range(zones)
    ]
    place = two_departments(draw, territory(persons, places(draw, zones)))
    inputs = base_inputs(place, impose_visits=False)
    start = draw(st.sampled_from(STARTS))
    inputs = replace(
        inputs,
        pathways=learned(draw, pathways(draw, inputs.pathways), place),
        policies=NOBODY_ACTS,
        referral=ReferralPolicy(
            dispatch=draw(st.sampled_from(list(DispatchRule))),
            destination=draw(st.sampled_from(list(DestinationRule))),
            specialised=draw(st.booleans()),
            **finer(draw, inputs),
        ),
    )
    if draw(st.booleans()):
        inputs = inputs.with_changes(*levers(draw, inputs, start))
    return World(inputs, start, inputs.timeline)


def compare(inputs, seed, days, start=STARTS[0]):
    """Run both engines; their logs must be equal row by row."""
    result = run(inputs, start=start, days=days, warmup_days=0, seed=seed, keep=Keep.EVENTS)
    calendar = Calendar.of(start, days, inputs.territory.code)
    tables = compile_tables(inputs, calendar, seed, 0, agents=False)
    plain = oracle_blocks(tables, calendar, live_plans(inputs, calendar, tables))
    assert len(result.blocks) == len(plain) == days
    for ours, theirs in zip(result.blocks, plain, strict=True):
        for column in ours.columns:
            np.testing.assert_array_equal(ours[column], theirs[column], err_msg=column)
        assert ours.digest() == theirs.digest()
    return result


def compare_if_drawn(world, days, seed):
    """Compare; a random wave so high that the engine refuses it in words is no world."""
    try:
        compare(world.inputs, seed, days, world.start)
    except JumeauError as refused:
        if "ce que le moteur sait tirer" not in str(refused):
            raise
        reject()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.integers(0, 2**40))
def test_kernel_and_oracle_write_the_same_log(world, seed):
    compare_if_drawn(world, 2, seed)


@st.composite
def changed_worlds(draw):
    """Give the busy territory under many dated changes."""
    inputs, start = busy(), STARTS[0]
    return World(inputs.with_changes(*levers(draw, inputs, start)), start, inputs.timeline)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(changed_worlds(), st.integers(0, 2**40))
def test_they_agree_under_dated_changes(world, seed):
    compare_if_drawn(world, 2, seed)


@pytest.mark.full
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.integers(0, 2**40))
def test_kernel_and_oracle_write_the_same_log_250(world, seed):
    compare_if_drawn(world, 4, seed)


def busy():
    """Give a territory where every stage and every fate happens within some days."""
    everywhere = dict.fromkeys(("medicine", "surgery", "geriatrics"), 6)
    facilities = [
        hospital("220000012", "22001", -3.0, physicians=3, boxes=12, nurses=2, care=3, uhcd=2,
                 wards={**everywhere, "rea": 2, "usic": 2, "paediatrics": 2}),
        hospital("220000095", "22002", -2.9, physicians=1, boxes=3, nurses=1, uhcd=0,
                 wards={"medicine": 3}, elective={"medicine": 1}),
        hospital("220000343", "22003", -2.8, physicians=2, boxes=5, nurses=1, uhcd=1,
                 wards=everywhere),
        unit("smur", "SMUR-1", "22001", -3.0, 1, site="220000012", helicopters=1),
        unit("ambulance", "AMB-1", "22001", -3.0, 2, private=1),
        unit("ambulance", "AMB-2", "22003", -2.8, 2, private=1),
        samu("22001", -3.0, assistants=1, regulators=1),
    ]  # fmt: skip
    persons = [[9000, 21000, 9000], [4000, 10000, 6000], [2000, 5000, 5000]]
    inputs = base_inputs(territory(persons, facilities), impose_visits=False)
    calls, stays = inputs.pathways.calls, inputs.pathways.wards
    calls = replace(calls, patience=Law.exponential(1), hangup=np.array([0.4, 0.3, 0.3]))
    stays = replace(
        stays,
        outlying_hours=2.0, transfer_hours=4.0, elective=stays.elective * 2,
        stay=(Law.lognormal(1500, 0.8),) * len(WARDS),
        downstream=np.broadcast_to([0.6, 0.2, 0.1, 0.1], stays.downstream.shape),
        returns=np.full(stays.returns.shape, 0.3), return_delay=Law.exponential(3000),
    )  # fmt: skip
    inputs = replace(
        inputs, pathways=replace(inputs.pathways, calls=calls, wards=stays), policies=NOBODY_ACTS
    )
    start = dt.datetime.combine(STARTS[0], dt.time())
    night, evening = WeeklyWindow(20 * 60, 8 * 60), WeeklyWindow(20 * 60, 23 * 60)
    return inputs.with_changes(
        AccessChange(
            "220000343", start, None, WHOLE_WEEK, 0, 0.1, 0.1, 0.3, 0.3, 0.2, "regulated", 0.5
        ),
        AccessChange("220000095", start, None, night, 30, 0.2, 0.2, 0.2, 0.2, 0.2, "suspended"),
        # Nobody is open to those who come by themselves: some find no site at all.
        AccessChange("220000012", start, None, evening, 0, 0.0, 0.0, 0.5, 0.5, 0.0, "closed"),
    )


def test_they_agree_on_a_busy_territory_where_everything_happens():
    result = compare(busy(), 7, 9)
    assert result.patients > 600
    activities = set(np.concatenate([block["activity"] for block in result.blocks]).tolist())
    # Medicines that are lacking have their own worlds (`test_supply_oracle`).
    assert {Activity(a) for a in activities} == set(Activity) - {Activity.SUPPLY}
    reached = {name for name, count in result.outcomes.items() if count}
    assert reached == {outcome.name for outcome in Outcome}


def test_they_agree_where_a_hospital_has_its_own_pathways():
    inputs = busy()
    own = LocalModel.of(inputs.pathways, ("220000343", "220000012"))
    own = replace(own, exam_factor=own.exam_factor * 2, stay_factor=own.stay_factor / 3)
    changed = replace(inputs, pathways=replace(inputs.pathways, local=(own,)))
    compare(changed, 7, 5)


def test_a_model_that_repeats_the_territory_changes_nothing():
    inputs = busy()
    own = LocalModel.of(inputs.pathways, ("220000343",))
    same = replace(inputs, pathways=replace(inputs.pathways, local=(own,)))
    first, second = (
        run(i, start=STARTS[0], days=4, warmup_days=0, seed=7, keep=Keep.EVENTS)
        for i in (inputs, same)
    )
    assert first.log_hash == second.log_hash


def test_only_the_hospital_named_follows_its_own_model():
    """Everyone is sent home there; the others go on admitting."""
    inputs = replace(busy(), timeline=())
    own = LocalModel.of(inputs.pathways, ("220000343",))
    home = np.zeros(own.disposition.shape)
    home[..., 0] = 1.0
    changed = replace(
        inputs, pathways=replace(inputs.pathways, local=(replace(own, disposition=home),))
    )
    result = run(changed, start=STARTS[0], days=6, warmup_days=0, seed=7, keep=Keep.EVENTS)
    asked = np.concatenate(
        [b["site"][b["activity"] == Activity.BED_REQUEST] for b in result.blocks]
    )
    assert set(asked.tolist()) == {0, 1}


def test_the_usual_small_territory():
    inputs = replace(base_inputs(small_territory(hospitals=3, scale=1.5)), policies=NOBODY_ACTS)
    result = compare(inputs, 7, 9)
    assert result.patients > 800
    assert min(result.outcomes[k] for k in ("HOME", "DISCHARGED", "ADVICE_OR_GP")) > 50


def test_equal_travel_times_are_broken_alike():
    """Two hospitals and two bases at one place: whoever is nearest is a tie at every choice."""
    facilities = [
        hospital("220000012", "22001", -3.0, wards={"medicine": 4, "rea": 1}),
        hospital("220000095", "22001", -3.0, wards={"medicine": 4, "rea": 1}),
        hospital("220000343", "22001", -3.0, wards={"medicine": 30, "rea": 4}),
        unit("ambulance", "AMB-1", "22001", -3.0, 2),
        unit("ambulance", "AMB-2", "22001", -3.0, 2),
        samu("22001", -3.0),
    ]
    inputs = base_inputs(territory([[3000, 8000, 4000]], facilities), impose_visits=False)
    inputs = replace(
        inputs,
        policies=NOBODY_ACTS,
        referral=ReferralPolicy(destination=DestinationRule.NEAREST_OPEN),
    )
    result = compare(inputs, 5, 6)
    assert result.outcomes["HOME"] > 20


def test_no_hospital_gives_every_patient_a_stated_outcome():
    inputs = base_inputs(territory([[500, 2000, 800]], [samu("22001", -3.0)]), impose_visits=False)
    inputs = replace(
        inputs, choice=EdChoice(np.zeros((2, 0)), 0.1, False, "test"), policies=NOBODY_ACTS
    )
    result = compare(inputs, 3, 20)
    assert result.patients > 0
    assert result.outcomes["NO_OPEN_SITE"] > 0
    assert result.outcomes["HOME"] == 0


def cramped_log(tables, hours, room):
    """Give the log of a kernel that has room for a few patients only and must ask for more."""
    state, parts, asked = empty_state(tables, room=room), [], 0
    lent = lend(tables)
    while (status := advance(lent, lend(state), hours, FAR_FUTURE_MS)) in (NEED_ROOM, LOG_FULL):
        asked += 1
        if status == NEED_ROOM:
            state = grown(state)
            continue
        size = int(state.counters[LOG_SIZE])
        parts.append(state.log[:size].copy())
        state.counters[LOG_SIZE] = 0
        if size < len(state.log) // 2:
            state = state._replace(log=np.zeros((2 * len(state.log), 12), np.int64))
    return np.concatenate([*parts, state.log[: int(state.counters[LOG_SIZE])]]), asked


def test_the_room_of_the_kernel_changes_nothing():
    calendar = Calendar.of(STARTS[0], 3)
    tables = compile_tables(busy(), calendar, 2, 0, agents=False)
    ours, asked = cramped_log(tables, calendar.hours, 128)
    oracle = Oracle(tables)
    oracle.run()
    theirs = np.array(oracle.rows, np.int64)
    key = [4, 3, 2, 1, 0]
    np.testing.assert_array_equal(ours[np.lexsort(ours[:, key].T)],
                                  theirs[np.lexsort(theirs[:, key].T)])  # fmt: skip
    assert asked > 5
