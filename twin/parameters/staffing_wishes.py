"""What a good table is worth, in points: hours due, fair shares, changes, help from outside.

A person missing from the need costs 100 points (`under` of the need), a wish 10 to 30: these
weights are placed between the two. All are assumed, and a house may weigh otherwise.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_OWN = "Pondération choisie pour Jumeau, à régler avec le service."

WEEK_DUE_H = {
    ("fph", False): Sourced(
        "staffing_week_due_fph_h", 35.0, "h", "Décret 2002-9, art. 1 (1 607 h par an).",
        "published", "Heures dues par semaine, agent de jour ou alterné",
    ),
    ("fph", True): Sourced(
        "staffing_week_due_night_h", 32.5, "h", "Décret 2002-9, art. 2 : 1 476 h ; 32 h 30 "
        "par semaine est de pratique courante, à vérifier.", "assumed",
        "Heures dues par semaine, agent de nuit",
    ),
    ("private", False): Sourced(
        "staffing_week_due_private_h", 35.0, "h", "Code du travail, L. 3121-27.", "published",
        "Heures dues par semaine, salarié du privé",
    ),
}  # fmt: skip
"""By status and night-only work; doctors are due half-days, not hours: nothing is asked of them."""

FREE_HOURS = Sourced(
    "staffing_free_hours", 8.0, "h", _OWN, "assumed",
    "Écart aux heures dues sans coût, sur le tableau",
)  # fmt: skip
HALF_HOUR_POINTS = Sourced(
    "staffing_half_hour_points", 1.0, "points par demi-heure", _OWN, "assumed",
    "Écart aux heures dues, au-delà",
)  # fmt: skip
FAIR_POINTS = Sourced(
    "staffing_fair_points", 4.0, "points par dimanche, férié ou nuit", _OWN, "assumed",
    "Au-dessus de la part équitable (double au deuxième)",
)  # fmt: skip
CHANGE_POINTS = Sourced(
    "staffing_change_points", 40.0, "points par case", _OWN, "assumed",
    "Case d'un tableau publié changée",
)  # fmt: skip
CHANGE_48H_POINTS = Sourced(
    "staffing_change_48h_points", 60.0, "points par case", _OWN, "assumed",
    "Case changée à moins de 48 h",
)  # fmt: skip
AGENCY_POINTS = Sourced(
    "staffing_agency_points", 90.0, "points par poste", _OWN, "assumed",
    "Poste tenu par l'intérim",
)  # fmt: skip
OVERTIME_POINTS = Sourced(
    "staffing_overtime_points", 6.0, "points par heure", _OWN, "assumed",
    "Heure supplémentaire",
)  # fmt: skip
WEIGHTS = (
    *WEEK_DUE_H.values(), FREE_HOURS, HALF_HOUR_POINTS, FAIR_POINTS, CHANGE_POINTS,
    CHANGE_48H_POINTS, AGENCY_POINTS, OVERTIME_POINTS,
)  # fmt: skip
"""All of them, for the Method page."""
