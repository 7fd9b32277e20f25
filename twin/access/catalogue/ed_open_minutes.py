"""Minutes from residents to the nearest ED freely open at that hour."""

from __future__ import annotations

from twin.access.emergency import freely_open, lacks_departments, no_rule, to_open_departments
from twin.access.indicator import AccessIndicator
from twin.parameters.access2026 import TIME_THRESHOLDS

ED_OPEN_MINUTES = AccessIndicator(
    id="ed_open_minutes",
    title="Temps jusqu'aux urgences ouvertes à cette heure",
    title_en="Minutes to the nearest emergency department open at that hour",
    unit="min",
    definition="Du point de la commune au service d'urgences le plus proche qui reçoit sans appel "
    "préalable à cette heure. Un site à accès régulé, suspendu, fermé ou réduit à une antenne ne "
    "compte pas ; un site sans règle d'accès connue est supposé ouvert.",
    formula="min_j d(i, j), j parcourant les services d'urgences ouverts à l'heure h",
    source="Jumeau : calendrier d'accès du territoire (CSP R. 6123-18-2, R. 6123-6-1 ; décret "
    "2023-1374).",
    better="low",
    thresholds=TIME_THRESHOLDS.series,
    order=20,
    raw=lambda territory, moment: to_open_departments(
        territory, moment, freely_open(territory, moment.day)
    ),
    lacks=lacks_departments,
    caveat=no_rule,
    states=freely_open,
    urgent=True,
)
