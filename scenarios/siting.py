"""Where SMUR bases should be: today by hour, the best places for more, what each closure costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from logistics.samu.siting.centre import p_center
from logistics.samu.siting.cover import Cover, cover_of
from logistics.samu.siting.coverage_models import covered_twice, most_covered, set_cover
from logistics.samu.siting.expected import expected_cover, most_expected, strength
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.median import p_median
from logistics.samu.siting.sited import Sited
from scenarios.siting_ground import Floats, Ground, Ints, busy_share, ground
from twin.contracts import TwinInputs
from twin.tables import JumeauError

MODELS = {
    "couverture": "le plus d'appels à portée d'une base (MCLP)",
    "double": "à portée d'une base, et d'une deuxième (couverture de secours)",
    "attendue": "appels qui trouvent une équipe libre à portée (MEXCLP)",
    "minimum": "le moins de bases pour les communes qu'un lieu atteint (LSCP)",
    "mediane": "le moins de minutes en moyenne par appel (p-médiane)",
    "centre": "la commune la plus éloignée au plus près (p-centre)",
}
WEIGHTS = {"appels": "appels qui demandent un SMUR", "habitants": "habitants"}
FAR = 600.0
"""Minutes counted for a commune that no road joins to any place, in means (assumed)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes
    ----------
    within
        Minutes from the departure order to the patient.
    model
        Key of `MODELS`.
    more
        Bases added at most, one after the other along the curve.
    weight
        Key of `WEIGHTS`: what counts.
    ceiling
        Minutes that no commune may exceed; infinite without (equity).
    closed
        Identifiers of places (hospital or base) that may not stay open.
    seconds
        Time allowed to each model.
    """

    within: float = 30.0
    model: str = "couverture"
    more: int = 1
    weight: str = "appels"
    ceiling: float = float("inf")
    closed: tuple[str, ...] = ()
    seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Served:
    """How well a set of bases serves.

    Attributes
    ----------
    calls, residents
        Shares within reach, bases staffed at the hour.
    twice
        Share of calls within reach of two bases.
    free
        Share of calls expected to find a free team in reach.
    mean_min
        Minutes to the nearest base, mean over calls.
    farthest_min, farthest
        Of the commune worst served, and its name.
    beyond
        Residents beyond the reach.
    """

    calls: float
    residents: float
    twice: float
    free: float
    mean_min: float
    farthest_min: float
    farthest: str
    beyond: float


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the curve: bases after `count` more, and what they serve."""

    count: int
    opened: tuple[str, ...]
    added: tuple[str, ...]
    served: Served
    status: str
    gap: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Closure:
    """What closing one base costs: differences with today."""

    base: str
    name: str
    served: Served
    calls_lost: float
    residents_lost: float
    worst: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Siting:
    """The whole answer."""

    question: Question
    place: Ground
    today: Served
    by_hour: Floats
    steps: tuple[Step, ...]
    closures: tuple[Closure, ...]
    unreachable: tuple[str, ...]

    @property
    def beyond_all(self) -> tuple[int, float]:
        """Give the communes, and their residents, that no place at all reaches in time."""
        left = ~(self.place.minutes <= self.question.within).any(axis=1)
        return int(left.sum()), float(self.place.residents[left].sum())


def site(inputs: TwinInputs, question: Question, *, communes: bool = False) -> Siting:
    """Answer a siting question on a territory.

    Raises
    ------
    JumeauError
        When a place to close is unknown, or everything would be closed.
    """
    place = ground(inputs, communes=communes)
    shut = _shut(place, question)
    bases = np.array([j for j in place.bases if j not in shut], np.int64)
    if not len(place.bases):
        raise JumeauError(
            "territoire", "aucune base de SMUR.",
            "Construisez-le avec les fichiers qui les donnent (territory build).",
        )  # fmt: skip
    busy = sums_of(place, place.bases, inputs)
    reach = place.minutes <= question.within
    today = served(place, place.bases, question, busy)
    steps = []
    # The fewest bases are one answer, whatever number was asked for.
    counts = [question.more] if question.model == "minimum" else range(question.more + 1)
    for more in counts:
        found = _solve(place, question, reach, bases, shut, more, busy)
        opened = np.array(found.opened, np.int64)
        if not len(opened):
            steps.append(Step(more, (), (), _nothing(), found.status, found.gap, found.seconds))
            continue
        added = [j for j in opened if j not in set(bases.tolist())]
        count = len(added) if question.model == "minimum" else more
        steps.append(
            Step(count, _names(place, opened), _names(place, added),
                 served(place, opened, question, sums_of(place, opened, inputs)), found.status,
                 found.gap, found.seconds)
        )  # fmt: skip
    closures = [_closure(place, j, question, inputs, today) for j in place.bases]
    lived = np.isfinite(place.minutes).any(axis=1)
    lost = [str(n) for n in place.territory.zones["nom"].to_numpy()[~lived]]
    return Siting(question, place, today, _hourly(place, question), tuple(steps),
                  tuple(sorted(closures, key=lambda c: -c.calls_lost)), tuple(lost))  # fmt: skip


def _shut(place: Ground, question: Question) -> frozenset[int]:
    found = set()
    for asked in question.closed:
        ranks = [j for j, p in enumerate(place.places) if asked in (p.id, p.base)]
        if not ranks:
            known = ", ".join(place.places[j].base for j in place.bases)
            raise JumeauError("--fermer", f"« {asked} » n'est pas une base.", f"Bases : {known}.")
        found.update(ranks)
    if len(found) == len(place.places):
        raise JumeauError("--fermer", "plus aucune base ne resterait.", "Gardez-en une.")
    return frozenset(found)


def _solve(
    place: Ground,
    question: Question,
    reach: np.ndarray,
    bases: Ints,
    shut: frozenset[int],
    more: int,
    busy: Floats,
) -> Sited:
    """Open `more` bases besides those kept, by the model asked."""
    weight = _weights(place, question)
    count, seconds = len(bases) + more, question.seconds
    closed = np.array(sorted(shut), np.int64)
    limits = Limits(count=count, kept=bases, closed=closed)
    if question.model in ("mediane", "centre"):
        minutes = np.where(np.isfinite(place.minutes), place.minutes, np.inf)
        held = np.array([j for j in range(len(place.places)) if j not in shut], np.int64)
        rank = {int(j): k for k, j in enumerate(held)}
        kept = np.array([rank[int(j)] for j in bases], np.int64)
        if question.model == "mediane":
            cost = np.minimum(minutes[:, held], FAR) * weight[:, None]
            found = p_median(cost, max(count, 1), kept=kept, seconds=seconds)
        else:
            found = p_center(minutes[:, held], max(count, 1), kept=kept, seconds=seconds)
        back = tuple(int(held[k]) for k in found.opened)
        return Sited(back, found.value, found.bound, found.gap, found.status, found.seconds)
    cover = cover_of(reach, weight)
    must = _must(place, question, cover)
    if question.model == "minimum":
        return set_cover(cover, Limits(kept=bases, closed=closed), seconds=seconds)
    if question.model == "double":
        return covered_twice(cover, limits, must=must, seconds=seconds)
    if question.model == "attendue":
        return most_expected(cover, limits, busy, must=must, seconds=seconds)
    return most_covered(cover, limits, must=must, seconds=seconds)


def _must(place: Ground, question: Question, cover: Cover) -> np.ndarray | None:
    """Give the groups that equity asks to reach; a ceiling under the reach is refused."""
    if not np.isfinite(question.ceiling):
        return None
    if question.ceiling < question.within:
        raise JumeauError(
            "--plafond", f"{question.ceiling:g} min est sous la portée ({question.within:g} min).",
            "Donnez un plafond au moins égal à --minutes.",
        )  # fmt: skip
    if question.ceiling > question.within:
        raise JumeauError(
            "--plafond", "un plafond au-delà de la portée demande deux portées.",
            "Donnez --minutes égal au plafond, ou le modèle « centre ».",
        )  # fmt: skip
    return np.ones(cover.groups, bool)


def _weights(place: Ground, question: Question) -> Floats:
    return place.residents if question.weight == "habitants" else place.calls.mean(axis=1)


def sums_of(place: Ground, opened: Ints, inputs: TwinInputs) -> Floats:
    """Give the strength of each place when these are open: those that stay answer more calls.

    The search itself keeps today's shares of time out (MEXCLP); what a set serves is measured
    with its own, as on the page.
    """
    teams = np.maximum(place.teams.mean(axis=1), 1.0)
    return strength(busy_share(place, opened, inputs), teams)


def served(place: Ground, opened: Ints, question: Question, busy: Floats) -> Served:
    """Measure a set of bases, all of them staffed."""
    minutes = place.minutes[:, opened]
    near = minutes.min(axis=1)
    calls = place.calls.mean(axis=1)
    within = minutes <= question.within
    reached = within.any(axis=1)
    total, people = calls.sum(), place.residents.sum()
    cover = cover_of(place.minutes <= question.within, calls)
    lived = np.isfinite(place.minutes).any(axis=1)
    worst = int(np.where(lived, np.where(np.isfinite(near), near, 1e9), -1).argmax())
    return Served(
        calls=float(calls[reached].sum() / total),
        residents=float(place.residents[reached].sum() / people),
        twice=float(calls[within.sum(axis=1) >= 2].sum() / total),
        free=expected_cover(cover, tuple(int(j) for j in opened), busy) / total,
        mean_min=float((np.minimum(near, FAR) * calls).sum() / total),
        farthest_min=float(near[worst]),
        farthest=str(place.territory.zones["nom"].iloc[worst]),
        beyond=float(place.residents[~reached].sum()),
    )


def _nothing() -> Served:
    nan = float("nan")
    return Served(nan, nan, nan, nan, nan, nan, "", nan)


def _hourly(place: Ground, question: Question) -> Floats:
    """Give the share of the calls of each hour of the week within reach of a staffed base."""
    within = place.minutes[:, place.bases] <= question.within
    staffed = place.teams[place.bases] > 0
    reached = (within.astype(np.int64) @ staffed.astype(np.int64)) > 0
    found: Floats = (place.calls * reached).sum(axis=0) / place.calls.sum(axis=0)
    return found


def _closure(
    place: Ground, base: int, question: Question, inputs: TwinInputs, today: Served
) -> Closure:
    left = np.array([j for j in place.bases if j != base], np.int64)
    here = place.places[base]
    if not len(left):
        return Closure(here.base, here.name, _nothing(), today.calls, today.residents, ())
    after = served(place, left, question, sums_of(place, left, inputs))
    before_min = place.minutes[:, place.bases].min(axis=1)
    after_min = place.minutes[:, left].min(axis=1)
    longer = np.where(np.isfinite(after_min), after_min - before_min, 0.0)
    lost = longer * place.residents
    worst = [int(z) for z in np.argsort(-lost, kind="stable")[:20] if lost[z] > 0]
    names = place.territory.zones["nom"]
    return Closure(
        here.base, here.name, after, today.calls - after.calls,
        today.residents - after.residents,
        tuple((str(names.iloc[z]), float(before_min[z]), float(after_min[z])) for z in worst),
    )  # fmt: skip


def _names(place: Ground, ranks: Sequence[int] | Ints) -> tuple[str, ...]:
    return tuple(place.places[int(j)].id for j in ranks)
