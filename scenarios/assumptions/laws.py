"""The same durations, longer or shorter: the mean is multiplied, the shape kept."""

from __future__ import annotations

from dataclasses import replace

from twin.contracts import Law


def stretched(laws: tuple[Law, ...], factor: float) -> tuple[Law, ...]:
    """Give laws whose mean is multiplied; a duration without end stays so."""
    return tuple(longer(law, factor) for law in laws)


def longer(law: Law, factor: float) -> Law:
    """Give a law whose mean is multiplied, the spread of its logarithm kept."""
    return replace(law, mean_min=law.mean_min * factor)
