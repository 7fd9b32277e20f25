"""Minutes from residents to the nearest cath lab."""

from __future__ import annotations

from twin.access.emergency import lacks_points
from twin.access.indicator import AccessIndicator, Floats, Moment
from twin.access.reach import nearest, points_of, to_points
from twin.parameters.access2026 import TIME_THRESHOLDS
from twin.territory.territory import Territory


def _raw(territory: Territory, _moment: Moment) -> Floats:
    return nearest(to_points(territory, points_of(territory, "cath_lab")))


CATH_LAB_MINUTES = AccessIndicator(
    id="cath_lab_minutes",
    title="Temps jusqu'à la salle de coronarographie la plus proche",
    title_en="Minutes to the nearest cath lab",
    unit="min",
    definition="Du point de la commune à la salle de coronarographie la plus proche, en voiture, "
    "sans attente ; celles de l'anneau comprises.",
    formula="min_j d(i, j), j parcourant les salles de coronarographie",
    source="Jumeau : table des lieux de soins du territoire, modèle de route.",
    better="low",
    thresholds=TIME_THRESHOLDS.series,
    order=52,
    raw=_raw,
    lacks=lambda territory: lacks_points(territory, "cath_lab", "de salles de coronarographie"),
)
