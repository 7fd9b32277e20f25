"""The official minutes as DREES and DGOS publish them, where the territory carries them."""

from __future__ import annotations

from twin.access.indicator import AccessIndicator, Floats, Moment
from twin.access.published import column, lacks_column
from twin.parameters.access2026 import TIME_THRESHOLDS
from twin.territory.territory import Territory

COLUMN = "official_minutes"


def _raw(territory: Territory, _moment: Moment) -> Floats:
    return column(territory, COLUMN)


def _lacks(territory: Territory) -> str:
    return lacks_column(
        territory, COLUMN, "la table communale du diagnostic d'accès aux soins urgents de la DREES"
    )


OFFICIAL_PUBLISHED_MINUTES = AccessIndicator(
    id="official_published_minutes",
    title="Indicateur officiel publié d'accès aux soins urgents",
    title_en="Official access to urgent care, as published",
    unit="min",
    definition="Valeur publiée par la DREES et la DGOS pour la commune : temps METRIC jusqu'au "
    "plus proche des services d'urgences, SMUR ou antennes, médecins correspondants du SAMU et "
    "hélicoptères. Rien n'est recalculé.",
    formula="valeur publiée",
    source="DREES et DGOS, diagnostic d'accès aux soins de médecine d'urgence par commune.",
    better="low",
    thresholds=TIME_THRESHOLDS.series,
    order=41,
    raw=_raw,
    lacks=_lacks,
    missing="pas de valeur publiée pour cette commune",
    urgent=True,
)
