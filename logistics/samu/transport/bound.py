r"""A proven floor under the cost of any plan: the assignment of each stop to the next.

In any plan each stop is left once and entered once, each depot left and entered as often (an
unused vehicle goes from its depot to itself for nothing; a request left out is two stops that
stay by themselves, at half its price each). Dropping all else leaves an assignment problem
(linear, exact), whose optimum no plan can beat:

.. math::

    \min \sum_{uv} c_{uv} x_{uv}, \quad \sum_v x_{uv} = \sum_v x_{vu} = 1

over the roads that a plan may drive: no delivery just before its own pick-up, none that windows,
places or pairs rule out. It is cheap and loose: rounds may be cut up in loops.
"""

from __future__ import annotations

import numpy as np

from logistics.samu.transport.packed import Packed
from logistics.samu.transport.problem import Floats


def floor_of(p: Packed) -> float:
    """Give a cost that no plan can beat, requests left out included."""
    from scipy.optimize import linear_sum_assignment

    table = possible_roads(p)
    rows, columns = linear_sum_assignment(table)
    return float(table[rows, columns].sum())


def possible_roads(p: Packed) -> Floats:
    """Give the least cost of each road that a plan may drive; a prohibitive one for the others."""
    n, fleet = len(p.ride), len(p.places)
    stops, forbidden = 2 * n, (n + 1) * p.left_out
    table = p.cost.min(axis=0)
    table = np.where(np.isfinite(table), table, forbidden)
    # A request leaves late at the latest and arrives early at the earliest.
    too_late = p.early[:, None] + p.service[:, None] + p.minutes > p.late[None] + 1e-6
    too_late[:, stops:] = False
    table[too_late] = forbidden
    table[stops:, stops:] = forbidden
    i = np.arange(n)
    table[n + i, i] = forbidden
    table[stops:, n:stops] = forbidden
    table[:n, stops:] = forbidden
    both = p.load[:n, None] + p.load[None, :n]
    roomy = np.zeros((n, n), np.bool_)
    for places in p.places:
        roomy |= np.all(both <= places, axis=2)
    table[:n, :n][~roomy] = forbidden
    table[np.arange(stops), np.arange(stops)] = p.left_out / 2
    table[stops + np.arange(fleet), stops + np.arange(fleet)] = 0.0
    return table
