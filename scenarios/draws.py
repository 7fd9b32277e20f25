"""What the levers' uncertain values could be: a sample that covers every interval evenly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.lever import LeverModel

Quantiles = tuple[Mapping[str, float], ...]


def latin_hypercube(levers: Sequence[LeverModel], draws: int, seed: int) -> tuple[Quantiles, ...]:
    """Give, for each draw, the probability to read each interval of each lever at.

    Latin hypercube: along each interval, every slice of probability 1/draws is visited once.

    Parameters
    ----------
    seed
        Same seed, same draws.

    Returns
    -------
    tuple
        One item a draw; each holds one mapping (field to probability) a lever.
    """
    axes = [(rank, name) for rank, lever in enumerate(levers) for name in lever.intervals()]
    if draws == 0:
        return ()
    if not axes:
        return tuple(tuple({} for _ in levers) for _ in range(draws))
    from scipy.stats import qmc

    sample = qmc.LatinHypercube(d=len(axes), rng=seed).random(draws)
    return tuple(
        tuple(
            {name: float(p) for (at, name), p in zip(axes, row, strict=True) if at == rank}
            for rank in range(len(levers))
        )
        for row in sample
    )
