"""Hospital stays of the reference situation, from the figures of `twin.parameters`."""

from __future__ import annotations

import numpy as np

from twin.contracts import BANDS, WARDS, Law, WardModel
from twin.contracts.needs import Floats
from twin.parameters import pathways_stays2026 as s
from twin.parameters import pathways_wards2026 as w
from twin.parameters.needs2026 import CAUSES
from twin.parameters.pathways_ed2026 import BED_SEARCH, SEARCH_BY_BAND

MINUTES_A_DAY = 1440.0
WEEKDAYS = 7
GROUP_OF_BAND = (0, 0, 0, 0, 1, 2)
"""Rank of each band in the three age groups of `pathways_stays2026.DOWNSTREAM`."""


def base_wards(hospitals: int) -> WardModel:
    """Give wards, stays, follow-up care, deaths and returns; planned admissions are nil."""
    back = np.array([s.RETURN_ED.series, s.RETURN_STAY.series])
    mean, sigma = s.RETURN_DELAY.series
    return WardModel(
        ward=_wards(),
        bed_search=Law.lognormal(*BED_SEARCH.series),
        search_factor=np.array(SEARCH_BY_BAND.series),
        stay=_laws(s.STAY_DAYS.series, s.STAY_SIGMA.series),
        stay_factor=np.outer(s.STAY_BY_CAUSE.series, s.STAY_BY_BAND.series),
        elective_stay=_laws(s.ELECTIVE_STAY_DAYS.series, (s.ELECTIVE_SIGMA.number,) * len(WARDS)),
        elective=np.zeros((hospitals, len(WARDS), WEEKDAYS)),
        elective_season=np.array(s.ELECTIVE_SEASON.series),
        by_round=np.array(s.BY_ROUND.series, np.float64),
        discharge_hour=np.array(s.DISCHARGE_HOUR.series) / sum(s.DISCHARGE_HOUR.series),
        rest_share=s.REST_SHARE.number,
        downstream=_downstream(),
        outlying_hours=s.OUTLYING_HOURS.number,
        transfer_hours=s.TRANSFER_HOURS.number,
        death=_deaths(),
        returns=np.repeat(back[:, None, :], len(CAUSES), axis=1),
        return_delay=Law.lognormal(mean, sigma),
    )


def planned(admissions_a_day: Floats) -> Floats:
    """Give planned admissions by weekday, (hospitals, wards, 7), from unscheduled ones a day.

    Unscheduled admissions x the ratio of the ward x the week's shape.
    """
    week = np.array(s.ELECTIVE_WEEK.series)
    by_day = admissions_a_day * np.array(s.ELECTIVE_RATIO.series)
    found: Floats = by_day[:, :, None] * (week / week.mean())
    return found


def _wards() -> Floats:
    """Give P(ward | cause, band); the parameters' order of wards is checked."""
    if w.ORDER != WARDS:
        raise ValueError("pathways_wards2026.ORDER is not the order of the wards")
    table = np.array([[row.series for row in rows] for rows in w.BY_CAUSE])
    found: Floats = table[:, list(w.GROUP_OF_BAND)]
    return found


def _laws(days: tuple[float, ...], sigmas: tuple[float, ...]) -> tuple[Law, ...]:
    return tuple(
        Law.lognormal(mean * MINUTES_A_DAY, sigma) for mean, sigma in zip(days, sigmas, strict=True)
    )


def _downstream() -> Floats:
    """Give P(home, SMR, HAD, EHPAD | ward, band)."""
    shares = np.array([p.series for p in s.DOWNSTREAM]).reshape(len(WARDS), 3, 3)
    after = shares[:, list(GROUP_OF_BAND)]
    home = 1 - after.sum(axis=2, keepdims=True)
    found: Floats = np.concatenate([home, after], axis=2)
    return found


def _deaths() -> Floats:
    """Give P(death | cause, band), at most 0.95."""
    found: Floats = np.minimum(np.outer(s.DEATH_BY_CAUSE.series, s.DEATH_BY_BAND.series), 0.95)
    arrest = [cause.id for cause in CAUSES].index("cardiac_arrest")
    found[arrest] = s.DEATH_CARDIAC_ARREST.series
    if found.shape[1] != len(BANDS):
        raise ValueError("one multiplier of deaths for each band")
    return found
