"""No night duty from the third month of pregnancy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="intern_no_night",
    title="Interne : pas de garde de nuit dès le 3e mois",
    article="Arrêté du 10 septembre 2002",
    valid_from=date(2002, 9, 19),
    population=("intern",),
    hard=True,
    certainty="verified",
    text=(
        "Dès le troisième mois de grossesse (sans_nuit_depuis), aucune garde de nuit : aucun "
        "poste avec 3 h ou plus entre 21 h et 6 h."
    ),
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
