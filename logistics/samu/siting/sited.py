"""What a siting model answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logistics.linear import Answer


@dataclass(frozen=True, slots=True)
class Sited:
    """Options opened, and how good that is.

    Attributes
    ----------
    opened
        Ranks of the options opened; empty where there is no answer.
    value, bound
        Of the answer, and the best that any answer could reach.
    gap
        Distance between both, share of the bound.
    status
        "optimal" (proven), "feasible" (time was out), "infeasible" (proven) or "unknown".
    seconds
        Time spent.
    """

    opened: tuple[int, ...]
    value: float
    bound: float
    gap: float
    status: str
    seconds: float


def sited(answer: Answer, chosen: slice, value: float | None = None, offset: float = 0.0) -> Sited:
    """Read the answer of a model.

    Parameters
    ----------
    chosen
        Variables that say what is opened.
    value
        The objective computed from the choice by other means; `None` to trust the solver's.
    offset
        Added to the solver's objective and bound.
    """
    if answer.values is None:
        status = "infeasible" if answer.infeasible else "unknown"
        nan = float("nan")
        return Sited((), nan, answer.bound + offset, nan, status, answer.seconds)
    opened = tuple(int(j) for j in np.flatnonzero(answer.values[chosen] > 0.5))
    got = answer.objective + offset if value is None else value
    bound = answer.bound + offset
    gap = abs(bound - got) / max(abs(bound), abs(got), 1e-12)
    status = "optimal" if answer.proven else "feasible"
    return Sited(opened, got, bound, 0.0 if answer.proven else gap, status, answer.seconds)
