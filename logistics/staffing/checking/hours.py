"""Hours: in seven rolling days, in a civil week, in a year, on average over months."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from logistics.staffing.checking.facts import DAY, Breach, Facts, span_of

EPSILON = 1e-6
"""Minutes: a third of a minute of a spread pause is not an excess."""


def _rolling(facts: Facts) -> Iterator[Breach]:
    """Give the windows of 7 x 24 h above 48 h; of those that overlap, the fullest.

    Windows that the table adds nothing to are of the past: they do not hide the others.
    """
    length = 7 * DAY
    begins = {a for _, (a, _) in facts.presence()}
    edges = begins | {b - length for _, (_, b) in facts.presence()}
    for of_table in (False, True):
        worst: tuple[datetime, float] | None = None
        for low in sorted(edges):
            worked = facts.minutes(low, low + length)
            if worked <= 48 * 60 + EPSILON or facts.adds(low, low + length) != of_table:
                continue
            if worst is not None and low - worst[0] >= length:
                yield _of_window(facts, *worst)
                worst = None
            same = worst is not None and abs(worked - worst[1]) < EPSILON
            if worst is None or worked > worst[1] + EPSILON or (same and low in begins):
                worst = (low, worked)
        if worst is not None:
            yield _of_window(facts, *worst)


def _of_window(facts: Facts, low: datetime, worked: float) -> Breach:
    high = low + 7 * DAY
    return facts.breach(
        "fph_rolling_48h", low, high, worked, 48 * 60, "min",
        f"{span_of(worked)} de travail du {facts.said(low)} au {facts.said(high)}, "
        "48 h au plus sur 7 jours",
    )  # fmt: skip


def _week(rule: str, hours: int, *, overtime: bool) -> Callable[[Facts], Iterator[Breach]]:
    def check(facts: Facts) -> Iterator[Breach]:
        day = facts.roster.first_known
        day -= timedelta(days=day.weekday())
        while day <= facts.roster.end:
            low, high = facts.at(day), facts.at(day + 7 * DAY)
            worked = facts.minutes(low, high, overtime=overtime)
            if worked > hours * 60 + EPSILON:
                yield facts.breach(
                    rule, low, high, worked, hours * 60, "min",
                    f"semaine du {day:%d/%m/%Y} : {span_of(worked)} de travail, {hours} h au plus",
                )  # fmt: skip
            day += 7 * DAY

    return check


def _annual(facts: Facts) -> Iterator[Breach]:
    """Count the year with its counter; Sundays, holidays and nights lower what is due."""
    for year in range(facts.roster.start.year, (facts.roster.end - DAY).year + 1):
        low, high = facts.at(date(year, 1, 1)), facts.at(date(year + 1, 1, 1))
        same = year == facts.roster.first_known.year
        worked = facts.minutes(low, high, overtime=False)
        worked += facts.counters.year_hours * 60 if same else 0
        sundays = facts.counters.sundays if same else 0
        sundays += len({d.day for d in facts.work if d.day.year == year
                        and (d.day.weekday() == 6 or d.day in facts.public)})  # fmt: skip
        due = 1607 if sundays < 10 else 1582 if sundays < 20 else 1568
        due = 1476 if facts.person.night_only else due
        allowed = due * 60 * facts.person.percent / 100
        if worked > allowed + 1:
            yield facts.breach(
                "fph_annual_hours", low, high, worked, allowed, "min",
                f"{span_of(worked)} en {year}, {span_of(allowed)} au plus "
                f"({sundays} dimanches ou fériés, {facts.person.percent} %)",
            )  # fmt: skip


def _annualised(facts: Facts) -> Iterator[Breach]:
    """Compare the mean of a table of four weeks or more with 32 and 40 h, absences neutral."""
    start, end = facts.roster.start, facts.roster.end
    if not facts.problem.settings.annualised or (end - start).days < 28:
        return
    low, high = facts.at(start), facts.at(end)
    days = {start + k * DAY for k in range((end - start).days)}
    kept = {d for d in days if facts.person.under_contract(d)}
    away = {
        a.start + k * DAY
        for a in facts.problem.absence if a.person == facts.person.id
        for k in range(((a.end or a.start) - a.start).days + 1)
    }  # fmt: skip
    present = len(kept - away)
    worked = facts.minutes(low, high)
    for hours, wrong, word in ((32, -1, "au moins"), (40, 1, "au plus")):
        allowed = hours * 60 * present * facts.person.percent / 700
        if wrong * (worked - allowed) > 1 - EPSILON:
            weekly = worked * 7 / present if present else worked
            yield facts.breach(
                "fph_annualised_mean", low, high, worked, allowed, "min",
                f"{span_of(weekly)} par semaine en moyenne, "
                f"{span_of(hours * 60 * facts.person.percent / 100)} {word} (annualisation)",
            )  # fmt: skip


def _overtime(facts: Facts) -> Iterator[Breach]:
    if facts.problem.settings.overtime_uncapped:
        return
    extra = [d for d in facts.duties if d.overtime]
    for year in {d.day.year for d in extra}:
        same = year == facts.roster.first_known.year
        total = 0.0 + sum(d.worked_min for d in extra if d.day.year == year)
        total += facts.counters.overtime_year_hours * 60 if same else 0
        if total > 240 * 60:
            yield facts.breach(
                "fph_overtime", facts.at(date(year, 1, 1)), facts.at(date(year + 1, 1, 1)), total,
                240 * 60, "min", f"{span_of(total)} supplémentaires en {year}, 240 h au plus",
            )  # fmt: skip
    weeks = sum(c.name == facts.person.cycle for c in facts.problem.cycle)
    most = 240 * 60 / 52 * weeks if weeks > 4 else 20 * 60
    first = facts.roster.first_known
    for year, month in {(d.day.year, d.day.month) for d in extra}:
        same = (year, month) == (first.year, first.month)
        total = 0.0 + sum(d.worked_min for d in extra if (d.day.year, d.day.month) == (year, month))
        total += facts.counters.overtime_month_hours * 60 if same else 0
        if total > most:
            begin = date(year, month, 1)
            yield facts.breach(
                "fph_overtime", facts.at(begin), facts.at(begin + 28 * DAY), total, most, "min",
                f"{span_of(total)} supplémentaires en {month:02d}/{year}, {span_of(most)} au plus",
            )  # fmt: skip


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - DAY).day
    return date(year, month + 1, min(day.day, last))


def _mean(
    rule: str, hours: Callable[[Facts], int], after: Callable[[date], date], unit: str,
    who: Callable[[Facts], bool] = lambda facts: True, *, overtime: bool = True,
) -> Callable[[Facts], Iterator[Breach]]:  # fmt: skip
    """Compare the hours of each reference period with its weekly mean, absences neutral."""

    def check(facts: Facts) -> Iterator[Breach]:
        if not who(facts):
            return
        weekly = hours(facts) * 60
        begin = facts.counters.reference_from or facts.roster.first_known
        done, away = facts.counters.reference_hours * 60, facts.counters.reference_absent_days
        while begin < facts.roster.end:
            end = after(begin)
            worked = done + facts.minutes(facts.at(begin), facts.at(end), overtime=overtime)
            gone = away + _absent(facts, begin, end)
            allowed = weekly * max(0, (end - begin).days - gone) / 7
            if end > facts.roster.start:
                yield from _compare(facts, begin, end, worked, allowed)
                so_far = min(end, facts.roster.end)
                days = (so_far - begin).days - away - _absent(facts, begin, so_far)
                if worked <= allowed + 1 and days >= 28 and worked > weekly * days / 7 + 1:
                    yield facts.breach(
                        rule, facts.at(begin), facts.at(so_far), worked * 7 / days, weekly, "min",
                        f"{span_of(worked * 7 / days)} par semaine en moyenne depuis le "
                        f"{begin:%d/%m/%Y}, {span_of(weekly)} à tenir sur {unit}", alert=True,
                    )  # fmt: skip
            begin, done, away = end, 0.0, 0

    def _compare(
        facts: Facts, begin: date, end: date, worked: float, allowed: float
    ) -> Iterator[Breach]:
        if worked > allowed + 1:
            yield facts.breach(
                rule, facts.at(begin), facts.at(end), worked, allowed, "min",
                f"{span_of(worked)} du {begin:%d/%m/%Y} au {end - DAY:%d/%m/%Y}, "
                f"{span_of(allowed)} au plus ({hours(facts)} h par semaine sur {unit})",
            )  # fmt: skip

    return check


def _absent(facts: Facts, begin: date, end: date) -> int:
    days = {
        a.start + k * DAY
        for a in facts.problem.absence if a.person == facts.person.id
        for k in range(((a.end or a.start) - a.start).days + 1)
    }  # fmt: skip
    return sum(begin <= d < end for d in days)


_FOUR, _THREE = (lambda d: _plus_months(d, 4)), (lambda d: _plus_months(d, 3))
_TWELVE = lambda d: d + timedelta(weeks=12)  # noqa: E731
CHECKS = {
    "fph_rolling_48h": (("fph",), _rolling),
    "fph_week_44h": (("fph",), _week("fph_week_44h", 44, overtime=False)),
    "private_48h_week": (("private",), _week("private_48h_week", 48, overtime=True)),
    "fph_annual_hours": (("fph",), _annual),
    "fph_annualised_mean": (("fph",), _annualised),
    "fph_overtime": (("fph",), _overtime),
    "senior_48h_4_months": (("senior",), _mean(
        "senior_48h_4_months", lambda f: 48, _FOUR, "4 mois")),
    "senior_ed_39h": (("senior",), _mean(
        "senior_ed_39h", lambda f: 39, _FOUR, "4 mois", lambda f: f.person.posted,
        overtime=False)),
    "intern_48h_3_months": (("intern",), _mean(
        "intern_48h_3_months", lambda f: 48, _THREE, "3 mois")),
    "private_44h_12_weeks": (("private",), _mean(
        "private_44h_12_weeks", lambda f: 44, _TWELVE, "12 semaines")),
    "private_night_40h": (("private",), _mean(
        "private_night_40h", lambda f: 44 if f.problem.settings.private_night_44h else 40,
        _TWELVE, "12 semaines", lambda f: f.person.night_only)),
}  # fmt: skip
