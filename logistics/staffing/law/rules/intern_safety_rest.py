"""Eleven hours of total rest at once after a night duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="intern_safety_rest",
    title="Interne : repos de sécurité de 11 h",
    article="Arrêté du 10 septembre 2002 ; CSP, R. 6153-2",
    valid_from=date(2002, 9, 19),
    population=("intern",),
    hard=True,
    certainty="verified",
    text=(
        "Après chaque garde de nuit (garde avec 3 h ou plus entre 21 h et 6 h), 11 h de repos "
        "immédiat, sans aucune activité."
    ),
    figures=(Figure("repos", 11, "h"),),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Forbid what begins within 11 hours of a night duty."""

    def least(day: int, shift: int) -> int:
        night = world.shift(shift).kind == "garde" and world.night_min(day, shift) >= 3 * 60
        return 11 * 60 if night else 0

    yield from kernels.rests(world, person, RULE.id, least)
