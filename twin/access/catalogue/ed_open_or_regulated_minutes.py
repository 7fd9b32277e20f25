"""Minutes from residents to the nearest ED that receives at that hour, after a call included."""

from __future__ import annotations

from twin.access.emergency import lacks_departments, no_rule, open_or_regulated, to_open_departments
from twin.access.indicator import AccessIndicator
from twin.parameters.access2026 import TIME_THRESHOLDS

ED_OPEN_OR_REGULATED_MINUTES = AccessIndicator(
    id="ed_open_or_regulated_minutes",
    title="Temps jusqu'aux urgences ouvertes ou régulées à cette heure",
    title_en="Minutes to the nearest emergency department open or regulated at that hour",
    unit="min",
    definition="Comme ed_open_minutes, en comptant aussi les sites à accès régulé : on y est reçu "
    "après un appel au 15 ou l'orientation d'un infirmier.",
    formula="min_j d(i, j), j parcourant les services d'urgences ouverts ou régulés à l'heure h",
    source="Jumeau : calendrier d'accès du territoire (CSP R. 6123-18-2, R. 6123-18-3).",
    better="low",
    thresholds=TIME_THRESHOLDS.series,
    order=21,
    raw=lambda territory, moment: to_open_departments(
        territory, moment, open_or_regulated(territory, moment.day)
    ),
    lacks=lacks_departments,
    caveat=no_rule,
    states=open_or_regulated,
    urgent=True,
)
