"""The curve of a siting question by hour: the best teams to add for each number, or each budget."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from logistics.samu.siting.by_hour import cover_by_hour
from logistics.samu.siting.cover import Bools, Cover, Ints
from logistics.samu.siting.coverage_models import covered_twice, most_covered, set_cover
from logistics.samu.siting.expected import expected_cover, most_expected
from logistics.samu.siting.greedy import cover_gains, expected_gains, filled
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.sited import Sited
from logistics.samu.siting.tandem import Tandem, most_in_tandem, tandem_of
from logistics.samu.siting.thrift import spared
from scenarios.siting_air import Sky
from scenarios.siting_asked import Question
from scenarios.siting_fleet import Fleet, Served, measured, nothing, strengths_of
from scenarios.siting_ground import Floats, Ground
from scenarios.siting_offer import Choices, Team, choices, with_teams
from twin.contracts import TwinInputs
from twin.tables import JumeauError

MOST_STEPS = 8
"""Budgets shown along the curve, from nothing to the whole."""
ALLOWANCE = 2.25
"""Times the seconds of one model that the whole curve may take."""
UNEVEN = 3.0
"""Times its share of the time left that one point may take: most points take none."""
LAZY_ROUNDS = 6
"""Times that broken sets are written before all of them are."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One point of the curve.

    Attributes
    ----------
    count
        Teams that could be added.
    budget
        Euros a year (or hours a week) that could be spent; infinite without a budget.
    opened, added
        Identifiers of the places with a crew, and of those that got one more, in order.
    teams
        Those added.
    fleet
        Every crew then; `None` where there is no answer.
    served
        What they serve.
    status, gap, seconds
        Of the proof.
    """

    count: int
    budget: float
    opened: tuple[str, ...]
    added: tuple[str, ...]
    teams: tuple[Team, ...]
    fleet: Fleet | None
    served: Served
    status: str
    gap: float
    seconds: float

    @property
    def eur_year(self) -> float:
        """Give what the added teams cost in a year."""
        return sum(one.eur_year for one in self.teams)

    @property
    def hours_week(self) -> int:
        """Give their hours of duty in a week."""
        return sum(one.hours_week for one in self.teams)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A question laid out for one model: how it is solved, valued and checked."""

    options: Choices
    solve: Callable[[Limits, float, Ints | None], Sited]
    worth: Callable[[Ints], float]
    gains: Callable[[Ints], Floats]
    allowed: Callable[[Ints], bool]
    sparing: bool = True


def steps_by_hour(
    place: Ground,
    left: Fleet,
    question: Question,
    shut: frozenset[int],
    inputs: TwinInputs,
    sky: Sky | None,
) -> tuple[Step, ...]:
    """Answer for each point of the curve.

    Parameters
    ----------
    left
        Crews that stay: those of today without those of the places that must close.

    Raises
    ------
    JumeauError
        When nothing may be opened for the budget.
    """
    model = _model(place, left, question, shut, inputs, sky)
    found: list[Step] = []
    opened: tuple[int, ...] = tuple(range(model.options.kept))
    begun = time.monotonic()
    points = _points(question, model.options)
    for rank, (count, budget) in enumerate(points):
        spent = time.monotonic() - begun
        share = (ALLOWANCE * question.seconds - spent) / (len(points) - rank)
        seconds = min(question.seconds, max(UNEVEN * share, 0.1 * question.seconds))
        answer = solved(model, _limits(model.options, count, budget), opened, seconds)
        if answer.opened or answer.status == "optimal":
            opened = answer.opened
        found.append(_step(place, left, question, model.options, answer, inputs, sky,
                           0 if count is None else count, budget))  # fmt: skip
    return tuple(found)


def _limits(options: Choices, count: int | None, budget: float) -> Limits:
    """Give the limits of a point; costs are counted in the cheapest one, near 1 for the solver."""
    unit = float(options.cost[options.kept :].min(initial=math.inf))
    scale = unit if math.isfinite(unit) and unit > 0 else 1.0
    return Limits(
        count=None if count is None else options.kept + count,
        budget=budget / scale, cost=np.round(options.cost / scale, 9),
        kept=np.arange(options.kept), exclusive=options.exclusive(),
    )  # fmt: skip


def solved(model: Model, limits: Limits, before: tuple[int, ...], seconds: float) -> Sited:
    """Solve one point of the curve; where time is out, no worse than the point before.

    Parameters
    ----------
    before
        Answer of the point before, which this one's limits allow.
    """
    options = model.options
    first: Ints | None = None
    if model.sparing:
        ranks = np.array(filled(before, len(options.cost), limits, model.gains), np.int64)
        first = ranks if model.allowed(ranks) else None
    found = _lazily(model, limits, seconds, first)
    if found.status == "infeasible" or not model.sparing:
        return found
    opened, status = found.opened, found.status
    if status != "optimal" and first is not None:
        reached = model.worth(np.array(opened, np.int64)) if opened else -math.inf
        if model.worth(first) > reached:
            opened, status = tuple(first.tolist()), "feasible"
    if status == "unknown":
        return found
    added = [j for j in opened if j >= options.kept]
    kept = spared(opened, added, options.cost, model.worth, model.allowed, options.cheaper())
    value = model.worth(np.array(kept, np.int64))
    gap = 0.0
    if status != "optimal":
        gap = (found.bound - value) / max(abs(found.bound), 1e-12)
    return Sited(kept, value, found.bound, gap, status, found.seconds)


def _points(question: Question, options: Choices) -> list[tuple[int | None, float]]:
    """Give the numbers of teams and the budgets of the curve."""
    offer = question.offer
    if question.model == "minimum":
        return [(None, math.inf)]
    budget = min(offer.budget_eur, offer.budget_hours)
    if not math.isfinite(budget):
        more = 1 if question.more is None else question.more
        return [(count, math.inf) for count in range(more + 1)]
    cheapest = float(options.cost[options.kept :].min(initial=math.inf))
    if budget < cheapest:
        word = "--heures" if math.isfinite(offer.budget_hours) else "--budget"
        unit = "h par semaine" if word == "--heures" else "€ par an"
        raise JumeauError(
            word, f"{budget:,.0f} {unit} n'ouvrent aucune équipe.".replace(",", "\u202f"),
            "La moins chère de celles qui serviraient coûte "
            f"{cheapest:,.0f} {unit}.".replace(",", "\u202f")
            if math.isfinite(cheapest) else "Aucune équipe ne peut être ouverte.",
        )  # fmt: skip
    count = int(min(MOST_STEPS, budget // cheapest))
    return [(question.more, budget * k / count) for k in range(count + 1)]


def _lazily(model: Model, limits: Limits, seconds: float, hint: Ints | None) -> Sited:
    """Solve with the sets of which one is opened written only where an answer breaks one.

    An answer of the looser model that breaks none is the best of the whole one; over a thousand
    places HiGHS took minutes with all of them written, seconds without.
    """
    begun, asked = time.monotonic(), frozenset[tuple[int, ...]]()
    for _ in range(LAZY_ROUNDS):
        left = max(seconds - (time.monotonic() - begun), 0.1 * seconds)
        found = model.solve(replace(limits, exclusive=tuple(sorted(asked))), left, hint)
        opened = set(found.opened)
        broken = {some for some in limits.exclusive if len(opened & set(some)) > 1}
        if not broken:
            return replace(found, seconds=time.monotonic() - begun)
        asked |= broken
    return model.solve(limits, seconds, hint)


def _step(
    place: Ground,
    left: Fleet,
    question: Question,
    options: Choices,
    found: Sited,
    inputs: TwinInputs,
    sky: Sky | None,
    count: int,
    budget: float,
) -> Step:
    if found.status in ("infeasible", "unknown"):
        return Step(count, budget, (), (), (), None, nothing(len(place.residents)), found.status,
                    found.gap, found.seconds)  # fmt: skip
    teams = tuple(options.teams[j - options.kept] for j in found.opened if j >= options.kept)
    fleet = with_teams(left, teams)
    free = question.model == "minimum" or question.offer.budgeted
    return Step(
        len(teams) if free else count, budget,
        tuple(place.places[j].id for j in fleet.opened),
        tuple(place.places[one.place].id for one in teams), teams, fleet,
        measured(place, fleet, question.standard, inputs, sky), found.status, found.gap,
        found.seconds,
    )  # fmt: skip


def _model(
    place: Ground,
    left: Fleet,
    question: Question,
    shut: frozenset[int],
    inputs: TwinInputs,
    sky: Sky | None,
) -> Model:
    expected = question.model == "attendue"
    options = choices(place, left, question, shut, layers=expected)
    minutes = options.minutes(place, sky)
    reach = minutes <= question.within
    present, weight = _moments(place, question, options, sky)
    fair = np.isfinite(question.ceiling)
    if question.model == "tandem":
        doctor = (minutes <= question.standard.doctor_within) & options.doctor
        need = question.need_doctor
        tandem = tandem_of(reach, doctor, present, need * weight, (1 - need) * weight)
        return _of_tandem(tandem, options, question.offer.guarantee, fair=bool(fair))
    cover = cover_by_hour(reach, present, weight)
    must = np.ones(cover.groups, bool) if fair else None

    def whole(opened: Ints) -> bool:
        return must is None or bool((cover.count(opened) > 0).all())

    if question.model == "minimum":
        return Model(options, lambda limits, s, _: set_cover(cover, limits, seconds=s),
                     lambda _: 0.0, lambda opened: cover_gains(cover, opened), whole,
                     sparing=False)  # fmt: skip
    if question.model == "double":
        return Model(
            options, lambda limits, s, _: covered_twice(cover, limits, must=must, seconds=s),
            lambda opened: 0.5 * (_times(cover, opened, 1) + _times(cover, opened, 2)),
            lambda opened: cover_gains(cover, opened, 2), whole,
        )  # fmt: skip
    if expected:
        alone = strengths_of(place, left, inputs)[options.place]
        return Model(
            options, lambda limits, s, _: most_expected(cover, limits, alone, must=must, seconds=s),
            lambda opened: expected_cover(cover, tuple(opened.tolist()), alone),
            lambda opened: expected_gains(cover, opened, alone), whole,
        )  # fmt: skip
    return Model(
        options, lambda limits, s, hint: most_covered(
            cover, limits, must=must, seconds=s, hint=hint
        ),
        lambda opened: _times(cover, opened, 1), lambda opened: cover_gains(cover, opened), whole,
    )  # fmt: skip


def _times(cover: Cover, opened: Ints, times: int) -> float:
    return float(cover.weight[cover.count(opened) >= times].sum())


def _of_tandem(tandem: Tandem, options: Choices, guarantee: float, *, fair: bool) -> Model:
    cover = tandem.cover
    near = cover.columns < tandem.options
    may = np.bincount(cover.rows[near], minlength=cover.groups) > 0
    must = may if fair else None

    def whole(opened: Ints) -> bool:
        kept = tandem.with_doctor(opened) >= guarantee - 1e-9
        return kept and (must is None or bool(tandem.reached(opened)[0][must].all()))

    return Model(
        options,
        lambda limits, s, hint: most_in_tandem(
            tandem, limits, guarantee=guarantee, must=must, seconds=s, hint=hint
        ),
        tandem.worth, tandem.gains, whole,
    )  # fmt: skip


def _moments(
    place: Ground, question: Question, options: Choices, sky: Sky | None
) -> tuple[Bools, Floats]:
    """Give when each option is there and the weight of each commune then.

    With helicopters each hour is two: the share of the year in which they may leave, and the rest.
    """
    calls = place.calls
    if question.weight == "habitants":
        calls = np.repeat(place.residents[:, None], calls.shape[1], axis=1) / calls.shape[1]
    if sky is None or not options.air.any():
        return options.present, calls
    grounded = options.present & ~options.air[:, None]
    fair = sky.flyable[None, :]
    return (np.hstack([options.present, grounded]),
            np.hstack([calls * fair, calls * (1.0 - fair)]))  # fmt: skip
