"""The APL to GPs by the method of 2012."""

from __future__ import annotations

from twin.access.apl import apl, lacks_gps, standardised
from twin.access.indicator import AccessIndicator, Floats, Moment
from twin.parameters.access2026 import APL_2012_BREAKS, APL_2012_WEIGHTS
from twin.territory.territory import Territory


def _raw(territory: Territory, _moment: Moment) -> Floats:
    return 100_000 * apl(territory, APL_2012_BREAKS.series, APL_2012_WEIGHTS.series)


APL_2012 = AccessIndicator(
    id="apl_2012",
    title="APL aux généralistes, méthode 2012",
    title_en="Potential accessibility to GPs, method of 2012",
    unit="ETP/100 000 habitants",
    definition="Équivalents temps plein de généralistes accessibles pour 100 000 habitants "
    "standardisés par âge, tous à portée de route ; poids 1 jusqu'à 5 min, 0,3 jusqu'à 10 min, "
    "0,1 jusqu'à 15 min, 0 au-delà. Les communes de l'anneau offrent et demandent aussi.",
    formula="A_i = somme_j w(d_ij) S_j / somme_k w(d_kj) P_k",
    source="Barlet, Coldefy, Collin, Lucas-Gabrielli : DREES, Études et résultats n° 795, 2012. "
    "Temps et offre de ce territoire ; recours par âge supposé.",
    better="high",
    thresholds=(),
    order=60,
    raw=_raw,
    lacks=lacks_gps,
    missing="offre de généralistes inconnue dans le rayon de l'APL",
    weight=standardised,
)
