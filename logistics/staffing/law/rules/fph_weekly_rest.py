"""A weekly rest of 36 hours in each civil week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_weekly_rest",
    title="Repos hebdomadaire de 36 h",
    article="Décret 2002-9 du 4 janvier 2002, art. 6",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text=(
        "36 h consécutives de repos au moins par semaine civile. Un repos compte pour la "
        "semaine où il commence s'il y prend 12 h, et pour celle dont il couvre 36 h à lui "
        "seul (notre lecture). Un repos encore ouvert à la fin du tableau compte."
    ),
    figures=(Figure("repos", 36, "h"),),
    stricter=(
        "Un jour de repos est demandé entre mardi et dimanche, et tout repos d'un ou deux jours "
        "atteint la durée légale, même si la semaine en a un autre ; un repos du seul lundi ne "
        "suffit pas. En mode exact, la même chose que le texte."
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Ask for a day off from Tuesday to Sunday, and for days off that last long enough."""
    yield from kernels.weekly_rest(world, person, RULE.id, 36 * 60)
