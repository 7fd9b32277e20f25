"""Figures that a referral supposes: spread of road times, weights of the ranking, limits."""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse Jumeau, à remplacer par les trajets et les choix relevés du SAMU"

ROAD_SIGMA = Sourced(
    "referral_road_sigma", 0.25, "écart type du logarithme", _ASSUMED, "assumed",
    "Dispersion (lognormale) d'un trajet par la route autour de sa moyenne")  # fmt: skip
FLIGHT_SIGMA = Sourced(
    "referral_flight_sigma", 0.1, "écart type du logarithme", _ASSUMED, "assumed",
    "Dispersion (lognormale) d'un vol autour de sa moyenne")  # fmt: skip
GRAVITY = Sourced(
    "referral_gravity", (10.0, 5.0, 2.0, 1.0), "sans unité (P0, P1, P2, P3)", _ASSUMED, "assumed",
    "Poids d'une minute selon la priorité")  # fmt: skip
LATE_MIN = Sourced(
    "referral_late_min", 600.0, "min", _ASSUMED, "assumed",
    "Minutes que vaut un délai de traitement manqué, dans le classement")  # fmt: skip
COVER_MIN = Sourced(
    "referral_cover_min", 3.0, "min pondérée par point", _ASSUMED, "assumed",
    "Ce que coûte un point d'appels de SMUR découverts, dans le classement")  # fmt: skip
SAFE = Sourced(
    "referral_safe", 0.5, "probabilité", _ASSUMED, "assumed",
    "Probabilité de tenir le délai sous laquelle aucune option n'est dite sûre")  # fmt: skip
STALE_MIN = Sourced(
    "referral_stale_min", 60.0, "min", _ASSUMED, "assumed",
    "Âge d'un relevé de places au-delà duquel il est signalé")  # fmt: skip
REACH_MIN = Sourced(
    "referral_reach_min", 30.0, "min", "Objectif national d'accès aux soins urgents en 30 min ; "
    "ici du départ de l'équipe au patient", "published",
    "Portée d'une équipe médicale, pour la couverture laissée")  # fmt: skip
EVERY = (ROAD_SIGMA, FLIGHT_SIGMA, GRAVITY, LATE_MIN, COVER_MIN, SAFE, STALE_MIN, REACH_MIN)
