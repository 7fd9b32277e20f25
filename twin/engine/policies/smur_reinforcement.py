"""Rule: a SMUR base calls a team in when all of its teams are out."""

from __future__ import annotations

from twin.contracts.policies import SmurReinforcement
from twin.contracts.run import Actor, Rule
from twin.engine.policies.register import BASES, Change, Register
from twin.engine.state import BASE_EXTRA


def smur_reinforcement(terms: SmurReinforcement, register: Register, base: int) -> None:
    """Call one more team in, as long as the most is not reached.

    Read: teams called in. Written: extra teams of the base, for `hours`.
    """
    if register.standing(Rule.SMUR_TEAMS, base) < terms.teams:
        team = Change(BASES, base, BASE_EXTRA, 1)
        register.decide(Actor.SMUR, Rule.SMUR_TEAMS, base, terms.hours, [team])
