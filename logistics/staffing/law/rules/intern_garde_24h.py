"""An intern's duty lasts twenty-four hours at most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="intern_garde_24h",
    title="Interne : garde de 24 h au plus",
    article="Arrêté du 10 septembre 2002",
    valid_from=date(2002, 9, 19),
    population=("intern",),
    hard=True,
    certainty="verified",
    text=(
        "Aucun interne n'est de garde plus de 24 h consécutives. Deux postes qui se suivent "
        "sans intervalle n'en font qu'un. La durée se lit à l'horloge."
    ),
    figures=(Figure("maximum", 24, "h"),),
    stricter="Deux postes qui se suivent sans intervalle sont refusés.",
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Forbid two shifts without a pause between them."""
    yield from kernels.rests(world, person, RULE.id, lambda day, shift: 1, gaps=(1,))
