"""A day of work of ten hours, eight at night, twelve by agreement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="private_day_10h",
    title="Durée quotidienne : 10 h de jour, 8 h de nuit",
    article="Code du travail, L. 3121-18, L. 3121-19 et L. 3122-6",
    valid_from=date(2016, 8, 10),
    population=("private",),
    hard=True,
    certainty="secondary",
    text=(
        "10 h de travail effectif par jour, 8 h pour un poste de nuit ; 12 h si un accord le "
        "prévoit (settings.private_12h)."
    ),
    figures=(
        Figure("jour", 10, "h"),
        Figure("nuit", 8, "h"),
        Figure("accord", 12, "h"),
    ),
)


def forbidden(world: World, person: int) -> Iterator[tuple[int, int]]:
    """Give the cells whose shift is too long."""
    for s in sorted(world.working):
        shift = world.shift(s)
        present = sum(b - a for a, b in shift.clock())
        work = present - (0 if shift.break_counted else shift.break_min)
        for day in range(world.days):
            night = world.person(person).night_only or 2 * world.night_min(day, s) >= present
            most = 12 if world.problem.settings.private_12h else 8 if night else 10
            if work > most * 60:
                yield day, s
