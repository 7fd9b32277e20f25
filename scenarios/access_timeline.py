"""From the rules of access of a territory to the dated changes of a scenario's timeline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from twin.contracts import AccessChange, WeeklyWindow
from twin.parameters import choice2026, diversion2026, ed_profile2026
from twin.territory import Territory
from twin.territory.attraction import ADULTS, attraction_of
from twin.territory.facility import HOURS_A_WEEK
from twin.territory.openings import AccessRule

LEAST_LET_IN = 0.05
ROUNDS = 100


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


def with_free_doors(territory: Territory, year: int) -> Territory:
    """Give the territory with the visits that its sites would have if all were open to all.

    A site whose access was limited in the year that it declares received fewer visits than it
    would have, and its neighbours more: simulating the rules on top of these figures would count
    them twice. With d the declared visits, a(s) the share that the rules of the year let in at s,
    o(s) the share that they send to other EDs, and T(s, r) where those of s would go instead
    (choice model of the communes that s receives), the visits v of open doors solve::

        v(s) a(s) + sum over r of v(r) o(r) T(r, s) = d(s)

    Shares: `twin.parameters.diversion2026`, all assumed. Sites that declare nothing are left.

    Parameters
    ----------
    year
        Year of the visits declared; a rule counts for the part of it that it covers.
    """
    sites = territory.of_kind("hospital")
    declared = np.array([float(f.visits_year or 0) for f in sites])
    parts = [(rule, _part_of_year(rule, year)) for rule in territory.access_rules if rule.weekdays]
    shares = np.array([shares_of_visits(f.id, parts) for f in sites]).reshape(-1, 2)
    if not (declared > 0).any() or np.allclose(shares[:, 0], 1.0):
        return territory
    let_in, elsewhere = shares.T
    goes = _second_choices(territory)
    free = declared.copy()
    for _ in range(ROUNDS):
        received = (free * elsewhere) @ goes
        free = np.maximum(declared - received, LEAST_LET_IN * declared) / let_in
    visits = {f.id: round(float(v)) for f, v in zip(sites, free, strict=True) if f.visits_year}
    facilities = tuple(
        replace(f, visits_year=visits[f.id]) if f.id in visits else f for f in territory.facilities
    )
    return replace(territory, facilities=facilities)


def _part_of_year(rule: AccessRule, year: int) -> float:
    """Give the part of a year in which a rule was in force."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    since = first if rule.start is None else max(rule.start, first)
    until = last if rule.end is None else min(rule.end, last)
    return max(0, (until - since).days + 1) / ((last - first).days + 1)


def shares_of_visits(site: str, rules: Sequence[tuple[AccessRule, float]]) -> tuple[float, float]:
    """Give the shares of its usual visits that rules let into a site, and send to other EDs.

    By hour of the week, weighted by the usual arrivals. Rules that follow each other in the year
    add up, at most to the whole year under the strictest. At least a twentieth is let in, so that
    no figure is divided by nothing.

    Parameters
    ----------
    rules
        Each with the part of the year in which it is in force.
    """
    called, own = diversion2026.CALL_RECEIVED.number, diversion2026.OWN_MEANS.number
    inside, other = np.ones(HOURS_A_WEEK), np.zeros(HOURS_A_WEEK)
    least, most = np.ones(HOURS_A_WEEK), np.zeros(HOURS_A_WEEK)
    for rule, part in rules:
        if rule.site != site or not part:
            continue
        _, _, there, anyway, call = (
            diversion2026.REGULATED if rule.form == "regulated" else diversion2026.SHUT
        ).series
        if rule.form == "regulated":
            received = own * (anyway * diversion2026.ORIENTED_IN.number + call * called) + 1 - own
            sent = own * there
        else:
            received, sent = 0.0, own * (there + anyway + call * called) + 1 - own
        hours = list(rule.hours_of_week())
        inside[hours] -= part * (1 - received)
        other[hours] += part * sent
        least[hours] = np.minimum(least[hours], received)
        most[hours] = np.maximum(most[hours], sent)
    inside, other = np.maximum(inside, least), np.minimum(other, most)
    arrivals = ed_profile2026.week_profile()
    weight = arrivals / arrivals.sum()
    return max(float(weight @ inside), LEAST_LET_IN), float(weight @ other)


def _second_choices(territory: Territory) -> npt.NDArray[np.float64]:
    """Give where the patients of each site would go without it, shape (sites, sites)."""
    sites = territory.of_kind("hospital")
    rank = {f.id: i for i, f in enumerate(territory.facilities)}
    minutes = territory.travel.minutes[:, [rank[f.id] for f in sites]]
    weight = attraction_of(sites)[ADULTS] * np.exp(-choice2026.DECAY.number * minutes)
    chosen = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    flows = chosen * territory.population.persons.sum(axis=1)[:, None]
    flows = flows / np.maximum(flows.sum(axis=0), 1e-300)
    goes = np.zeros((len(sites), len(sites)))
    for site in range(len(sites)):
        others = chosen.copy()
        others[:, site] = 0.0
        total = others.sum(axis=1, keepdims=True)
        others = np.divide(others, total, out=np.zeros_like(others), where=total > 0)
        goes[site] = flows[:, site] @ others
    return goes


def declared_year(territory: Territory, start: date) -> int:
    """Give the year of the visits declared: that of their source, else the year before the study.

    Parameters
    ----------
    start
        First day of the study.
    """
    years = [
        int(found.group())
        for source in territory.sources
        if (found := re.search(r"(?<=SAE )20\d\d", source.vintage + " " + source.name))
    ]
    return years[0] if years else start.year - 1


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
