"""What the uncertain values could be: samples that cover every interval evenly.

Two kinds of values are drawn apart: those of the levers, and those of the model (assumptions), so
that draw 7 of the reference and draw 7 of every policy live in the same world.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.lever import LeverModel

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

Quantiles = tuple[Mapping[str, float], ...]
_APART = ("reason", "source", "start", "end")
"""Keys of a lever that do not say what it acts on."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Where each uncertain value is read, as probabilities.

    Attributes
    ----------
    levers
        For each lever, the probability of each of its uncertain fields.
    model
        The probability of each uncertain assumption, by id.
    """

    levers: Quantiles = ()
    model: Mapping[str, float] = field(default_factory=dict)


def draws_of(scenario: Scenario, n: int | None = None, seed: int | None = None) -> tuple[Draw, ...]:
    """Give the draws of a scenario, the centre (draw 0) apart.

    Latin hypercube (McKay, Beckman and Conover, Technometrics 21, 1979): along each value, every
    slice of probability 1/n is visited once. Each value has its own luck, derived from the seed
    and from its name: adding a lever or an assumption moves no other value, so that policies that
    share a lever share its draws, and the reference shares the model of every policy.

    Parameters
    ----------
    n, seed
        The scenario's own when None. Same seed, same draws.
    """
    number = scenario.draws if n is None else n
    luck = scenario.seed if seed is None else seed
    levers = [
        {name: _sample(number, luck, f"{place}/{name}") for name in lever.intervals()}
        for place, lever in zip(_places(scenario.lever), scenario.lever, strict=True)
    ]
    model = {
        key: _sample(number, luck, f"assumptions/{key}")
        for key, law in scenario.assumptions.items()
        if not law.fixed
    }
    return tuple(
        Draw(
            tuple({name: float(axis[d]) for name, axis in lever.items()} for lever in levers),
            {key: float(axis[d]) for key, axis in model.items()},
        )
        for d in range(number)
    )


def latin_hypercube(levers: Sequence[LeverModel], draws: int, seed: int) -> tuple[Quantiles, ...]:
    """Give, for each draw, the probability to read each interval of each lever at.

    Returns
    -------
    tuple
        One item a draw; each holds one mapping (field to probability) a lever.
    """
    sampled = [
        {name: _sample(draws, seed, f"{place}/{name}") for name in lever.intervals()}
        for place, lever in zip(_places(levers), levers, strict=True)
    ]
    return tuple(
        tuple({name: float(axis[d]) for name, axis in lever.items()} for lever in sampled)
        for d in range(draws)
    )


def _places(levers: Sequence[LeverModel]) -> list[str]:
    """Give a name to each lever that depends on no other, but for levers alike in all but values.

    Two policies that share a lever then share its draws, wherever it stands in each.
    """
    seen: dict[str, int] = {}
    places = []
    for lever in levers:
        name = _identity(lever)
        seen[name] = seen.get(name, 0) + 1
        places.append(f"{name}/{seen[name]}")
    return places


def _identity(lever: LeverModel) -> str:
    """Give what a lever acts on: its kind, and all it says but its values, dates and reasons."""
    bare = lever.replaced({path: law.at(0.0) for path, law in lever.values().items()})
    said = bare.model_dump(mode="json", by_alias=True, exclude=set(_APART))
    # A file is known by its name, so that draws are the same in any folder.
    said |= {key: PurePath(name).name for key, name in lever.files().items()}
    return f"{lever.kind}/{json.dumps(said, sort_keys=True, ensure_ascii=False)}"


def _sample(number: int, seed: int, name: str) -> npt.NDArray[np.float64]:
    """Give one probability in each slice, in an order of its own."""
    digest = hashlib.sha256(f"{seed}\n{name}".encode()).digest()
    luck = np.random.default_rng(np.frombuffer(digest, "<u4"))
    points: npt.NDArray[np.float64] = (luck.permutation(number) + luck.random(number)) / number
    return points
