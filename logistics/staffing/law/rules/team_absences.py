"""Nobody works while away, or outside a contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.law.rule import Rule
from logistics.staffing.law.world import World
from logistics.staffing.problem.parts import days_of

RULE = Rule(
    id="team_absences",
    title="Absences et contrats",
    article="Tableau de service",
    valid_from=date(2002, 1, 5),
    population=(),
    hard=True,
    certainty="verified",
    text=(
        "Aucun poste ne commence un jour d'absence, ni hors du contrat. Une nuit qui finit le "
        "premier matin d'une absence est signalée, non refusée."
    ),
    stricter="La nuit qui finit le premier matin d'une absence est refusée.",
)


def forbidden(world: World, person: int) -> Iterator[tuple[int, int]]:
    """Give the cells of the days away."""
    who = world.person(person)
    away = {
        world.day_of(day)
        for a in world.problem.absence
        if a.person == who.id
        for day in days_of(a.start, a.end)
    }
    for day in range(world.days):
        when = world.when(day)
        outside = bool(who.contract_from and when < who.contract_from) or bool(
            who.contract_to and when > who.contract_to
        )
        for s in world.shifts:
            over = world.end(day, s) > world.midnight(world.when(day + 1))
            if outside or day in away or (over and day + 1 in away):
                yield day, s
