"""What today's bases cover and how busy they are, hour by hour, for some communes.

What a set of bases covers is measured by `scenarios.bases_weighed`, as on the command line.
"""

from __future__ import annotations

import numpy as np

from scenarios.bases_weighed import Bools, Weighed, nearest, patterns, weigh
from scenarios.siting_ground import Floats, Ground, Ints
from twin.access.emergency import MOBILISATION_MIN
from twin.contracts import TwinInputs
from twin.contracts.bases import SMUR
from twin.contracts.missions import mission_min
from twin.engine.expected_visits import HOURS_A_YEAR

__all__ = [
    "MOST_BUSY",
    "Bools",
    "Weighed",
    "busy_by_hour",
    "covered_by_hour",
    "near_at",
    "nearest",
    "patterns",
    "response_of",
    "weigh",
]

MOST_BUSY = 0.9
"""Share of time beyond which a base is not said to be out (that of `siting_ground.busy_share`)."""


def near_at(ground: Ground, teams: Ints, hour: int) -> Floats:
    """Give the minutes of each commune at one hour of the week."""
    return nearest(ground.minutes[:, teams[:, hour] > 0])


def covered_by_hour(ground: Ground, within: float, among: Bools) -> Floats:
    """Give the share of the calls of some communes that today's staffed bases reach, by hour.

    Parameters
    ----------
    among
        Communes counted, shape (communes,).

    Returns
    -------
    ndarray
        Shape (168,); NaN at hours without calls.
    """
    found = np.full(ground.calls.shape[1], np.nan)
    for hours, staffed in patterns(ground.teams > 0):
        reached = nearest(ground.minutes[:, staffed]) <= within
        here = ground.calls[among][:, hours]
        total = here.sum(axis=0)
        shares = (here * reached[among][:, None]).sum(axis=0)
        found[hours] = np.divide(shares, total, out=np.full(len(hours), np.nan), where=total > 0)
    return found


def busy_by_hour(ground: Ground, inputs: TwinInputs, among: Bools) -> Floats:
    """Give the share of time that a team of the nearest staffed base is out, by hour.

    Work of an hour: its calls, each sent to the nearest staffed base, times the minutes of a
    mission (`twin.contracts.missions`), over the teams of the base at that hour, at most
    `MOST_BUSY`; then the mean over the calls of `among`. Neither queue, nor help from the next
    base, nor transfer: the twin has all three, and its share is higher.
    """
    found = np.full(ground.calls.shape[1], np.nan)
    for hours, staffed in patterns(ground.teams > 0):
        minutes = ground.minutes[:, staffed]
        near = nearest(minutes)
        known = np.isfinite(near)
        base: Ints = np.zeros(len(near), np.int64)
        if len(staffed):
            base[known] = minutes[known].argmin(axis=1)
        road = np.where(known, near - MOBILISATION_MIN, 0.0)
        mission_h = mission_min(inputs.pathways.calls, SMUR, road) / 60.0
        work = np.zeros((max(len(staffed), 1), len(hours)))
        np.add.at(work, base[known],
                  (ground.calls[:, hours] / HOURS_A_YEAR * mission_h[:, None])[known])  # fmt: skip
        teams = np.maximum(ground.teams[np.ix_(staffed, hours)], 1) if len(staffed) else 1
        out = np.minimum(work / teams, MOST_BUSY)
        kept = among & known
        here = ground.calls[kept][:, hours]
        total = here.sum(axis=0)
        found[hours] = np.divide((here * out[base[kept]]).sum(axis=0), total,
                                 out=np.full(len(hours), np.nan), where=total > 0)  # fmt: skip
    return found


def response_of(ground: Ground, among: Bools) -> tuple[float, float]:
    """Give the median and the 90th percentile, over calls, of minutes to the nearest staffed base.

    Every hour counts with its own calls and its own staffed bases; teams always free.
    """
    near = np.empty((int(among.sum()), ground.calls.shape[1]))
    for hours, staffed in patterns(ground.teams > 0):
        near[:, hours] = nearest(ground.minutes[:, staffed])[among][:, None]
    minutes, weight = near.ravel(), ground.calls[among].ravel()
    order = np.argsort(minutes, kind="stable")
    total = np.cumsum(weight[order])
    if not total.size or total[-1] <= 0:
        return float("nan"), float("nan")
    ranks = np.searchsorted(total, [0.5 * total[-1], 0.9 * total[-1]])
    low, high = minutes[order][np.minimum(ranks, total.size - 1)]
    return float(low), float(high)
