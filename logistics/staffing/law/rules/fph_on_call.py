"""On call: 72 hours in 15 days, one Saturday, one Sunday, one holiday a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import on_call
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_on_call",
    title="Astreintes : 72 h pour 15 jours",
    article="Décret 2002-9 du 4 janvier 2002, art. 23",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="secondary",
    text=(
        "La durée de l'astreinte ne dépasse pas 72 h sur 15 jours ; un agent est d'astreinte "
        "un samedi, un dimanche et un jour férié par mois au plus. Le jour est celui où "
        "l'astreinte commence (notre lecture)."
    ),
    figures=(
        Figure("maximum", 72, "h"),
        Figure("fenêtre", 15, "jours"),
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the hours on call and the days of the month."""
    yield from on_call.hours(world, person, RULE.id, days=15, most_min=72 * 60)
    yield from on_call.one_a_month(world, person, RULE.id)
