"""A shift is held by someone who has its skills."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="team_skills",
    title="Compétences du poste",
    article="Tableau de service",
    valid_from=date(2002, 1, 5),
    population=(),
    hard=True,
    certainty="verified",
    text=(
        "La personne a toutes les compétences du poste, et le poste figure parmi ceux qu'elle "
        "peut tenir."
    ),
)


def forbidden(world: World, person: int) -> Iterator[tuple[int, int]]:
    """Give the shifts that she cannot hold."""
    who = world.person(person)
    for s in world.shifts:
        shift = world.shift(s)
        if not set(shift.skills) <= set(who.skills) or (who.shifts and shift.id not in who.shifts):
            yield from ((day, s) for day in range(world.days))
