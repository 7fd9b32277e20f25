"""An intern works 48 hours a week at most, averaged over three months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="intern_48h_3_months",
    title="Interne : 48 h par semaine en moyenne sur 3 mois",
    article="Code de la santé publique, R. 6153-2 ; décret 2015-225",
    valid_from=date(2015, 5, 1),
    population=("intern",),
    hard=True,
    certainty="verified",
    text="48 h par période de 7 jours, en moyenne sur 3 mois, gardes et déplacements compris.",
    figures=(
        Figure("moyenne", 48, "h"),
        Figure("période", 3, "mois"),
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the minutes of each period of three months."""
    yield from kernels.mean(
        world, person, RULE.id, lambda day: kernels.months_after(day, 3), 48 * 60
    )
