"""Wards against theory: ample beds, steady needs (M/G/infinity) or by hour (Mt/G/infinity)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.theory import exact, places
from scenarios.theory import worlds as w
from scenarios.theory.agreement import LEVEL, Agreement, Statement, student
from scenarios.theory.effort import Effort
from scenarios.theory.simulate import DAYS_OF_24_H, Log, replicate
from twin.contracts import MS_PER_HOUR, Activity, Law, TwinInputs

Floats = npt.NDArray[np.float64]
STAY_H, SIGMA = 8.0, 0.9
WARD, EVERYONE = 1, "tous admis, lits sans limite"


def admitted(per_hour: float, hours: Floats | None = None) -> TwinInputs:
    """Give a ward with ample beds where everyone who comes is admitted at once."""
    inputs = w.world([places.hospital(), places.samu()], per_hour=per_hour, hours=hours)
    ed = inputs.pathways.ed
    inputs = w.with_ed(inputs, disposition=w.one_hot(ed.disposition.shape, WARD))
    stay = (Law.lognormal(60 * STAY_H, SIGMA),) * len(inputs.pathways.wards.stay)
    return w.with_wards(inputs, stay=stay)


def occupied(log: Log) -> Floats:
    """Give the beds occupied at each full hour after the warm-up."""
    came = np.sort(log.rows(Activity.BOARDING, early=True)["end"])
    left = np.sort(log.rows(Activity.BED, early=True)["end"])
    at = np.arange(log.skip_days * 24, log.days * 24) * MS_PER_HOUR
    present: Floats = (
        np.searchsorted(came, at, "right") - np.searchsorted(left, at, "right")
    ).astype(np.float64)
    return present


def steady_ward(effort: Effort) -> list[Agreement]:
    """Mean and variance of the beds occupied: Poisson of mean rate x stay."""
    per_hour = 3.0
    mean = per_hour * STAY_H

    def read(log: Log) -> tuple[float, float]:
        beds = occupied(log)
        return float(beds.mean()), float(((beds - mean) ** 2).mean())

    values = replicate(
        admitted(per_hour), read,
        replications=effort.replications, days=effort.days(50), skip_days=10,
    )  # fmt: skip
    case, source = f"M/G/infini : {EVERYONE}", "Palm 1938, Khinchine 1955 ; loi de Poisson"
    return [
        Statement(case, "lits occupés, moyenne", "l s", source).against(mean, values[:, 0]),
        Statement(case, "lits occupés, variance", "l s", source).against(mean, values[:, 1]),
    ]


def ward_by_hour(effort: Effort) -> list[Agreement]:
    """Beds occupied at each hour of the day when needs follow a sinusoid."""
    per_hour = 3.0
    hours = 1 + 0.8 * np.sin(2 * np.pi * (np.arange(24) - 9) / 24)
    inputs = admitted(per_hour, hours)
    road_h = float(inputs.territory.travel.minutes[0, 0]) / 60
    expected = exact.mean_mt_g_infinity(per_hour * hours, STAY_H, SIGMA, road_h)
    values = replicate(
        inputs, lambda log: occupied(log).reshape(-1, 24).mean(axis=0).tolist(),
        replications=effort.replications, days=min(effort.days(50), DAYS_OF_24_H), skip_days=10,
    )  # fmt: skip
    case = f"Mt/G/infini : besoins sinusoïdaux, {EVERYONE}"
    source = "Eick, Massey, Whitt, Operations Research 41, 1993"
    gap = np.abs(values.mean(axis=0) - expected) / values.std(axis=0, ddof=1)
    rows = [
        ("l'heure la plus écartée des 24", int(gap.argmax()), 1 - (1 - LEVEL) / 24),
        ("l'heure de pointe", int(expected.argmax()), LEVEL),
        ("l'heure creuse", int(expected.argmin()), LEVEL),
    ]
    return [
        Statement(
            case, f"lits occupés à {hour} h, {name}", "convolution de l(t) et P(S > u)", source
        ).against(expected[hour], values[:, hour], level)
        for name, hour, level in rows
    ]


__all__ = ["admitted", "occupied", "steady_ward", "student", "ward_by_hour"]
