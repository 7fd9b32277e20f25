"""Rule: a SAMU opens positions of call assistants or of physicians when calls or files pile up."""

from __future__ import annotations

from twin.contracts.policies import SamuReinforcement
from twin.contracts.run import Actor, Rule
from twin.engine.policies.register import CENTRES, Change, Register
from twin.engine.state import CENTRE_EXTRA
from twin.engine.tables import ASSISTANT, REGULATOR


def more_assistants(terms: SamuReinforcement, register: Register, centre: int) -> None:
    """Open one more position of call assistant, as long as the most is not reached.

    Read: positions opened. Written: extra assistants of the centre, for `hours`.
    """
    if register.standing(Rule.SAMU_ASSISTANTS, centre) < terms.assistants:
        position = Change(CENTRES, centre, int(CENTRE_EXTRA + ASSISTANT), 1)
        register.decide(Actor.SAMU, Rule.SAMU_ASSISTANTS, centre, terms.hours, [position])


def more_regulators(terms: SamuReinforcement, register: Register, centre: int) -> None:
    """Open one more position of AMU physician, as long as the most is not reached.

    Read: positions opened. Written: extra AMU physicians of the centre, for `hours`.
    """
    if register.standing(Rule.SAMU_REGULATORS, centre) < terms.regulators:
        position = Change(CENTRES, centre, int(CENTRE_EXTRA + REGULATOR), 1)
        register.decide(Actor.SAMU, Rule.SAMU_REGULATORS, centre, terms.hours, [position])
