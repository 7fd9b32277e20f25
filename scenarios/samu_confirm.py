"""Bases proposed by a coverage model, judged by the twin: both figures side by side.

A coverage model sends the nearest base whose team is free independently of the others; the twin
lives the queues, the returns and the luck. Where they part, the twin is nearer to the field, and
the model says what the map alone would promise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from logistics.samu.siting.expected import strength
from scenarios.batch.world import reference_inputs
from scenarios.paired import ALPHA
from scenarios.samu_policies import MEASURES, WITHIN_MIN, lived
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.scenario import Scenario
from scenarios.siting import Question, Served, served
from scenarios.siting_ground import Ground, busy_share, ground
from twin.contracts import TwinInputs
from twin.tables import JumeauError
from twin.territory import Territory

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
        Student 95 % interval of the twin's paired difference (`mc95`).
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
        When the scenario changes something else than SMUR teams, or no base at all.
    """
    base = reference_inputs(territory, scenario)
    today, after = _of_model(scenario, base)
    start = scenario.grounded(base)
    reference = scenario.model_copy(update={"lever": ()})
    values = np.full((2, replications, len(MEASURES)), np.nan)
    for rank, one in enumerate((reference, scenario)):
        inputs = one.inputs(start)
        for replication in range(replications):
            values[rank, replication] = lived(inputs, one, replication)
            if progress is not None:
                progress(rank * replications + replication + 1, 2 * replications)
    return tuple(_pair(pair, today, after, values) for pair in PAIRS)


def _pair(
    pair: tuple[str, str, str, str, str], today: Served, after: Served, values: Floats
) -> Confirmed:
    from scipy.special import stdtrit

    field, model, unit, measure, twin = pair
    at = [one.id for one in MEASURES].index(measure)
    gap, count = values[1, :, at] - values[0, :, at], values.shape[1]
    half = float("nan")
    if count > 1:
        half = stdtrit(count - 1, 1 - ALPHA / 2) * gap.std(ddof=1) / np.sqrt(count)
    return Confirmed(
        model, twin, unit, float(getattr(today, field)), float(getattr(after, field)),
        float(values[0, :, at].mean()), float(values[1, :, at].mean()),
        float(gap.mean() - half), float(gap.mean() + half),
    )  # fmt: skip


def _of_model(scenario: Scenario, inputs: TwinInputs) -> tuple[Served, Served]:
    """Give what the model says of today's bases, and of those of the scenario."""
    place = ground(inputs)
    question = Question(within=float(WITHIN_MIN))
    teams = np.maximum(place.teams.mean(axis=1), 1.0)
    busy = strength(busy_share(place, place.bases, inputs), teams)
    opened = _after(scenario, place)
    return (
        served(place, place.bases, question, busy),
        served(place, np.array(sorted(opened), np.int64), question, busy),
    )


def _after(scenario: Scenario, place: Ground) -> set[int]:
    """Give the ranks of the bases that have a team once the scenario is in force."""
    opened = {int(j) for j in place.bases}
    rank = {one.id: j for j, one in enumerate(place.places)}
    teams = {j: int(place.teams[j].max()) for j in opened}
    for lever in scenario.lever:
        said = lever.model_dump()
        if said["kind"] != "smur-teams" or said["site"] not in rank:
            raise JumeauError(
                f"scénario {scenario.name}",
                f"le levier {said['kind']} ne dit pas une base de SMUR de ce territoire.",
                "Donnez un scénario écrit par jumeau samu site --scenario.",
            )
        j = rank[said["site"]]
        teams[j] = teams.get(j, 0) + round(float(lever.values()["teams"].central))
    if not scenario.lever:
        raise JumeauError(
            f"scénario {scenario.name}", "aucun levier : rien à confirmer.",
            "Donnez un scénario écrit par jumeau samu site --scenario.",
        )  # fmt: skip
    found = {j for j, number in teams.items() if number > 0}
    if not found:
        raise JumeauError(
            f"scénario {scenario.name}", "plus aucune base n'a d'équipe.", "Gardez-en une."
        )
    return found


NOTES = (
    NOT_A_DEVICE,
    "Le modèle compte des appels et suppose les équipes indépendantes ; le jumeau compte des "
    "missions vécues, files et retours compris : les deux colonnes ne mesurent pas la même chose, "
    "leurs écarts se lisent séparément.",
    "mc95 : bruit de la simulation à paramètres fixes, pas l'incertitude de la décision ; pour "
    "celle-ci, jumeau run avec des tirages (draws).",
)


def plain(scenario: Scenario, rows: tuple[Confirmed, ...], replications: int) -> dict[str, Any]:
    """Give the whole answer for JSON."""

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
             "twin_low": number(r.low), "twin_high": number(r.high)}
            for r in rows
        ],
        "notes": list(NOTES),
    }  # fmt: skip
