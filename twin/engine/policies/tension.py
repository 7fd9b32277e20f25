"""Rule: a hospital in tension gives planned stays' beds to the ED; the plan blanc gives more.

Beds are moved, never made: the moved beds of a ward are never more than its rota staffs for planned
stays. Where the rota closes planned beds before the term (at night, at the weekend), their nurses
go, and the beds moved from there go with them.
"""

from __future__ import annotations

import numpy as np

from twin.contracts.policies import Tension
from twin.contracts.run import Actor, Rule
from twin.engine.policies.beds import shared, staffed_beds
from twin.engine.policies.register import WARDS, Change, Register
from twin.engine.state import BED_EXTRA, BOARDING, BOARDING_HOURS
from twin.engine.tables import PLANNED, URGENT, WARD_COUNT, Ints


def tension(terms: Tension, register: Register, site: int) -> None:
    """Move a share of the planned beds of each ward to unscheduled admissions.

    Read: patients who wait for a bed, for how many hours in a row they have been too many, planned
    beds staffed. Written: beds of each ward of the site, for `hours`. The plan blanc takes the
    place of the tension in force; nothing takes that of the plan blanc.
    """
    if register.standing(Rule.PLAN_BLANC, site):
        return
    row = register.state.sites[site]
    if row[BOARDING] >= terms.plan_blanc_boarders:
        rule, share = Rule.PLAN_BLANC, terms.plan_blanc_share
    elif row[BOARDING] >= terms.boarders and row[BOARDING_HOURS] >= terms.hours_in_a_row:
        rule, share = Rule.TENSION, terms.share
    else:
        return
    if rule == Rule.PLAN_BLANC:
        register.repeal(Rule.TENSION, site)
    elif register.standing(Rule.TENSION, site):
        return
    least = staffed_beds(register, site, PLANNED, max(terms.hours, 1)).reshape(WARD_COUNT, -1)
    beds = shared(least[:, 0], share)
    if beds.any():
        changes = [
            change
            for ward in np.flatnonzero(beds)
            for change in _moved(site * WARD_COUNT + int(ward), int(beds[ward]), least[ward])
        ]
        register.decide(Actor.HOSPITAL, rule, site, terms.hours, changes, int(beds.sum()))


def _moved(row: int, beds: int, least: Ints) -> list[Change]:
    """Give the moves of one ward's beds, each as long as its rota keeps as many beds."""
    changes = []
    lasting = np.minimum(least, beds)
    steps = np.flatnonzero(np.diff(lasting)) + 1
    for hours in [*steps.tolist(), 0]:
        # Hours 0 is the whole term: what is still there at its end.
        before = int(lasting[hours - 1])
        after = int(lasting[hours]) if hours else 0
        gone = before - after
        if gone:
            changes.append(Change(WARDS, row, int(BED_EXTRA + PLANNED), -gone, hours))
            changes.append(Change(WARDS, row, int(BED_EXTRA + URGENT), gone, hours))
    return changes
