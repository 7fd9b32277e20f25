"""Patients and events read from outside: each rank that their phase makes the kernel use holds."""

from __future__ import annotations

import numpy as np

from twin.contracts import BANDS, TRIAGE_LEVELS
from twin.engine import events as e
from twin.engine import state as s
from twin.engine.tables import FAR_FUTURE_MS, WARD_COUNT, Ints, Tables

_UNBORN = (-1, s.EXPECTED)
# Phases in which the patient of each kind of event may be.
_PHASES_OF = {
    e.NEED: _UNBORN, e.BACK_AGAIN: (s.AWAY,), e.GP_END: (s.AT_GP,), e.RECALL: (s.WAIT_RECALL,),
    e.CALL_END: (s.IN_CALL,), e.REGULATION_END: (s.IN_REGULATION,),
    e.UNIT2_ON_SCENE: (s.WAIT_UNIT, s.RESPONDING, s.ON_SCENE),
    e.UNIT_ON_SCENE: (s.RESPONDING, s.TEAM_COMING), e.SCENE_END: (s.ON_SCENE,),
    e.DOOR_BY_UNIT: (s.IN_TRANSPORT,), e.DOOR_BY_OWN: (s.ON_THE_WAY,),
    e.TRIAGE_END: (s.IN_TRIAGE,), e.FIRST_END: (s.IN_FIRST,), e.CARE_END: (s.IN_CARE,),
    e.EXAMS_END: (s.IN_EXAMS,), e.DECISION_END: (s.IN_DECISION,), e.UHCD_END: (s.IN_UHCD_BED,),
    e.BED_ASKED: (s.BED_SEARCH,),
    e.TEAM_READY: (s.TEAM_THERE,), e.TRANSFER_END: (s.IN_TRANSFER,),
    e.PLANNED_DUE: (s.EXPECTED,), e.BED_END: (s.IN_BED,), e.SUPPLY_END: (s.WAIT_DRUG,),
}  # fmt: skip
# Events whose patient may have moved on, or left: the kernel then does nothing.
_MAY_BE_STALE = (e.HANG_UP, e.HANDOVER_DUE, e.PATIENCE_END)
_QUEUED = (
    s.WAIT_ARM, s.WAIT_REGULATOR, s.WAIT_UNIT, s.WAIT_NURSE, s.WAIT_BOX, s.WAIT_FIRST, s.WAIT_CARE,
    s.WAIT_DECISION, s.WAIT_UHCD, s.WAIT_BED, s.WAIT_TRANSFER, s.WAIT_DOWNSTREAM,
)  # fmt: skip
_IN_ED = tuple(range(s.WAIT_NURSE, s.TEAM_THERE + 1))
_TRANSFER = (s.WAIT_TRANSFER, s.TEAM_COMING, s.TEAM_THERE, s.IN_TRANSFER)
_IN_HOSPITAL = (s.IN_BED, s.WAIT_DOWNSTREAM)
# Columns that must hold a rank, not -1, in some phases.
_NEEDED = (
    (s.SITE, (s.IN_TRANSPORT, s.ON_THE_WAY, *_IN_ED, s.IN_TRANSFER, *_IN_HOSPITAL)),
    (s.BASE, (s.RESPONDING, s.ON_SCENE, s.IN_TRANSPORT, s.TEAM_COMING)),
    (s.PRIORITY, (s.WAIT_REGULATOR, s.IN_REGULATION, s.RESPONDING, s.ON_SCENE, s.IN_TRANSPORT)),
    (s.LEVEL, tuple(range(s.WAIT_BOX, s.TEAM_THERE + 1))),
    (
        s.DOCTOR,
        (
            s.IN_FIRST,
            s.WAIT_DRUG,
            s.WAIT_CARE,
            s.IN_CARE,
            s.IN_EXAMS,
            s.WAIT_DECISION,
            s.IN_DECISION,
        ),
    ),
    (s.EXAM, (s.WAIT_DRUG, s.WAIT_CARE, s.IN_CARE, s.IN_EXAMS)),
    (s.WARD, (s.BED_SEARCH, s.WAIT_BED, *_TRANSFER)),
    (s.BED_WARD, (*_TRANSFER, *_IN_HOSPITAL)),
    (s.TO_SITE, _TRANSFER),
    (s.QUEUE, _QUEUED),
)
_KINDS, _MODES, _EXAMS, _PRIORITIES, _MARKS = 4, 4, 4, 4, 2 * s.NOVI


def patients_hold(state: s.State, tables: Tables) -> bool:
    """Say whether each patient's ranks lie within the tables, and are there when they serve."""
    pool = state.pool
    room, causes = len(pool), tables.profile.shape[0]
    here = pool[pool[:, s.PID] >= 0]
    wards = WARD_COUNT
    limits = {
        s.ZONE: (0, len(tables.zone_centre)), s.CAUSE: (0, causes + 2 * wards),
        s.BAND: (0, len(BANDS)), s.PHASE: (-1, s.AWAY + 1), s.LEVEL: (-1, len(TRIAGE_LEVELS)),
        s.PRIORITY: (-1, _PRIORITIES), s.SITE: (-1, len(state.sites)),
        s.BASE: (-1, len(state.bases)), s.BASE2: (-1, len(state.bases)), s.KIND: (-1, _KINDS),
        s.PREVIOUS: (-1, room), s.NEXT: (-1, room), s.MODE: (-1, _MODES),
        s.QUEUE: (-1, len(state.queues)), s.DOCTOR: (-1, len(state.doctors)),
        s.WARD: (-1, wards), s.BED_WARD: (-1, wards), s.EXAM: (-1, _EXAMS),
        s.TO_SITE: (-1, len(state.sites)), s.FLAGS: (0, _MARKS),
    }  # fmt: skip
    if not within(pool[:, s.NEXT], -1, room):
        return False
    if not all(within(here[:, column], *limit) for column, limit in limits.items()):
        return False
    phase, cause, flags = here[:, s.PHASE], here[:, s.CAUSE], here[:, s.FLAGS]
    for column, phases in _NEEDED:
        if not (here[np.isin(phase, phases), column] >= 0).all():
            return False
    in_regulation = phase == s.IN_REGULATION
    reported = (flags & s.REPORTED != 0) & (in_regulation | (phase == s.WAIT_REGULATOR))
    first, planned = (cause >= causes) & (cause < causes + wards), cause >= causes + wards
    followed = here[:, s.DOCTOR] >= 0
    return bool(
        (here[reported, s.BASE] >= 0).all()
        and within(here[in_regulation, s.KIND], 0, 2)
        and (here[np.isin(phase, (s.IN_CARE, s.WAIT_CARE, s.IN_EXAMS)), s.EXAM] >= 1).all()
        and np.isin(phase[first], (*_IN_HOSPITAL, s.WAIT_BED, *_TRANSFER)).all()
        and np.isin(phase[planned], (s.EXPECTED, s.IN_BED)).all()
        and (here[planned, s.WARD] >= 0).all()
        and (here[planned, s.SITE] >= 0).all()
        and (here[planned, s.BED_WARD] >= 0).all()
        and ((flags & s.ELECTIVE != 0) == planned).all()
        and (here[followed, s.DOCTOR] // max(tables.doctors, 1) == here[followed, s.SITE]).all()
        and (np.isin(phase, _QUEUED) | (here[:, s.QUEUE] < 0)).all()
    )


def events_hold(state: s.State, tables: Tables, now: int) -> bool:
    """Say whether each event lies ahead and is that of a patient or base who may live it."""
    heap = state.heap[: int(state.counters[s.HEAP_SIZE])]
    time, patient, kind, slot = heap.T
    back = kind == e.UNIT_BACK
    if not (
        within(time, now, FAR_FUTURE_MS)
        and within(slot[back], 0, len(state.bases))
        and within(slot[~back], 0, len(state.pool))
    ):
        return False
    causes = tables.profile.shape[0]
    for one, phases in _PHASES_OF.items():
        rows = state.pool[slot[kind == one]]
        same = (rows[:, s.PID] == patient[kind == one]) & np.isin(rows[:, s.PHASE], phases)
        if one == e.NEED:
            same &= rows[:, s.CAUSE] < causes
        elif one == e.PLANNED_DUE:
            same &= rows[:, s.CAUSE] >= causes + WARD_COUNT
        elif one == e.BACK_AGAIN:
            same &= rows[:, s.CAUSE] < causes
        elif one == e.UNIT2_ON_SCENE:
            same &= rows[:, s.BASE2] >= 0
        if not same.all():
            return False
    return bool(np.isin(kind, (*_PHASES_OF, *_MAY_BE_STALE, e.UNIT_BACK)).all())


def within(values: Ints, low: int, below: int) -> bool:
    """Say whether all ranks lie from `low` to `below`, the latter left out."""
    return bool(((values >= low) & (values < below)).all())
