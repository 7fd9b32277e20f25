"""MCO beds within reach per 1,000 inhabitants, by a floating catchment."""

from __future__ import annotations

import numpy as np

from twin.access.apl import floating_catchment, step_weights
from twin.access.beds import beds_supposed, declared_beds, lacks_beds
from twin.access.indicator import AccessIndicator, Floats, Moment, persons
from twin.access.reach import columns, to_facilities
from twin.parameters.access2026 import BEDS_CATCHMENT
from twin.territory.territory import Territory


def _raw(territory: Territory, _moment: Moment) -> Floats:
    minutes = to_facilities(territory, columns(territory, "hospital"))
    pairs = step_weights(minutes, (BEDS_CATCHMENT.number,), (1.0,))
    values = 1000 * floating_catchment(declared_beds(territory), persons(territory), pairs)
    values[np.isnan(minutes).all(axis=1)] = np.nan
    return values


BEDS_REACHABLE_PER_1000 = AccessIndicator(
    id="beds_reachable_per_1000",
    title="Lits MCO accessibles en 30 min pour 1 000 habitants",
    title_en="Acute beds within 30 minutes per 1,000 inhabitants",
    unit="lits/1 000 habitants",
    definition="Lits de médecine, chirurgie et obstétrique des sites d'urgences à 30 min au plus, "
    "partagés entre tous les habitants qui sont à 30 min au plus de chacun, anneau compris. Zéro "
    "veut dire : aucun site d'urgences à 30 min. Les hôpitaux sans urgences n'y sont pas.",
    formula="1000 somme_j w(d_ij) L_j / somme_k w(d_kj) P_k, w = 1 jusqu'à 30 min, 0 au-delà",
    source="Luo et Wang, Environment and Planning B, 2003, 30, 865-884 ; lits MCO du territoire.",
    better="high",
    thresholds=(),
    order=71,
    raw=_raw,
    lacks=lacks_beds,
    caveat=beds_supposed,
    missing="un site à 30 min ne déclare pas ses lits",
)
