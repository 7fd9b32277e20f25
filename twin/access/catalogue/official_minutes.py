"""Minutes to the nearest urgent care of any kind, as the official indicator counts it."""

from __future__ import annotations

import numpy as np

from twin.access.emergency import departments, lacks_departments
from twin.access.indicator import AccessIndicator, Floats, Moment
from twin.access.reach import columns, nearest, points_of, to_facilities, to_points, zone_points
from twin.parameters.access2026 import TIME_THRESHOLDS
from twin.territory.helicopter import helicopter_minutes
from twin.territory.territory import Territory

WORDS = {
    "smur_antenna": "antennes de SMUR",
    "mcs": "médecins correspondants du SAMU",
    "helicopter": "hélicoptères",
}


def _raw(territory: Territory, _moment: Moment) -> Floats:
    sites = departments(territory) + columns(territory, "smur")
    found = [to_facilities(territory, sites)]
    found.append(to_points(territory, points_of(territory, "smur_antenna", "mcs")))
    bases = np.array([[p.lon, p.lat] for p in points_of(territory, "helicopter")])
    if len(bases):
        found.append(helicopter_minutes(bases, zone_points(territory)))
    return nearest(np.concatenate(found, axis=1))


def _caveat(territory: Territory) -> str:
    absent = [word for kind, word in WORDS.items() if not points_of(territory, kind)]
    if not columns(territory, "smur"):
        absent.insert(0, "bases SMUR")
    if not absent:
        return ""
    return (
        f"Tables absentes : {', '.join(absent)}. La population éloignée est donc surestimée par "
        "rapport à l'indicateur officiel."
    )


OFFICIAL_MINUTES = AccessIndicator(
    id="official_minutes",
    title="Accès aux soins urgents, à la manière de l'indicateur officiel",
    title_en="Access to urgent care, in the manner of the official indicator",
    unit="min",
    definition="Du point de la commune au plus proche : service d'urgences, SMUR ou antenne, "
    "médecin correspondant du SAMU (par la route, sans mobilisation), ou hélicoptère de jour "
    "(alerte, vol, poser). Tous supposés présents à toute heure. Les temps sont ceux du "
    "territoire, pas ceux du distancier METRIC : les valeurs officielles diffèrent.",
    formula="min(min_j d(i, j), min_b h(b, i)), j parcourant urgences, SMUR, antennes et MCS, b "
    "les bases d'hélicoptères",
    source="D'après DREES et DGOS, diagnostic d'accès aux soins de médecine d'urgence par "
    "commune ; twin/territory/helicopter pour le vol.",
    better="low",
    thresholds=TIME_THRESHOLDS.series,
    order=40,
    raw=_raw,
    lacks=lacks_departments,
    caveat=_caveat,
    urgent=True,
)
