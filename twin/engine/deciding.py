"""The physician's decisions in the emergency department, and what follows them."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, Outcome
from twin.engine.bookkeeping import NOTHING, NOWHERE, quit_ed, write
from twin.engine.compiled import inner
from twin.engine.ed import ask_care, ask_uhcd, give_place_back
from twin.engine.lacking import treatment_begins
from twin.engine.leaving import AFTER_ED, leave_for_home
from twin.engine.luck import Decision, pick, uniform
from twin.engine.physicians import physician_done, staffed, start_physician
from twin.engine.state import (
    BAND,
    CAUSE,
    DOCTOR,
    DOCTOR_FOLLOWS,
    DOOR,
    EXAM,
    LEVEL,
    NOW,
    PID,
    REQUESTED,
    SITE,
    STARTED,
)
from twin.engine.tables import UHCD as UHCD_BEDS
from twin.engine.wards import ask_ward

_FIRST, _DECISION, _UHCD = (
    np.int64(Activity.FIRST_CONTACT),
    np.int64(Activity.DECISION),
    np.int64(Activity.UHCD),
)
_HOME = np.int64(Outcome.HOME)
_D_EXAMS, _D_CCMU = np.int64(Decision.EXAMS), np.int64(Decision.CCMU)
_D_ADMISSION, _D_UHCD = np.int64(Decision.ADMISSION), np.int64(Decision.UHCD_ADMITTED)
_TO_WARD = np.int64(1)
_IN_BOX, _IN_UHCD = np.bool_(False), np.bool_(True)
HOME, WARD, UHCD = 0, 1, 2


@inner
def end_first(t, s, slot):
    """End the first contact: care and exams to wait for, or a decision at once."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    level = s.pool[slot, LEVEL]
    write(s, slot, _FIRST, s.pool[slot, DOOR], s.pool[slot, STARTED], now, NOWHERE, level)
    physician_done(s, slot)
    shares = t.exams[t.site_model[site], s.pool[slot, CAUSE], level, s.pool[slot, BAND]]
    exam = np.int64(pick(shares, uniform(t.key, patient, _D_EXAMS)))
    if t.use_most == 0 or treatment_begins(t, s, slot, exam):
        _care_goes_on(t, s, slot, exam)
    start_physician(t, s, site)


@inner
def _care_goes_on(t, s, slot, exam):
    """Let a patient wait for care and exams, or decide at once when there are none."""
    if exam > 0:
        ask_care(t, s, slot, exam)
    else:
        s.pool[slot, REQUESTED] = s.counters[NOW]
        s.pool[slot, STARTED] = s.counters[NOW]
        decide(t, s, slot)


@inner
def end_supply(t, s, slot):
    """The product that was lacking, or what replaces it, is there: care goes on."""
    site = s.pool[slot, SITE]
    _care_goes_on(t, s, slot, s.pool[slot, EXAM])
    start_physician(t, s, site)


@inner
def end_decision(t, s, slot):
    """End the second contact: the physician is free, the decision is taken."""
    site = s.pool[slot, SITE]
    physician_done(s, slot)
    decide(t, s, slot)
    start_physician(t, s, site)


@inner
def decide(t, s, slot):
    """Conclude (CCMU), then home, a ward or the short-stay unit."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    level = s.pool[slot, LEVEL]
    shares = t.disposition[t.site_model[site], s.pool[slot, CAUSE], level, s.pool[slot, BAND]]
    fate = pick(shares, uniform(t.key, patient, _D_ADMISSION))
    kept = 0 if fate == HOME else 1
    ccmu = np.int64(pick(t.ccmu[level, kept], uniform(t.key, patient, _D_CCMU))) + 1
    write(s, slot, _DECISION, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, NOWHERE, ccmu)
    s.doctors[s.pool[slot, DOCTOR], DOCTOR_FOLLOWS] -= 1
    s.pool[slot, DOCTOR] = -1
    if fate == UHCD and staffed(t, s, site, UHCD_BEDS) > 0:
        ask_uhcd(t, s, slot)
    elif fate != HOME:
        ask_ward(t, s, slot)
    else:
        quit_ed(s, slot)
        leave_for_home(t, s, slot, s.pool[slot, DOOR], _HOME, AFTER_ED)
        give_place_back(t, s, site, _IN_BOX)


@inner
def end_uhcd(t, s, slot):
    """End of the short stay: home, or a ward for some, who keep their bed until then."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    share = t.uhcd_admitted[t.site_model[site], s.pool[slot, CAUSE], s.pool[slot, BAND]]
    admitted = uniform(t.key, patient, _D_UHCD) < share
    detail = _TO_WARD if admitted else NOTHING
    write(s, slot, _UHCD, s.pool[slot, REQUESTED], s.pool[slot, STARTED], now, NOWHERE, detail)
    if admitted:
        ask_ward(t, s, slot)
    else:
        quit_ed(s, slot)
        leave_for_home(t, s, slot, s.pool[slot, DOOR], _HOME, AFTER_ED)
        give_place_back(t, s, site, _IN_UHCD)
