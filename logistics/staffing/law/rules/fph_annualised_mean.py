"""Work counted over the year keeps a weekly mean of 32 to 40 hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause, Window
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World
from logistics.staffing.problem.parts import days_of

LEAST_H, MOST_H = 32, 40
LEAST_DAYS = 28
"""A table shorter than four weeks says nothing of a mean."""

RULE = Rule(
    id="fph_annualised_mean",
    title="Annualisation : 32 à 40 h par semaine en moyenne",
    article="Décret 2002-9 du 4 janvier 2002, art. 9 (annualisation ; article exact à vérifier)",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="secondary",
    text=(
        "Là où l'établissement annualise (settings.annualised = true), de 32 à 40 h par semaine "
        "en moyenne sur le tableau, au prorata de la quotité ; les jours d'absence et hors "
        "contrat ne comptent ni pour ni contre. Sans objet pour un tableau de moins de 4 semaines."
    ),
    figures=(
        Figure("minimum", LEAST_H, "h"),
        Figure("maximum", MOST_H, "h"),
        Figure("tableau", LEAST_DAYS, "jours"),
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the minutes of the table by the days present."""
    problem, who = world.problem, world.person(person)
    if not problem.settings.annualised or problem.days < LEAST_DAYS:
        return
    away = {d for a in problem.absence if a.person == who.id for d in days_of(a.start, a.end)}
    present = sum(d not in away and who.under_contract(d) for d in problem.dates)
    low, high = world.midnight(problem.start), world.midnight(problem.end)
    weights, done = world.weights(low, high), world.past_effective(person, low, high)
    share = 60 * present * who.percent
    yield Window(
        name=RULE.id, person=person, weights=weights, first=0, last=problem.days - 1,
        least=max(0, -(-LEAST_H * share // 700) - done),
        most=max(0, MOST_H * share // 700 - done),
    )  # fmt: skip
