"""A night worker works 40 hours a week at most, averaged over twelve weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="private_night_40h",
    title="Nuit : 40 h en moyenne sur 12 semaines",
    article="Code du travail, L. 3122-7 et L. 3122-18",
    valid_from=date(2016, 8, 10),
    population=("private",),
    hard=True,
    certainty="secondary",
    text=(
        "40 h par semaine en moyenne sur 12 semaines pour qui travaille de nuit "
        "(nuit_exclusive) ; 44 h par accord (settings.private_night_44h)."
    ),
    figures=(
        Figure("moyenne", 40, "h"),
        Figure("accord", 44, "h"),
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the minutes of each period of twelve weeks."""
    if world.person(person).night_only:
        hours = 44 if world.problem.settings.private_night_44h else 40
        yield from kernels.mean(
            world, person, RULE.id, lambda day: day + timedelta(weeks=12), hours * 60
        )
