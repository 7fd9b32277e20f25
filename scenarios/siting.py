"""Where SMUR bases should be, and when: today by hour, the best teams, what a closure costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from logistics.samu.siting.centre import p_center
from logistics.samu.siting.median import p_median
from logistics.samu.siting.sited import Sited
from scenarios.siting_air import Sky, sky
from scenarios.siting_asked import (
    CREWS,
    DAY_AND_NIGHT_ONLY,
    DOCTOR,
    FAR,
    HELICOPTER,
    MODELS,
    PARAMEDIC,
    WEIGHTS,
    Offer,
    Question,
)
from scenarios.siting_fleet import Fleet, Served, fleet_of, measured, nothing
from scenarios.siting_ground import Floats, Ground, Ints, ground
from scenarios.siting_offer import team, with_teams
from scenarios.siting_steps import Step, steps_by_hour
from twin.contracts import TwinInputs
from twin.tables import JumeauError

__all__ = [
    "CREWS", "FAR", "MODELS", "WEIGHTS", "Closure", "Offer", "Question", "Served", "Siting",
    "Step", "served", "site",
]  # fmt: skip
MOST_WORST = 20
"""Communes worst hit that a closure names."""


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
    now: Fleet
    today: Served
    steps: tuple[Step, ...]
    closures: tuple[Closure, ...]
    unreachable: tuple[str, ...]
    sky: Sky | None

    @property
    def by_hour(self) -> Floats:
        """Give the share of the calls of each hour of the week within reach today."""
        return self.today.by_hour

    @property
    def beyond_all(self) -> tuple[int, float]:
        """Give the communes, and their residents, that no place at all reaches in time."""
        left = ~(self.place.minutes <= self.question.within).any(axis=1)
        if self.sky is not None:
            left &= ~(self.sky.minutes <= self.question.within).any(axis=1)
        return int(left.sum()), float(self.place.residents[left].sum())

    @property
    def last(self) -> Step | None:
        """Give the last step that has an answer."""
        return next((one for one in reversed(self.steps) if one.fleet is not None), None)


def site(inputs: TwinInputs, question: Question, *, communes: bool = False) -> Siting:
    """Answer a siting question on a territory.

    Raises
    ------
    JumeauError
        When a place to close is unknown, everything would be closed, or the question is at odds
        with itself.
    """
    place = ground(inputs, communes=communes)
    if not len(place.bases):
        raise JumeauError(
            "territoire", "aucune base de SMUR.",
            "Construisez-le avec les fichiers qui les donnent (territory build).",
        )  # fmt: skip
    _at_odds(question)
    shut = _shut(place, question)
    flying = HELICOPTER in question.offer.crews
    above = sky(place, inputs, question.day.year) if flying else None
    now = fleet_of(place, flying=flying)
    today = measured(place, now, question.standard, inputs, above)
    left = _without(now, shut)
    if question.model in DAY_AND_NIGHT_ONLY:
        steps = _day_and_night(place, left, question, shut, inputs)
    else:
        steps = steps_by_hour(place, left, question, shut, inputs, above)
    closures = [_closure(place, now, j, question, inputs, today, above) for j in place.bases]
    lived = np.isfinite(place.minutes).any(axis=1)
    lost = [str(n) for n in place.territory.zones["nom"].to_numpy()[~lived]]
    closures.sort(key=lambda one: -one.calls_lost)
    return Siting(question, place, now, today, steps, tuple(closures), tuple(lost), above)


def _at_odds(question: Question) -> None:
    """Refuse a question whose parts do not go together."""
    offer, model = question.offer, question.model
    if model in DAY_AND_NIGHT_ONLY and (
        offer.budgeted or (offer.calendars, offer.crews) != (("24h",), (DOCTOR,))
    ):
        raise JumeauError(
            "--modele", f"« {model} » ne connaît que des bases médicalisées jour et nuit.",
            "Ôtez --calendriers, --equipes, --budget et --heures, ou prenez un autre modèle.",
        )  # fmt: skip
    if PARAMEDIC in offer.crews and model != "tandem":
        raise JumeauError(
            "--equipes", f"« {model} » ne distingue pas les équipes sans médecin.",
            "Prenez --modele tandem.",
        )  # fmt: skip
    if np.isfinite(offer.budget_eur) and np.isfinite(offer.budget_hours):
        raise JumeauError("--heures", "un budget en heures et un en euros.", "Gardez-en un.")
    if model == "minimum" and offer.budgeted:
        raise JumeauError("--modele", "« minimum » cherche la moindre dépense, sans budget.",
                          "Ôtez --budget et --heures.")  # fmt: skip
    if np.isfinite(question.ceiling) and question.ceiling != question.within:
        raise JumeauError(
            "--equite", f"{question.ceiling:g} min n'est pas la portée ({question.within:g} min).",
            "Donnez --minutes égal au plafond, ou le modèle « centre ».",
        )  # fmt: skip


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


def _without(fleet: Fleet, shut: frozenset[int]) -> Fleet:
    """Give the crews that stay when some places close."""
    tables = [fleet.doctors.copy(), fleet.paramedics.copy(), fleet.helicopters.copy()]
    for table in tables:
        table[sorted(shut)] = 0
    return Fleet(*tables)


def served(place: Ground, opened: Ints, question: Question, inputs: TwinInputs) -> Served:
    """Measure bases that exist, with their hours, and others, with one team day and night."""
    return measured(place, _opened(place, opened), question.standard, inputs)


def _opened(place: Ground, opened: Ints) -> Fleet:
    teams = np.zeros_like(place.teams)
    teams[opened] = place.teams[opened]
    new = [int(j) for j in opened if not place.places[int(j)].base]
    teams[new] = 1
    return Fleet(teams, np.zeros_like(teams), np.zeros_like(teams))


def _day_and_night(
    place: Ground, left: Fleet, question: Question, shut: frozenset[int], inputs: TwinInputs
) -> tuple[Step, ...]:
    """Answer by the models whose points are communes, whatever the hour."""
    steps = []
    kept = np.flatnonzero(left.doctors.any(axis=1))
    for count in range((1 if question.more is None else question.more) + 1):
        found = _distances(place, question, kept, shut, len(kept) + count)
        if not found.opened:
            steps.append(Step(count, np.inf, (), (), (), None, nothing(len(place.residents)),
                              found.status, found.gap, found.seconds))  # fmt: skip
            continue
        new = [j for j in found.opened if j not in set(kept.tolist())]
        teams = tuple(team(question.offer, j, DOCTOR, "24h") for j in new)
        fleet = with_teams(left, teams)
        steps.append(
            Step(count, np.inf, tuple(place.places[j].id for j in fleet.opened),
                 tuple(place.places[j].id for j in new), teams, fleet,
                 measured(place, fleet, question.standard, inputs), found.status, found.gap,
                 found.seconds)
        )  # fmt: skip
    return tuple(steps)


def _distances(
    place: Ground, question: Question, kept: Ints, shut: frozenset[int], count: int
) -> Sited:
    held = np.array([j for j in range(len(place.places)) if j not in shut], np.int64)
    rank = {int(j): k for k, j in enumerate(held)}
    stay = np.array([rank[int(j)] for j in kept], np.int64)
    many, seconds = min(max(count, 1), len(held)), question.seconds
    if question.model == "mediane":
        people = place.residents if question.weight == "habitants" else place.calls.mean(axis=1)
        cost = np.minimum(place.minutes[:, held], FAR) * people[:, None]
        found = p_median(cost, many, kept=stay, seconds=seconds)
    else:
        found = p_center(place.minutes[:, held], many, kept=stay, seconds=seconds)
    back = tuple(int(held[k]) for k in found.opened)
    return Sited(back, found.value, found.bound, found.gap, found.status, found.seconds)


def _closure(
    place: Ground,
    now: Fleet,
    base: int,
    question: Question,
    inputs: TwinInputs,
    today: Served,
    above: Sky | None,
) -> Closure:
    here = place.places[base]
    left = _without(now, frozenset({int(base)}))
    if not left.doctors.any():
        return Closure(here.base, here.name, nothing(len(place.residents)), today.calls,
                       today.residents, ())  # fmt: skip
    after = measured(place, left, question.standard, inputs, above)
    before_min, after_min = today.mean_min_by_zone, after.mean_min_by_zone
    longer = np.where(np.isfinite(after.worst_min), after_min - before_min, 0.0)
    lost = np.nan_to_num(longer) * place.residents
    worst = [int(z) for z in np.argsort(-lost, kind="stable")[:MOST_WORST] if lost[z] > 1e-9]
    names = place.territory.zones["nom"]
    return Closure(
        here.base, here.name, after, today.calls - after.calls,
        today.residents - after.residents,
        tuple((str(names.iloc[z]), float(before_min[z]), float(after_min[z])) for z in worst),
    )  # fmt: skip
