"""A break of twenty minutes in more than six hours of work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_break",
    title="Pause de 20 min au-delà de 6 h",
    article="Décret 2002-9 du 4 janvier 2002, art. 7",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text="Une vacation de plus de 6 h consécutives comporte une pause d'au moins 20 min.",
    figures=(
        Figure("seuil", 6, "h"),
        Figure("pause", 20, "min"),
    ),
)


def forbidden(world: World, person: int) -> Iterator[tuple[int, int]]:
    """Give the cells whose shift has no such break."""
    for s in sorted(world.working):
        shift = world.shift(s)
        if shift.break_min < 20 and any(high - low > 6 * 60 for low, high in shift.clock()):
            yield from ((day, s) for day in range(world.days))
