"""A senior doctor works 48 hours a week at most, averaged over four months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="senior_48h_4_months",
    title="48 h par semaine en moyenne sur 4 mois",
    article="Code de la santé publique, R. 6152-27 et articles parallèles",
    valid_from=date(2003, 1, 1),
    population=("senior",),
    hard=True,
    certainty="verified",
    text=(
        "48 h par semaine au plus, en moyenne sur 4 mois, temps additionnel compris. La "
        "période commence au compteur reference_from. Les jours d'absence n'y donnent aucun "
        "crédit (directive 2003/88, art. 16). La moyenne à ce jour au-dessus de 48 h est "
        "signalée."
    ),
    figures=(
        Figure("moyenne", 48, "h"),
        Figure("période", 4, "mois"),
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the minutes of each period of four months."""
    yield from kernels.mean(
        world, person, RULE.id, lambda day: kernels.months_after(day, 4), 48 * 60
    )
