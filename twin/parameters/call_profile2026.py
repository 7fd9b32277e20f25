"""When and how much people call 15: calls a year, hour of the day, day of the week."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.parameters.sourced import Sourced
from twin.parameters.weekly import weekly

# At this storey each regulation file comes from one call.
FILES_PER_INHABITANT = Sourced(
    "samu_files_per_inhabitant", 0.31, "dossiers/habitant/an",
    "DREES, janvier 2025 : 20,7 millions de dossiers de régulation en 2022", "published",
    "Dossiers de régulation médicale par habitant (un appel chacun dans le modèle)",
)  # fmt: skip
HOURS = Sourced(
    "samu_calls_by_hour",
    (3.0, 2.4, 1.9, 1.6, 1.5, 1.6, 2.0, 2.8, 4.2, 5.0, 5.0, 4.8,
     4.7, 4.5, 4.4, 4.4, 4.6, 5.0, 5.8, 6.6, 7.4, 6.8, 5.8, 4.2),
    "% des appels du jour",
    "Forme supposée (pic de 18 h à 23 h) ; à caler sur le journal d'appels du SAMU",
    "assumed",
    "Appels au 15 par heure de la journée",
)  # fmt: skip
DAYS = Sourced(
    "samu_calls_by_weekday",
    (1.0, 1.0, 1.0, 1.0, 1.0, 1.4, 1.5),
    "relatif à un jour ouvré",
    "Forme supposée (fermeture des cabinets le samedi après-midi et le dimanche)",
    "assumed",
    "Appels au 15 par jour de la semaine, lundi en premier",
)


def week_profile() -> npt.NDArray[np.float64]:
    """Give the relative intensity of calls by hour of the week: shape (168,), mean 1."""
    return weekly(HOURS.series, DAYS.series)
