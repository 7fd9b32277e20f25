"""What was worked becomes history and counters: the problem of the weeks that follow a table.

The last 14 days become the history; what lies before them is added to the running counters
(hours, overtime, Sundays, nights, gardes of the year, hours of the reference mean), so that the
rules over long periods go on where the table stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from logistics.staffing.problem.need_days import holidays_of
from logistics.staffing.problem.parts import REST, Counters, PastDuty, Person, days_of
from logistics.staffing.problem.problem import Problem
from twin.contracts.rosters import Duty

HISTORY_DAYS = 14
NIGHT_MIN = 180
"""A duty with three hours between 21:00 and 6:00 is a night for the counters."""
_NIGHT_FROM, _NIGHT_TO = 21, 30


def following(problem: Problem, duties: Iterable[Duty], days: int) -> Problem:
    """Give the problem of the `days` that follow a table, before anything is asked of them.

    Absences and wishes that reach into these days are kept; locks and needs dated before them have
    no effect there.

    Parameters
    ----------
    duties
        Worked or planned, those of the history among them.
    """
    start, known = problem.end, max(problem.known_from, problem.end - timedelta(HISTORY_DAYS))
    held = sorted(duties, key=lambda d: (d.person, d.start))
    by_person: dict[str, list[Duty]] = {p.id: [] for p in problem.person}
    for duty in held:
        if duty.person in by_person:
            by_person[duty.person].append(duty)
    ids = {s.id for s in problem.shift}
    history = tuple(
        PastDuty(person=d.person, day=d.day, shift=d.shift if d.shift in ids else REST)
        for rows in by_person.values() for d in rows if known <= d.day < start
    )  # fmt: skip
    counters = tuple(
        _carried(problem, person, by_person[person.id], known) for person in problem.person
    )
    weeks = (start - problem.start).days // 7
    lengths = {c.name: sum(k.name == c.name for k in problem.cycle) for c in problem.cycle}
    people = tuple(
        p.model_copy(update={"cycle_week": (p.cycle_week - 1 + weeks) % lengths[p.cycle] + 1})
        if p.cycle in lengths else p for p in problem.person
    )  # fmt: skip
    return problem.model_copy(update={
        "start": start, "days": days, "person": people, "history": history,
        "history_from": known, "counters": counters, "published_on": None,
        "absence": tuple(a for a in problem.absence if (a.end or a.start) >= known),
        "request": tuple(r for r in problem.request if (r.end or r.start) >= start),
        "lock": tuple(k for k in problem.lock if k.day >= start),
        # A fortnight keeps its parity: the Sundays of the months before are worked already.
        "settings": problem.settings.model_copy(update={"fortnight_from": problem.fortnight_from}),
    })  # fmt: skip


def _carried(problem: Problem, person: Person, duties: list[Duty], known: date) -> Counters:
    """Give the counters of a person up to the day before the new history."""
    old, new = problem.counters_of(person.id), [d for d in duties if d.day < known]
    dates = sorted({d.day for d in new})
    public = {d for d, yes in zip(dates, holidays_of(problem, dates), strict=True) if yes}
    same_year = problem.known_from.year == known.year
    month = (known.year, known.month)
    same_month = (problem.known_from.year, problem.known_from.month) == month
    year = [d for d in new if d.day.year == known.year]
    extra = [d for d in year if d.overtime]
    since, hours, away = _reference(problem, person, new, known)

    def begun(value: float, same: bool = same_year) -> float:
        return value if same else 0

    return Counters(
        person=person.id,
        year_hours=begun(old.year_hours)
        + sum(minutes_of(d) for d in year if not d.overtime) / 60,
        overtime_year_hours=begun(old.overtime_year_hours) + sum(minutes_of(d) for d in extra) / 60,
        overtime_month_hours=begun(old.overtime_month_hours, same_month)
        + sum(minutes_of(d) for d in extra if d.day.month == known.month) / 60,
        sundays=int(begun(old.sundays))
        + len({d.day for d in year if d.kind != "on_call"
               and (d.day.weekday() == 6 or d.day in public)}),
        nights=int(begun(old.nights)) + sum(is_night(d, problem.zone) for d in year),
        gardes=int(begun(old.gardes)) + sum(d.kind == "garde" for d in year),
        reference_from=since, reference_hours=hours, reference_absent_days=away,
    )  # fmt: skip


def _reference(
    problem: Problem, person: Person, duties: list[Duty], known: date
) -> tuple[date, float, int]:
    """Give the period of the mean under way on the first day of the new history."""
    old = problem.counters_of(person.id)
    begin, hours, away = (
        old.reference_from or problem.known_from, old.reference_hours, old.reference_absent_days
    )  # fmt: skip
    counted = problem.known_from
    while (end := reference_end(person, begin)) <= known:
        begin, hours, away, counted = end, 0.0, 0, end
    gone = {
        day for a in problem.absence if a.person == person.id for day in days_of(a.start, a.end)
    }
    away += sum(counted <= day < known and day >= begin for day in gone)
    hours += sum(minutes_of(d) for d in duties if d.day >= max(begin, counted)) / 60
    return begin, hours, away


def reference_end(person: Person, begin: date) -> date:
    """Give the end of a reference period: 4 months, 3 months for interns, else 12 weeks."""
    if person.status in ("fph", "private"):
        return begin + timedelta(weeks=12)
    months = 4 if person.status == "senior" else 3
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(1)).day
    return date(year, month + 1, min(begin.day, last))


def minutes_of(duty: Duty) -> float:
    """Give the effective minutes of a duty; on call, those of its trips."""
    if duty.kind != "on_call":
        return duty.worked_min
    return sum((end - begin) / timedelta(minutes=1) for begin, end in duty.called_out)


def is_night(duty: Duty, zone: str) -> bool:
    """Say whether a duty counts as a night: three hours of it between 21:00 and 6:00."""
    local = ZoneInfo(zone)
    total = 0.0
    for begin, end in duty.presence:
        first = begin.astimezone(local).date() - timedelta(1)
        for k in range((end - begin).days + 4):
            day = first + timedelta(k)
            low = _at(day, _NIGHT_FROM, local)
            high = _at(day, _NIGHT_TO, local)
            total += max(0.0, (min(end, high) - max(begin, low)) / timedelta(minutes=1))
    return total >= NIGHT_MIN


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    when = day + timedelta(days=hour // 24)
    return datetime(when.year, when.month, when.day, hour % 24, tzinfo=zone).astimezone(UTC)
