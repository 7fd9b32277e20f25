"""What heat, snow and ice bring to emergency departments."""

from __future__ import annotations

from typing import Literal

from twin.parameters.sourced import Sourced
from twin.parameters.usual_visits2026 import factor_for

Level = Literal["orange", "red"]
_BANDS = "part de tous les passages (0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus)"
HEAT_CAUSES = ("malaise",)
"""Where hyperthermia, dehydration and hyponatraemia are counted in the model."""
HEAT_ORANGE = Sourced(
    "heat_orange", (0.0002, 0.0002, 0.0007, 0.0006, 0.0006, 0.0023), _BANDS,
    "Santé publique France : iCanicule fait 0,8 à 0,9 % des passages au plus fort (18 juin 2022, "
    "11 juillet 2023), 0,3 à 0,4 % hors épisode, et 2,1 fois plus pendant les épisodes de 2023, "
    "dont la moitié à 75 ans ou plus (bilan du 8 février 2024) ; l'écart, 0,45 %, est réparti par "
    "âge par hypothèse", "assumed",
    "Passages de plus pour la chaleur, un jour de vigilance orange",
)  # fmt: skip
HEAT_RED = Sourced(
    "heat_red_over_orange", 2.0, "sans unité",
    "Hypothèse de travail Jumeau 2026 : le double ; aucun bilan ne sépare les deux vigilances",
    "assumed", "Passages de plus un jour de vigilance rouge, rapportés à une vigilance orange",
)  # fmt: skip
SNOW_INJURIES = Sourced(
    "snow_injuries", (1.3, 2.5), "multiplicateur des passages pour traumatisme (bas, haut)",
    "Laaidi et al., BEH n° 3, 22 janvier 2013 : hausse de 30 à 150 % des passages pour "
    "traumatisme pendant des épisodes de neige et verglas de l'hiver 2010-2011", "published",
    "Neige et verglas : chutes et petits traumatismes",
)  # fmt: skip


def heat_factors(level: Level) -> dict[int, float]:
    """Give the multiplier of `HEAT_CAUSES` by age band on a day of warning."""
    times = HEAT_RED.number if level == "red" else 1.0
    return {
        band: factor_for(HEAT_CAUSES, band, times * extra)
        for band, extra in enumerate(HEAT_ORANGE.series)
    }
