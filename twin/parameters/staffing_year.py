"""What a year of work is made of, for the counters of a yearly plan: hours due, leave."""

from __future__ import annotations

from twin.parameters.sourced import Sourced

LEAVE_WEEKS = Sourced(
    "staffing_leave_weeks", 5.0, "semaines", "25 jours de congé annuel, décret 2002-8 : de "
    "connaissance générale, à vérifier sur Légifrance.", "assumed", "Congé annuel d'un temps plein",
)  # fmt: skip
SUMMER_WEEKS = Sourced(
    "staffing_summer_weeks", 2.0, "semaines", "Choisi pour Jumeau : juin à septembre.", "assumed",
    "Congé d'été souhaité",
)  # fmt: skip
SUMMER_POINTS = Sourced(
    "staffing_summer_points", 30.0, "points par semaine", "Pondération choisie pour Jumeau.",
    "assumed", "Semaine d'été manquante",
)  # fmt: skip
MOST_LEAVE_MONTH = Sourced(
    "staffing_most_leave_month", 3.0, "semaines", "Choisi pour Jumeau.", "assumed",
    "Congé dans un même mois, au plus",
)  # fmt: skip
YEAR = (LEAVE_WEEKS, SUMMER_WEEKS, SUMMER_POINTS, MOST_LEAVE_MONTH)
"""All of them, for the Method page."""
