"""How errors of a forecast go together where the forecast does not say so: assumed, all of it."""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_WHY = "choix de Jumeau, aucune mesure : sert quand la prévision ne dit pas ses corrélations"

CORRELATION_ACROSS = Sourced(
    "forecast_correlation_across", 0.3, "sans unité", _WHY, "assumed",
    "Corrélation des erreurs de prévision entre deux sites, le même jour",
)  # fmt: skip
CORRELATION_NEXT_DAY = Sourced(
    "forecast_correlation_next_day", 0.4, "sans unité", _WHY, "assumed",
    "Corrélation des erreurs de prévision d'un jour au suivant, au même site",
)  # fmt: skip
CORRELATION_FADING = Sourced(
    "forecast_correlation_fading", 0.9, "sans unité", _WHY, "assumed",
    "Ce qui reste de cette corrélation à chaque jour d'écart de plus",
)  # fmt: skip
