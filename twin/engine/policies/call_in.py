"""Rule: a hospital calls emergency physicians in when too many wait for each one on duty."""

from __future__ import annotations

from twin.contracts.policies import CallIn
from twin.contracts.run import Actor, Rule
from twin.engine.policies.register import SITES, Change, Register
from twin.engine.state import EXTRA
from twin.engine.tables import PHYSICIAN


def call_in(terms: CallIn, register: Register, site: int) -> None:
    """Call one more emergency physician in, as long as the most is not reached.

    Read: those already called in. Written: the extra physicians of the site, for `hours`.
    """
    if register.standing(Rule.CALL_IN, site) < terms.most:
        physician = Change(SITES, site, int(EXTRA + PHYSICIAN), 1)
        register.decide(Actor.HOSPITAL, Rule.CALL_IN, site, terms.hours, [physician])
