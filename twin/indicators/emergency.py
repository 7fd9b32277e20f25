"""Indicators of the emergency departments: the stay first, then waits and volumes."""

from __future__ import annotations

from collections.abc import Callable

from twin.contracts import BANDS
from twin.indicators.catalogue import Indicator
from twin.indicators.histogram import quantile_min, share_within
from twin.indicators.rows import Rows, by_hospital, ratio
from twin.indicators.tally import Tally
from twin.indicators.tally.stays import DIRECT, HOME, THROUGH_UHCD

EIGHT_HOURS_MIN = 8 * 60
OLDEST = len(BANDS) - 1
SEEN_MIN = (30, 60, 120, 240)
_ENDED = "passages terminés dans la période"


def _visits(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.visits[at].sum()))


def _stay(t: Tally, share: float) -> Rows:
    return by_hospital(t, lambda at: quantile_min(t.emergency.stay[at].sum(axis=(0, 1)), share))


def _median(t: Tally) -> Rows:
    return _stay(t, 0.5)


def _p90(t: Tally) -> Rows:
    return _stay(t, 0.9)


def _way(way: int) -> Callable[[Tally], Rows]:
    def median(t: Tally) -> Rows:
        return by_hospital(t, lambda at: quantile_min(t.emergency.stay[at, way].sum(axis=0), 0.5))

    return median


def _over_8h(t: Tally) -> Rows:
    stay = t.emergency.stay
    return by_hospital(
        t,
        lambda at: 1 - share_within(
            stay[at].sum(axis=(0, 1)), EIGHT_HOURS_MIN, int(stay[at].sum())
        ),
    )  # fmt: skip


def _old_over_8h(t: Tally) -> Rows:
    e = t.emergency
    return by_hospital(
        t, lambda at: ratio(e.over_8h[at, OLDEST].sum(), e.by_band[at, OLDEST].sum())
    )


def _seen(minutes: int) -> Callable[[Tally], Rows]:
    def share(t: Tally) -> Rows:
        e = t.emergency
        return by_hospital(
            t,
            lambda at: share_within(
                e.wait[at].sum(axis=0), minutes, int(e.wait[at].sum() + e.left[at].sum())
            ),
        )

    return share


def _left(t: Tally) -> Rows:
    e = t.emergency
    return by_hospital(
        t, lambda at: ratio(e.left[at].sum(), e.wait[at].sum() + e.left[at].sum())
    )  # fmt: skip


def _present(t: Tally) -> Rows:
    hours = t.clock.hours_of.sum() * 3_600_000
    return by_hospital(t, lambda at: ratio(t.emergency.present_ms[at].sum(), hours))


ED_STAY_MEDIAN = Indicator(
    "ed_stay_median", "Durée médiane de passage", "Median ED stay", "min",
    "De l'arrivée aux urgences à la sortie, au lit d'hospitalisation ou au départ en transfert, "
    f"séjour en UHCD compris, patients partis sans être vus exclus ; {_ENDED}.",
    "low", 10, _median,
)  # fmt: skip
ED_STAY_P90 = Indicator(
    "ed_stay_p90", "Durée de passage, 9 passages sur 10", "ED stay, 90th percentile", "min",
    f"Durée qui n'est pas dépassée par 9 passages sur 10 ; {_ENDED}.",
    "low", 11, _p90,
)  # fmt: skip
ED_STAY_HOME = Indicator(
    "ed_stay_home", "Durée médiane, retour à domicile", "Median ED stay, sent home", "min",
    "De l'arrivée à la sortie, patients rentrés à domicile sans passer par l'UHCD, médiane.",
    "low", 12, _way(HOME),
)  # fmt: skip
ED_STAY_DIRECT = Indicator(
    "ed_stay_direct", "Durée médiane, hospitalisation directe", "Median ED stay, admitted", "min",
    "De l'arrivée au lit d'un service (ou au départ en transfert), sans passer par l'UHCD, "
    "médiane.",
    "low", 13, _way(DIRECT),
)  # fmt: skip
ED_STAY_UHCD = Indicator(
    "ed_stay_uhcd", "Durée médiane, par l'UHCD", "Median ED stay through the short-stay unit",
    "min",
    "De l'arrivée à la sortie de l'UHCD, vers le domicile ou au lit d'un service, médiane.",
    "low", 14, _way(THROUGH_UHCD),
)  # fmt: skip
ED_STAY_OVER_8H = Indicator(
    "ed_stay_over_8h", "Passages de plus de 8 heures", "Stays over 8 hours", "part",
    f"Part des {_ENDED} qui ont duré 8 heures ou plus, UHCD comprise.",
    "low", 15, _over_8h,
)  # fmt: skip
ED_STAY_OVER_8H_75 = Indicator(
    "ed_stay_over_8h_75", "Passages de plus de 8 heures, 75 ans et plus",
    "Stays over 8 hours, 75 and over", "part",
    f"Part des {_ENDED} des 75 ans et plus qui ont duré 8 heures ou plus, UHCD comprise.",
    "low", 16, _old_over_8h,
)  # fmt: skip
SEEN = tuple(
    Indicator(
        f"ed_seen_{minutes}", f"Vus par un médecin en moins de {minutes} min",
        f"Seen by a physician within {minutes} min", "part",
        f"Probabilité d'être vu par un médecin moins de {minutes} minutes après l'arrivée, le "
        "départ sans être vu étant une issue concurrente : vus à temps, sur tous les patients "
        "dont le sort est connu (vus ou partis).",
        "high", 20 + rank, _seen(minutes),
    )
    for rank, minutes in enumerate(SEEN_MIN)
)  # fmt: skip
ED_LWBS = Indicator(
    "ed_lwbs", "Partis sans être vus", "Left without being seen", "part",
    "Part des patients partis avant le premier contact médical (PSA, fugue), sur ceux dont le "
    "sort est connu (vus ou partis).",
    "low", 24, _left,
)  # fmt: skip
ED_VISITS = Indicator(
    "ed_visits", "Passages aux urgences", "ED visits", "passages",
    "Arrivées aux urgences dans la période, par ses propres moyens ou transporté.",
    "neutral", 25, _visits,
)  # fmt: skip
ED_PRESENT = Indicator(
    "ed_present_mean", "Patients présents aux urgences", "Patients present in the ED", "patients",
    "Nombre moyen de patients aux urgences, UHCD non comprise, passages terminés dans la période.",
    "low", 26, _present,
)  # fmt: skip
