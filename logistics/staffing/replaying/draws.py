r"""Absences drawn at random from the rates of groups: nothing is predicted of one person.

A person of a group with a share $a$ of days away has short spells (1 to 5 days) and long ones (6
days or more). With $s$ the share of the days away that fall in short spells and $\mu$ the mean
length of a kind, let $q = \frac{a}{1-a} \cdot \frac{s}{\mu}$ (short; $1-s$ for long) and $Q$
their sum: a spell of a kind begins on a day at work with the chance $q / (1 + Q)$, so that days
away are $a$ of all days in the long run. Each person has her own stream of random numbers, so that
a change of one group's rate does not move the draws of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from logistics.staffing.problem.parts import Absence, Person
from logistics.staffing.problem.problem import Problem
from twin.parameters.staffing_absences import (
    ABSENCE_SHARE,
    LONG_MEAN_DAYS,
    SHORT_MEAN_DAYS,
    SHORT_SHARE,
)

SHORTEST_LONG = 6
"""Days from which an absence is long (ATIH's limit)."""
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
    known = ABSENCE_SHARE[person.status]
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
    odds = share / (1.0 - share)
    short = SHORT_SHARE.number
    begins = np.array([
        odds * short / SHORT_MEAN_DAYS.number,
        odds * (1.0 - short) / LONG_MEAN_DAYS.number,
    ])  # fmt: skip
    begins /= 1.0 + begins.sum()
    found: list[Absence] = []
    chance = float(begins.sum())
    if chance <= 0:
        return found
    # A spell that began before the table is not drawn: the table knows of it.
    day = int(rng.geometric(chance)) - 1
    while day < days:
        length = _short(rng) if rng.random() < begins[0] / chance else _long(rng)
        last = min(day + length, days) - 1
        found.append(Absence(
            person=person.id, start=problem.start + timedelta(days=day),
            end=problem.start + timedelta(days=last), kind=KIND))  # fmt: skip
        day += length + int(rng.geometric(chance)) - 1
    return found


def _short(rng: np.random.Generator) -> int:
    """Draw 1 to 5 days, of the mean assumed: a binomial over the four days after the first."""
    more = SHORTEST_LONG - 2
    return 1 + int(rng.binomial(more, (SHORT_MEAN_DAYS.number - 1) / more))


def _long(rng: np.random.Generator) -> int:
    """Draw 6 days or more, of the mean assumed."""
    return SHORTEST_LONG - 1 + int(rng.geometric(1.0 / (LONG_MEAN_DAYS.number - SHORTEST_LONG + 1)))
