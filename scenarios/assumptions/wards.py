"""When beds are freed: hour of discharge, discharges of rest days, length of stay."""

from __future__ import annotations

from dataclasses import replace
from math import floor
from typing import Any

import numpy as np

from scenarios.assumptions.assumption import RANGE, Assumption
from scenarios.assumptions.laws import stretched
from twin.contracts import TwinInputs


def _with_wards(inputs: TwinInputs, **parts: Any) -> TwinInputs:
    wards = replace(inputs.pathways.wards, **parts)
    return replace(inputs, pathways=replace(inputs.pathways, wards=wards))


def _shifted(inputs: TwinInputs, hours: float) -> TwinInputs:
    """Move the hours of discharge; what would leave the day leaves at its first or last hour.

    Half hours share each hour's discharges between the two hours that they fall across.
    """
    usual = inputs.pathways.wards.discharge_hour
    moved = np.zeros_like(usual)
    whole = floor(hours)
    rest = hours - whole
    last = len(usual) - 1
    for hour, share in enumerate(usual):
        moved[min(max(hour + whole, 0), last)] += share * (1 - rest)
        moved[min(max(hour + whole + 1, 0), last)] += share * rest
    return _with_wards(inputs, discharge_hour=moved)


def _rest_days(inputs: TwinInputs, value: float) -> TwinInputs:
    share = inputs.pathways.wards.rest_share
    return _with_wards(inputs, rest_share=min(1.0, share * value))


def _stays(inputs: TwinInputs, value: float) -> TwinInputs:
    return _with_wards(inputs, stay=stretched(inputs.pathways.wards.stay, value))


DISCHARGE_HOUR = Assumption(
    "discharge_hour", "Heure de sortie des services, décalage", "h", -2.0, 0.0, 2.0,
    "assumed", f"{RANGE} : à caler sur le dossier administratif", _shifted,
)  # fmt: skip
REST_DISCHARGES = Assumption(
    "rest_discharges", "Sorties des samedis, dimanches et jours fériés", "x", 0.7, 1.0, 1.3,
    "assumed", f"{RANGE} ; part bornée à 1", _rest_days,
)  # fmt: skip
STAY = Assumption(
    "stay", "Durée des séjours non programmés", "x", 0.9, 1.0, 1.1,
    "assumed", f"{RANGE} : à remplacer par le PMSI", _stays,
)  # fmt: skip
