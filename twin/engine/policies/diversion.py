"""Rule: a hospital asks the SAMU to take patients elsewhere when its ED is over full."""

from __future__ import annotations

from twin.contracts.policies import Diversion
from twin.contracts.run import Actor, Rule
from twin.engine.policies.register import SITES, Change, Register
from twin.engine.state import DIVERTS


def diversion(terms: Diversion, register: Register, site: int) -> None:
    """Ask for diversion, unless it is already in force.

    Read: whether it is in force. Written: the mark that units avoid the site if another is open,
    for `hours`; those who come by their own means are received all the same.
    """
    if not register.standing(Rule.DIVERSION, site):
        mark = Change(SITES, site, DIVERTS, 1)
        register.decide(Actor.HOSPITAL, Rule.DIVERSION, site, terms.hours, [mark])
