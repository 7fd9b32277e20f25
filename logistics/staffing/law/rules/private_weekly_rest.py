"""A weekly rest of 35 hours in each civil week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="private_weekly_rest",
    title="Repos hebdomadaire de 35 h",
    article="Code du travail, L. 3132-2 et L. 3131-1",
    valid_from=date(2008, 5, 1),
    population=("private",),
    hard=True,
    certainty="secondary",
    text=(
        "24 h consécutives de repos, plus les 11 h du repos quotidien, par semaine civile. Un "
        "repos compte pour la semaine où il commence s'il y prend 12 h, et pour celle dont il "
        "couvre 35 h à lui seul (notre lecture). Un repos encore ouvert à la fin du tableau "
        "compte."
    ),
    figures=(Figure("repos", 35, "h"),),
    stricter=(
        "Un jour de repos est demandé entre mardi et dimanche, et tout repos d'un ou deux jours "
        "atteint la durée légale, même si la semaine en a un autre ; un repos du seul lundi ne "
        "suffit pas. En mode exact, la même chose que le texte."
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Ask for a day off from Tuesday to Sunday, and for days off that last long enough."""
    yield from kernels.weekly_rest(world, person, RULE.id, 35 * 60)
