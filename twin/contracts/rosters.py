"""Who works when: duties with their true instants, and the staff present hour by hour."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Span = tuple[datetime, datetime]
DutyKind = Literal["work", "garde", "on_call"]
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """One person's duty on one day of the table.

    Attributes
    ----------
    person
        Who.
    day
        Day of the table: a night belongs to the day on which it starts.
    shift
        Code of the shift.
    spans
        Presence, in order, as aware UTC instants: two spans where the day is split. An on-call
        duty (`astreinte`) has the hours during which the person can be called.
    kind
        Work, on-site duty (`garde`), or on call from home.
    worked_min
        Minutes of effective work; 0 on call.
    half_days
        Half-days of a doctor's or an intern's duty.
    overtime
        Is it overtime (or a doctor's additional time)?
    called_out
        Trips during an on-call duty, travel included: they are work.
    changed_at
        When the published table was changed for this duty; `None` when it was not.
    change_reason
        "volontaire", or "impératif" followed by the reason.
    """

    person: str
    day: date
    shift: str
    spans: tuple[Span, ...]
    kind: DutyKind = "work"
    worked_min: int = 0
    half_days: float = 0.0
    overtime: bool = False
    called_out: tuple[Span, ...] = ()
    changed_at: datetime | None = None
    change_reason: str = ""

    @property
    def start(self) -> datetime:
        """Give the first instant."""
        return self.spans[0][0]

    @property
    def end(self) -> datetime:
        """Give the last instant."""
        return self.spans[-1][1]

    @property
    def presence(self) -> tuple[Span, ...]:
        """Give when the person is at work: the spans, or only the trips of an on-call duty."""
        return self.called_out if self.kind == "on_call" else self.spans


@dataclass(frozen=True, slots=True)
class Roster:
    """A table of duties, with what came before it.

    Attributes
    ----------
    start, days
        Period that the table covers; `duties` before it are the history.
    known_from
        First day known (start of the history).
    duties
        In order of time, then person.
    skills
        Skills of each person.
    zone
        Time zone of the days.
    name
        Which table it is.
    """

    start: date
    days: int
    duties: tuple[Duty, ...]
    skills: Mapping[str, frozenset[str]] = field(default_factory=dict)
    known_from: date | None = None
    zone: str = "Europe/Paris"
    name: str = ""

    def midnight(self, day: date) -> datetime:
        """Give the instant (UTC) at which a local day begins."""
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    @property
    def first_known(self) -> date:
        """Give the first day of which the duties are known."""
        return self.start if self.known_from is None else min(self.known_from, self.start)

    @property
    def end(self) -> date:
        """Give the first day after the table."""
        return self.start + timedelta(days=self.days)

    def of(self, person: str) -> tuple[Duty, ...]:
        """Give the duties of one person, history included, in order of time."""
        return tuple(d for d in self.duties if d.person == person)

    def staff_by_hour(
        self, skill: str = "", persons: Collection[str] = ()
    ) -> npt.NDArray[np.float64]:
        """Give the mean number of persons present during each elapsed hour of the table.

        A day of clock change has 23 or 25 hours. Persons on call count during their trips only.

        Parameters
        ----------
        skill
            Count only those who have it; everybody without it.
        persons
            Count only these; everybody when empty.

        Returns
        -------
        ndarray
            Shape (hours,).
        """
        first, last = self.midnight(self.start), self.midnight(self.end)
        hours = round((last - first) / _HOUR)
        found = np.zeros(hours)
        for duty in self.duties:
            if skill and skill not in self.skills.get(duty.person, frozenset()):
                continue
            if persons and duty.person not in persons:
                continue
            for begin, end in duty.presence:
                low, high = (begin - first) / _HOUR, (end - first) / _HOUR
                for hour in range(max(0, int(low)), min(hours, int(np.ceil(high)))):
                    found[hour] += max(0.0, min(high, hour + 1) - max(low, hour))
        return found

    def digest(self) -> str:
        """Give the sha256 of who works when."""
        told = [
            (d.person, d.day.isoformat(), d.shift, [(a.isoformat(), b.isoformat())
             for a, b in d.presence], d.worked_min, d.overtime)
            for d in sorted(self.duties, key=lambda d: (d.start, d.person, d.shift))
        ]  # fmt: skip
        head = (self.start.isoformat(), self.days, self.zone)
        return hashlib.sha256(repr((head, told)).encode()).hexdigest()
