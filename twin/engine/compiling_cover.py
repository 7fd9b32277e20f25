"""What each SMUR base covers, and how much a call is worth there at each hour of the week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from twin.contracts import MS_PER_MINUTE, TwinInputs
from twin.contracts.bases import HELICOPTER, SMUR, UnitBase
from twin.contracts.missions import mission_min
from twin.contracts.needs import CALL_15, CALL_18
from twin.contracts.regulation import Cover
from twin.engine.expected_visits import HOURS_A_YEAR, R1, episodes
from twin.engine.tables import MOST_IN_REACH, Floats, Ints, Small
from twin.tables import JumeauError
from twin.territory.facility import HOURS_A_WEEK

LEAST_BUSY, MOST_BUSY = 0.01, 0.9
_MINUTES_AN_HOUR = 60.0


class Covers(NamedTuple):
    """The fields of `Tables` of the same names."""

    departure_ms: Ints
    cover_first: Ints
    cover_group: Ints
    group_first: Ints
    group_base: Ints
    cover_weight: Floats
    cover_gain: Floats


def cover_tables(
    inputs: TwinInputs, bases: Sequence[UnitBase], zone_base: Small, covers: Sequence[Cover]
) -> Covers:
    """Give the groups of communes reached alike, one block for each way of counting cover.

    Parameters
    ----------
    zone_base
        Minutes of the bases to each commune, ms.
    covers
        Ways of counting; row 0 of the tables covers nothing, theirs follow.

    Raises
    ------
    JumeauError
        When a standard or a share means nothing.
    """
    calls = inputs.pathways.calls
    departure = np.array([round(law.mean_min * MS_PER_MINUTE) for law in calls.departure], np.int64)
    kinds = np.array([base.kind for base in bases], np.int64)
    teams = np.isin(kinds, (SMUR, HELICOPTER))
    first = np.zeros((1 + len(covers), len(bases) + 1), np.int64)
    gain = np.zeros((1 + len(covers), int(MOST_IN_REACH) + 1))
    entries: list[np.ndarray] = []
    members: list[np.ndarray] = []
    weights: list[Floats] = []
    begun = 0
    asked = smur_calls(inputs) if covers else np.zeros((zone_base.shape[0], HOURS_A_WEEK))
    for row, cover in enumerate(covers, 1):
        _check(cover)
        there = np.floor(zone_base * np.array(calls.road)[kinds] + 0.5) + departure[kinds]
        reach = (there <= cover.standard_min * MS_PER_MINUTE) & teams
        groups, whose = np.unique(reach, axis=0, return_inverse=True)
        share = np.zeros((len(groups), HOURS_A_WEEK))
        np.add.at(share, whose.reshape(-1), asked / HOURS_A_YEAR)
        known = sum(len(one) for one in weights)
        weights.append(share)
        members.extend(np.flatnonzero(group) for group in groups)
        for base in range(len(bases)):
            mine = known + np.flatnonzero(groups[:, base])
            first[row, base] = begun
            entries.append(mine)
            begun += len(mine)
        first[row, len(bases)] = begun
        busy = expected_busy(inputs, bases, zone_base) if cover.busy is None else cover.busy
        gain[row] = (1 - busy) * busy ** np.arange(int(MOST_IN_REACH) + 1)
    sizes = [len(group) for group in members]
    return Covers(
        departure_ms=departure,
        cover_first=first,
        cover_group=_flat(entries),
        group_first=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        group_base=_flat(members),
        cover_weight=np.ascontiguousarray(_stack(weights).T),
        cover_gain=gain,
    )


def _stack(weights: Sequence[Floats]) -> Floats:
    return np.concatenate([np.zeros((0, HOURS_A_WEEK)), *weights])


def _flat(parts: Sequence[np.ndarray]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *parts]).astype(np.int64)


def smur_calls(inputs: TwinInputs) -> Floats:
    """Give the calls a year that end in a SMUR, by commune and hour of the week.

    First calls to 15 and to 18 times P(R1 | priority); an hour's share is that of its cause. Its
    mean over the hours is calls a year, shape (communes, 168).
    """
    needs, calls = inputs.needs, inputs.pathways.calls
    contact = needs.by_contact()
    asked = episodes(needs) * (contact[..., 1 + CALL_15] + contact[..., 1 + CALL_18])
    sent = calls.priority @ calls.response[:, R1]
    found: Floats = (asked * sent[None]).sum(axis=2) @ needs.week_profile
    return found


def expected_busy(inputs: TwinInputs, bases: Sequence[UnitBase], zone_base: Small) -> float:
    """Give the share of time that a SMUR team is out, were the nearest base to answer each call.

    Calls an hour times the minutes of a mission (`twin.contracts.missions`), over the teams of the
    usual week; from 0.01 to 0.9. Transfers and help from farther bases are left out: the twin's own
    share is higher.
    """
    ground = [i for i, base in enumerate(bases) if base.kind == SMUR]
    lines = [bases[i].facility.line(bases[i].line) for i in ground]
    teams = float(sum(np.mean(line.by_hour) for line in lines if line is not None))
    if teams <= 0:
        return MOST_BUSY
    road = zone_base[:, ground].min(axis=1) / MS_PER_MINUTE
    rate = smur_calls(inputs).mean(axis=1) / HOURS_A_YEAR
    minutes = mission_min(inputs.pathways.calls, SMUR, road)
    out = float((rate * minutes).sum()) / _MINUTES_AN_HOUR
    return min(max(out / teams, LEAST_BUSY), MOST_BUSY)


def _check(cover: Cover) -> None:
    if not 0 < cover.standard_min <= 24 * 60:
        raise JumeauError(
            "couverture", f"délai de {cover.standard_min:g} min.", "Donnez de 1 à 1440 minutes."
        )
    if cover.busy is not None and not 0 < cover.busy < 1:
        raise JumeauError(
            "couverture", f"part de temps en mission de {cover.busy:g}.",
            "Donnez un nombre entre 0 et 1, bornes exclues.",
        )  # fmt: skip
