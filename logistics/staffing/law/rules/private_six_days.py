"""No more than six days of work in a week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="private_six_days",
    title="6 jours par semaine au plus",
    article="Code du travail, L. 3132-1",
    valid_from=date(2008, 5, 1),
    population=("private",),
    hard=True,
    certainty="secondary",
    text=("Un salarié travaille 6 jours au plus par semaine civile (jours où un poste commence)."),
    figures=(Figure("maximum", 6, "jours"),),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the days worked in each civil week."""
    for monday in range(-world.when(0).weekday(), world.days, 7):
        yield from kernels.worked_days(
            world, person, RULE.id, max(monday, -world.known), monday + 6, 6
        )
