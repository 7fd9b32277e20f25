"""Minutes from residents to the nearest ED, every site open."""

from __future__ import annotations

from twin.access.emergency import lacks_departments, to_departments
from twin.access.indicator import AccessIndicator
from twin.parameters.access2026 import TIME_THRESHOLDS

ED_MINUTES = AccessIndicator(
    id="ed_minutes",
    title="Temps jusqu'aux urgences les plus proches",
    title_en="Minutes to the nearest emergency department",
    unit="min",
    definition="Du point de la commune au service d'urgences autorisé le plus proche, général ou "
    "pédiatrique, en voiture, sans attente ; tous les sites ouverts, ceux de l'anneau compris.",
    formula="min_j d(i, j), j parcourant les services d'urgences autorisés",
    source="Jumeau : autorisations SAE, temps du territoire. Ce n'est pas l'indicateur officiel.",
    better="low",
    thresholds=TIME_THRESHOLDS.series,
    order=10,
    raw=lambda territory, _moment: to_departments(territory),
    lacks=lacks_departments,
    urgent=True,
)
