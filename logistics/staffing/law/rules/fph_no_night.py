"""No night work for a pregnant agent who asks for it, or on medical advice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_no_night",
    title="Pas de nuit (grossesse, avis médical)",
    article="Code du travail, L. 1225-9 ; pratique hospitalière",
    valid_from=date(2008, 5, 1),
    population=("fph", "private"),
    hard=True,
    certainty="to_verify",
    text=("Dès la date donnée (sans_nuit_depuis), aucun poste avec 3 h ou plus entre 21 h et 6 h."),
    figures=(Figure("seuil", 3, "h de nuit"),),
)


def forbidden(world: World, person: int) -> Iterator[tuple[int, int]]:
    """Give the nights that she no longer holds."""
    begin = world.person(person).no_night_from
    if begin is None:
        return
    for day in range(max(0, world.day_of(begin)), world.days):
        for s in sorted(world.working):
            if world.night_min(day, s) >= 3 * 60:
                yield day, s
