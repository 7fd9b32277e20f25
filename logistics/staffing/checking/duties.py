"""On call, duties of interns, half-days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from logistics.staffing.checking.facts import DAY, Breach, Facts, span_of

MINUTE = timedelta(minutes=1)


def _on_call(facts: Facts) -> Iterator[Breach]:
    """At most 72 h in any 15 days; one Saturday, one Sunday, one holiday a month."""
    duties = [d for d in facts.duties if d.kind == "on_call"]
    spans = [s for d in duties for s in d.spans]
    length = 15 * DAY
    worst: dict[bool, tuple[datetime, float]] = {}
    for low in sorted({a for a, _ in spans} | {b - length for _, b in spans}):
        high = low + length
        total = sum(max(0.0, (min(b, high) - max(a, low)) / MINUTE) for a, b in spans)
        # What the history already held does not hide what the table adds.
        added = any(d.day >= facts.roster.start and d.start < high and d.end > low for d in duties)
        if total > 72 * 60 and (added not in worst or total > worst[added][1]):
            worst[added] = (low, total)
    for low, total in worst.values():
        yield facts.breach(
            "fph_on_call", low, low + length, total, 72 * 60, "min",
            f"{span_of(total)} d'astreinte en 15 jours dès le {facts.said(low)}, 72 h au plus",
        )  # fmt: skip
    counts: Counter[tuple[int, int, str]] = Counter()
    for day in {d.day for d in duties}:
        for kind, holds in (("samedi", day.weekday() == 5), ("dimanche", day.weekday() == 6),
                            ("férié", day in facts.public)):  # fmt: skip
            counts[day.year, day.month, kind] += holds
    for (year, month, kind), number in sorted(counts.items()):
        if number > 1:
            begin = date(year, month, 1)
            after = date(year + month // 12, month % 12 + 1, 1)
            yield facts.breach(
                "fph_on_call", facts.at(begin), facts.at(after), number, 1, "jours",
                f"{number} astreintes de {kind} en {month:02d}/{year}, une au plus",
            )  # fmt: skip


def _normal_duty(facts: Facts) -> Iterator[Breach]:
    gardes = [d for d in facts.work if d.kind == "garde" and not d.overtime]
    weeks = Counter(
        d.day - timedelta(days=d.day.weekday()) for d in gardes if facts.night_min(d.spans) >= 180
    )
    for monday, number in sorted(weeks.items()):
        if number > 1:
            yield facts.breach(
                "intern_normal_duty", facts.at(monday), facts.at(monday + 7 * DAY), number, 1,
                "gardes", f"{number} gardes de nuit la semaine du {monday:%d/%m/%Y}, une au plus",
            )  # fmt: skip
    months = Counter(
        (d.day.year, d.day.month) for d in gardes
        if d.day.weekday() == 6 or d.day in facts.public
    )  # fmt: skip
    for (year, month), number in sorted(months.items()):
        if number > 1:
            begin = min(d.start for d in gardes if (d.day.year, d.day.month) == (year, month))
            yield facts.breach(
                "intern_normal_duty", begin, begin + 31 * DAY, number, 1, "gardes",
                f"{number} gardes de dimanche ou de férié en {month:02d}/{year}, une au plus",
            )  # fmt: skip


def _half_days(rule: str, most: float) -> Callable[[Facts], Iterator[Breach]]:
    """Compare the half-days of the table, additional time left aside, with the week's."""

    def check(facts: Facts) -> Iterator[Breach]:
        senior = facts.person.status == "senior"
        if senior and facts.problem.settings.continuous_hours:
            return
        start, end = facts.roster.start, facts.roster.end
        done = sum(d.half_days for d in facts.work if start <= d.day and not d.overtime)
        weeks = max(1.0, (end - start).days / 7)
        due = most * facts.person.percent / 100
        if senior and facts.person.half_days is not None:
            due = facts.person.half_days
        if done > due * weeks + 1e-9:
            mean = f"{done / weeks:.1f}".replace(".", ",")
            yield facts.breach(
                rule, facts.at(start), facts.at(end), done / weeks, due, "demi-journées",
                f"{mean} demi-journées par semaine, {due:g} au plus".replace(".0", ""),
            )  # fmt: skip

    return check


def _part_time(facts: Facts) -> Iterator[Breach]:
    """A doctor's contract: ten half-days, or four to nine."""
    half_days = facts.person.half_days or facts.person.percent / 10
    if half_days < 4 or 9 < half_days < 10:
        start, end = facts.at(facts.roster.start), facts.at(facts.roster.end)
        yield facts.breach(
            "senior_part_time", start, end, half_days, 4 if half_days < 4 else 9, "demi-journées",
            f"contrat de {half_days:g} demi-journées, de 4 à 9 à temps partiel".replace(".", ","),
        )  # fmt: skip


CHECKS = {
    "fph_on_call": (("fph",), _on_call),
    "intern_normal_duty": (("intern",), _normal_duty),
    "senior_part_time": (("senior",), _part_time),
    "senior_half_days": (("senior",), _half_days("senior_half_days", 10)),
    "intern_half_days": (("intern",), _half_days("intern_half_days", 8)),
}
