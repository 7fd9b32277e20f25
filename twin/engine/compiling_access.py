"""When each emergency department receives whom, minute by minute."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twin.contracts import AccessChange, Calendar, TwinInputs
from twin.contracts.capacity import hours_between
from twin.contracts.policies import RegulateAccess
from twin.engine.tables import DIVERSION_COLUMNS, FATES, REGULATED, Floats, Short
from twin.tables import JumeauError
from twin.territory.facility import Facility


def access_tables(
    inputs: TwinInputs, calendar: Calendar, hospitals: Sequence[Facility]
) -> tuple[Short, Floats]:
    """Give, by ED and elapsed hour, the minutes when arrivals are received, and who goes where.

    Raises
    ------
    JumeauError
        When a change names a site that has no emergency department.
    """
    table = np.zeros((len(hospitals), calendar.hours, 3), np.int16)
    table[:, :, 1] = 60
    diversion = [np.zeros(DIVERSION_COLUMNS), _by_ars(inputs.policies.regulate_access)]
    rank = {f.id: i for i, f in enumerate(hospitals)}
    for change in inputs.timeline:
        if isinstance(change, AccessChange):
            site = rank.get(change.facility)
            if site is None:
                raise JumeauError(
                    f"site {change.facility}",
                    "ce n'est pas un service d'urgences du territoire.",
                    "Donnez le numéro FINESS géographique d'un site d'urgences.",
                )
            diversion.append(_row(change, change.form == "regulated"))
            _shut(table[site], change, calendar, diversion)
    return table, np.array(diversion)


def _row(shares: AccessChange | RegulateAccess, regulated: bool) -> Floats:
    """Give a row of `diversion`: five cumulative fates, share oriented in, regulated or not."""
    fates = (
        shares.share_lost, shares.share_gp, shares.share_other, shares.share_call,
        shares.share_anyway,
    )  # fmt: skip
    row = np.zeros(DIVERSION_COLUMNS)
    row[:FATES] = np.cumsum(fates)
    row[FATES:] = shares.oriented_in, float(regulated)
    return row


def _by_ars(rule: RegulateAccess) -> Floats:
    return _row(rule, True)


def _shut(
    rows: Short, change: AccessChange, calendar: Calendar, diversion: Sequence[Floats]
) -> None:
    """Shut an ED over its weekly window, from the last arrival received to the reopening.

    Where two changes meet, an arrival is received only when both receive it, and the stricter
    form says what becomes of the others: shut before regulated; between equals, the last one.
    """
    between = hours_between(change, calendar)
    closed = np.zeros(7 * 24 * 60, bool)
    for first, last in change.window.minutes_of_week():
        minutes = np.arange(first - change.last_arrival_min, last)
        closed[minutes % len(closed)] = True
    row, mine = len(diversion) - 1, diversion[-1][REGULATED]
    for hour in np.flatnonzero(between):
        week = int(calendar.hour_of_week[hour]) * 60
        shut = closed[week : week + 60]
        if not shut.any():
            continue
        if not (shut[0] or shut[-1]):
            raise JumeauError(
                f"site {change.facility}",
                "la fermeture commence et finit dans la même heure : le moteur ne la suit pas.",
                "Faites-la commencer ou finir à une heure pleine, ou durer plus longtemps.",
            )
        held = int(rows[hour, 2])
        open_minutes = np.flatnonzero(~shut)
        first, last = (open_minutes[0], open_minutes[-1] + 1) if len(open_minutes) else (60, 60)
        first, last = max(first, rows[hour, 0]), min(last, rows[hour, 1])
        rows[hour, :2] = (first, last) if first < last else (60, 60)
        if held == 0 or mine <= diversion[held][REGULATED]:
            rows[hour, 2] = row
