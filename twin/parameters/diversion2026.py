"""What becomes of those who would come to an ED whose access is regulated, suspended or closed."""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = (
    "Hypothèse de travail Jumeau 2026 : aucune mesure publiée ; à faire varier dans toute étude"
)
_SHARES = "part (renoncent, généraliste, autres urgences, viennent quand même, appellent le 15)"

REGULATED = Sourced(
    "diversion_regulated", (0.05, 0.15, 0.15, 0.20, 0.45), _SHARES, _ASSUMED, "assumed",
    "Accès régulé : ce que font ceux qui seraient venus d'eux-mêmes",
)  # fmt: skip
SHUT = Sourced(
    "diversion_shut", (0.08, 0.17, 0.30, 0.10, 0.35), _SHARES, _ASSUMED, "assumed",
    "Urgences suspendues, fermées ou en antenne : ce que font ceux qui seraient venus d'eux-mêmes",
)  # fmt: skip
ORIENTED_IN = Sourced(
    "diversion_oriented_in", 0.60, "part", _ASSUMED, "assumed",
    "Accès régulé : part reçue sur place de ceux qu'un infirmier oriente à la porte",
)  # fmt: skip
LAST_ARRIVAL = Sourced(
    "diversion_last_arrival_min", 0.0, "min",
    f"{_ASSUMED} ; les arrêtés connus ne fixent pas d'heure de dernière entrée", "assumed",
    "Minutes avant la fermeture à partir desquelles l'on ne reçoit plus",
)  # fmt: skip
CALL_RECEIVED = Sourced(
    "diversion_call_received", 0.40, "part", _ASSUMED, "assumed",
    "Part de ceux qui appellent le 15 devant une porte régulée et sont adressés aux urgences",
)  # fmt: skip
OWN_MEANS = Sourced(
    "diversion_own_means", 0.77, "part",
    "Calcul Jumeau : arrivées par ses propres moyens, pilote, une année simulée", "assumed",
    "Part des passages venus sans équipe, pour rendre à un site les passages que son accès limite",
)  # fmt: skip
