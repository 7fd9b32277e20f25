"""When people come to the emergency department: hour of the day, day of the week."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.parameters.sourced import Sourced
from twin.parameters.weekly import weekly

HOURS = Sourced(
    "ed_arrivals_by_hour",
    (2.0, 1.5, 1.2, 1.0, 1.0, 1.1, 1.5, 2.5, 4.5, 6.2, 7.0, 6.8,
     5.9, 6.0, 6.5, 6.3, 6.2, 6.3, 6.3, 5.9, 5.0, 4.2, 3.1, 2.0),
    "% des arrivées du jour",
    "Forme habituelle des arrivées aux urgences en France (creux de 2 h à 6 h, pics de 10 h à "
    "12 h et de 17 h à 20 h) ; à caler sur les RPU de la région",
    "assumed",
    "Arrivées aux urgences par heure de la journée",
)  # fmt: skip
DAYS = Sourced(
    "ed_arrivals_by_weekday",
    (1.11, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    "relatif aux autres jours",
    "DREES, Études et Résultats n° 1320, décembre 2024 : lundi + 11 % par rapport aux autres jours",
    "published",
    "Arrivées aux urgences par jour de la semaine, lundi en premier",
)
_FITTED = (
    "Calé pour que les arrivées simulées d'une année aient les heures ci-dessus, et le lundi 11 % "
    "de plus que les autres jours (DREES, n° 1320), quand ceux qui appellent suivent la semaine "
    "des appels et que les cabinets ferment le soir et le week-end"
)
NEEDS_HOURS = Sourced(
    "needs_by_hour",
    (1.6, 0.9, 0.8, 0.7, 0.8, 1.0, 1.5, 2.85, 6.2, 7.6, 7.9, 7.1,
     5.6, 6.5, 7.4, 6.55, 6.6, 6.7, 6.55, 5.2, 3.8, 3.1, 1.95, 1.1),
    "% des besoins du jour", _FITTED, "assumed",
    "Besoins menant aux urgences par heure de la journée",
)  # fmt: skip
NEEDS_DAYS = Sourced(
    "needs_by_weekday", (1.164, 1.0, 1.0, 1.0, 1.0, 0.877, 0.855), "relatif à un mardi", _FITTED,
    "assumed", "Besoins menant aux urgences par jour de la semaine, lundi en premier",
)  # fmt: skip


def week_profile() -> npt.NDArray[np.float64]:
    """Give the relative intensity of arrivals by hour of the week: shape (168,), mean 1."""
    return weekly(HOURS.series, DAYS.series)


def needs_profile() -> npt.NDArray[np.float64]:
    """Give the relative intensity of needs by hour of the week: shape (168,), mean 1.

    Arrivals are an outcome: needs of the same hours, less those whom a GP or the regulation keeps
    at home, plus those who call at other hours.
    """
    return weekly(NEEDS_HOURS.series, NEEDS_DAYS.series)
