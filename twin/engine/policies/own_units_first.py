"""Rule: a SAMU keeps its units at home while few of them are free."""

from __future__ import annotations

from twin.contracts.policies import OwnUnitsFirst
from twin.contracts.run import Actor, Rule
from twin.engine.policies.register import CENTRES, Change, Register
from twin.engine.state import OWN_FIRST


def own_units_first(terms: OwnUnitsFirst, register: Register, centre: int) -> None:
    """Keep the units of the department for it, unless they are already kept.

    Read: whether it is in force. Written: the mark that the dispatch obeys, for `hours`.
    """
    if not register.standing(Rule.OWN_UNITS_FIRST, centre):
        mark = Change(CENTRES, centre, OWN_FIRST, 1)
        register.decide(Actor.SAMU, Rule.OWN_UNITS_FIRST, centre, terms.hours, [mark])
