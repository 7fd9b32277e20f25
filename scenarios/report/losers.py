"""Who loses: the communes worst hit, and the sites whose patients wait longer."""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.report.changes import Change

COUNT = 20


def mapped_indicators(changes: Sequence[Change], first: str = "") -> tuple[str, ...]:
    """Give the indicators measured by commune: the decisive one, then those good or bad.

    Parameters
    ----------
    first
        The decisive indicator, put first when it is measured by commune.
    """
    found: dict[str, str] = {}
    for one in changes:
        if one.zone:
            found.setdefault(one.indicator, one.better)
    return tuple(sorted(found, key=lambda name: (name != first, found[name] == "neutral")))


def losers(changes: Sequence[Change], indicator: str, many: int = COUNT) -> tuple[Change, ...]:
    """Give the communes worst hit among those with a detected worsening, worst first.

    For an indicator that is neither good nor bad: those that moved most.
    """
    hit = [
        one
        for one in changes
        if one.zone and one.indicator == indicator and one.effect in ("worse", "changed")
    ]
    hit.sort(key=lambda one: -abs(one.difference or 0.0))
    return tuple(hit[:many])
