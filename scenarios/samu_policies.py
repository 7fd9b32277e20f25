"""SAMU policies side by side in the twin: same patients, same luck, one rule changed at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.access_said import access_said
from scenarios.batch.world import reference_inputs
from scenarios.branching import calendar_of
from scenarios.paired import (
    ALL_EQUAL,
    ALPHA,
    DETECTED,
    NO_EFFECT,
    NOT_COMPARABLE,
    NOT_DETECTED,
    TOO_FEW,
    holm,
    inconclusive,
)
from scenarios.samu_areas import Area, areas_of, by_area
from scenarios.scenario import Scenario
from scenarios.unshown import FEW_REPLICATIONS, no_width, reason
from twin.contracts import TwinInputs
from twin.contracts.bases import HELICOPTER, SMUR
from twin.contracts.checkpoint import RunKey
from twin.parameters.regulation2026 import COVER
from twin.territory import Territory

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]
WITHIN_MIN = int(COVER.number)
USUAL = "usual"
POLICIES: Mapping[str, tuple[str, dict[str, Any]]] = {
    USUAL: ("SMUR le plus proche, hôpital habituel, retour à la base (référence)", {}),
    "department": (
        "Envoi : moyens du département d'abord", {"kind": "dispatch-policy", "rule": "department"},
    ),
    "coverage": (
        "Envoi : le SMUR dont le départ découvre le moins",
        {"kind": "dispatch-policy", "rule": "coverage"},
    ),
    "nearest-ed": (
        "Hôpital : le plus proche ouvert", {"kind": "destination-policy", "rule": "nearest"},
    ),
    "offload-aware": (
        "Hôpital : le moins encombré à portée",
        {"kind": "destination-policy", "rule": "offload-aware"},
    ),
    "optimised": (
        "Hôpital : plan optimisé (flot)", {"kind": "destination-policy", "rule": "optimised"},
    ),
    "reoptimised": (
        "Hôpital : plan recalculé toutes les 5 min",
        {"kind": "destination-policy", "rule": "reoptimised", "every_min": 5},
    ),
    "compliance": (
        "Repositionnement : bases à tenir", {"kind": "move-up", "rule": "compliance"},
    ),
    "dmexclp": ("Repositionnement : DMEXCLP", {"kind": "move-up", "rule": "dmexclp"}),
}  # fmt: skip
"""French name and lever of each policy, by name; the usual one first."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure compared: its id, its French name and definition, its unit, what is better."""

    id: str
    name: str
    definition: str
    unit: str
    better: str


MEASURES = (
    Measure("smur_response_median", "Délai SMUR médian",
            "du décroché au patient, missions primaires R1", "min", "low"),
    Measure("smur_response_p90", "Délai SMUR, 9 missions sur 10",
            "du décroché au patient, missions primaires R1", "min", "low"),
    Measure("smur_within_30", f"SMUR en moins de {WITHIN_MIN} min",
            f"part des missions primaires R1 dont l'équipe arrive dans les {WITHIN_MIN} minutes "
            "qui suivent le décroché", "part", "high"),
    Measure("smur_road_within_30", f"Départ et route en moins de {WITHIN_MIN} min",
            f"part des mêmes missions dont l'équipe arrive dans les {WITHIN_MIN} minutes qui "
            "suivent son alerte (attente d'une équipe libre non comptée)", "part", "high"),
    Measure("smur_road_mean", "Départ et route, moyenne",
            "de l'alerte de l'équipe à son arrivée auprès du patient", "min", "low"),
    Measure("smur_busy", "Équipes de SMUR en mission",
            "part des équipes terrestres et hélicoptères de garde qui sont sorties, du départ au "
            "retour, moyenne des heures rondes", "part", "low"),
    Measure("handover_median", "Transmission aux urgences, médiane",
            "de l'arrivée de l'équipe à la porte à la prise en charge", "min", "low"),
    Measure("handover_p90", "Transmission aux urgences, 9 équipes sur 10",
            "de l'arrivée de l'équipe à la porte à la prise en charge", "min", "low"),
    Measure("ed_stay_p90", "Durée de passage, 9 passages sur 10",
            "de l'arrivée aux urgences à la sortie, UHCD comprise, partis sans être vus exclus",
            "min", "low"),
    Measure("ed_seen_60", "Vus par un médecin en moins de 60 min",
            "part de tous les passages dont le sort est connu, partis sans être vus compris",
            "part", "high"),
    Measure("transfers", "Transferts entre hôpitaux",
            "faute de lit, de service ou de médicament", "patients", "low"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The policies lived under the same luck.

    Attributes
    ----------
    territory
        Name.
    scenario
        Period, seed and replications.
    policies
        Names of `POLICIES`, the usual one first.
    values
        By policy, replication and measure of `MEASURES`; shares are fractions.
    areas
        Parts of the territory (`samu_areas`).
    by_area
        By policy, replication, area and measure of `samu_areas.AREA_MEASURES`.
    told
        Sentences on the calendar of access followed, and on the cuts that are not known.
    """

    territory: str
    scenario: Scenario
    policies: tuple[str, ...]
    values: Floats
    areas: tuple[Area, ...] = ()
    by_area: Floats = field(default_factory=lambda: np.zeros((0, 0, 0, 0)))
    told: tuple[str, ...] = ()


def compare_policies(
    territory: Territory,
    *,
    start: date,
    days: int,
    replications: int,
    seed: int,
    policies: Sequence[str] = tuple(POLICIES),
    progress: Progress | None = None,
) -> Compared:
    """Live each policy over the same period, with the same patients and the same luck.

    Parameters
    ----------
    policies
        Names of `POLICIES`; the usual one is put first.
    progress
        Called with (done, total) after each run.
    """
    names = (USUAL, *(name for name in policies if name != USUAL))
    asked = [_scenario(name, start, days, replications, seed) for name in names]
    base = reference_inputs(territory, asked[0])
    values = np.full((len(names), replications, len(MEASURES)), np.nan)
    areas, told = areas_of(territory)
    cut: list[Floats] = []
    for rank, scenario in enumerate(asked):
        inputs = scenario.inputs(base)
        for replication in range(replications):
            values[rank, replication], here = lived_by_area(inputs, scenario, replication, areas)
            cut.append(here)
            if progress is not None:
                progress(rank * replications + replication + 1, len(names) * replications)
    access = access_said(territory, start, asked[0].last_day)
    return Compared(
        territory.name, asked[0], names, values, areas,
        np.array(cut).reshape(len(names), replications, len(areas), -1),
        (access, *told),
    )  # fmt: skip


def _scenario(name: str, start: date, days: int, replications: int, seed: int) -> Scenario:
    words, lever = POLICIES[name]
    said = [{"reason": words, **lever}] if lever else []
    return Scenario.model_validate({
        "name": f"samu-{name}", "title": words, "question": "?", "start": start, "days": days,
        "replications": replications, "seed": seed, "lever": said,
    })  # fmt: skip


def lived(inputs: TwinInputs, scenario: Scenario, replication: int) -> Floats:
    """Give the measures of one run; teams out are looked at on each hour of the measured period."""
    return lived_by_area(inputs, scenario, replication)[0]


def lived_by_area(
    inputs: TwinInputs, scenario: Scenario, replication: int, areas: Sequence[Area] = ()
) -> tuple[Floats, Floats]:
    """Give the measures of one run, and those of each area.

    Returns
    -------
    tuple
        Of shapes (measures,) and (areas, measures of `samu_areas`).
    """
    from twin.engine.life import Life
    from twin.engine.state import BASE_EXTRA, OUT
    from twin.indicators import Tally, compute
    from twin.indicators.histogram import share_within

    calendar = calendar_of(inputs, scenario)
    tally = Tally(inputs, calendar, scenario.warmup_days)
    key = RunKey(scenario.start, scenario.days, scenario.warmup_days, scenario.seed, replication)
    life = Life(inputs, key, observers=(tally,))
    out, staffed = np.zeros(len(tally.places.bases)), np.zeros(len(tally.places.bases))
    for hour in range(calendar.first_hour(scenario.warmup_days), calendar.hours):
        life.model.run_until(hour)
        bases = life.model.state.bases
        out += bases[:, OUT]
        staffed += life.tables.base_capacity[:, hour] + bases[:, BASE_EXTRA]
    life.model.run_until(calendar.hours)
    tally.run = life.result(0.0)
    rows = compute(tally, scenario.period)
    whole = rows[(rows["zone"] == "") & (rows["facility"] == "")]
    by_name = dict(zip(whole["indicator"], whole["value"], strict=True))
    kinds = tally.places.base_kinds[tally.own_bases]
    mine = tally.own_bases[np.isin(kinds, (SMUR, HELICOPTER))]
    response, road = (table[mine].sum(axis=0) for table in (tally.samu.response,
                                                            tally.samu.smur_road))  # fmt: skip
    half_minutes = np.arange(len(road)) + 0.5
    on_duty = float(staffed[mine].sum())
    own = {
        "smur_road_within_30": share_within(road, WITHIN_MIN, int(road.sum())),
        "smur_road_mean": float(road @ half_minutes / road.sum()) if road.sum() else float("nan"),
        "smur_within_30": share_within(response, WITHIN_MIN, int(response.sum())),
        "smur_busy": float(out[mine].sum()) / on_duty if on_duty else float("nan"),
    }
    values = np.array([float({**by_name, **own}[measure.id]) for measure in MEASURES])
    return values, by_area(tally, areas, out, staffed)


@dataclass(frozen=True, slots=True)
class Difference:
    """A policy against the usual one, for one measure (columns of the answer).

    Attributes
    ----------
    low, high
        Student 95 % interval (`mc95`); NaN where it is not shown.
    flag
        Why it is not shown, in French; empty when it is.
    """

    policy: str
    measure: str
    value: float
    usual: float
    difference: float
    low: float
    high: float
    p_adjusted: float
    verdict: str
    flag: str


def differences(found: Compared) -> tuple[Difference, ...]:
    """Give each policy's paired difference with the usual one, and what was detected.

    `low` and `high` are the Student 95 % interval (`mc95`: noise of the simulation at fixed
    parameters). The p-values of all the policies and measures make one family, adjusted by Holm. A
    measure that a replication lacks on one side is not compared; an interval without width is not
    shown (`scenarios.unshown`).
    """
    from scipy.special import stdtr, stdtrit

    count = found.values.shape[1]
    gap = found.values[1:] - found.values[:1]
    mean, spread = gap.mean(axis=1), np.full(gap.mean(axis=1).shape, np.nan)
    if count > 1:
        spread = gap.std(axis=1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = stdtrit(max(count - 1, 1), 1 - ALPHA / 2) * spread / np.sqrt(count)
        p = 2 * stdtr(max(count - 1, 1), -np.abs(mean) / (spread / np.sqrt(count)))
    low, high = mean - half, mean + half
    flags = np.array([[_flag(*ends, count) for ends in zip(*row, strict=True)]
                      for row in zip(mean, low, high, strict=True)],
                     object).reshape(mean.shape)  # fmt: skip
    shown = flags == ""
    low, high, p = (np.where(shown, one, np.nan) for one in (low, high, p))
    adjusted = holm(p.reshape(-1)).reshape(p.shape)
    usual = found.values[0].mean(axis=0)
    return tuple(
        Difference(
            found.policies[i + 1], measure.id, float(found.values[i + 1, :, j].mean()),
            float(usual[j]), float(mean[i, j]), float(low[i, j]), float(high[i, j]),
            float(adjusted[i, j]), _verdict(count, gap[i, :, j], float(adjusted[i, j])),
            str(flags[i, j]),
        )
        for i in range(len(gap))
        for j, measure in enumerate(MEASURES)
    )  # fmt: skip


def _flag(mean: float, low: float, high: float, count: int) -> str:
    """Say why an interval is not shown, "" when it is."""
    if not np.isfinite(mean):
        return reason("mc95", None, mean, None, 0)
    return reason("mc95", (low, high) if count > 1 else None, mean, None, count)


def _verdict(count: int, gap: Floats, p_adjusted: float) -> str:
    if not np.isfinite(gap).all():
        return NOT_COMPARABLE
    if count < 2:
        return TOO_FEW
    if (gap == 0).all():
        return NO_EFFECT
    if no_width(float(gap.min()), float(gap.max())):
        return ALL_EQUAL
    if p_adjusted < ALPHA:
        return DETECTED
    return NOT_DETECTED if count >= FEW_REPLICATIONS else inconclusive(count)
