"""What a checkpoint refuses: damage, another version, another past, code in disguise."""

import datetime as dt
import json
import pickle
from dataclasses import replace

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from tests.territories import small_territory
from twin.contracts import (
    AccessChange,
    Calendar,
    CapacityChange,
    Checkpoint,
    DemandChange,
    Keep,
    Resumable,
    RunKey,
    WeeklyWindow,
)
from twin.engine import checkpoint_folder
from twin.engine.checkpoint_folder import load_checkpoint, save_checkpoint
from twin.engine.past import fork_hour
from twin.engine.run import live_until, run
from twin.engine.state import (
    BASE,
    BASE2,
    BED_BUSY,
    BED_EXTRA,
    BED_WARD,
    BUSY,
    DIVERTS,
    DOCTOR,
    FLAGS,
    FREE_HEAD,
    HEAP_SIZE,
    IN_BED,
    KIND,
    LENGTH,
    NEXT,
    PHASE,
    SITE,
    TO_SITE,
    ZONE,
)
from twin.indicators import Tally
from twin.tables import JumeauError

PERIOD = {"start": dt.date(2026, 1, 13), "days": 2, "warmup_days": 1}
ASKED = {**PERIOD, "seed": 2}
HOUR = 30
START = dt.datetime(2026, 1, 12)
FORK = START + dt.timedelta(hours=HOUR)


@pytest.fixture(scope="module")
def inputs():
    return base_inputs(small_territory())


@pytest.fixture(scope="module")
def whole(inputs):
    return run(inputs, keep=Keep.EVENTS, **ASKED)


@pytest.fixture(scope="module")
def held(inputs):
    return live_until(inputs, hour=HOUR, **ASKED)


@pytest.fixture
def folder(held, tmp_path):
    return save_checkpoint(held, tmp_path / "held")


def rewrite(folder, **changes):
    """Alter the manifest as someone would who knows how it is sealed."""
    page = json.loads((folder / "manifest.json").read_text()) | changes
    page["digest"] = checkpoint_folder._digest(page)
    (folder / "manifest.json").write_text(json.dumps(page))


def repack(folder, **arrays):
    """Alter arrays, and every digest with them."""
    with np.load(folder / "state.npz") as parts:
        content = {name: parts[name] for name in parts.files} | arrays
    np.savez(folder / "state.npz", **content)
    digest = checkpoint_folder.hashlib.sha256((folder / "state.npz").read_bytes()).hexdigest()
    rewrite(folder, sha256=digest)


def test_what_is_read_is_what_was_written(held, folder, inputs, whole):
    read = load_checkpoint(folder)
    assert (read.hour, read.key, read.past, read.log_hash) == (
        held.hour, held.key, held.past, held.log_hash,
    )  # fmt: skip
    assert np.array_equal(read.decisions, held.decisions)
    assert np.array_equal(read.in_force, held.in_force)
    for name, table in held.state.items():
        assert np.array_equal(table, read.state[name]), name
    assert run(inputs, resume=read, **ASKED).log_hash == whole.log_hash


def test_a_checkpoint_is_not_altered_by_those_who_go_on_from_it(held, inputs, whole):
    before = {name: table.copy() for name, table in held.state.items()}
    for _ in range(2):
        assert run(inputs, resume=held, **ASKED).log_hash == whole.log_hash
    assert all(np.array_equal(before[name], held.state[name]) for name in before)
    with pytest.raises(ValueError, match="read-only"):
        held.state["pool"][0, 0] = 1


@pytest.mark.parametrize("hour", [0, 1, 71, 72])
def test_the_ends_of_the_period(inputs, whole, hour):
    at = live_until(inputs, hour=hour, **ASKED)
    assert run(inputs, resume=at, **ASKED).log_hash == whole.log_hash


def test_an_hour_out_of_the_period_is_refused(inputs, held):
    for hour, resume in ((-1, None), (73, None), (HOUR - 1, held)):
        with pytest.raises(ValueError, match="hour"):
            live_until(inputs, hour=hour, resume=resume, **ASKED)


def test_the_log_is_kept_when_it_was_asked_for(inputs, held, whole, tmp_path):
    kept = live_until(inputs, hour=HOUR, keep=Keep.EVENTS, **ASKED)
    for one in (kept, load_checkpoint(save_checkpoint(kept, tmp_path / "kept"))):
        again = run(inputs, keep=Keep.EVENTS, resume=one, **ASKED)
        assert [b.digest() for b in again.blocks] == [b.digest() for b in whole.blocks]
    with pytest.raises(JumeauError, match="journal"):
        run(inputs, keep=Keep.EVENTS, resume=held, **ASKED)


def test_observers_must_be_those_of_the_past(inputs, held):
    calendar = Calendar.of(dt.date(2026, 1, 12), 3)
    with pytest.raises(JumeauError, match="observateurs"):
        run(inputs, observers=[Tally(inputs, calendar, 1)], resume=held, **ASKED)
    with_fold = live_until(inputs, hour=HOUR, observers=[Tally(inputs, calendar, 1)], **ASKED)
    with pytest.raises(JumeauError, match="période mesurée"):
        run(inputs, observers=[Tally(inputs, calendar, 2)], resume=with_fold, **ASKED)

    class Blind:
        def observe(self, block):
            pass

    with pytest.raises(ValueError, match="Blind"):
        live_until(inputs, hour=HOUR, observers=[Blind()], **ASKED)


@pytest.mark.parametrize(
    "other", [{"seed": 3}, {"replication": 1}, {"days": 3}, {"warmup_days": 0},
              {"start": dt.date(2026, 1, 14)}],
)  # fmt: skip
def test_another_run_is_refused(inputs, held, other):
    with pytest.raises(JumeauError, match="autre calcul"):
        run(inputs, resume=held, **(ASKED | other))


def test_other_inputs_are_refused_by_name(inputs, held):
    others = {
        "territoire": base_inputs(small_territory(scale=1.01)),
        "besoins": replace(inputs, needs=replace(inputs.needs, far=inputs.needs.far * 2.0)),
        "parcours": replace(
            inputs, pathways=replace(inputs.pathways, ed=replace(inputs.pathways.ed, followed=9))
        ),
        "décisions": replace(
            inputs,
            policies=replace(
                inputs.policies, diversion=replace(inputs.policies.diversion, hours=5)
            ),
        ),
    }
    for name, other in others.items():
        with pytest.raises(JumeauError, match=name):
            run(other, resume=held, **ASKED)

    class Adviser:
        id = "x"

        def digest(self):
            return "1"

        def advise(self, snapshot):
            return []

    with pytest.raises(JumeauError, match="conseillers"):
        run(inputs, resume=held, advisers=[Adviser()], **ASKED)


def beds(start, end=None):
    return CapacityChange("220000012", "beds_medicine", "add", 5, start, end)


def closed(start):
    return AccessChange("220000095", start, None, WeeklyWindow(0, 0), 0, 0.1, 0.2, 0.4, 0.3)


def test_a_change_before_the_fork_is_refused_and_one_after_is_not(inputs, held):
    hour = dt.timedelta(hours=1)
    for change in (beds(FORK), beds(FORK + hour), beds(START, START), closed(FORK + 2 * hour)):
        policy = inputs.with_changes(change)
        assert run(policy, resume=held, **ASKED).log_hash == run(policy, **ASKED).log_hash
    for change in (beds(FORK - hour), beds(START, START + hour)):
        with pytest.raises(JumeauError, match="capacités avant"):
            run(inputs.with_changes(change), resume=held, **ASKED)
    # Who sets out before the fork may arrive after it: the door is already looked at.
    for change in (closed(FORK), closed(FORK - hour)):
        with pytest.raises(JumeauError, match="portes"):
            run(inputs.with_changes(change), resume=held, **ASKED)


def test_a_wave_of_demand_after_the_day_of_the_fork_is_another_future(inputs, held):
    day = FORK.date()
    past, future = (
        DemandChange((), 1.3, first, day + dt.timedelta(days=5))
        for first in (day, day + dt.timedelta(days=1))
    )
    policy = inputs.with_changes(future)
    assert run(policy, resume=held, **ASKED).log_hash == run(policy, **ASKED).log_hash
    assert fork_hour([inputs, policy], **PERIOD) == 48
    # The needs of a day are drawn with its factor from its first hour on.
    assert fork_hour([inputs, inputs.with_changes(past)], **PERIOD) == 24
    with pytest.raises(JumeauError, match="demande avant"):
        run(inputs.with_changes(past), resume=held, **ASKED)


def test_only_the_end_of_a_change_may_differ_when_it_comes_after(inputs):
    hour = dt.timedelta(hours=1)
    held = live_until(inputs.with_changes(beds(START)), hour=HOUR, **ASKED)
    policy = inputs.with_changes(beds(START, FORK))
    assert run(policy, resume=held, **ASKED).log_hash == run(policy, **ASKED).log_hash
    with pytest.raises(JumeauError, match="capacités avant"):
        run(inputs.with_changes(beds(START, FORK - hour)), resume=held, **ASKED)


def test_the_last_common_hour(inputs):
    assert fork_hour([inputs, inputs], **PERIOD) == 72
    assert fork_hour([inputs, inputs.with_changes(beds(FORK))], **PERIOD) == HOUR
    near = fork_hour([inputs, inputs.with_changes(closed(FORK))], **PERIOD)
    assert near == HOUR - 1  # every way is shorter than an hour
    assert fork_hour([inputs, inputs.with_changes(beds(START))], **PERIOD) == 0
    with pytest.raises(JumeauError, match="territoire"):
        fork_hour([inputs, base_inputs(small_territory(scale=2))], **PERIOD)


def test_a_door_already_closed_makes_the_past_reach_further(inputs):
    """Who is redirected at a closed door looks at another one later still."""
    place = inputs.territory
    slow = {
        name: replace(getattr(place, name), minutes=getattr(place, name).minutes * 6)
        for name in ("travel", "site_travel")
    }
    inputs = replace(inputs, territory=replace(place, **slow))
    shared = inputs.with_changes(closed(START))
    other = replace(closed(FORK), facility="220000012")
    near = fork_hour([inputs, inputs.with_changes(other)], **PERIOD)
    hour = fork_hour([shared, shared.with_changes(other)], **PERIOD)
    assert hour < near
    past = live_until(shared, hour=hour, **ASKED)
    policy = shared.with_changes(other)
    assert run(policy, resume=past, **ASKED).log_hash == run(policy, **ASKED).log_hash
    with pytest.raises(JumeauError, match="portes"):
        run(policy, resume=live_until(shared, hour=hour + 1, **ASKED), **ASKED)


def test_more_beds_filled_at_the_start_than_the_past_had_room_for(inputs):
    """At hour 0 nothing is lived: the state is that of the new inputs."""
    held = live_until(inputs, hour=0, **ASKED)
    policy = inputs.with_changes(beds(START))
    assert run(policy, resume=held, **ASKED).log_hash == run(policy, **ASKED).log_hash


@pytest.mark.parametrize("place", [0.001, 0.3, 0.6, 0.999])
def test_a_damaged_byte_is_seen(folder, place):
    for name in ("state.npz", "manifest.json"):
        good = (folder / name).read_bytes()
        bad = bytearray(good)
        bad[int(place * len(bad))] ^= 1
        (folder / name).write_bytes(bad)
        with pytest.raises(JumeauError):
            load_checkpoint(folder)
        (folder / name).write_bytes(good[: int(place * len(good))])
        with pytest.raises(JumeauError):
            load_checkpoint(folder)
        (folder / name).write_bytes(good)
    load_checkpoint(folder)


def test_what_is_missing_or_something_else(tmp_path, folder):
    with pytest.raises(JumeauError, match="pas un point de reprise"):
        load_checkpoint(tmp_path / "nothing")
    (folder / "state.npz").unlink()
    with pytest.raises(JumeauError, match="manquante"):
        load_checkpoint(folder)
    rewrite(folder, version=99)
    with pytest.raises(JumeauError, match="version de format 99"):
        load_checkpoint(folder)


def test_another_version_of_the_code_is_refused(folder):
    rewrite(folder, made_by={**checkpoint_folder.made_by(), "code": "0" * 64, "numba": "0.1"})
    with pytest.raises(JumeauError, match=r"autre version.*code.*numba"):
        load_checkpoint(folder)


def test_nothing_is_executed(folder, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    trap = np.empty(1, object)
    trap[0] = Trap()
    repack(folder, **{"state/pool": trap})
    with pytest.raises(JumeauError, match="inattendu"):
        load_checkpoint(folder)
    (folder / "state.npz").write_bytes(pickle.dumps(Trap()))
    digest = checkpoint_folder.hashlib.sha256((folder / "state.npz").read_bytes()).hexdigest()
    rewrite(folder, sha256=digest)
    with pytest.raises(JumeauError, match="inattendu"):
        load_checkpoint(folder)
    assert not (tmp_path / "sprung").exists()


def all_of(column, value):
    return lambda a: a[:, column].__setitem__(slice(None), value)


FALSE = {
    "site": ("pool", all_of(SITE, 9)),
    "zone": ("pool", all_of(ZONE, -7)),
    "base": ("pool", all_of(BASE, 1 << 40)),
    "second base": ("pool", all_of(BASE2, 1 << 40)),
    "kind": ("pool", all_of(KIND, 77)),
    "physician": ("pool", all_of(DOCTOR, 1 << 33)),
    "ward": ("pool", all_of(BED_WARD, 10)),
    "no ward": ("pool", all_of(BED_WARD, -1)),
    "hospital of the transfer": ("pool", all_of(TO_SITE, 2)),
    "phase": ("pool", all_of(PHASE, IN_BED)),
    "marks": ("pool", all_of(FLAGS, 1 << 12)),
    "free row": ("pool", all_of(NEXT, 1 << 33)),
    "living row taken for a free one": (
        "counters", lambda a: a.__setitem__(FREE_HEAD, 0),
    ),
    "event's row": ("heap", all_of(3, 1 << 33)),
    "event's patient": ("heap", all_of(1, 12)),
    "event's kind": ("heap", all_of(2, 25)),
    "past event": ("heap", all_of(0, -5)),
    "queue": ("queues", lambda a: a.__setitem__(slice(None), 1 << 33)),
    "queue's length": ("queues", lambda a: a[:, LENGTH].__iadd__(1)),
    "stream": ("streams", lambda a: a.__setitem__(slice(None), -1)),
    "size": ("counters", lambda a: a.__setitem__(HEAP_SIZE, 1 << 33)),
    "beds": ("wards", lambda a: a[:, BED_BUSY].__iadd__(1)),
    "beds that nobody opened": ("wards", all_of(BED_EXTRA, 3)),
    "boxes": ("sites", lambda a: a[:, BUSY + 2].__iadd__(1)),
    "diversion that nobody decided": ("sites", all_of(DIVERTS, 1)),
    "physicians": ("doctors", all_of(0, 1)),
    "units": ("bases", all_of(0, 9)),
    "fewer sites": ("sites", lambda a: None),
    "fewer physicians": ("doctors", lambda a: None),
}  # fmt: skip


@pytest.mark.parametrize("case", FALSE)
def test_false_ranks_never_reach_the_kernel(folder, held, inputs, case):
    name, spoil = FALSE[case]
    table = held.state[name].copy()
    spoil(table)
    repack(folder, **{f"state/{name}": table[:-1] if case.startswith("fewer") else table})
    with pytest.raises(JumeauError, match="point de reprise"):
        run(inputs, resume=load_checkpoint(folder), **ASKED)


@pytest.mark.parametrize(
    "row",
    [
        (40, 0, 99, 0, 99, 8, 1), (40, 0, 0, 9, 0, 8, 1), (40, 0, 0, 1, 0, 0, 1),
        (40, 0, 0, 0, 0, 10, 1), (29, 0, 0, 0, 0, 8, 1), (40, 0, 0, 0, 0, 8, 1),
        (40, 0, 0, 3, 0, 40, 1), (40, 0, 0, -1, 0, 8, 0),
    ],
)  # fmt: skip
def test_false_actors_never_reach_the_model(folder, inputs, held, row):
    """A place, table or column that is not one; a term already past; staff that is not there."""
    assert not held.in_force[:, 3:6].tolist().count([0, 0, 8])
    repack(folder, in_force=np.vstack([held.in_force, np.array([row])]))
    with pytest.raises(JumeauError, match="actors"):
        run(inputs, resume=load_checkpoint(folder), **ASKED)


def test_what_is_in_force_in_the_state_is_not_forgotten(folder, inputs, held):
    state = {f"state/{name}": table.copy() for name, table in held.state.items()}
    state["state/sites"][0, BUSY + 5 + 3] += 1
    row = np.array([[40, 0, 0, 0, 0, BUSY + 5 + 3, 1]])
    repack(folder, in_force=np.vstack([held.in_force, row]), **state)
    assert run(inputs, resume=load_checkpoint(folder), **ASKED).events > 0
    repack(folder, in_force=held.in_force)
    with pytest.raises(JumeauError, match="actors"):
        run(inputs, resume=load_checkpoint(folder), **ASKED)


def test_the_contracts_give_what_a_checkpoint_is_made_of(held, inputs):
    assert isinstance(held, Checkpoint)
    assert isinstance(held.key, RunKey)
    assert isinstance(Tally(inputs, Calendar.of(dt.date(2026, 1, 12), 3), 1), Resumable)
