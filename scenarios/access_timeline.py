"""From the rules of access of a territory to the dated changes of a scenario's timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np

from twin.contracts import AccessChange, WeeklyWindow
from twin.parameters import diversion2026, ed_profile2026
from twin.territory import Territory
from twin.territory.facility import HOURS_A_WEEK
from twin.territory.openings import AccessRule

LEAST_LET_IN = 0.05


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


def with_free_doors(territory: Territory, day: date) -> Territory:
    """Give the territory with the visits that its sites would have if they were open to all.

    A site whose access has been limited for more than a year declares the visits that it received
    under these rules: simulating the rules on top of them would count them twice. The declared
    visits are divided by the share that the rules let in (shares of
    `twin.parameters.diversion2026`, all assumed). Rules with a later start, or an end before the
    day, change nothing.

    Parameters
    ----------
    day
        First day of the study.
    """
    settled = tuple(
        rule
        for rule in territory.access_rules
        if (rule.start is None or rule.start <= day - timedelta(days=365))
        and (rule.end is None or day <= rule.end)
    )
    if not settled:
        return territory
    facilities = tuple(
        replace(f, visits_year=round(f.visits_year / share_let_in(f.id, settled)))
        if f.kind == "hospital" and f.visits_year
        else f
        for f in territory.facilities
    )
    return replace(territory, facilities=facilities)


def share_let_in(site: str, rules: Sequence[AccessRule]) -> float:
    """Give the share of its usual visits that a site receives under rules of access.

    By hour of the week, weighted by the usual arrivals; where two rules meet, the stricter one. A
    site shut at all hours keeps a twentieth, so that no figure is divided by nothing.
    """
    _, _, _, anyway, call = diversion2026.REGULATED.series
    own = diversion2026.OWN_MEANS.number
    through = anyway * diversion2026.ORIENTED_IN.number + call * diversion2026.CALL_RECEIVED.number
    received = np.ones(HOURS_A_WEEK)
    for rule in rules:
        if rule.site == site:
            share = own * through + (1 - own) if rule.form == "regulated" else 0.0
            hours = list(rule.hours_of_week())
            received[hours] = np.minimum(received[hours], share)
    arrivals = ed_profile2026.week_profile()
    return max(float((arrivals * received).sum() / arrivals.sum()), LEAST_LET_IN)


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
