"""Indicators of what becomes of the patients: expected deaths, returns."""

from __future__ import annotations

from collections.abc import Callable

from twin.indicators.catalogue import Indicator
from twin.indicators.rows import Rows, ratio
from twin.indicators.tally import Tally
from twin.indicators.tally.outcomes import AFTER_ED, AFTER_STAY, WITHIN_DAYS

FROM = ("après un passage", "après une hospitalisation")


def _deaths(t: Tally) -> Rows:
    death = t.inputs.pathways.wards.death
    return [("", "", float((t.outcomes.begun * death).sum()))]


def _returns(origin: int, rank: int) -> Callable[[Tally], Rows]:
    def share(t: Tally) -> Rows:
        o = t.outcomes
        return [("", "", ratio(o.returns[origin, rank], o.anchors[origin, rank]))]

    return share


DEATHS = Indicator(
    "deaths", "Décès attendus", "Expected deaths", "décès",
    "Somme des probabilités de décès selon le motif et l'âge, sur les besoins des habitants du "
    "territoire apparus dans la période ; jamais tirés au sort. Ces probabilités ne dépendent "
    "pas des délais : l'écart entre deux politiques n'est pas une surmortalité.",
    "low", 90, _deaths, by_place=False,
)  # fmt: skip
RETURNS = tuple(
    Indicator(
        f"return_{days}d_{name}", f"Retours à {days} jours {FROM[origin]}",
        f"Returns within {days} days, {english}", "part",
        f"Part des sorties {FROM[origin]}, vers le domicile"
        f"{' (patients partis sans être vus compris)' if origin == AFTER_ED else ''}, suivies "
        f"d'un retour dans les {days} jours ; sorties datées au plus tard {days} jours avant la "
        "fin de la période, pour que toutes soient suivies ; habitants du territoire.",
        "low", 91 + origin, _returns(origin, rank), by_place=False,
    )
    for origin, name, english in ((AFTER_ED, "ed", "after the ED"),
                                  (AFTER_STAY, "stay", "after a stay"))
    for rank, days in enumerate(WITHIN_DAYS)
)  # fmt: skip
