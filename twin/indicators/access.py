"""Indicators of access: the way to the door, and those who find it closed."""

from __future__ import annotations

from twin.contracts import MS_PER_MINUTE
from twin.indicators.catalogue import Indicator
from twin.indicators.rows import Rows, by_hospital, ratio
from twin.indicators.tally import Tally


def _access(t: Tally) -> Rows:
    own = t.own_zones
    whole = ratio(t.access_ms[own].sum() / MS_PER_MINUTE, t.access_count[own].sum())
    rows: Rows = [("", "", whole)]
    for i in own[t.access_count[own] > 0]:
        minutes = t.access_ms[i] / MS_PER_MINUTE / t.access_count[i]
        rows.append((t.zones[i], "", float(minutes)))
    return rows


def _zone_diverted(t: Tally) -> Rows:
    return [(t.zones[i], "", float(t.zone_diverted[i])) for i in t.own_zones]


def _diverted(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.diverted[at].sum()))


def _renounced(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.renounced[at].sum()))


def _gp(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.gp_instead[at].sum()))


ED_ACCESS_MEAN = Indicator(
    "ed_access_mean", "Temps moyen jusqu'à la porte des urgences", "Mean time to the ED door",
    "min",
    "Du départ à l'arrivée aux urgences qui reçoivent le patient, détour par une porte fermée "
    "compris ; venues par ses propres moyens.",
    "low", 40, _access,
)  # fmt: skip
DIVERTED = Indicator(
    "diverted", "Patients réorientés", "Diverted patients", "patients",
    "Patients dont le service d'urgences habituel est fermé au moment de venir.",
    "low", 41, _diverted,
)  # fmt: skip
RENOUNCED = Indicator(
    "renounced", "Renoncements aux soins", "Care forgone", "patients",
    "Patients réorientés qui renoncent (part hypothétique, à faire varier).",
    "low", 42, _renounced,
)  # fmt: skip
GP_INSTEAD = Indicator(
    "gp_instead", "Reportés vers un médecin généraliste", "Referred to a GP", "patients",
    "Patients réorientés qui consultent un généraliste ou une maison médicale de garde.",
    "neutral", 43, _gp,
)  # fmt: skip
ZONE_DIVERTED = Indicator(
    "zone_diverted", "Patients réorientés, par commune", "Diverted patients by commune", "patients",
    "Patients de la commune dont le service d'urgences habituel est fermé au moment de venir.",
    "low", 39, _zone_diverted,
)  # fmt: skip
