"""Critical care: the least number of nurses present at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Cover
from logistics.staffing.law import presence
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="intensive_nurses",
    title="Soins intensifs : 1 infirmier pour 4 lits",
    article="Code de la santé publique, D. 6124-29-3 et suivants (décret 2022-694)",
    valid_from=date(2023, 6, 1),
    population=(),
    hard=True,
    certainty="verified",
    text="À tout instant, 1 infirmier présent pour 4 lits ouverts, arrondi au-dessus.",
    figures=(Figure("par", 4, "lits"),),
)


def covers(world: World) -> Iterator[Cover]:
    """Ask for these persons at every moment."""
    yield from presence.at_least(world, RULE.id, "intensive", "nurse_skill", 1, 4)
