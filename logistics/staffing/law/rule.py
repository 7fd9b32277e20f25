"""What a rule of the pack says of itself: article, date, population, force, certainty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from logistics.staffing.problem.parts import Status

Certainty = Literal["verified", "secondary", "to_verify"]
CERTAINTY_FR = {
    "verified": "vérifié : lu dans un texte public",
    "secondary": "source secondaire : lu chez un commentateur, non dans le texte",
    "to_verify": "à vérifier sur Légifrance avant de s'y fier",
}
FORCE_FR = {True: "règle dure", False: "alerte"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a rule."""

    label: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is shown: what it asks, of whom, and how sure we are of it.

    Attributes
    ----------
    id, title
        Name of its file, and name on screen.
    article
        Text that sets it.
    valid_from
        In force since.
    population
        Statuses that it binds; empty: the team as a whole, or any status.
    hard
        A roster that breaks it is refused; otherwise it is only signalled.
    certainty
        Whether the text was read.
    text
        The rule in words, as the checker reads it.
    figures
        Its numbers.
    stricter
        Where the solver asks for more than the text; empty where it asks for the same.
    """

    id: str
    title: str
    article: str
    valid_from: date
    population: tuple[Status, ...]
    hard: bool
    certainty: Certainty
    text: str
    figures: tuple[Figure, ...] = ()
    stricter: str = ""
