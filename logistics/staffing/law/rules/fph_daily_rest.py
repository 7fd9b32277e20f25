"""Twelve hours of rest between two days of work, eleven by agreement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logistics.staffing.forms import Clause
from logistics.staffing.law import kernels
from logistics.staffing.law.rule import Figure, Rule
from logistics.staffing.law.world import World

RULE = Rule(
    id="fph_daily_rest",
    title="Repos quotidien de 12 h",
    article="Décret 2002-9 du 4 janvier 2002, art. 6, modifié par le décret 2021-1544",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text=(
        "12 h consécutives de repos au moins entre deux journées de travail ; 11 h depuis le "
        "1er décembre 2021 si le chef d'établissement l'a décidé après accord "
        "(settings.daily_rest_11h)."
    ),
    figures=(
        Figure("repos", 12, "h"),
        Figure("repos par accord", 11, "h"),
    ),
)


def clauses(world: World, person: int) -> Iterator[Clause]:
    """Forbid pairs of shifts too close, by true hours."""
    least = (11 if world.problem.settings.daily_rest_11h else 12) * 60
    yield from kernels.rests(world, person, RULE.id, lambda day, shift: least)
