"""A senior doctor rests eleven hours in each twenty-four."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="senior_daily_rest",
    title="Repos quotidien de 11 h",
    article="Code de la santé publique, R. 6152-27",
    valid_from=date(2003, 1, 1),
    population=("senior",),
    hard=True,
    certainty="verified",
    text=(
        "11 h consécutives de repos par période de 24 h. Deux postes qui se suivent sans "
        "intervalle sont une seule période de travail continu (règle suivante)."
    ),
    figures=(Figure("repos", 11, "h"),),
    stricter=(
        "Deux postes qui se suivent sans intervalle sont refusés : le solveur les veut en un "
        "seul poste."
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Forbid pairs of shifts less than 11 hours apart."""
    yield from kernels.rests(world, person, RULE.id, lambda day, shift: 11 * 60)
