"""No more than 44 hours in a civil week, overtime left aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_week_44h",
    title="44 h par semaine civile, hors heures supplémentaires",
    article="Décret 2002-9 du 4 janvier 2002, art. 9",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="secondary",
    text=(
        "Dans un cycle irrégulier, 44 h au plus du lundi au dimanche, heures supplémentaires "
        "non comprises. Aucune heure n'est supplémentaire tant qu'une ligne n'est pas marquée "
        "ainsi."
    ),
    figures=(Figure("maximum", 44, "h"),),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the minutes of each civil week."""
    yield from kernels.civil_weeks(world, person, RULE.id, 44 * 60)
