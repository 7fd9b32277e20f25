"""At most twenty-four hours at a stretch, then at once as much rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="senior_24h_equal_rest",
    title="24 h d'affilée au plus, puis un repos égal",
    article="Code de la santé publique, R. 6152-27",
    valid_from=date(2003, 1, 1),
    population=("senior",),
    hard=True,
    certainty="verified",
    text=(
        "Par exception au repos de 11 h par 24 h, le travail continu peut durer 24 h au plus "
        "; il est suivi aussitôt d'un repos de même durée. Vaut dès que le travail continu "
        "dépasse 13 h (24 h moins 11 h). La durée maximale se lit à l'horloge, le repos en "
        "heures réelles."
    ),
    figures=(
        Figure("maximum", 24, "h"),
        Figure("seuil", 13, "h"),
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Forbid what begins too soon after a long stretch."""

    def least(day: int, shift: int) -> int:
        length = world.end(day, shift) - _begun(world, person, day, shift)
        return length if length > 13 * 60 else 0

    yield from kernels.rests(world, person, RULE.id, least, gaps=range(1, 7))


def _begun(world: World, person: int, day: int, shift: int) -> int:
    """Give when the stretch began: in the history, shifts without an interval are one."""
    past, known, begin = world.past[person], world.known, world.start(day, shift)
    if day >= 0 or past[day + known] != shift:
        return begin
    while day > -known:
        day -= 1
        before = past[day + known]
        if before not in world.working or world.end(day, before) != begin:
            break
        begin = world.start(day, before)
    return begin
