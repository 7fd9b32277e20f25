"""No more than 48 hours in a civil week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="private_48h_week",
    title="48 h par semaine civile",
    article="Code du travail, L. 3121-20",
    valid_from=date(2016, 8, 10),
    population=("private",),
    hard=True,
    certainty="secondary",
    text="48 h au plus du lundi 0 h au dimanche 24 h.",
    figures=(Figure("maximum", 48, "h"),),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the minutes of each civil week."""
    yield from kernels.civil_weeks(world, person, RULE.id, 48 * 60)
