"""How far a simulated log is from the observed one, and how far the observed is from itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pathways.learning.distances import (
    gap_distance,
    length_distance,
    map_distance,
    variant_distance,
)
from pathways.learning.sides import Side, side
from twin.contracts.events import EventLog
from twin.disclosure import Gate

Floats = npt.NDArray[np.float64]
Measure = Callable[[Side, Floats, Side, Floats], float]
LEVEL = 0.9
STEPS = 20
"""Steps whose durations are compared one by one: those of most patients in both logs."""


@dataclass(frozen=True, slots=True)
class Distance:
    """One distance, with what chance alone gives.

    Attributes
    ----------
    name
        `map`, `variants`, `length_s`, or `gap_s` with its step.
    step
        The two activities, for `gap_s`.
    value
        Distance between the two logs; None where too few patients allow to show it.
    low, high
        90 % interval, patients of both logs drawn again (bootstrap). Drawing again adds noise
        to a distance, so the interval may lie above the value.
    floor
        Distance that 95 % of pairs of halves of the observed log do not exceed: what zero looks
        like. Halves are smaller than the logs, so the floor is on the high side.
    apart
        The value is above the floor.
    """

    name: str
    step: tuple[str, str] | None
    value: float | None
    low: float | None
    high: float | None
    floor: float | None
    apart: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All the distances between two logs.

    Attributes
    ----------
    distances
        Map, variants, length of the cases, then the most frequent steps.
    observed, simulated
        Patients of each side; None where too few to be shown.
    draws
        Draws behind each interval and each floor.
    gate
        Rule of disclosure, in words.
    """

    distances: tuple[Distance, ...]
    observed: int | None
    simulated: int | None
    draws: int
    gate: str

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        return asdict(self)


def compare(
    observed: EventLog,
    simulated: EventLog,
    *,
    gate: Gate | None = None,
    draws: int = 40,
    seed: int = 0,
) -> Comparison:
    """Measure how far a simulated log is from the observed one.

    Parameters
    ----------
    observed, simulated
        The two logs, with the same names of activities.
    gate
        Rule of the observed log; its own by default.
    draws
        Draws of patients for each interval and for each floor.
    seed
        Of these draws.
    """
    gate = gate or Gate.of(observed.about)
    a, b = side(observed), side(simulated)
    few = gate.hides(a.patients) or gate.hides(b.patients)
    sampler = np.random.default_rng(seed)

    def variants(x: Side, wx: Floats, y: Side, wy: Floats) -> float:
        return variant_distance(x, wx, y, wy, sampler)

    whole: list[tuple[str, Measure]] = [
        ("map", map_distance),
        ("variants", variants),
        ("length_s", length_distance),
    ]
    found = [_measured(n, None, m, a, b, draws, seed, hidden=few) for n, m in whole]
    for arc in _shared(a, b, gate):
        found.append(_measured("gap_s", arc, _of_step(arc), a, b, draws, seed, hidden=few))
    return Comparison(
        distances=tuple(found),
        observed=None if gate.hides(a.patients) else a.patients,
        simulated=None if gate.hides(b.patients) else b.patients,
        draws=draws,
        gate=gate.words(),
    )


def _of_step(arc: tuple[str, str]) -> Measure:
    return lambda x, wx, y, wy: gap_distance(arc, x, wx, y, wy)


def _shared(a: Side, b: Side, gate: Gate) -> list[tuple[str, str]]:
    """Give the steps that enough patients took on both sides, most patients first."""
    people = {
        arc: min(len(np.unique(a.gaps[arc][1])), len(np.unique(b.gaps[arc][1])))
        for arc in a.gaps.keys() & b.gaps.keys()
    }
    allowed = [arc for arc, n in people.items() if not gate.hides(n)]
    return sorted(allowed, key=lambda arc: (-people[arc], arc))[:STEPS]


def _measured(
    name: str,
    step: tuple[str, str] | None,
    measure: Measure,
    a: Side,
    b: Side,
    draws: int,
    seed: int,
    *,
    hidden: bool,
) -> Distance:
    """Measure one distance, its interval and its floor."""
    if hidden:
        return Distance(name, step, None, None, None, None, None)
    rng = np.random.default_rng(seed)
    one_a, one_b = np.ones(a.patients), np.ones(b.patients)
    # The variants are sampled: their value is a mean over as many samples.
    times = draws if name == "variants" else 1
    value = float(np.mean([measure(a, one_a, b, one_b) for _ in range(times)]))
    again = [measure(a, _drawn(a, rng), b, _drawn(b, rng)) for _ in range(draws)]
    halves = []
    for _ in range(draws):
        half = rng.permutation(a.patients) < a.patients // 2
        halves.append(measure(a, half.astype(float), a, (~half).astype(float)))
    low, high = np.nanquantile(again, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    floor = None if np.isnan(halves).all() else float(np.nanquantile(halves, 0.95))
    return Distance(
        name, step, value, float(low), float(high), floor, None if floor is None else value > floor
    )


def _drawn(one: Side, rng: np.random.Generator) -> Floats:
    """Give how many times each patient is drawn, with replacement."""
    weights: Floats = rng.multinomial(one.patients, np.full(one.patients, 1 / one.patients)).astype(
        float
    )
    return weights
