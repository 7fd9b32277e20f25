"""Critical care: the least number of nurses present at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Cover
from logistics.staffing.law import presence
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="reanimation_nurses",
    title="Réanimation : 2 infirmiers pour 5 lits",
    article="Code de la santé publique, D. 6124-28-4 (décret 2022-694)",
    valid_from=date(2023, 6, 1),
    population=(),
    hard=True,
    certainty="verified",
    text="À tout instant, 2 infirmiers présents pour 5 lits ouverts, arrondi au-dessus.",
    figures=(
        Figure("infirmiers", 2, ""),
        Figure("pour", 5, "lits"),
    ),
)


def covers(world: World) -> Iterator[Cover]:
    """Ask for these persons at every moment."""
    yield from presence.at_least(world, RULE.id, "reanimation", "nurse_skill", 2, 5)
