"""What was learned from a log: where patients go next and after how long, with its uncertainty."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from pathways.learning.steps import ALL
from twin.contracts.whole_file import beside
from twin.tables import JumeauError, said

VERSION = 1
Group = tuple[str, str]
"""Cause and age; `ALL` for everybody."""


@dataclass(frozen=True, slots=True)
class Branching:
    """Where patients go after an activity: a Dirichlet distribution.

    Attributes
    ----------
    to
        Activities that may follow.
    alpha
        Its parameters: their shares are the mean, their sum what is known, in observations.
    patients
        Distinct patients observed in this group; 0 where the group takes its parent's shares.
    """

    to: tuple[str, ...]
    alpha: tuple[float, ...]
    patients: int

    def share(self, to: str) -> float:
        """Give the mean share that goes to an activity."""
        return self.alpha[self.to.index(to)] / sum(self.alpha) if to in self.to else 0.0

    def interval(self, to: str, level: float = 0.9) -> tuple[float, float]:
        """Give the interval that holds the true share with this probability."""
        from scipy.stats import beta

        own = self.alpha[self.to.index(to)]
        rest = sum(self.alpha) - own
        if rest <= 0:
            return 1.0, 1.0
        low, high = beta.ppf([(1 - level) / 2, (1 + level) / 2], own, rest)
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Duration:
    """Time from the start of one activity to the start of the next: log-normal, or nil.

    Attributes
    ----------
    nil
        Share of steps of no length (same instant in the log).
    log_mean, log_sd
        Of the natural logarithm of the other lengths, in seconds.
    error
        Standard error of `log_mean`, patients being clusters.
    freedom
        Degrees of freedom behind `log_sd`.
    patients
        Distinct patients observed; 0 where the group takes its parent's.
    """

    nil: float
    log_mean: float
    log_sd: float
    error: float
    freedom: float
    patients: int

    def median_s(self) -> float:
        """Give the median of the lengths that are not nil, in seconds."""
        return float(np.exp(self.log_mean))

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Give the interval that holds the true `log_mean` with this probability."""
        from scipy.stats import t

        half = float(t.ppf((1 + level) / 2, max(self.freedom, 1.0))) * self.error
        return self.log_mean - half, self.log_mean + half


@dataclass(frozen=True, slots=True)
class PathwayModel:
    """Pathways as the twin may live them: plain numbers, no patient.

    Attributes
    ----------
    branching
        By group, then by activity.
    durations
        By group, then by (activity, next activity).
    about
        Source log, names of the attributes of cause and age, rule of disclosure, notes.
    """

    branching: Mapping[Group, Mapping[str, Branching]]
    durations: Mapping[Group, Mapping[tuple[str, str], Duration]]
    about: Mapping[str, Any]

    def groups(self) -> tuple[Group, ...]:
        """Give the groups known, everybody first."""
        return tuple(self.branching)

    def next_of(self, activity: str, cause: str = ALL, age: str = ALL) -> Branching:
        """Give where patients go after an activity: of the group, or of its closest parent."""
        for group in ((cause, age), (cause, ALL), (ALL, ALL)):
            if activity in (known := self.branching.get(group, {})):
                return known[activity]
        raise KeyError(activity)

    def time_of(self, activity: str, to: str, cause: str = ALL, age: str = ALL) -> Duration:
        """Give how long a step takes: of the group, or of its closest parent."""
        for group in ((cause, age), (cause, ALL), (ALL, ALL)):
            if (activity, to) in (known := self.durations.get(group, {})):
                return known[activity, to]
        raise KeyError((activity, to))

    def draw(self, rng: np.random.Generator) -> Self:
        """Give one model that the data do not exclude: every number drawn in its uncertainty."""
        branching = {
            g: {a: _drawn_branching(b, rng) for a, b in known.items()}
            for g, known in self.branching.items()
        }
        durations = {
            g: {a: _drawn_duration(d, rng) for a, d in known.items()}
            for g, known in self.durations.items()
        }
        return type(self)(branching, durations, self.about)

    def to_json(self) -> str:
        """Write as JSON, in a stable order."""
        data = {
            "version": VERSION,
            "about": dict(self.about),
            "groups": [
                {
                    "cause": g[0],
                    "age": g[1],
                    "branching": [{"from": a, **asdict(b)} for a, b in known.items()],
                    "durations": [
                        {"from": a, "to": b, **asdict(d)}
                        for (a, b), d in self.durations.get(g, {}).items()
                    ],
                }
                for g, known in self.branching.items()
            ],
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        data = json.loads(text)
        branching: dict[Group, dict[str, Branching]] = {}
        durations: dict[Group, dict[tuple[str, str], Duration]] = {}
        for row in data["groups"]:
            group = (row["cause"], row["age"])
            branching[group] = {
                b["from"]: Branching(tuple(b["to"]), tuple(b["alpha"]), b["patients"])
                for b in row["branching"]
            }
            durations[group] = {
                (d.pop("from"), d.pop("to")): Duration(**d)
                for d in (dict(d) for d in row["durations"])
            }
        return cls(branching, durations, data["about"])

    def digest(self) -> str:
        """Give the sha256 of the model."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def write_model(model: PathwayModel, path: Path) -> None:
    """Write a model, whole or not at all."""
    with beside(path) as partial:
        partial.write_text(model.to_json(), encoding="utf-8")


def read_model(path: Path) -> PathwayModel:
    """Read a model written by `write_model`."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise JumeauError(
            str(path), f"lecture impossible : {said(error)}", "vérifiez le chemin du modèle"
        ) from error
    try:
        return PathwayModel.from_json(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise JumeauError(
            str(path),
            "ce n'est pas un modèle de parcours lisible",
            "donnez un fichier écrit par `jumeau pathways learn`",
        ) from error


def _drawn_branching(known: Branching, rng: np.random.Generator) -> Branching:
    shares = rng.dirichlet(known.alpha)
    # Kept as parameters of the same weight: what is drawn reads like what was learned.
    alpha = tuple(float(max(s, 1e-12)) * sum(known.alpha) for s in shares)
    return Branching(known.to, alpha, known.patients)


def _drawn_duration(known: Duration, rng: np.random.Generator) -> Duration:
    freedom = max(known.freedom, 1.0)
    spread = float(np.sqrt(freedom / rng.chisquare(freedom)))
    mean = known.log_mean + known.error * spread * float(rng.standard_normal())
    return Duration(
        known.nil, mean, known.log_sd * spread, known.error, known.freedom, known.patients
    )
