"""Indicators of the dispatch centre and of the units."""

from __future__ import annotations

from twin.indicators.catalogue import Indicator
from twin.indicators.histogram import quantile_min
from twin.indicators.rows import Rows, by_centre, ratio
from twin.indicators.tally import Tally


def _calls_60s(t: Tally) -> Rows:
    return by_centre(t, lambda at: ratio(t.calls_60s[at].sum(), t.calls[at].sum()))


def _of_kind(t: Tally, kind: str) -> list[int]:
    facilities = {f.id: f.kind for f in t.inputs.territory.facilities}
    return [int(i) for i in t.own_bases if facilities[t.bases[i]] == kind]


def _smur(t: Tally, share: float) -> Rows:
    ranks = _of_kind(t, "smur")
    rows: Rows = [("", "", quantile_min(t.smur[ranks].sum(axis=0), share))]
    rows.extend(("", t.bases[i], quantile_min(t.smur[i], share)) for i in ranks)
    return rows


def _smur_median(t: Tally) -> Rows:
    return _smur(t, 0.5)


def _smur_p90(t: Tally) -> Rows:
    return _smur(t, 0.9)


def _ambulance_median(t: Tally) -> Rows:
    return [("", "", quantile_min(t.ambulance[t.own_bases].sum(axis=0), 0.5))]


CALLS_ANSWERED_60S = Indicator(
    "calls_answered_60s", "Appels décrochés en moins de 60 s", "Calls answered within 60 s", "part",
    "Part des appels présentés au 15 décrochés par un ARM en 60 secondes ou moins ; à cet étage "
    "du modèle personne ne raccroche.",
    "high", 30, _calls_60s,
)  # fmt: skip
SMUR_RESPONSE_MEDIAN = Indicator(
    "smur_response_median", "Délai SMUR médian", "Median SMUR response", "min",
    "Du décroché à l'arrivée de l'équipe auprès du patient (régulation, départ et route compris), "
    "missions primaires.",
    "low", 31, _smur_median,
)  # fmt: skip
SMUR_RESPONSE_P90 = Indicator(
    "smur_response_p90", "Délai SMUR, 9 missions sur 10", "SMUR response, 90th percentile", "min",
    "Délai du décroché au patient qui n'est pas dépassé dans 9 missions primaires sur 10.",
    "low", 32, _smur_p90,
)  # fmt: skip
AMBULANCE_RESPONSE_MEDIAN = Indicator(
    "ambulance_response_median", "Délai ambulance médian", "Median ambulance response", "min",
    "Du décroché à l'arrivée d'une ambulance ou d'un VSAV auprès du patient, médiane.",
    "low", 33, _ambulance_median,
)  # fmt: skip
