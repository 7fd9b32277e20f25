"""A day of work of nine hours, ten at night, twelve by derogation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_shift_length",
    title="Durée quotidienne : 9 h de jour, 10 h de nuit",
    article="Décret 2002-9 du 4 janvier 2002, art. 7 ; TA Bordeaux, 16 févr. 2012",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text=(
        "En travail continu, 9 h de travail de jour, 10 h de nuit ; si le chef "
        "d'établissement a dérogé (settings.shift_12h), 12 h d'amplitude, transmissions "
        "comprises. La durée se lit à l'horloge : une heure de plus la nuit du changement "
        "d'heure est signalée, non refusée."
    ),
    figures=(
        Figure("jour", 9, "h"),
        Figure("nuit", 10, "h"),
        Figure("dérogation", 12, "h d'amplitude"),
    ),
)


def forbidden(world: World, person: int) -> Iterator[tuple[int, int]]:
    """Give the cells whose shift is too long."""
    settings, who = world.problem.settings, world.person(person)
    for s in sorted(world.working):
        shift = world.shift(s)
        pause = 0 if shift.break_counted else shift.break_min
        present = sum(b - a for a, b in shift.clock())
        for day in range(world.days):
            night = who.night_only or 2 * world.night_min(day, s) >= present
            long = present - pause > (10 if night else 9) * 60
            if shift.amplitude_min > 12 * 60 if settings.shift_12h else long:
                yield day, s
