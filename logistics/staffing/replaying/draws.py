r"""Absences drawn at random from the rates of groups: nothing is predicted of one person.

Only absences that a published table cannot foresee are drawn (`twin.parameters.staff_absence2026`,
which the twin uses too). With $a$ the share of days away of a group and $L$ the mean length of a
spell, a spell begins on a day at work with the chance $1 / (1 + L (1-a)/a)$, so that days away
are $a$ of all days in the long run. Each person has her own stream of random numbers, so that
a change of one group's rate does not move the draws of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from logistics.staffing.problem.parts import Absence, Person
from logistics.staffing.problem.problem import Problem
from twin.parameters.staff_absence2026 import SPELL_DAYS, UNFORESEEN, UNFORESEEN_DOCTORS

DOCTORS = ("senior", "intern")
KIND = "absence tirée au sort"
_STATUS_FR = {"published": "publié", "measured": "mesuré", "assumed": "supposé"}


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of days away of one person's group, and where it comes from."""

    share: float
    source: str


def rate_of(person: Person, given: Mapping[str, float]) -> Rate:
    """Give the share of days away that holds for a person.

    Parameters
    ----------
    given
        By skill, grade or status, or "tous"; the first that fits a person wins over the sources.
    """
    for word in (*person.skills, person.grade, person.status, "tous"):
        if word and word in given:
            return Rate(given[word], f"donné pour « {word} »")
    known = UNFORESEEN_DOCTORS if person.status in DOCTORS else UNFORESEEN
    return Rate(known.number, f"{known.source} ({_STATUS_FR[known.status]})")


def draw_absences(
    problem: Problem, days: int, given: Mapping[str, float], seed: int
) -> tuple[Absence, ...]:
    """Draw the absences of so many days from the first of the table, in order of time."""
    found: list[Absence] = []
    for rank, person in enumerate(problem.person):
        share = rate_of(person, given).share
        rng = np.random.default_rng([seed, rank])
        found += _spells(problem, person, days, share, rng)
    return tuple(sorted(found, key=lambda a: (a.start, a.person)))


def _spells(
    problem: Problem, person: Person, days: int, share: float, rng: np.random.Generator
) -> list[Absence]:
    """Draw the spells of one person."""
    found: list[Absence] = []
    if share <= 0:
        return found
    mean = SPELL_DAYS.number
    chance = 1.0 / (1.0 + mean * (1.0 - share) / share)
    # A spell that began before the table is not drawn: the table knows of it.
    day = int(rng.geometric(chance)) - 1
    while day < days:
        length = int(rng.geometric(1.0 / mean))
        last = min(day + length, days) - 1
        found.append(Absence(
            person=person.id, start=problem.start + timedelta(days=day),
            end=problem.start + timedelta(days=last), kind=KIND))  # fmt: skip
        day += length + int(rng.geometric(chance)) - 1
    return found
