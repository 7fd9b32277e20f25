"""Weekly rest, rests of the fortnight, days worked in a week."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from logistics.staffing.checking.facts import DAY, Breach, Facts, span_of

MINUTE = timedelta(minutes=1)
WEEK = timedelta(days=7)
HALF_DAY = timedelta(hours=12)


def _mondays(facts: Facts, first: date) -> Iterator[date]:
    day = first - timedelta(days=first.weekday())
    if day < first:
        day += WEEK
    while day + WEEK <= facts.roster.end:
        yield day
        day += WEEK


def _free_spans(facts: Facts) -> list[tuple[datetime, datetime]]:
    """Give the spans without work; what is before the known days and after them is open."""
    never, ever = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    found, last = [], never
    for begin, end in sorted(span for _, span in facts.presence()):
        if begin > last:
            found.append((last, begin))
        last = max(last, end)
    return [*found, (last, ever)]


def _weekly(rule: str, hours: int) -> Callable[[Facts], Iterator[Breach]]:
    def check(facts: Facts) -> Iterator[Breach]:
        free, least = _free_spans(facts), timedelta(hours=hours)
        for monday in _mondays(facts, facts.roster.first_known):
            low, high = facts.at(monday), facts.at(monday + WEEK)
            longest = timedelta(0)
            for begin, end in free:
                inside = min(end, high) - max(begin, low)
                if inside <= timedelta(0):
                    continue
                # A rest is of the week in which it begins, if it has half a day there, or of the
                # week that it covers for long enough by itself.
                begun = low <= begin < high and inside >= HALF_DAY
                own = end - begin if begun else inside
                longest = max(longest, own)
            if longest < least:
                yield facts.breach(
                    rule, low, high, longest / MINUTE, hours * 60, "min",
                    f"semaine du {monday:%d/%m/%Y} : le plus long repos dure "
                    f"{span_of(longest / MINUTE)}, {hours} h sont dues",
                )  # fmt: skip

    return check


def _fortnights(facts: Facts) -> Iterator[date]:
    anchor = facts.problem.fortnight_from
    day = anchor - 14 * DAY * ((anchor - facts.roster.first_known).days // 14)
    while day < facts.roster.first_known:
        day += 14 * DAY
    while day + 14 * DAY <= facts.roster.end:
        yield day
        day += 14 * DAY


def _fortnight(facts: Facts) -> Iterator[Breach]:
    """Four days of rest in two weeks, of which two in a row, one of them a whole Sunday."""
    begun = {d.day for d in facts.work}
    spans = [span for _, span in facts.presence()]
    for first in _fortnights(facts):
        days = [first + k * DAY for k in range(14)]
        rests = [d for d in days if d not in begun]
        low, high = facts.at(first), facts.at(first + 14 * DAY)
        when = f"quatorzaine du {first:%d/%m/%Y}"
        if len(rests) < 4:
            yield facts.breach("fph_fortnight_rest", low, high, len(rests), 4, "jours",
                               f"{when} : {len(rests)} jours de repos au lieu de 4")  # fmt: skip
        free = [d for d in rests if d.weekday() == 6
                and not any(a < facts.at(d + DAY) and b > facts.at(d) for a, b in spans)
                and ((d - DAY in rests) or (d + DAY in rests))]  # fmt: skip
        if not free:
            yield facts.breach("fph_fortnight_rest", low, high, 0, 1, "dimanches",
                               f"{when} : aucun dimanche libre joint à un autre repos"
                               )  # fmt: skip


def _six_days(facts: Facts) -> Iterator[Breach]:
    begun = {d.day for d in facts.work}
    day = facts.roster.first_known
    day -= timedelta(days=day.weekday())
    while day < facts.roster.end:
        worked = sum(day + k * DAY in begun for k in range(7))
        if worked > 6:
            yield facts.breach("private_six_days", facts.at(day), facts.at(day + WEEK), worked, 6,
                               "jours", f"semaine du {day:%d/%m/%Y} : {worked} jours de travail"
                               )  # fmt: skip
        day += WEEK


CHECKS = {
    "fph_weekly_rest": (("fph",), _weekly("fph_weekly_rest", 36)),
    "private_weekly_rest": (("private",), _weekly("private_weekly_rest", 35)),
    "fph_fortnight_rest": (("fph",), _fortnight),
    "private_six_days": (("private",), _six_days),
}
