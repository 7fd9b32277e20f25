"""The APL to GPs by the method revised in 2015."""

from __future__ import annotations

from twin.access.apl import apl, lacks_gps, standardised
from twin.access.indicator import AccessIndicator, Floats, Moment
from twin.parameters.access2026 import (
    APL_2015_BREAKS,
    APL_2015_WEIGHTS,
    CONSULTATIONS_PER_FTE,
    UNDER_DENSE,
)
from twin.territory.territory import Territory


def _raw(territory: Territory, _moment: Moment) -> Floats:
    per_person = apl(territory, APL_2015_BREAKS.series, APL_2015_WEIGHTS.series)
    return CONSULTATIONS_PER_FTE.number * per_person


APL_2015 = AccessIndicator(
    id="apl_2015",
    title="APL aux généralistes, méthode depuis 2015",
    title_en="Potential accessibility to GPs, method since 2015",
    unit="consultations/an/habitant",
    definition="Consultations de généraliste accessibles par an et par habitant standardisé par "
    "âge ; poids 1 jusqu'à 10 min, 2/3 jusqu'à 15 min, 1/3 jusqu'à 20 min, 0 au-delà (paliers à "
    "vérifier : seule la borne de 20 min est lue dans un texte officiel). La DREES borne "
    "l'activité de chaque médecin ; ici chaque temps plein vaut 5 400 consultations.",
    formula="A_i = 5400 somme_j w(d_ij) S_j / somme_k w(d_kj) P_k",
    source="DREES, méthode refondue en 2015 ; arrêté du 13 novembre 2017 (borne, seuil de 2,5). "
    "Temps et offre de ce territoire ; recours par âge supposé.",
    better="high",
    thresholds=(UNDER_DENSE.number,),
    order=61,
    raw=_raw,
    lacks=lacks_gps,
    missing="offre de généralistes inconnue dans le rayon de l'APL",
    weight=standardised,
)
