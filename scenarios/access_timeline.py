"""From the rules of access of a territory to the dated changes of a scenario's timeline."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from twin.contracts import AccessChange, WeeklyWindow
from twin.parameters import diversion2026
from twin.territory import Territory
from twin.territory.openings import AccessRule


def access_changes(territory: Territory, start: date, end: date) -> tuple[AccessChange, ...]:
    """Give the access rules in force at some moment of a period, as dated changes.

    Those who would have come follow the assumed shares of `twin.parameters.diversion2026`:
    `regulated` receives whom the SAMU sends and some of those oriented at the door; `suspended`,
    `closed` and `antenna` receive nobody. A window that starts on the last day of a rule runs to
    its end, even after midnight. Rules of sites that are not an ED of the territory are left out.

    Parameters
    ----------
    start, end
        First and last day of the period.
    """
    sites = {f.id for f in territory.of_kind("hospital")}
    return tuple(
        _change(rule, start)
        for rule in territory.access_rules
        if rule.site in sites and rule.weekdays and _meets(rule, start, end)
    )


def _meets(rule: AccessRule, start: date, end: date) -> bool:
    """Say whether a rule may hold in a period; the night before the first day counts."""
    before = start - timedelta(days=1)
    return (rule.start is None or rule.start <= end) and (rule.end is None or before <= rule.end)


def _change(rule: AccessRule, start: date) -> AccessChange:
    regulated = rule.form == "regulated"
    shares = diversion2026.REGULATED if regulated else diversion2026.SHUT
    lost, gp, other, anyway, call = shares.series
    window = WeeklyWindow(
        rule.from_hour % 24 * 60, rule.until_hour % 24 * 60, tuple(sorted(rule.weekdays))
    )
    opening = timedelta(minutes=window.from_min)
    # The days of a rule are those on which its hours start: it begins with its first window and
    # ends with its last. Without a first day it has held since before the period.
    first = _midnight(start) if rule.start is None else _midnight(rule.start) + opening
    last = None
    if rule.end is not None:
        last = _midnight(rule.end) + opening + timedelta(minutes=window.length_min)
    return AccessChange(
        facility=rule.site,
        start=first,
        end=last,
        window=window,
        last_arrival_min=round(diversion2026.LAST_ARRIVAL.number),
        share_lost=lost,
        share_gp=gp,
        share_other=other,
        share_anyway=anyway,
        share_call=call,
        form=rule.form,
        oriented_in=diversion2026.ORIENTED_IN.number if regulated else 0.0,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
