"""What a person did, on true instants; and what a breach says.

Nothing here, nor in its neighbours, knows the solver or what the rules become for it: each rule is
read again from its text, so that a fault in one reading shows against the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from logistics.staffing.problem.parts import Counters, Person
from logistics.staffing.problem.problem import Problem
from twin.contracts.rosters import Duty, Roster, Span

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NIGHT = (21, 30)
"""Hours of the night, from 21:00 to 6:00 (décret 2002-9, art. 7)."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule broken, once.

    Attributes
    ----------
    rule
        Name of the rule.
    person
        Who; empty for the team.
    start, end
        When, instants.
    measured, allowed
        What was found, and the bound, in `unit`.
    words
        What happened, in French.
    alert
        Only signalled, even where the rule is hard.
    past
        Already so before the table, whatever it holds.
    """

    rule: str
    person: str
    start: datetime
    end: datetime
    measured: float
    allowed: float
    unit: str
    words: str
    alert: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A day of work: the duties of one day of the table, from the first instant to the last."""

    day: date
    start: datetime
    end: datetime
    duties: tuple[Duty, ...]
    trip: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A person, her contract, her duties (history first, then the table) and the problem."""

    problem: Problem
    roster: Roster
    person: Person
    duties: tuple[Duty, ...]
    public: frozenset[date]
    zone: ZoneInfo
    counters: Counters = field(default_factory=lambda: Counters(person="?"))

    def local(self, at: datetime) -> datetime:
        """Give what the clock on the wall shows, without a zone."""
        return at.astimezone(self.zone).replace(tzinfo=None)

    def at(self, day: date, hour: int = 0) -> datetime:
        """Give the instant of a local hour (24 and more: the next day)."""
        when = day + timedelta(days=hour // 24)
        local = datetime(when.year, when.month, when.day, hour % 24, tzinfo=self.zone)
        return local.astimezone(UTC)

    def said(self, at: datetime) -> str:
        """Give an instant as it is read: 25/10/2026 06:45."""
        return self.local(at).strftime("%d/%m/%Y %H:%M")

    @property
    def work(self) -> tuple[Duty, ...]:
        """Give the duties on the spot."""
        return tuple(d for d in self.duties if d.kind != "on_call")

    def presence(self) -> Iterator[tuple[Duty, Span]]:
        """Give each span at work, trips on call included."""
        for duty in self.duties:
            for span in duty.presence:
                yield duty, span

    def blocks(self) -> list[Block]:
        """Give the days of work and the trips on call, in order of time."""
        found = []
        ordered = sorted(self.work, key=lambda d: (d.day, d.start))
        for day, several in groupby(ordered, key=lambda d: d.day):
            duties = tuple(several)
            found.append(Block(day, min(d.start for d in duties), max(d.end for d in duties),
                               duties))  # fmt: skip
        for duty in self.duties:
            if duty.kind == "on_call" and duty.called_out:
                trips = duty.called_out
                found.append(Block(duty.day, trips[0][0], trips[-1][1], (duty,), trip=True))
        return sorted(found, key=lambda b: b.start)

    def stretches(self) -> list[Block]:
        """Give the days of work, those that follow without an interval joined."""
        joined: list[Block] = []
        for block in (b for b in self.blocks() if not b.trip):
            last = joined[-1] if joined else None
            if last is not None and last.end == block.start:
                joined[-1] = Block(last.day, last.start, block.end, last.duties + block.duties)
            else:
                joined.append(block)
        return joined

    def minutes(self, low: datetime, high: datetime, *, overtime: bool = True) -> float:
        """Give the effective minutes worked between two instants.

        A pause that does not count is spread over its shift; trips on call count whole.
        """
        total = 0.0
        for duty, (begin, end) in self.presence():
            inside = (min(end, high) - max(begin, low)) / timedelta(minutes=1)
            if inside <= 0 or (duty.overtime and not overtime):
                continue
            if duty.kind == "on_call":
                total += inside
            else:
                whole = sum((b - a) / timedelta(minutes=1) for a, b in duty.spans)
                total += inside * duty.worked_min / whole
        return total

    def adds(self, low: datetime, high: datetime) -> bool:
        """Say whether the table has work between two instants."""
        return any(
            begin < high and end > low
            for duty in self.duties if duty.day >= self.roster.start
            for begin, end in duty.presence
        )  # fmt: skip

    def night_min(self, spans: tuple[Span, ...]) -> float:
        """Give the minutes between 21:00 and 6:00."""
        total = 0.0
        for begin, end in spans:
            day = self.local(begin).date() - DAY
            while self.at(day) < end:
                low, high = self.at(day, NIGHT[0]), self.at(day, NIGHT[1])
                total += max(0.0, (min(end, high) - max(begin, low)) / timedelta(minutes=1))
                day += DAY
        return total

    def breach(
        self, rule: str, start: datetime, end: datetime, measured: float, allowed: float,
        unit: str, words: str, *, alert: bool = False,
    ) -> Breach:  # fmt: skip
        """Give a breach of this person."""
        return Breach(rule, self.person.id, start, end, measured, allowed, unit, words, alert)


def span_of(minutes: float) -> str:
    """Give a length as it is read: 11 h 59."""
    whole = round(minutes)
    return f"{whole // 60} h {whole % 60:02d}" if whole % 60 else f"{whole // 60} h"


def clock_min(facts: Facts, start: datetime, end: datetime) -> float:
    """Give the minutes that the wall clock counts between two instants."""
    return (facts.local(end) - facts.local(start)) / timedelta(minutes=1)
