"""Judge a rule on a log: for each anchor, met, broken, censored or overtaken by something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pathways.breaks.anchors import Anchors, anchors, keys_of, supply_days
from pathways.breaks.clock import DAY_US, NEVER, DataEnd, Times, day_of, instant_us, local_us
from pathways.breaks.describing import described
from pathways.breaks.following import After, Points, first_after
from pathways.breaks.rule import Rule, Selector
from pathways.breaks.selecting import Selecting, gaps, missing
from twin.contracts.events import EventLog

MET, BROKEN, CENSORED, COMPETING = "met", "broken", "censored", "competing"
STATUSES = (MET, BROKEN, CENSORED, COMPETING)
STATUSES_FR = {
    MET: "suivi fait",
    BROKEN: "rupture",
    CENSORED: "observation interrompue",
    COMPETING: "événement concurrent",
}
LONGEST_SUPPLY_DAYS = 3660
"""Days of treatment taken at most (assumed: beyond ten years the number is wrong)."""
EVENT, OVERTAKEN, STOPPED = 1, 2, 0
"""Causes of the end of a follow-up: the event of the rule, a competing one, censoring."""


@dataclass(frozen=True, slots=True)
class Breaks:
    """A rule judged on a log.

    Attributes
    ----------
    rule
        The rule, in the words of the log.
    rows
        One row an anchor: `row` (of the log), `patient`, `case`, `time` (local microseconds),
        `status`, `day` (day of the event since the anchor, or since the end of the supply; null
        if none), `competitor` (label; null unless competing), `clock` (time in the unit of the
        clock at which follow-up ends, days or microseconds, at most the window), `cause` (1 the
        event, 2 a competing one, 0 neither), `complete` (dated early enough for its whole window
        to be before the end of the data: chosen by date, never by fate), `age`, `age_band`,
        `sex`, `site`, `zone`, and the attributes of the anchor (`@name`; the last value known in
        the case at the anchor, never a later one).
    left_out
        Matched events that are no anchor (`reason, anchors, patients`).
    matched
        Events that the anchor's selectors took.
    end
        How far the data go.
    missing
        What the log lacks for the rule; the rule is then not evaluable and `rows` is empty.
    notes
        What must be read with the figures (French sentences).
    window
        Length of the window in the unit of the clock.
    """

    rule: Rule
    rows: pl.DataFrame
    left_out: pl.DataFrame
    matched: int
    end: DataEnd | None
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    window: int

    @property
    def evaluable(self) -> bool:
        """Tell whether the log has what the rule needs."""
        return not self.missing

    @property
    def broken_cause(self) -> int | None:
        """Give the cause that is the break itself (unwanted events); None if it is an absence."""
        return EVENT if self.rule.expectation == "unwanted" else None


def evaluate(log: EventLog, rule: Rule, until: date | None = None) -> Breaks:
    """Judge a rule on a log, one row an anchor.

    Parameters
    ----------
    log
        Event log with its people (deaths, periods of observation).
    rule
        Rule; `with_words` adapts it to the words of a log.
    until
        Last day to believe; by default the end of the last complete month.

    Returns
    -------
    Breaks
        Not evaluable (`missing`) where the log has nothing that the rule needs: never 0 %.
    """
    seen = Selecting(log, rule.words)
    unit = DAY_US if rule.window.clock == "24h" else 1
    window = rule.window.last_day * unit
    lacks = missing(rule, seen)
    if lacks:
        nothing = pl.DataFrame(
            schema={"reason": pl.String, "anchors": pl.Int64, "patients": pl.Int64}
        )
        return Breaks(rule, pl.DataFrame(), nothing, 0, None, lacks, (), window)
    found = anchors(log, rule, until)
    rows = _judged(log, rule, seen, found, window)
    notes = (*gaps(rule, seen), *_people_notes(log, rule, found))
    rows = described(log, rows)
    return Breaks(rule, rows, found.left_out, found.matched, found.end, (), notes, window)


def _judged(
    log: EventLog, rule: Rule, seen: Selecting, found: Anchors, window: int
) -> pl.DataFrame:
    """Give the status of each anchor."""
    rows = found.rows
    calendar = rule.window.clock == "calendar"
    clock = _Clock(log, rule, rows)
    origin = clock.anchor + _supply(log, rule, seen, rows)
    event, event_row = clock.after(seen, rule.expected.events, rule.window.first_day, rule)
    event -= origin
    other, label = _competing(log, rule, seen, clock, origin)
    stop = (
        rows["seen_until"].to_numpy() - origin
        if calendar
        else instant_us(rows["seen_until_us"].to_numpy(), log.about) - origin
    )
    first = np.minimum(event, other)
    happens = first <= np.minimum(window, stop)
    wins = event <= other if rule.window.tie == "expected" else event < other
    cause = np.where(happens, np.where(wins, EVENT, OVERTAKEN), STOPPED)
    whole = stop >= window
    status = np.select(
        [cause == EVENT, cause == OVERTAKEN, whole],
        [MET, COMPETING, BROKEN],
        CENSORED,
    )
    if rule.expectation == "unwanted":
        status = np.select([status == MET, status == BROKEN], [BROKEN, MET], status)
    unit = 1 if calendar else DAY_US
    # The window that a date alone promises: what the stay pauses add later is not known then.
    promised = (
        origin
        if not rule.window.paused_by
        else clock.anchor + _supply(log, rule, seen, rows, paused=False)
    )
    data_stop = (
        found.end.day
        if calendar
        else int(instant_us(np.array([(found.end.day + 1) * DAY_US - 1]), log.about)[0])
    )
    return rows.with_columns(
        status=pl.Series(status, dtype=pl.String),
        day=pl.Series(np.where(happens, first // unit, NEVER)).replace(NEVER, None),
        competitor=pl.Series(np.where(cause == OVERTAKEN, label, ""), dtype=pl.String).replace(
            "", None
        ),
        event_row=pl.Series(np.where(cause == EVENT, event_row, -1)).replace(-1, None),
        clock=np.where(happens, first, np.minimum(window, stop)),
        cause=cause.astype(np.int8),
        complete=promised + window <= data_stop,
    )


class _Clock:
    """Times of one log on the clock of one rule: local days, or microseconds."""

    def __init__(self, log: EventLog, rule: Rule, rows: pl.DataFrame) -> None:
        self.log = log
        self.calendar = rule.window.clock == "calendar"
        self.same = rule.window.same_instant == "counts"
        self.rows = rows
        self.moment: Times = rows["time" if self.calendar else "instant"].to_numpy().copy()
        self.anchor: Times = day_of(self.moment) if self.calendar else self.moment

    def starts(self, events: Times) -> Times:
        """Give when events start."""
        start = self.log.frame["start"].gather(events)
        return (local_us(start, self.log.about) if self.calendar else start).to_numpy()

    def after(
        self, seen: Selecting, group: tuple[Selector, ...], first_day: int, rule: Rule | None = None
    ) -> tuple[Times, Times]:
        """Give when the first event of a group comes after each anchor (`NEVER` if none)."""
        events = seen.rows(group)
        owner = self.log.frame["patient"].gather(events).to_numpy().astype(np.int64)
        key, count, same = owner, 1, True
        here = self.rows["patient"].to_numpy().astype(np.int64)
        if rule is not None:
            key, here = keys_of(owner, events, seen, rule), self.rows["key"].to_numpy()
            count, same = rule.expected.count, self.same
        asked = After(first_day, "calendar" if self.calendar else "24h", same)
        own = Points(here, self.moment, self.rows["row"].to_numpy())
        times, rows = first_after(own, Points(key, self.starts(events), events), asked, count)
        on_clock = np.where(times < NEVER, day_of(times) if self.calendar else times, NEVER)
        return on_clock, rows


def _competing(
    log: EventLog, rule: Rule, seen: Selecting, clock: _Clock, origin: Times
) -> tuple[Times, Times]:
    """Give the first competing event of each anchor, from its origin, and its label."""
    best = np.full(len(origin), NEVER, np.int64)
    label = np.full(len(origin), "", dtype=object)
    for one in rule.competing:
        when, _ = clock.after(seen, one.events, 0)
        if one.kind == "death":
            when = np.minimum(when, _deaths(log, clock))
        when -= origin
        sooner = when < best
        best, label = np.where(sooner, when, best), np.where(sooner, one.label, label)
    return best, label


def _deaths(log: EventLog, clock: _Clock) -> Times:
    """Give the death of each anchor's patient on the clock, never before the anchor."""
    asked = clock.rows.select("patient")
    died = asked.join(
        log.patients.select("patient", "died"), on="patient", how="left", maintain_order="left"
    )["died"]
    known = died.is_not_null().to_numpy()
    if clock.calendar:
        when = day_of(local_us(died, log.about).fill_null(0).to_numpy())
    else:
        when = died.fill_null(0).to_numpy()
    return np.where(known, np.maximum(when, clock.anchor), NEVER)


def _supply(
    log: EventLog, rule: Rule, seen: Selecting, rows: pl.DataFrame, *, paused: bool = True
) -> Times:
    """Give the days delivered at each anchor, and those spent in hospital meanwhile."""
    nothing = np.zeros(rows.height, np.int64)
    if not rule.window.supply_attribute:
        return nothing
    texts = log.frame[seen.column(rule.window.supply_attribute)].gather(rows["row"])
    # Anchors whose supply is not told were left out.
    days: Times = np.clip(supply_days(texts), 0, LONGEST_SUPPLY_DAYS).astype(np.int64)
    stays = seen.rows(rule.window.paused_by) if paused else np.zeros(0, np.int64)
    if not len(stays):
        return days
    frame = log.frame.select("patient", "start", "end")[stays].drop_nulls()
    spans = frame.select(
        pl.col("patient"),
        first=pl.Series(day_of(local_us(frame["start"], log.about).to_numpy())),
        last=pl.Series(day_of(local_us(frame["end"], log.about).to_numpy())),
    )
    return days + _paused(rows, days, spans)


def _paused(rows: pl.DataFrame, days: Times, spans: pl.DataFrame) -> Times:
    """Give the hospital days that fall in each supply, which they push further."""
    stays: dict[int, list[tuple[int, int]]] = {}
    for patient, first, last in spans.sort("patient", "first").iter_rows():
        stays.setdefault(patient, []).append((first, last))
    added = np.zeros(len(days), np.int64)
    for i, (patient, day) in enumerate(zip(rows["patient"], rows["day"], strict=True)):
        covered = day
        for first, last in stays.get(patient, ()):
            if first > day + days[i] + added[i]:
                break
            begin = max(first, covered)
            if last > begin:
                added[i] += last - begin
                covered = last
    return added


def _people_notes(log: EventLog, rule: Rule, found: Anchors) -> list[str]:
    """Say what is not known of the people, and which way the answer leans."""
    notes = []
    rows = found.rows
    unknown = int((~rows["period_known"]).sum())
    if unknown:
        who = "aucune ancre" if unknown == rows.height else "une partie des ancres"
        said = "n'a" if unknown == rows.height else "seulement a"
        notes.append(
            f"Période d'observation : {who} {said} une période connue ; sans elle, le patient est"
            " supposé observé jusqu'à la fin des données (un départ compterait comme rupture)."
        )
    deaths = any(c.kind == "death" for c in rule.competing)
    if deaths and log.patients["died"].null_count() == log.patients.height:
        notes.append(
            "Aucune date de décès dans le journal : un décès hors de l'hôpital compterait comme"
            " rupture."
        )
    if log.about.clock == "utc" and not log.about.zone:
        notes.append("Fuseau horaire inconnu : les jours sont ceux du temps universel.")
    return notes
