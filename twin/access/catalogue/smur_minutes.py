"""Minutes from the departure order of a SMUR to the patient."""

from __future__ import annotations

from twin.access.emergency import MOBILISATION_MIN, from_smur, lacks_smur, staffed, teams_supposed
from twin.access.indicator import AccessIndicator
from twin.parameters.access2026 import TIME_THRESHOLDS

SMUR_MINUTES = AccessIndicator(
    id="smur_minutes",
    title="Temps d'arrivée d'un SMUR, mobilisation comprise",
    title_en="Minutes from the order to the SMUR's arrival, mobilisation included",
    unit="min",
    definition="De l'ordre de départ à l'arrivée dans la commune, depuis la base la plus proche "
    "qui a une équipe à cette heure : délai de mobilisation, puis route sans gain de sirène. "
    "Équipe supposée libre ; ni l'appel ni la régulation ne sont comptés ; antennes et "
    "hélicoptères exclus.",
    formula=f"m + min_b d(b, i), m = {MOBILISATION_MIN:g} min (departure_smur, supposé), b "
    "parcourant les bases avec une équipe à l'heure h",
    source="Jumeau : bases et équipes du territoire, délai de twin/parameters/pathways2026.",
    better="low",
    thresholds=TIME_THRESHOLDS.series,
    order=30,
    raw=from_smur,
    lacks=lacks_smur,
    caveat=teams_supposed,
    states=staffed,
)
