"""The published national figures, always shown beside a result, and why they differ."""

from __future__ import annotations

from typing import Any

from twin.parameters.access2026 import (
    OVER_30_DREES_2015,
    OVER_30_HIGH,
    OVER_30_LOW,
    OVER_30_OTHERS,
)

WHY = (
    "ces chiffres ne comptent ni les mêmes sites (urgences seules, ou aussi SMUR, médecins "
    "correspondants du SAMU et hélicoptères), ni la même année, ni les mêmes heures d'ouverture, "
    "ni la même route (distancier METRIC, calculateur, vitesse moyenne), ni le même point de "
    "départ dans la commune."
)


def national_figures() -> dict[str, Any]:
    """Give the range of people over 30 minutes from an ED in France, and each figure apart."""
    figures = (OVER_30_LOW, OVER_30_DREES_2015, OVER_30_HIGH, *OVER_30_OTHERS)
    return {
        "people_over_30_min_low": round(1e6 * OVER_30_LOW.number),
        "people_over_30_min_high": round(1e6 * OVER_30_HIGH.number),
        "figures": [
            {
                "id": figure.name,
                "label": figure.label,
                "people": round(1e6 * figure.number),
                "source": figure.source,
                "status": figure.status,
            }
            for figure in figures
        ],
        "why_they_differ": WHY,
    }
