"""Which pathways are kept: by attribute, period of their beginning, site."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.queries.words import OWN, attribute_column, known_value
from twin.contracts.events import EventLog

ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing asked of a pathway.

    Attributes
    ----------
    attribute
        Attribute of the source, or `activity`, `site`, `resource`, `zone`, `sex`, `case`,
        `patient`, and `age` (completed years when the pathway begins) where births are known.
    sign
        `=` (an event has one of the values), `!=` (no event has any of them), or an order on
        numbers (an event has such a number).
    values
        Values, as text.
    """

    attribute: str
    sign: str
    values: tuple[str, ...]

    def words(self) -> str:
        """Say the condition in French."""
        return f"{self.attribute} {self.sign} {' ou '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Which pathways are kept; whole pathways, never a part of one.

    Attributes
    ----------
    conditions
        All must hold.
    period
        First and last day: pathways whose first event starts on one of these days.
    sites
        Pathways with an event at one of these sites; empty for all.
    """

    conditions: tuple[Condition, ...] = ()
    period: tuple[date, date] | None = None
    sites: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Say in French which pathways are kept."""
        said = [f"parcours où {c.words()}" for c in self.conditions]
        if self.period:
            first, last = (f"{d:%d/%m/%Y}" for d in self.period)
            said.append(f"parcours commencés du {first} au {last} inclus")
        if self.sites:
            said.append(f"parcours passés par {' ou '.join(self.sites)}")
        return tuple(said)


def select(log: EventLog, cohort: Cohort) -> EventLog:
    """Give the log of the pathways kept.

    Raises
    ------
    JumeauError
        An attribute, a value or a site that the log does not have.
    """
    kept: npt.NDArray[np.bool_] | None = None
    conditions = list(cohort.conditions)
    if cohort.sites:
        conditions.append(Condition("site", "=", cohort.sites))
    case = log.frame["case"].to_numpy()
    cases = int(case.max(initial=0)) + 1
    for condition in conditions:
        rows = _rows(log, condition)
        flags = np.zeros(cases, bool)
        flags[case[rows]] = True
        flags = ~flags if condition.sign == "!=" else flags
        kept = flags if kept is None else kept & flags
    if cohort.period:
        flags = _begun(log, case, cases, *cohort.period)
        kept = flags if kept is None else kept & flags
    return log if kept is None else replace(log, frame=log.frame.filter(pl.Series(kept[case])))


def _rows(log: EventLog, condition: Condition) -> npt.NDArray[np.bool_]:
    """Tell which events have one of the values, or a number in the order asked."""
    column = attribute_column(log, condition.attribute)
    if condition.sign in ORDER:
        numbers = column.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        limit = float(condition.values[0].replace(",", "."))
        found = ORDER[condition.sign](numbers, limit)
        return np.asarray(found.fill_null(False).to_numpy(), bool)
    for value in condition.values:
        known_value(log, condition.attribute, column, value)
    return np.asarray(column.is_in(list(condition.values)).fill_null(False).to_numpy(), bool)


def _begun(
    log: EventLog, case: npt.NDArray[np.uint32], cases: int, first: date, last: date
) -> npt.NDArray[np.bool_]:
    """Tell which cases begin between two days, in the clock of the log."""
    zone = ZoneInfo(log.about.zone or "UTC") if log.about.clock == "utc" else UTC
    low, high = (_moment(day, zone) for day in (first, last + timedelta(days=1)))
    begins = np.concatenate([[True], case[1:] != case[:-1]]) if len(case) else np.empty(0, bool)
    start = log.frame["start"].to_numpy()[begins]
    flags = np.zeros(cases, bool)
    flags[case[begins][(start >= low) & (start < high)]] = True
    return flags


def _moment(day: date, zone: Any) -> int:
    return (datetime.combine(day, time(), zone) - datetime(1970, 1, 1, tzinfo=UTC)) // MICROSECOND


__all__ = ["ORDER", "OWN", "Cohort", "Condition", "select"]
