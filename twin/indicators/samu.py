"""Indicators of the dispatch centre and of the units."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from twin.contracts.bases import HELICOPTER, PRIVATE, SMUR, VSAV
from twin.indicators.catalogue import Indicator
from twin.indicators.histogram import quantile_min
from twin.indicators.rows import Rows, by_base, by_centre, by_hospital, ratio
from twin.indicators.tally import Tally

BY_SMUR = (SMUR, HELICOPTER)
_MISSIONS = "missions primaires R1, équipes terrestres et hélicoptère"
_PRESENTED = "sur tous les appels présentés au 15 (décrochés ou raccrochés avant réponse)"


def _calls(name: str) -> Callable[[Tally], Rows]:
    def share(t: Tally) -> Rows:
        s, counted = t.samu, getattr(t.samu, name)
        return by_centre(
            t, lambda at: ratio(counted[at].sum(), s.calls[at].sum() + s.hung_up[at].sum())
        )

    return share


def _files(queue: int) -> Callable[[Tally], Rows]:
    def p90(t: Tally) -> Rows:
        return by_centre(t, lambda at: quantile_min(t.samu.file_wait[at, queue].sum(axis=0), 0.9))

    return p90


def _response(kinds: tuple[int, ...], share: float) -> Callable[[Tally], Rows]:
    def quantile(t: Tally) -> Rows:
        table = t.samu.response
        return by_base(t, kinds, lambda at: quantile_min(table[at].sum(axis=0), share))

    return quantile


def _leg(name: str, share: float) -> Callable[[Tally], Rows]:
    def quantile(t: Tally) -> Rows:
        table: npt.NDArray[np.int64] = getattr(t.samu, name)
        return by_base(t, BY_SMUR, lambda at: quantile_min(table[at].sum(axis=0), share))

    return quantile


def _handover(share: float) -> Callable[[Tally], Rows]:
    def quantile(t: Tally) -> Rows:
        return by_hospital(t, lambda at: quantile_min(t.samu.handover[at].sum(axis=0), share))

    return quantile


def _sorties(t: Tally) -> Rows:
    return by_base(t, BY_SMUR, lambda at: float(t.samu.response[at].sum()))


def _carence(t: Tally) -> Rows:
    return by_base(t, (VSAV,), lambda at: float(t.samu.carence[at].sum()))


def _unit_km(t: Tally) -> Rows:
    every = (SMUR, VSAV, PRIVATE, HELICOPTER)
    return by_base(t, every, lambda at: float(t.samu.unit_metres[at].sum() / 1000))


CALLS_ANSWERED_30S = Indicator(
    "calls_answered_30s", "Appels décrochés en moins de 30 s", "Calls answered within 30 s", "part",
    f"Part des appels décrochés par un ARM en 30 secondes ou moins, {_PRESENTED}.",
    "high", 60, _calls("calls_30s"),
)  # fmt: skip
CALLS_ANSWERED_60S = Indicator(
    "calls_answered_60s", "Appels décrochés en moins de 60 s", "Calls answered within 60 s", "part",
    f"Part des appels décrochés par un ARM en 60 secondes ou moins, {_PRESENTED}.",
    "high", 61, _calls("calls_60s"),
)  # fmt: skip
CALLS_ABANDONED = Indicator(
    "calls_abandoned", "Appels raccrochés avant réponse", "Abandoned calls", "part",
    f"Part des appels raccrochés avant d'être décrochés, {_PRESENTED}.",
    "low", 62, _calls("hung_up"),
)  # fmt: skip
AMU_WAIT_P90 = Indicator(
    "regulation_amu_p90", "Attente du régulateur AMU, 9 dossiers sur 10",
    "Wait for the AMU physician, 90th percentile", "min",
    "De la fin de l'appel (ou du bilan) au médecin régulateur de l'aide médicale urgente.",
    "low", 63, _files(0),
)  # fmt: skip
GP_WAIT_P90 = Indicator(
    "regulation_gp_p90", "Attente du régulateur généraliste, 9 dossiers sur 10",
    "Wait for the GP of the regulation, 90th percentile", "min",
    "De la fin de l'appel au médecin généraliste de la régulation (PDSA, SAS).",
    "low", 64, _files(1),
)  # fmt: skip
SMUR_RESPONSE_MEDIAN = Indicator(
    "smur_response_median", "Délai SMUR médian", "Median SMUR response", "min",
    "Du décroché (besoin, pour un appel au 18) à l'arrivée de l'équipe auprès du patient, "
    f"régulation, départ et route compris ; {_MISSIONS}.",
    "low", 65, _response(BY_SMUR, 0.5),
)  # fmt: skip
SMUR_RESPONSE_P90 = Indicator(
    "smur_response_p90", "Délai SMUR, 9 missions sur 10", "SMUR response, 90th percentile", "min",
    f"Délai du décroché au patient qui n'est pas dépassé dans 9 missions sur 10 ; {_MISSIONS}.",
    "low", 66, _response(BY_SMUR, 0.9),
)  # fmt: skip
SMUR_LEGS = tuple(
    Indicator(
        f"smur_{leg}_{'median' if share == 0.5 else 'p90'}",
        f"SMUR, {french}, {'médiane' if share == 0.5 else '9 missions sur 10'}",
        f"SMUR, {english}, {'median' if share == 0.5 else '90th percentile'}", "min",
        f"{meaning} ; {_MISSIONS}. Les quantiles des étapes ne s'additionnent pas.",
        "low", 67 + rank, _leg(table, share),
    )
    for rank, (leg, table, french, english, meaning) in enumerate((
        ("regulation", "smur_alert", "régulation", "regulation",
         "Du décroché à l'alerte de l'équipe"),
        ("road", "smur_road", "départ et route", "mobilisation and road",
         "De l'alerte de l'équipe à son arrivée auprès du patient"),
    ))
    for share in (0.5, 0.9)
)  # fmt: skip
SMUR_SORTIES = Indicator(
    "smur_sorties", "Sorties primaires des SMUR", "Primary SMUR missions", "sorties",
    f"Équipes arrivées auprès du patient ; {_MISSIONS}.",
    "neutral", 69, _sorties,
)  # fmt: skip
AMBULANCE_RESPONSE_MEDIAN = Indicator(
    "ambulance_response_median", "Délai ambulance médian", "Median ambulance response", "min",
    "Du décroché à l'arrivée d'un VSAV ou d'une ambulance privée auprès du patient, médiane.",
    "low", 70, _response((VSAV, PRIVATE), 0.5),
)  # fmt: skip
VSAV_RESPONSE_MEDIAN = Indicator(
    "vsav_response_median", "Délai VSAV médian", "Median fire ambulance response", "min",
    "Du décroché (besoin, pour un appel au 18) à l'arrivée du VSAV auprès du patient, médiane.",
    "low", 71, _response((VSAV,), 0.5),
)  # fmt: skip
VSAV_RESPONSE_P90 = Indicator(
    "vsav_response_p90", "Délai VSAV, 9 missions sur 10", "Fire ambulance, 90th percentile", "min",
    "Délai du décroché (besoin, pour un appel au 18) au patient qui n'est pas dépassé dans 9 "
    "missions de VSAV sur 10.",
    "low", 72, _response((VSAV,), 0.9),
)  # fmt: skip
CARENCE = Indicator(
    "carence", "Carences ambulancières", "Private ambulance shortfalls", "missions",
    "Missions d'ambulance privée confiées à un VSAV, aucune ambulance privée n'étant libre.",
    "low", 73, _carence,
)  # fmt: skip
HANDOVER_MEDIAN = Indicator(
    "handover_median", "Transmission aux urgences, médiane", "Median handover delay", "min",
    "De la porte des urgences à la libération de l'équipe qui a amené le patient, médiane.",
    "low", 74, _handover(0.5),
)  # fmt: skip
HANDOVER_P90 = Indicator(
    "handover_p90", "Transmission aux urgences, 9 équipes sur 10", "Handover, 90th percentile",
    "min", "Durée de la porte à la libération de l'équipe, qui n'est pas dépassée 9 fois sur 10.",
    "low", 75, _handover(0.9),
)  # fmt: skip
UNIT_KM = Indicator(
    "unit_km", "Kilomètres des équipes", "Kilometres driven by units", "km",
    "Aller, transport, transfert et retour des SMUR, VSAV et ambulances, chaque mission comptée "
    "depuis sa base ; vol d'oiseau multiplié par 1,3 sur route, par 1 en hélicoptère.",
    "low", 76, _unit_km,
)  # fmt: skip
