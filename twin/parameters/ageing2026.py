"""The inhabitants of 2030 and 2040 over those of the census in force in 2026 (2023), by age.

Where no projection is given: `twin.territory.projection` reads INSEE's own files.
"""

from __future__ import annotations

from typing import Literal

from twin.parameters.sourced import Sourced

Year = Literal[2030, 2040]
_BANDS = (
    "habitants rapportés à ceux du modèle, recensement 2023 "
    "(0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus)"
)
_INSEE = (
    "Hypothèse de travail Jumeau 2026 d'après INSEE, Omphale, scénario central, Bretagne (Insee "
    "Analyses Bretagne n° 121, 21 décembre 2023 : 3 637 000 habitants en 2050, +257 000 depuis "
    "2021, 65-84 ans +34 %, 85 ans et plus doublés, baisse des 25-64 ans ; n° 89, 19 novembre "
    "2019 : 65 ans et plus, 730 000 en 2018 et 1 100 000 en 2040, 85 ans et plus, +87 %) ; les "
    "valeurs par tranche et par année sont supposées, de sorte que le total suive +0,25 % par an "
    "et que les 65 ans et plus soient un peu plus d'un million en 2040 ; à remplacer par le "
    "fichier Omphale du territoire"
)
GROWTH: dict[Year, Sourced] = {
    2030: Sourced(
        "ageing_2030", (0.97, 0.97, 1.00, 0.985, 1.03, 1.20), _BANDS, _INSEE, "assumed",
        "Population de 2030 par âge",
    ),
    2040: Sourced(
        "ageing_2040", (0.97, 0.91, 0.98, 0.96, 1.08, 1.58), _BANDS, _INSEE, "assumed",
        "Population de 2040 par âge",
    ),
}  # fmt: skip
EVERY = tuple(GROWTH.values())
