"""SAMU policies compared, as JSON and as a picture: the same figures, the same keys."""

from __future__ import annotations

from typing import Any

import numpy as np

from pathways.pictures.numbers import number
from scenarios.drawn.intervals import Panel, Range, draw_intervals
from scenarios.paired import ALPHA, DETECTED
from scenarios.samu_areas import AREA_MEASURES, LEAST
from scenarios.samu_policies import MEASURES, POLICIES, Compared, Difference, Measure, differences
from scenarios.samu_words import NOT_A_DEVICE
from twin.parameters.regulation2026 import RULES

NOTES = (
    NOT_A_DEVICE,
    "Mêmes patients et mêmes hasards pour toutes les politiques ; une seule règle change à la "
    "fois.",
    "La plupart de ces écarts peuvent n'être rien : mc95 est le bruit de la simulation à "
    "paramètres fixes, pas l'incertitude de la politique ; « détecté » tient compte de tous les "
    "tests du tableau (Holm) et ne dit pas que l'écart importe.",
    "Aucune de ces règles n'a été confrontée à un avant-après réel.",
    "Les kilomètres ne sont pas comparés : l'indicateur « Kilomètres des équipes » compte chaque "
    "retour vers la base quittée, et non la route d'une équipe repositionnée vers une autre.",
)
AREA_NOTE = (
    "Par zone : chiffres et écarts sans test ni correction, pour situer, pas pour classer ; une "
    f"part ou un quantile n'est donné que si chaque répétition compte au moins {LEAST} missions."
)


def plain(found: Compared) -> dict[str, Any]:
    """Give the whole answer for JSON: same keys in each row, null where there is no value."""
    scenario = found.scenario
    return {
        "format": 1,
        "notice": NOT_A_DEVICE,
        "territory": found.territory,
        "period": scenario.period,
        "warmup_days": scenario.warmup_days,
        "seed": scenario.seed,
        "replications": int(found.values.shape[1]),
        "interval": "mc95",
        "measures": [
            {"id": m.id, "name": m.name, "definition": m.definition, "unit": m.unit,
             "better": m.better, "usual": _number(float(found.values[0, :, j].mean()))}
            for j, m in enumerate(MEASURES)
        ],
        "policies": [
            {"id": name, "name": POLICIES[name][0], "lever": POLICIES[name][1] or None}
            for name in found.policies
        ],
        "rows": [
            {"policy": d.policy, "measure": d.measure, "value": _number(d.value),
             "usual": _number(d.usual), "difference": _number(d.difference), "low": _number(d.low),
             "high": _number(d.high), "p_adjusted": _number(d.p_adjusted), "verdict": d.verdict,
             "flag": d.flag}
            for d in differences(found)
        ],
        "assumptions": [
            {"id": p.name, "label": p.label, "unit": p.unit, "status": p.status,
             "value": list(p.value) if isinstance(p.value, tuple) else p.value,
             "source": p.source}
            for p in RULES
        ],
        "area_measures": [
            {"id": m.id, "name": m.name, "definition": m.definition, "unit": m.unit,
             "by": m.where} for m in AREA_MEASURES
        ],
        "areas": area_rows(found),
        "access": found.told[0] if found.told else "",
        "notes": [*NOTES, AREA_NOTE, *found.told],
    }  # fmt: skip


def area_rows(found: Compared) -> list[dict[str, Any]]:
    """Give each measure of each area and policy, its paired difference and the `mc95` of it."""
    from scipy.special import stdtrit

    if not found.areas:
        return []
    count = found.values.shape[1]
    mean = found.by_area.mean(axis=1)
    gap = found.by_area - found.by_area[:1]
    half = np.full(mean.shape, np.nan)
    if count > 1:
        half = stdtrit(count - 1, 1 - ALPHA / 2) * gap.std(axis=1, ddof=1) / np.sqrt(count)
    rows = []
    for i, policy in enumerate(found.policies):
        for a, area in enumerate(found.areas):
            for j, measure in enumerate(AREA_MEASURES):
                difference = float(gap[i, :, a, j].mean()) if i else float("nan")
                width = float(half[i, a, j]) if i else float("nan")
                rows.append({
                    "policy": policy, "by": area.by, "area": area.code, "name": area.name,
                    "measure": measure.id, "value": _number(float(mean[i, a, j])),
                    "difference": _number(difference), "low": _number(difference - width),
                    "high": _number(difference + width),
                })  # fmt: skip
    return rows


def picture(found: Compared) -> str:
    """Draw each measure's differences with the usual rule, and their intervals."""
    every = differences(found)
    panels = []
    for rank, measure in enumerate(MEASURES):
        factor = 100.0 if measure.unit == "part" else 1.0
        unit = "points" if measure.unit == "part" else measure.unit
        usual = number(factor * float(found.values[0, :, rank].mean()), 1)
        sign = " %" if measure.unit == "part" else f" {measure.unit}"
        ranges = tuple(_range(one, factor) for one in every if one.measure == measure.id)
        panels.append(Panel(f"{measure.name} : {usual}{sign} avec la règle habituelle", unit,
                            _definition(measure), ranges))  # fmt: skip
    days, count = found.scenario.days, found.values.shape[1]
    return draw_intervals(
        panels, interval="mc95 : bruit de la simulation seulement", marked=DETECTED,
        title=f"Règles du SAMU, {found.territory} : écart à la règle habituelle, {days} jours, "
              f"{count} répétitions", notes=[*NOTES, *found.told],
    )  # fmt: skip


def _definition(measure: Measure) -> str:
    better = "mieux : moins" if measure.better == "low" else "mieux : plus"
    return f"{measure.definition} ({better})"


def _range(one: Difference, factor: float) -> Range:
    low, high, value = (_number(factor * v) for v in (one.low, one.high, one.difference))
    if value is None:
        told = one.verdict
    elif low is None or high is None:
        told = f"{number(value, 1)} ; {one.flag or one.verdict}"
    else:
        fine = max(abs(low), abs(high)) < 1
        told = f"{_signed(value, fine)} [{_signed(low, fine)} ; {_signed(high, fine)}]"
    return Range(POLICIES[one.policy][0], value, low, high, told, one.verdict == DETECTED)


def _signed(value: float, fine: bool) -> str:
    said = number(value, 2 if fine else 1)
    return f"+{said}" if value > 0 and said.strip("0,") else said


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
