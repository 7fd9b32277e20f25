"""Rule: a hospital opens more beds in its medicine ward when patients wait for a bed."""

from __future__ import annotations

from twin.contracts.policies import SurgeBeds
from twin.contracts.run import Actor, Rule
from twin.engine.policies.beds import staffed_beds, whole
from twin.engine.policies.register import WARDS, Change, Register
from twin.engine.state import BED_EXTRA
from twin.engine.tables import URGENT, WARD_COUNT, WARD_MEDICINE


def surge_beds(terms: SurgeBeds, register: Register, site: int) -> None:
    """Open a share of the medicine ward's beds on top of them: one at least, if it has any.

    Read: unscheduled medicine beds staffed at the hour. Written: extra unscheduled medicine beds,
    for `hours`.
    """
    if register.standing(Rule.SURGE_BEDS, site):
        return
    staffed = int(staffed_beds(register, site, URGENT)[WARD_MEDICINE])
    if staffed <= 0 or terms.share <= 0.0:
        return
    beds = max(1, whole(terms.share * staffed))
    row = site * WARD_COUNT + int(WARD_MEDICINE)
    more = Change(WARDS, row, int(BED_EXTRA + URGENT), beds)
    register.decide(Actor.HOSPITAL, Rule.SURGE_BEDS, site, terms.hours, [more], beds)
