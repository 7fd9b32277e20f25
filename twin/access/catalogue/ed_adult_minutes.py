"""Minutes from residents to the nearest ED that receives adults."""

from __future__ import annotations

from twin.access.emergency import lacks_departments, to_departments
from twin.access.indicator import AccessIndicator
from twin.parameters.access2026 import TIME_THRESHOLDS

ED_ADULT_MINUTES = AccessIndicator(
    id="ed_adult_minutes",
    title="Temps jusqu'aux urgences pour adultes les plus proches",
    title_en="Minutes to the nearest emergency department for adults",
    unit="min",
    definition="Comme ed_minutes, sans les sites autorisés aux seules urgences pédiatriques ; tous "
    "les sites ouverts.",
    formula="min_j d(i, j), j parcourant les services d'urgences qui reçoivent des adultes",
    source="Jumeau : autorisations SAE, temps du territoire. Ce n'est pas l'indicateur officiel.",
    better="low",
    thresholds=TIME_THRESHOLDS.series,
    order=11,
    raw=lambda territory, _moment: to_departments(territory, adults=True),
    lacks=lacks_departments,
    urgent=True,
)
