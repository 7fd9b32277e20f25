"""Indicators of the wards: trolleys, occupancy, transfers, planned stays, follow-up care."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE
from twin.contracts.run import Actor, Rule
from twin.contracts.wards import CRITICAL, WARDS, WARDS_FR
from twin.indicators.catalogue import Indicator
from twin.indicators.rows import Rows, by_hospital, ratio
from twin.indicators.tally import Tally
from twin.indicators.tally.beds import PLANNED, UNSCHEDULED

DAY_MS = 86_400_000
_CRITICAL = np.array([ward in CRITICAL for ward in WARDS])
_NOT_COUNTED = "lits ouverts en renfort par les acteurs non comptés"


def _boarding_mean(t: Tally) -> Rows:
    e = t.emergency
    return by_hospital(
        t, lambda at: ratio(e.boarding_ms[at].sum() / MS_PER_MINUTE, e.boarded[at].sum())
    )


def _boarders_morning(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.emergency.boarders_morning[at].sum() / t.days))


def _occupancy(kind: int, ward: int | None = None) -> Callable[[Tally], Rows]:
    wanted = slice(None) if ward is None else slice(ward, ward + 1)

    def share(t: Tally) -> Rows:
        used, staffed = t.beds.bed_ms[:, kind, wanted], t.beds.staffed_ms[:, kind, wanted]
        return by_hospital(t, lambda at: ratio(used[at].sum(), staffed[at].sum()))

    return share


def _uhcd(t: Tally) -> Rows:
    e = t.emergency
    return by_hospital(t, lambda at: ratio(e.uhcd_ms[at].sum(), e.staffed_uhcd_ms[at].sum()))


def _transfers(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.beds.transfers[at].sum()))


def _critical_transfers(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.beds.transfers[at][:, _CRITICAL].sum()))


def _cancelled(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.beds.cancelled[at].sum()))


def _cancelled_share(t: Tally) -> Rows:
    b = t.beds
    return by_hospital(
        t, lambda at: ratio(b.cancelled[at].sum(), b.cancelled[at].sum() + b.planned[at].sum())
    )


def _downstream_days(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.beds.downstream_ms[at].sum() / DAY_MS))


def _downstream_mean(t: Tally) -> Rows:
    b = t.beds
    return by_hospital(
        t, lambda at: ratio(b.downstream_ms[at].sum() / DAY_MS, b.downstream[at].sum())
    )


def _diversion(t: Tally) -> Rows:
    """Give the measured hours under diversion: no row of the log tells them, decisions do."""
    if t.run is None:
        return []
    asked = np.zeros((len(t.hospitals), t.calendar.hours), bool)
    for one in t.run.decisions:
        if one.actor == Actor.HOSPITAL and one.rule == Rule.DIVERSION:
            asked[one.place, one.hour : one.until] = True
    hours = asked[:, t.clock.from_ms // MS_PER_HOUR :].sum(axis=1)
    return by_hospital(t, lambda at: float(hours[at].sum()))


BOARDERS_8H = Indicator(
    "boarders_8h", "Patients en attente de lit à 8 h", "Boarders at 8:00", "patients",
    "Patients dont l'hospitalisation est décidée (service ou UHCD) et qui attendent un lit dans "
    "les locaux des urgences à 8 h, moyenne des jours.",
    "low", 30, _boarders_morning,
)  # fmt: skip
ED_BOARDING_MEAN = Indicator(
    "ed_boarding_mean", "Attente moyenne d'un lit", "Mean boarding time", "min",
    "De la décision d'hospitaliser (recherche du lit comprise) à l'entrée dans le lit ou au départ "
    "en transfert, moyenne ; patients passés par l'UHCD exclus.",
    "low", 31, _boarding_mean,
)  # fmt: skip
BED_OCCUPANCY = Indicator(
    "bed_occupancy", "Occupation des lits d'aval", "Occupancy of beds for admissions", "part",
    "Temps-lit occupé par des patients non programmés, rapporté aux lits utilisables pour eux ; "
    f"{_NOT_COUNTED} : la part peut passer 100 %.",
    "neutral", 40, _occupancy(UNSCHEDULED),
)  # fmt: skip
PLANNED_OCCUPANCY = Indicator(
    "bed_occupancy_planned", "Occupation des lits programmés", "Occupancy of planned beds", "part",
    "Temps-lit occupé par des séjours programmés, rapporté aux lits gardés pour eux, fermetures "
    "saisonnières déduites.",
    "neutral", 41, _occupancy(PLANNED),
)  # fmt: skip
UHCD_OCCUPANCY = Indicator(
    "uhcd_occupancy", "Occupation de l'UHCD", "Occupancy of the short-stay unit", "part",
    "Temps-lit occupé à l'UHCD, séjours terminés dans la période, rapporté à ses lits.",
    "neutral", 42, _uhcd,
)  # fmt: skip
WARD_OCCUPANCY = tuple(
    Indicator(
        f"{stem}_{ward}", f"Occupation, {WARDS_FR[ward]}, {kind}", f"Occupancy, {ward}, {english}",
        "part", f"Temps-lit occupé par des patients {kind}, {WARDS_FR[ward]}, rapporté aux lits "
        f"qui leur sont ouverts ; {_NOT_COUNTED}.",
        "neutral", order, _occupancy(rank, at),
    )
    for rank, stem, kind, english, order in (
        (UNSCHEDULED, "occupancy", "non programmés", "unscheduled", 43),
        (PLANNED, "occupancy_planned", "programmés", "planned", 44),
    )
    for at, ward in enumerate(WARDS)
)  # fmt: skip
TRANSFERS = Indicator(
    "transfers", "Transferts entre hôpitaux", "Transfers between hospitals", "patients",
    "Patients transférés faute de lit, de service ou de médicament, comptés à l'hôpital qu'ils "
    "quittent.",
    "low", 45, _transfers,
)  # fmt: skip
CRITICAL_TRANSFERS = Indicator(
    "transfers_critical", "Transferts vers un soin critique", "Critical care transfers", "patients",
    "Transferts vers une réanimation ou une unité de soins intensifs (USIC, UNV, USIP), comptés "
    "à l'hôpital quitté.",
    "low", 46, _critical_transfers,
)  # fmt: skip
CANCELLED = Indicator(
    "elective_cancelled", "Séjours déprogrammés", "Cancelled planned stays", "séjours",
    "Séjours programmés annulés faute de lit ou par l'hôpital en tension.",
    "low", 47, _cancelled,
)  # fmt: skip
CANCELLED_SHARE = Indicator(
    "elective_cancelled_share", "Part des séjours déprogrammés", "Share of planned stays cancelled",
    "part", "Séjours annulés, sur les séjours programmés commencés ou annulés dans la période.",
    "low", 48, _cancelled_share,
)  # fmt: skip
DOWNSTREAM_DAYS = Indicator(
    "downstream_days", "Journées en attente d'aval", "Days waiting for follow-up care", "journées",
    "Journées de lit de patients sortants médicalement, en attente de SMR, d'HAD ou d'EHPAD ; "
    "attentes terminées dans la période.",
    "low", 49, _downstream_days,
)  # fmt: skip
DOWNSTREAM_MEAN = Indicator(
    "downstream_mean", "Attente moyenne d'aval", "Mean wait for follow-up care", "jours",
    "De la sortie médicalement possible au départ vers le SMR, l'HAD ou l'EHPAD, moyenne.",
    "low", 50, _downstream_mean,
)  # fmt: skip
DIVERSION_HOURS = Indicator(
    "diversion_hours", "Heures de délestage", "Hours of diversion", "h",
    "Heures mesurées où l'hôpital demande au SAMU d'orienter ailleurs ; absent si les décisions "
    "des acteurs ne sont pas connues.",
    "low", 51, _diversion,
)  # fmt: skip
