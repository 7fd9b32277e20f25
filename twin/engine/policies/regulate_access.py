"""Rule: the ARS regulates the access of an ED that has been over full for hours."""

from __future__ import annotations

from twin.contracts.policies import RegulateAccess
from twin.contracts.run import Actor, Rule
from twin.engine.policies.register import SITES, Change, Register
from twin.engine.state import REGULATED_BY_ARS, WAITING_HOURS


def regulate_access(terms: RegulateAccess, register: Register, site: int) -> None:
    """Regulate the access of a site, unless it already is.

    Read: for how many hours in a row too many have waited. Written: the mark that the door obeys,
    for `hours` (the order itself is for three months at most, CSP R. 6123-18-2).
    """
    if register.standing(Rule.REGULATE_ACCESS, site):
        return
    if register.state.sites[site, WAITING_HOURS] >= terms.hours_in_a_row:
        mark = Change(SITES, site, REGULATED_BY_ARS, 1)
        register.decide(Actor.ARS, Rule.REGULATE_ACCESS, site, terms.hours, [mark])
