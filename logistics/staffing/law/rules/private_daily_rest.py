"""Eleven hours of rest between two days of work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="private_daily_rest",
    title="Repos quotidien de 11 h",
    article="Code du travail, L. 3131-1",
    valid_from=date(2016, 8, 10),
    population=("private",),
    hard=True,
    certainty="secondary",
    text="11 h consécutives de repos au moins entre deux journées de travail.",
    figures=(Figure("repos", 11, "h"),),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Forbid pairs of shifts less than 11 hours apart."""
    yield from kernels.rests(world, person, RULE.id, lambda day, shift: 11 * 60)
