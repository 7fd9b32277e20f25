"""How often staff are away without notice, by status: rates of groups, never of one person.

The replay of a table draws from them at random. They say nothing of who will be away.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ATIH = (
    "ATIH, analyse des bilans sociaux 2014 des établissements publics de santé, reprise par "
    "Espace infirmier (2016) : toutes absences, maternité comprise ; remplacez par la vôtre."
)
ABSENCE_SHARE = {
    "fph": Sourced("staffing_absence_share_fph", 0.087, "part des jours", _ATIH, "published",
                   "Jours d'absence, personnel des services de soins"),
    "senior": Sourced("staffing_absence_share_senior", 0.034, "part des jours", _ATIH, "published",
                      "Jours d'absence, personnel médical"),
    "intern": Sourced("staffing_absence_share_intern", 0.034, "part des jours",
                      "Celle du personnel médical, faute de mieux.", "assumed",
                      "Jours d'absence, internes"),
    "private": Sourced("staffing_absence_share_private", 0.087, "part des jours",
                       "Celle du public, faute de mieux.", "assumed",
                       "Jours d'absence, salariés du privé"),
}  # fmt: skip
"""By status; a rate given by the user for a skill or a grade wins."""

SHORT_SHARE = Sourced(
    "staffing_absence_short_share", 0.05, "part des jours d'absence",
    "ATIH 2014, personnel non médical : 0,4 point sur 8,0 pour les absences de moins de 6 jours.",
    "published", "Jours d'absence dans des arrêts de moins de 6 jours",
)  # fmt: skip
SHORT_MEAN_DAYS = Sourced(
    "staffing_absence_short_days", 2.5, "jours", "Choisi pour Jumeau ; 1 à 5 jours.", "assumed",
    "Durée moyenne d'un arrêt court",
)  # fmt: skip
LONG_MEAN_DAYS = Sourced(
    "staffing_absence_long_days", 25.0, "jours",
    "Choisi pour Jumeau ; 6 jours au moins, puis une durée géométrique.", "assumed",
    "Durée moyenne d'un arrêt long",
)  # fmt: skip
TOLD_AT_HOUR = Sourced(
    "staffing_absence_told_hour", 5.0, "h", "Choisi pour Jumeau : le matin du premier jour, avec "
    "la durée de l'arrêt.", "assumed", "Heure à laquelle une absence est connue",
)  # fmt: skip
ABSENCES = (*ABSENCE_SHARE.values(), SHORT_SHARE, SHORT_MEAN_DAYS, LONG_MEAN_DAYS, TOLD_AT_HOUR)
"""All of them, for the Method page."""
