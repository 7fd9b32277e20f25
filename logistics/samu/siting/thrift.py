"""Leave out of an answer what brings nothing: a budget need not be spent.

A coverage model is as pleased with a useless team as without it. Here each added option is taken
away, the dearest first, or given the hours (or the tier) of a cheaper one at the same place, as
long as the value stays. What is left is no worse, and each option left is needed; it is not proven
to be the cheapest of the best answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from logistics.samu.siting.cover import Floats, Ints

SAME = 1e-9
"""Share of a value under which two are one (rounding of sums)."""


def spared(
    opened: Sequence[int],
    added: Sequence[int],
    cost: Floats,
    worth: Callable[[Ints], float],
    allowed: Callable[[Ints], bool],
    cheaper: Mapping[int, Sequence[int]],
) -> tuple[int, ...]:
    """Give an answer of the same value without the options that bring nothing.

    Parameters
    ----------
    opened
        Ranks of the options of the answer.
    added
        Those that may be left out.
    cost
        Of each option.
    worth
        Value of a set of options; more is better.
    allowed
        Whether a set keeps what the question demands.
    cheaper
        For an option, those that may take its place.
    """
    held = [int(j) for j in opened]
    value = worth(np.array(held, np.int64))
    least = value - SAME * max(abs(value), 1.0)

    def stays(trial: list[int]) -> bool:
        ranks = np.array(trial, np.int64)
        return allowed(ranks) and worth(ranks) >= least

    for j in sorted((int(j) for j in added), key=lambda j: (-cost[j], j)):
        left = [k for k in held if k != j]
        if stays(left):
            held = left
            continue
        for other in sorted(cheaper.get(j, ()), key=lambda k: (cost[k], k)):
            if cost[other] < cost[j] and other not in held and stays([*left, int(other)]):
                held = [*left, int(other)]
                break
    return tuple(sorted(held))
