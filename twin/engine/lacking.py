"""In the ED: the treatment begins, waits for a product that is lacking, or is given elsewhere."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity
from twin.engine.bookkeeping import NOWHERE, mark_with, write
from twin.engine.compiled import inner
from twin.engine.events import SUPPLY_END
from twin.engine.heap import push
from twin.engine.luck import Decision, pick, uniform
from twin.engine.state import (
    BED_BUSY,
    BED_WARD,
    BOARDING,
    CAUSE,
    DOCTOR,
    DOCTOR_FOLLOWS,
    EXAM,
    LEVEL,
    NOW,
    PHASE,
    PID,
    REQUESTED,
    SITE,
    STARTED,
    TO_SITE,
    TRANSFERRED,
    WAIT_DRUG,
    WARD,
    State,
)
from twin.engine.stays import ward_row
from twin.engine.supply import IN_ED, Number, dispense, ward_needed
from twin.engine.tables import URGENT, Tables
from twin.engine.wards import call_team

_DECISION, _REQUEST = np.int64(Activity.DECISION), np.int64(Activity.BED_REQUEST)
_D_CCMU = np.int64(Decision.CCMU)
_KEPT = 1


@inner
def treatment_begins(t: Tables, s: State, slot: Number, exam: Number) -> bool:
    """Give a patient what his cause asks for; say whether his care goes on at once.

    Parameters
    ----------
    exam
        Exams prescribed, 0 for none, kept until the product is there.
    """
    late, other = dispense(t, s, slot, s.pool[slot, CAUSE], IN_ED)
    if other >= 0:
        _send(t, s, slot, other)
        return False
    if late > 0:
        s.pool[slot, EXAM] = exam
        s.pool[slot, PHASE] = WAIT_DRUG
        s.pool[slot, STARTED] = s.counters[NOW]
        push(s, s.counters[NOW] + late, s.pool[slot, PID], SUPPLY_END, slot)
        return False
    return True


@inner
def _send(t: Tables, s: State, slot: Number, other: Number) -> None:
    """Decide at once to send a patient to the hospital that has the product and a bed for him."""
    now, patient, site = s.counters[NOW], s.pool[slot, PID], s.pool[slot, SITE]
    shares = t.ccmu[s.pool[slot, LEVEL], _KEPT]
    ccmu = np.int64(pick(shares, uniform(t.key, patient, _D_CCMU))) + 1
    write(s, slot, _DECISION, now, now, now, NOWHERE, ccmu)
    s.doctors[s.pool[slot, DOCTOR], DOCTOR_FOLLOWS] -= 1
    s.pool[slot, DOCTOR] = -1
    ward = ward_needed(t, s, slot)
    s.pool[slot, WARD] = ward
    s.pool[slot, REQUESTED] = now
    s.sites[site, BOARDING] += 1
    write(s, slot, _REQUEST, now, now, now, NOWHERE, ward)
    s.wards[ward_row(other, ward), BED_BUSY + URGENT] += 1
    s.pool[slot, TO_SITE] = other
    s.pool[slot, BED_WARD] = ward
    mark_with(s, slot, TRANSFERRED)
    call_team(t, s, slot, np.int64(t.site_zone[site]), ward)
