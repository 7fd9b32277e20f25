"""Laws that no run may break: nobody is lost, nor a minute, nor a bed, nor a unit.

Each holds at any whole hour, to the unit; the engine is proved on them at the end of each run, and
a state read from a file before it is lived.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from twin.engine import state as s
from twin.engine.events import UNIT_BACK
from twin.engine.tables import (
    ASSISTANT,
    BOX,
    CARE,
    NURSE,
    PHYSICIAN,
    PLANNED,
    REGULATOR,
    UHCD,
    URGENT,
    WARD_COUNT,
    Ints,
    Tables,
)


class BrokenLaw(AssertionError):
    """The engine lost a patient or a minute: a defect of ours, never of the user."""


def assert_conservation(state: s.State) -> None:
    """Refuse a run in which created = left + present does not hold.

    Raises
    ------
    BrokenLaw
        With the three figures.
    """
    c = state.counters
    left = int(c[s.OUTCOMES : s.COUNTERS].sum())
    present = int((state.pool[:, s.PID] >= 0).sum()) if c[s.CREATED] else 0
    if not int(c[s.CREATED]) == left + int(c[s.IN_POOL]) or int(c[s.IN_POOL]) != present:
        raise BrokenLaw(
            f"created {c[s.CREATED]}, left {left}, present {c[s.IN_POOL]} ({present} rows)"
        )


def assert_little(state: s.State, end_ms: int) -> None:
    """Refuse a run in which the area under the number present differs from the sum of stays.

    Little's law on a finite horizon is an identity: for each ED, the integral of the number present
    equals the stays completed plus the time already spent by those still there (Stidham, "A last
    word on L = lambda W", Operations Research 22, 1974). A patient is present from the door until
    home, a ward's bed, or the departure with the team that transfers him.

    Raises
    ------
    BrokenLaw
        With the site and both figures.
    """
    pool = state.pool
    phase = pool[:, s.PHASE]
    inside = (pool[:, s.PID] >= 0) & (phase >= s.WAIT_NURSE) & (phase <= s.TEAM_THERE)
    for site, row in enumerate(state.sites):
        here = inside & (pool[:, s.SITE] == site)
        area = int(row[s.AREA] + row[s.PRESENT] * (end_ms - row[s.SINCE]))
        stays = int(row[s.STAYS]) + int((end_ms - pool[here, s.DOOR]).sum())
        if area != stays or int(row[s.PRESENT]) != int(np.count_nonzero(here)):
            raise BrokenLaw(
                f"site {site}: area {area} ms, stays {stays} ms (now {state.counters[s.NOW]})"
            )


def assert_resources(state: s.State, tables: Tables) -> None:
    """Refuse a run in which a busy bed, box, member of staff or unit is nobody's, or missing.

    Raises
    ------
    BrokenLaw
        With the law, the first place where it fails, and both figures.
    """
    for law, counted, held in _laws(state, tables):
        wrong = np.flatnonzero(counted != held)
        if len(wrong):
            at = int(wrong[0])
            raise BrokenLaw(f"{law}: rank {at}, busy {counted[at]}, patients {held[at]}")


def assert_stocks(state: s.State, tables: Tables) -> None:
    """Refuse a run in which a unit of a product is lost, or comes from nowhere.

    At each pharmacy: start + received + borrowed = used + on the shelf, and ordered = received +
    lost + awaited.

    Raises
    ------
    BrokenLaw
        With the law, the first account where it fails, and both figures.
    """
    account = state.stock.T
    came = tables.starting + account[s.RECEIVED] + account[s.BORROWED]
    ordered = account[s.RECEIVED] + account[s.LOST] + account[s.AWAITED]
    for law, one, other in (
        ("stock", came, account[s.USED] + account[s.SHELF]),
        ("orders", account[s.ORDERED], ordered),
        ("awaited", account[s.AWAITED], state.awaited.sum(axis=1)),
        ("below zero", np.minimum(account.min(axis=0, initial=0), 0), np.zeros_like(came)),
    ):
        wrong = np.flatnonzero(one != other)
        if len(wrong):
            at = int(wrong[0])
            raise BrokenLaw(f"{law}: account {at}, {one[at]} against {other[at]}")


def _laws(state: s.State, tables: Tables) -> Iterator[tuple[str, Ints, Ints]]:
    """Give each law: its name, what the kernel has counted, what the patients hold."""
    here = state.pool[state.pool[:, s.PID] >= 0]
    phase, flags = here[:, s.PHASE], here[:, s.FLAGS]
    sites, centres, bases = len(state.sites), len(state.centres), len(state.bases)

    def at(rows: np.ndarray, column: int, size: int) -> Ints:
        ranks = here[rows, column]
        return np.bincount(ranks[ranks >= 0], minlength=size).astype(np.int64)

    boards = (phase >= s.BED_SEARCH) & (phase <= s.TEAM_THERE)
    in_uhcd = boards & (flags & s.IN_UHCD != 0)
    in_box = (phase >= s.WAIT_FIRST) & (phase <= s.WAIT_UHCD) | boards & ~in_uhcd
    seen = np.isin(phase, (s.IN_FIRST, s.IN_DECISION))
    for name, resource, rows in (
        ("triage nurses", NURSE, phase == s.IN_TRIAGE),
        ("care nurses", CARE, phase == s.IN_CARE),
        ("boxes", BOX, in_box),
        ("physicians", PHYSICIAN, seen),
        ("UHCD beds", UHCD, in_uhcd | (phase == s.IN_UHCD_BED)),
    ):
        yield name, state.sites[:, s.BUSY + resource], at(rows, s.SITE, sites)
    yield "waiting for a bed", state.sites[:, s.BOARDING], at(boards, s.SITE, sites)
    doctors = len(state.doctors)
    yield "each physician", state.doctors[:, s.DOCTOR_BUSY], at(seen, s.DOCTOR, doctors)
    everyone = np.ones(len(here), bool)
    yield "followed", state.doctors[:, s.DOCTOR_FOLLOWS], at(everyone, s.DOCTOR, doctors)

    of_centre = tables.zone_centre[here[:, s.ZONE]].astype(np.int64)
    for name, column, rows in (
        ("assistants", ASSISTANT, phase == s.IN_CALL),
        ("AMU physicians", REGULATOR, (phase == s.IN_REGULATION) & (here[:, s.KIND] == 0)),
        ("GP regulators", REGULATOR + 1, (phase == s.IN_REGULATION) & (here[:, s.KIND] == 1)),
    ):
        busy = np.bincount(of_centre[rows], minlength=centres).astype(np.int64)
        yield name, state.centres[:, s.CENTRE_BUSY + column], busy

    heap = state.heap[: int(state.counters[s.HEAP_SIZE])]
    back = heap[heap[:, s.EVENT_KIND] == UNIT_BACK, s.EVENT_SLOT]
    driving_home = np.bincount(back, minlength=bases).astype(np.int64)
    on_mission = at(everyone, s.BASE, bases) + at(everyone, s.BASE2, bases)
    yield "units out", state.bases[:, s.OUT], on_mission + driving_home

    planned = flags & s.ELECTIVE != 0
    lying = np.isin(phase, (s.IN_BED, s.WAIT_DOWNSTREAM))
    reserved = (phase >= s.WAIT_TRANSFER) & (phase <= s.IN_TRANSFER) & (here[:, s.TO_SITE] >= 0)
    place = np.where(reserved, here[:, s.TO_SITE], here[:, s.SITE])
    ward = place * WARD_COUNT + here[:, s.BED_WARD]
    for name, pool, rows in (
        ("beds", URGENT, (lying & ~planned) | reserved),
        ("planned beds", PLANNED, lying & planned),
    ):
        held = np.bincount(ward[rows], minlength=len(state.wards)).astype(np.int64)
        yield name, state.wards[:, s.BED_BUSY + pool], held
    queued = at(everyone, s.QUEUE, len(state.queues))
    yield "queues", state.queues[:, s.LENGTH], queued
