"""What a check of quality is: a question, a limit, a count of rows, a remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from twin.territory.quality.subject import Subject
from twin.territory.territory import Severity

Category = Literal["completeness", "freshness", "plausibility", "concordance", "conformity"]
Status = Literal["pass", "warn", "fail", "not_applicable"]

CATEGORIES: dict[Category, tuple[str, str]] = {
    "completeness": ("Complétude", "Ce qui devrait être là y est-il ?"),
    "freshness": ("Fraîcheur", "De quand datent les données ?"),
    "plausibility": ("Plausibilité", "Les valeurs sont-elles de celles que l'on observe ?"),
    "concordance": ("Concordance", "Deux sources qui disent la même chose s'accordent-elles ?"),
    "conformity": ("Conformité", "Codes, clés, liens et calculs sont-ils ceux attendus ?"),
}
"""Title and question of each category, in the order of the report."""
STATUSES: dict[Status, str] = {
    "pass": "conforme",
    "warn": "à regarder",
    "fail": "en échec",
    "not_applicable": "sans objet",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row that a check refuses: where, and what is wrong.

    Attributes
    ----------
    severity, remedy
        Those of the check when left out.
    """

    place: str
    message: str
    severity: Severity | None = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check counted.

    Attributes
    ----------
    examined
        Rows examined: the denominator.
    rows
        Rows refused.
    violated
        How many they are, where it is not the number of `rows`.
    said
        One sentence that stands for all the rows in the findings; one finding a row when empty.
    detail
        What is worth knowing even when all is well.
    reason
        Why the check has no object here; empty where it has one.
    """

    examined: int
    rows: tuple[Row, ...] = ()
    violated: int | None = None
    said: str = ""
    detail: str = ""
    reason: str = ""

    @property
    def count(self) -> int:
        """Give the numerator."""
        return len(self.rows) if self.violated is None else self.violated

    @property
    def share(self) -> float:
        """Give the share of rows refused, 0 when nothing was examined."""
        return self.count / self.examined if self.examined else 0.0


def without_object(reason: str) -> Outcome:
    """Say why a check has nothing to examine."""
    return Outcome(0, reason=reason)


def found(
    examined: int, rows: Iterable[Row], *, said: str = "", detail: str = "", nothing: str = ""
) -> Outcome:
    """Give the outcome of rows examined one by one.

    Parameters
    ----------
    nothing
        Reason given when there was no row to examine.
    """
    if not examined:
        return without_object(nothing or "rien à examiner.")
    return Outcome(examined, tuple(rows), said=said, detail=detail)


@dataclass(frozen=True, slots=True)
class Check:
    """One question put to the data.

    Attributes
    ----------
    id
        Stable name, category first: `plausibility.visits_per_bed`.
    measures
        What is counted, over what.
    limit
        What a row must not pass, in words.
    threshold
        Share of refused rows above which the check fails.
    severity
        How bad it is: an error makes the check fail, anything else is to be looked at.
    unit
        What a row is: sites, communes, sources...
    """

    id: str
    category: Category
    title: str
    measures: str
    limit: str
    severity: Severity
    remedy: str
    unit: str
    examine: Callable[[Subject], Outcome]
    threshold: float = 0.0
