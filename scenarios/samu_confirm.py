"""Bases proposed by a coverage model, judged by the twin: both figures side by side.

A coverage model sends the nearest base whose team is free independently of the others; the twin
lives the queues, the returns and the luck. Where they part, the twin is nearer to the field, and
the model says what the map alone would promise. The model knows one usual week: hours and numbers
of teams are those that the levers write for the twin; what changes from week to week is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.bases_weighed import Weighed, weigh
from scenarios.batch.world import reference_inputs
from scenarios.paired import ALPHA
from scenarios.samu_policies import MEASURES, WITHIN_MIN, lived
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.scenario import Scenario
from scenarios.siting_ground import Ground, Ints, ground
from scenarios.unshown import reason
from twin.contracts import Calendar, TwinInputs
from twin.contracts.capacity import hourly_capacity
from twin.tables import JumeauError
from twin.territory import Territory
from twin.territory.facility import HOURS_A_WEEK, Line

Floats = npt.NDArray[np.float64]
PAIRS = (
    ("calls", "Appels à portée d'une base", "part", "smur_road_within_30",
     "missions dont l'équipe arrive dans les 30 min de son alerte"),
    ("free", "Appels qui trouvent une équipe libre à portée", "part", "smur_within_30",
     "missions dont l'équipe arrive dans les 30 min du décroché, régulation et attente comprises"),
    ("mean_min", "Minutes jusqu'à la base la plus proche, moyenne", "min", "smur_road_mean",
     "départ et route, moyenne des missions"),
)  # fmt: skip
"""Figure of the model, its French name, its unit, the nearest figure of the twin and its name."""

KINDS = ("smur-teams", "move-smur-base")
"""Levers that say a base of SMUR."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One figure of the model beside the nearest one of the twin, today and after.

    Attributes
    ----------
    model, twin
        French names of both figures, which are not the same quantity.
    model_today, model_after, twin_today, twin_after
        Values; shares are fractions.
    low, high
        Student 95 % interval of the twin's paired difference (`mc95`); NaN where it is not shown.
    flag
        Why it is not shown, in French; empty when it is.
    """

    model: str
    twin: str
    unit: str
    model_today: float
    model_after: float
    twin_today: float
    twin_after: float
    low: float
    high: float
    flag: str


def confirm(
    scenario: Scenario,
    territory: Territory,
    *,
    replications: int,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Confirmed, ...]:
    """Judge a scenario of bases by the model and by the twin.

    Raises
    ------
    JumeauError
        When the scenario changes something else than SMUR teams, no base at all, or teams that
        differ from one week to another.
    """
    base = reference_inputs(territory, scenario)
    today, after = of_model(scenario, base)
    start = scenario.grounded(base)
    reference = _without_levers(scenario)
    values = np.full((2, replications, len(MEASURES)), np.nan)
    for rank, one in enumerate((reference, scenario)):
        inputs = one.inputs(start)
        for replication in range(replications):
            values[rank, replication] = lived(inputs, one, replication)
            if progress is not None:
                progress(rank * replications + replication + 1, 2 * replications)
    return tuple(_pair(pair, today, after, values) for pair in PAIRS)


def _without_levers(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"lever": ()})


def _pair(
    pair: tuple[str, str, str, str, str], today: Weighed, after: Weighed, values: Floats
) -> Confirmed:
    from scipy.special import stdtrit

    field, model, unit, measure, twin = pair
    at = [one.id for one in MEASURES].index(measure)
    gap, count = values[1, :, at] - values[0, :, at], values.shape[1]
    mean, ends = float(gap.mean()), None
    if count > 1 and np.isfinite(mean):
        half = float(stdtrit(count - 1, 1 - ALPHA / 2) * gap.std(ddof=1) / np.sqrt(count))
        ends = (mean - half, mean + half)
    # A replication without the figure on one side leaves nothing to compare.
    flag = reason("mc95", ends, mean, None, count if np.isfinite(mean) else 0)
    low, high = (float("nan"), float("nan")) if flag or ends is None else ends
    return Confirmed(
        model, twin, unit, float(getattr(today, field)), float(getattr(after, field)),
        float(values[0, :, at].mean()), float(values[1, :, at].mean()), low, high, flag,
    )  # fmt: skip


def of_model(scenario: Scenario, inputs: TwinInputs) -> tuple[Weighed, Weighed]:
    """Give what the coverage model says of today's bases, and of those of the scenario.

    Both with their hours and their numbers of teams, and with the shares of time out that go with
    them, as the page of bases.

    Raises
    ------
    JumeauError
        As `confirm`.
    """
    start = scenario.grounded(inputs)
    known = _without_levers(scenario).inputs(start)
    place = ground(known)
    after = teams_after(scenario, start, place)
    reach = float(WITHIN_MIN)
    return weigh(place, place.teams, known, reach), weigh(place, after, known, reach)


def teams_after(scenario: Scenario, start: TwinInputs, place: Ground) -> Ints:
    """Give the teams of each place by hour of the usual week once the scenario is in force.

    Parameters
    ----------
    start
        Inputs of the reference, grounded (`Scenario.grounded`).
    place
        The ground of the same territory.

    Returns
    -------
    ndarray
        Shape (places, 168).

    Raises
    ------
    JumeauError
        As `confirm`.
    """
    named = f"scénario {scenario.name}"
    remedy = "Donnez un scénario écrit par jumeau samu site --scenario."
    if not scenario.lever:
        raise JumeauError(named, "aucun levier : rien à confirmer.", remedy)
    for lever in scenario.lever:
        if lever.kind not in KINDS:
            problem = f"le levier {lever.kind} ne dit pas une base de SMUR."
            raise JumeauError(named, problem, remedy)
    found: Ints = place.teams + _added(scenario, start, place)
    if not found.any():
        raise JumeauError(named, "plus aucune base n'a d'équipe.", "Gardez-en une.")
    return found


def _added(scenario: Scenario, start: TwinInputs, place: Ground) -> Ints:
    """Give the teams added (negative: taken away) by place and hour of the usual week.

    Read where the twin reads them, from the second measured day (the first window of a night opens
    on the evening of the first); public holidays are left out, and a period that has not twice each
    hour of the week is made longer: one week does not tell what is so every week.
    """
    rank = {one.base: j for j, one in enumerate(place.places) if one.base}
    bases = [f for f in start.territory.of_kind("smur") if f.id in rank]
    first, days = scenario.start + timedelta(days=1), max(scenario.days - 1, 1)
    while True:
        calendar = Calendar.of(first, days, start.territory.code)
        usual = ~calendar.public[calendar.day]
        if np.bincount(calendar.hour_of_week[usual], minlength=HOURS_A_WEEK).min() >= 2:
            break
        days += 7
    hours = calendar.hour_of_week[usual]
    lines: list[tuple[Line, ...]] = [("smur_teams",)] * len(bases)
    then, now = (
        hourly_capacity(bases, lines, one.inputs(start).timeline, calendar)[:, 0][:, usual]
        for one in (scenario, _without_levers(scenario))
    )
    change = then.astype(np.int64) - now
    ranks = np.array([rank[one.id] for one in bases], np.int64)
    found = np.zeros((len(place.places), HOURS_A_WEEK), np.int64)
    found[ranks[:, None], hours[None, :]] = change
    later = any(one.start is not None and one.start > scenario.start for one in scenario.lever)
    if later or (found[ranks][:, hours] != change).any():
        raise JumeauError(
            f"scénario {scenario.name}",
            "ses équipes changent d'une semaine à l'autre (dates ou montée en charge), et "
            "le modèle de couverture ne connaît qu'une semaine type.",
            "Ôtez start, end et ramp_days du levier, ou faites-le juger par le jumeau seul "
            "(jumeau run).",
        )
    return found


NOTES = (
    NOT_A_DEVICE,
    "Le modèle compte des appels et suppose les équipes indépendantes ; le jumeau compte des "
    "missions vécues, files et retours compris : les deux colonnes ne mesurent pas la même chose, "
    "leurs écarts se lisent séparément.",
    "Le modèle compte une semaine type, équipes et heures de chaque base comprises ; jours fériés "
    "et vacances n'y sont pas.",
    "mc95 : bruit de la simulation à paramètres fixes, pas l'incertitude de la décision ; pour "
    "celle-ci, jumeau run avec des tirages (draws).",
)


def plain(
    scenario: Scenario, rows: tuple[Confirmed, ...], replications: int, access: str = ""
) -> dict[str, Any]:
    """Give the whole answer for JSON.

    Parameters
    ----------
    access
        Sentence on the calendar of access that the twin followed (`scenarios.access_said`).
    """

    def number(value: float) -> float | None:
        return value if np.isfinite(value) else None

    return {
        "format": 1, "notice": NOT_A_DEVICE, "scenario": scenario.name, "period": scenario.period,
        "seed": scenario.seed, "replications": replications, "within_min": WITHIN_MIN,
        "rows": [
            {"model": r.model, "twin": r.twin, "unit": r.unit,
             "model_today": number(r.model_today), "model_after": number(r.model_after),
             "model_difference": number(r.model_after - r.model_today),
             "twin_today": number(r.twin_today), "twin_after": number(r.twin_after),
             "twin_difference": number(r.twin_after - r.twin_today),
             "twin_low": number(r.low), "twin_high": number(r.high), "flag": r.flag}
            for r in rows
        ],
        "access": access,
        "notes": [*NOTES, *([access] if access else [])],
    }  # fmt: skip
