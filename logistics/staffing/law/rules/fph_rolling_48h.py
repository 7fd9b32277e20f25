"""No more than 48 hours of work in any seven days, overtime included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_rolling_48h",
    title="48 h sur 7 jours glissants",
    article="Décret 2002-9 du 4 janvier 2002, art. 6",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text=(
        "La durée de travail effectif, heures supplémentaires comprises, ne dépasse pas 48 h "
        "sur une période de 7 jours, quelle qu'elle soit : la fenêtre glisse d'instant en "
        "instant, historique compris. Une nuit du changement d'heure compte ses heures "
        "réelles."
    ),
    figures=(
        Figure("maximum", 48, "h"),
        Figure("fenêtre", 7, "jours"),
    ),
    stricter="Les minutes d'une fenêtre qui coupe un poste sont arrondies à la minute supérieure.",
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound every fullest span of 7 times 24 hours."""
    yield from kernels.rolling(world, person, RULE.id, 7, 48 * 60)
