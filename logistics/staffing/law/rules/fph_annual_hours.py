"""The hours of the year: 1,607, fewer with Sundays or nights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import OFF, Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_annual_hours",
    title="Durée annuelle",
    article="Décret 2002-9 du 4 janvier 2002, art. 1 à 3",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text=(
        "1 607 h par an au plus, heures supplémentaires à part ; 1 582 h dès 10 dimanches ou "
        "fériés travaillés dans l'année, 2 jours de repos de plus (14 h, notre calcul) dès 20 "
        "; 1 476 h pour qui travaille exclusivement de nuit. Au prorata de la quotité. Le "
        "compteur de l'année s'ajoute à l'historique et au tableau."
    ),
    figures=(
        Figure("durée", 1607, "h"),
        Figure("repos variable", 1582, "h"),
        Figure("nuit", 1476, "h"),
    ),
    stricter="Le plafond est celui de tous les dimanches et fériés du tableau travaillés.",
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Bound the minutes of each civil year that the table meets."""
    who = world.person(person)
    counters = world.problem.counters_of(who.id)
    counted = world.problem.known_from.year
    for year in range(world.problem.start.year, world.problem.last_day.year + 1):
        same = year == counted
        sundays = (counters.sundays if same else 0) + _sundays(world, person, year)
        hours = 1607 if sundays < 10 else 1582 if sundays < 20 else 1568
        if who.night_only:
            hours = 1476
        done = round(counters.year_hours * 60) if same else 0
        low, high = world.midnight(date(year, 1, 1)), world.midnight(date(year + 1, 1, 1))
        most = hours * 60 * who.percent // 100 - done
        yield from kernels.within(world, person, RULE.id, low, high, most)


def _sundays(world: World, person: int, year: int) -> int:
    """Count the Sundays and holidays of a year: those worked, and all those of the table."""
    return sum(
        (day >= 0 or world.past[person][day + world.known] != OFF)
        and (world.when(day).weekday() == 6 or world.public[day + world.known])
        for day in range(-world.known, world.days)
        if world.when(day).year == year
    )
