"""Indicators of the emergency departments."""

from __future__ import annotations

from twin.indicators.catalogue import Indicator
from twin.indicators.histogram import mean_min, quantile_min, share_within
from twin.indicators.rows import Rows, by_hospital, ratio
from twin.indicators.tally import Tally


def _visits(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.visits[at].sum()))


def _stay_median(t: Tally) -> Rows:
    return by_hospital(t, lambda at: quantile_min(t.stay[at].sum(axis=0), 0.5))


def _stay_over_8h(t: Tally) -> Rows:
    return by_hospital(
        t,
        lambda at: 1 - share_within(t.stay[at].sum(axis=0), 8 * 60, int(t.stay[at].sum())),
    )


def _seen_60(t: Tally) -> Rows:
    return by_hospital(
        t,
        lambda at: share_within(
            t.wait[at].sum(axis=0), 60, int(t.wait[at].sum() + t.left[at].sum())
        ),
    )


def _left(t: Tally) -> Rows:
    return by_hospital(
        t,
        lambda at: ratio(t.left[at].sum(), t.wait[at].sum() + t.left[at].sum()),
    )


ED_STAY_MEDIAN = Indicator(
    "ed_stay_median", "Durée médiane de passage", "Median ED stay", "min",
    "De l'arrivée aux urgences à la sortie ou au lit d'hospitalisation, patients partis sans être "
    "vus exclus ; passages terminés dans la période.",
    "low", 10, _stay_median,
)  # fmt: skip
ED_STAY_OVER_8H = Indicator(
    "ed_stay_over_8h", "Passages de plus de 8 heures", "Stays over 8 hours", "part",
    "Part des passages terminés dans la période qui ont duré 8 heures ou plus.",
    "low", 11, _stay_over_8h,
)  # fmt: skip
ED_SEEN_60 = Indicator(
    "ed_seen_60", "Vus par un médecin en moins de 60 min", "Seen by a physician within 60 min",
    "part",
    "Part des patients vus par un médecin moins de 60 minutes après l'arrivée ; le départ sans "
    "être vu compte comme non vu.",
    "high", 12, _seen_60,
)  # fmt: skip
ED_LWBS = Indicator(
    "ed_lwbs", "Partis sans être vus", "Left without being seen", "part",
    "Part des patients partis avant le premier contact médical (PSA, fugue).",
    "low", 13, _left,
)  # fmt: skip
ED_VISITS = Indicator(
    "ed_visits", "Passages aux urgences", "ED visits", "passages",
    "Arrivées aux urgences dans la période, par ses propres moyens ou transporté.",
    "neutral", 14, _visits,
)  # fmt: skip


def _boarding_mean(t: Tally) -> Rows:
    return by_hospital(t, lambda at: mean_min(t.boarding[at].sum(axis=0)))


def _boarders_morning(t: Tally) -> Rows:
    return by_hospital(t, lambda at: float(t.boarders_morning[at].sum() / t.days))


def _occupancy(t: Tally) -> Rows:
    return by_hospital(
        t,
        lambda at: ratio(t.bed_ms[at].sum(), t.staffed_bed_ms[at].sum()),
    )


BOARDERS_8H = Indicator(
    "boarders_8h", "Patients en attente de lit à 8 h", "Boarders at 8:00", "patients",
    "Patients dont l'hospitalisation est décidée et qui attendent un lit aux urgences à 8 h, "
    "moyenne des jours.",
    "low", 20, _boarders_morning,
)  # fmt: skip
ED_BOARDING_MEAN = Indicator(
    "ed_boarding_mean", "Attente moyenne d'un lit", "Mean boarding time", "min",
    "De la décision d'hospitaliser à l'entrée dans le lit, moyenne.",
    "low", 21, _boarding_mean,
)  # fmt: skip
BED_OCCUPANCY = Indicator(
    "bed_occupancy", "Occupation des lits d'aval", "Occupancy of beds for admissions", "part",
    "Temps-lit occupé par des patients venus des urgences, rapporté aux lits disponibles pour eux.",
    "neutral", 22, _occupancy,
)  # fmt: skip
