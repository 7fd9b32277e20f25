"""A period of day or of night lasts fourteen hours at most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="senior_period_14h",
    title="Période de jour ou de nuit : 14 h au plus",
    article="Arrêté du 30 avril 2003",
    valid_from=date(2003, 5, 2),
    population=("senior",),
    hard=True,
    certainty="verified",
    text=(
        "La période de jour et la période de nuit durent chacune 14 h au plus. Une garde de "
        "24 h s'écrit en deux vacations (parts)."
    ),
    figures=(Figure("maximum", 14, "h"),),
)


def forbidden(world: World, person: int) -> Iterator[tuple[int, int]]:
    """Give the cells with a longer period."""
    for s in sorted(world.working):
        if any(high - low > 14 * 60 for low, high in world.shift(s).clock()):
            yield from ((day, s) for day in range(world.days))
