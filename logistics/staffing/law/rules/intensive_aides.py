"""Critical care: the least number of nursing aides present at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Cover
from logistics.staffing.law import presence
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="intensive_aides",
    title="Soins intensifs : 1 aide-soignant pour 4 lits, 8 la nuit",
    article="Code de la santé publique, D. 6124-29-3 et suivants (décret 2022-694)",
    valid_from=date(2023, 6, 1),
    population=(),
    hard=True,
    certainty="verified",
    text=(
        "1 aide-soignant présent pour 4 lits ouverts de jour, pour 8 la nuit, arrondi au- "
        "dessus. Le jour va de day_from à day_to (unit)."
    ),
    figures=(
        Figure("par", 4, "lits"),
        Figure("la nuit, par", 8, "lits"),
    ),
)


def covers(world: World) -> Iterator[Cover]:
    """Ask for these persons at every moment."""
    yield from presence.at_least(world, RULE.id, "intensive", "aide_skill", 1, 4, night_beds=8)
