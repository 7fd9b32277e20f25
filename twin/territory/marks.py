"""Words that a facility's `source` carries when a fact was supposed; `check` reads them back."""

from __future__ import annotations

ASSUMED = "assumed"
SIZE_ASSUMED = "assumed : taille supposée, arrondie à 25 lits"
SMUR_ASSUMED = "assumed : base SMUR supposée (aucune déclarée dans les fichiers)"
SMUR_UNCERTAIN = "SMUR incertain, non retenu"
SMUR_UNVERIFIED = "base SMUR d'une source non officielle, à vérifier"
SEAT_ASSUMED = "assumed : siège supposé (plus grand site du département)"
SEAT_UNVERIFIED = "siège d'une source non officielle, à vérifier"
RING = "anneau hors territoire"
SEASONAL = "site saisonnier"
ANTENNA = "antenne de médecine d'urgence"
NO_AUTHORISATION = "ni urgences générales ni urgences pédiatriques"
