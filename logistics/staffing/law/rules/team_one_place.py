"""Nobody is in two places at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="team_one_place",
    title="Une seule place à la fois",
    article="Tableau de service",
    valid_from=date(2002, 1, 5),
    population=(),
    hard=True,
    certainty="verified",
    text="Deux présences d'une personne ne se recouvrent pas, historique compris.",
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Forbid a shift that begins before the last one ends."""
    yield from kernels.rests(world, person, RULE.id, lambda day, shift: 0)
