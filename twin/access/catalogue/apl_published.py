"""The APL to GPs as DREES publishes it."""

from __future__ import annotations

from twin.access.indicator import AccessIndicator, Floats, Moment, persons
from twin.access.published import column, lacks_column
from twin.parameters.access2026 import UNDER_DENSE
from twin.territory.territory import Territory


def _raw(territory: Territory, _moment: Moment) -> Floats:
    return column(territory, "apl_published")


def _weight(territory: Territory) -> Floats:
    if "apl_population" in territory.zones:
        return column(territory, "apl_population")
    return persons(territory)


def _lacks(territory: Territory) -> str:
    return lacks_column(territory, "apl_published", "le classeur APL de la DREES (xlsx)")


APL_PUBLISHED = AccessIndicator(
    id="apl_published",
    title="APL aux généralistes, publiée par la DREES",
    title_en="Potential accessibility to GPs, as published by DREES",
    unit="consultations/an/habitant",
    definition="Valeur publiée par la DREES pour la commune : consultations, visites et "
    "téléconsultations accessibles par an et par habitant standardisé. Rien n'est recalculé. La "
    "moyenne pèse chaque commune par sa population standardisée.",
    formula="valeur publiée",
    source="DREES, indicateur d'accessibilité potentielle localisée, millésime du fichier fourni.",
    better="high",
    thresholds=(UNDER_DENSE.number,),
    order=62,
    raw=_raw,
    lacks=_lacks,
    missing="pas de valeur publiée pour cette commune",
    weight=_weight,
)
