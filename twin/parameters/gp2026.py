"""When and where one's own GP is there; how distance changes the first contact."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse de travail Jumeau 2026"
SURGERY_HOURS = Sourced(
    "gp_surgery_hours", (8.0, 19.0), "heures locales, lundi à vendredi",
    f"{_ASSUMED} : cabinets ouverts en journée, la permanence des soins commence à 20 h", "assumed",
    "Heures des cabinets de médecine générale",
)  # fmt: skip
SATURDAY = Sourced(
    "gp_surgery_saturday", (8.0, 12.0, 0.5), "heures locales, part des cabinets", _ASSUMED,
    "assumed", "Cabinets de médecine générale ouverts le samedi matin",
)  # fmt: skip
APL_REFERENCE = Sourced(
    "gp_apl_reference", 3.3, "consultations/an/habitant",
    "DREES, APL aux médecins généralistes, moyenne nationale 2022", "published",
    "Accessibilité à laquelle un patient trouve son généraliste comme la moyenne",
)  # fmt: skip
APL_BOUNDS = Sourced(
    "gp_apl_bounds", (0.4, 1.2), "rapport à la moyenne nationale", _ASSUMED, "assumed",
    "Bornes de l'effet local de l'accessibilité aux généralistes",
)  # fmt: skip
FAR_PER_MIN = Sourced(
    "far_call_per_min", 0.02, "logarithme du rapport de cotes, par minute",
    f"{_ASSUMED} : plus l'on est loin, plus on appelle avant de venir", "assumed",
    "Appeler plutôt que venir, selon les minutes jusqu'aux urgences les plus proches",
)  # fmt: skip
FAR_USUAL_MIN = Sourced(
    "far_usual_min", 15.0, "min", _ASSUMED, "assumed",
    "Distance aux urgences à laquelle les parts de premier contact valent",
)  # fmt: skip
FAR_BOUNDS = Sourced(
    "far_bounds", (0.5, 3.0), "rapport de cotes", _ASSUMED, "assumed",
    "Bornes de l'effet de la distance sur le premier contact",
)  # fmt: skip


def surgery_week() -> npt.NDArray[np.float64]:
    """Give the share of surgeries open at each hour of the week, Monday 0:00 first, (168,)."""
    week = np.zeros((7, 24))
    first, last = (int(hour) for hour in SURGERY_HOURS.series)
    week[:5, first:last] = 1.0
    opens, closes, share = SATURDAY.series
    week[5, int(opens) : int(closes)] = share
    return week.ravel()
