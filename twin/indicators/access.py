"""Indicators of access: the way to the door, and those who find it closed."""

from __future__ import annotations

from collections.abc import Callable

from twin.contracts import MS_PER_MINUTE
from twin.indicators.catalogue import Indicator
from twin.indicators.rows import Rows, by_hospital, ratio
from twin.indicators.tally import Tally
from twin.indicators.tally.access import RENOUNCES, TO_GP


def _access(t: Tally) -> Rows:
    own, spent, came = t.own_zones, t.access.access_ms, t.access.access_count
    whole = ratio(spent[own].sum() / MS_PER_MINUTE, came[own].sum())
    rows: Rows = [("", "", whole)]
    rows.extend(
        (t.zones[i], "", float(spent[i] / MS_PER_MINUTE / came[i])) for i in own[came[own] > 0]
    )
    return rows


def _zone_diverted(t: Tally) -> Rows:
    return [(t.zones[i], "", float(t.access.zone_diverted[i])) for i in t.own_zones]


def _diverted(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.access.diverted[at].sum()))


def _chose(what: int) -> Callable[[Tally], Rows]:
    def number(t: Tally) -> Rows:
        return by_hospital(t, lambda at: float(t.access.diverted[at, what].sum()))

    return number


def _oriented(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.access.oriented[at, 0].sum()))


def _own_km(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.samu.own_metres[at].sum() / 1000))


ZONE_DIVERTED = Indicator(
    "zone_diverted", "Porte fermée ou régulée, par commune", "Door shut or regulated, by commune",
    "patients",
    "Patients de la commune dont le service d'urgences habituel est fermé ou régulé au moment de "
    "venir, qu'il les reçoive ensuite ou non.",
    "low", 80, _zone_diverted,
)  # fmt: skip
ED_ACCESS_MEAN = Indicator(
    "ed_access_mean", "Temps moyen jusqu'à la porte des urgences", "Mean time to the ED door",
    "min",
    "Du départ à l'arrivée aux urgences qui reçoivent le patient, détour par une porte fermée "
    "compris ; venues par ses propres moyens.",
    "low", 81, _access,
)  # fmt: skip
DIVERTED = Indicator(
    "diverted", "Patients devant une porte fermée ou régulée",
    "Patients at a door shut or regulated", "patients",
    "Venues de patients dont le service d'urgences habituel est fermé ou régulé à ce moment, y "
    "compris ceux qu'un accès régulé reçoit ensuite (envoyés par le 15, ou orientés à la porte) ; "
    "qui appelle le 15 puis trouve encore porte close compte deux fois.",
    "low", 82, _diverted,
)  # fmt: skip
RENOUNCED = Indicator(
    "renounced", "Renoncements aux soins", "Care forgone", "patients",
    "De ceux-là, les patients qui renoncent (part hypothétique, à faire varier).",
    "low", 83, _chose(RENOUNCES),
)  # fmt: skip
GP_INSTEAD = Indicator(
    "gp_instead", "Reportés vers un médecin généraliste", "Referred to a GP", "patients",
    "De ceux-là, les patients qui consultent un généraliste ou une maison médicale de garde.",
    "neutral", 84, _chose(TO_GP),
)  # fmt: skip
ORIENTED_GP = Indicator(
    "oriented_gp", "Orientés vers un généraliste à la porte", "Sent to a GP at the door",
    "patients", "Patients venus d'eux-mêmes à un accès régulé, que l'infirmier oriente vers un "
    "généraliste.",
    "neutral", 85, _oriented,
)  # fmt: skip
OWN_KM = Indicator(
    "patient_km", "Kilomètres des patients", "Kilometres driven by patients", "km",
    "Aller jusqu'aux urgences qui reçoivent, par ses propres moyens, retour non compté ; vol "
    "d'oiseau multiplié par 1,3.",
    "low", 86, _own_km,
)  # fmt: skip
