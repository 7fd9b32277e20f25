"""No more than 44 hours a week over twelve weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="private_44h_12_weeks",
    title="44 h en moyenne sur 12 semaines",
    article="Code du travail, L. 3121-22",
    valid_from=date(2016, 8, 10),
    population=("private",),
    hard=True,
    certainty="secondary",
    text=(
        "44 h par semaine en moyenne sur 12 semaines consécutives. Lu sur la période du "
        "compteur (reference_from), puis sur les suivantes : les périodes glissantes "
        "demandent un historique de 12 semaines."
    ),
    figures=(
        Figure("moyenne", 44, "h"),
        Figure("période", 12, "semaines"),
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the minutes of each period of twelve weeks."""
    yield from kernels.mean(world, person, RULE.id, lambda day: day + timedelta(weeks=12), 44 * 60)
