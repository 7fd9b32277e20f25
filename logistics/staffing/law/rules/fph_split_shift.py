"""A split day lasts ten and a half hours at most, in two spells of three hours or more."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_split_shift",
    title="Journée coupée : 10 h 30, deux vacations",
    article="Décret 2002-9 du 4 janvier 2002, art. 7",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text=(
        "En travail discontinu, l'amplitude de la journée ne dépasse pas 10 h 30, et la "
        "journée pas deux vacations d'au moins 3 h."
    ),
    figures=(
        Figure("amplitude", 10.5, "h"),
        Figure("vacations", 2, ""),
        Figure("vacation", 3, "h au moins"),
    ),
)


def forbidden(world: World, person: int) -> Iterator[tuple[int, int]]:
    """Give the cells whose split shift is refused."""
    for s in sorted(world.working):
        spans = world.shift(s).clock()
        if len(spans) < 2 or all(a[1] == b[0] for a, b in itertools.pairwise(spans)):
            continue
        brief = any(high - low < 3 * 60 for low, high in spans)
        if len(spans) > 2 or brief or world.shift(s).amplitude_min > 10 * 60 + 30:
            yield from ((day, s) for day in range(world.days))
