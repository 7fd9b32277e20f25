"""Documented epidemic waves: how high, how long, at which ages (Santé publique France).

A wave is read as the share of all ED visits at its peak, its shape week by week and its ages. The
needs already hold a usual winter (`needs2026`: bronchiolitis in autumn, influenza in January): only
the part of the wave that a usual winter does not hold, `excess`, is added to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import numpy as np

from twin.parameters.needs2026 import CAUSES
from twin.parameters.sourced import Sourced, Status
from twin.parameters.usual_visits2026 import factor_for

Disease = Literal["influenza", "influenza-2022", "bronchiolitis", "covid", "gastro-enteritis"]
_WEEKS = "passages de chaque semaine, rapportés à la pointe"
_AGES = "part des passages (0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus)"
_FLU = (
    "Santé publique France, bulletins infections respiratoires aiguës 2024-2025 : 11 062 passages "
    "aux urgences en S51 (+88 %), 18 391 en S01 (5,2 % des passages), 5,1 % en S04, 4,6 % en S05, "
    "environ 156 000 en 12 semaines (bilan du 16 avril 2025)"
)
_FLU_2022 = (
    "Santé publique France, bilan préliminaire de la grippe 2022-2023 (11 mai 2023) : plus de "
    "110 000 passages en 19 semaines, deux vagues, pointe fin décembre, 44 % de 15-64 ans"
)
_VRS = (
    "Santé publique France, bronchiolite 2022-2023 : de S40 à S03 (16 semaines), pointe en S48 "
    "(8 552 passages et 2 938 hospitalisations de moins de 2 ans), 73 262 passages et 26 104 "
    "hospitalisations en tout"
)
_COVID = (
    "Santé publique France, bulletins OSCOUR du 21 décembre 2021 au 22 mars 2022 : passages pour "
    "suspicion de COVID-19, 7 678 en S49, 9 686 en S51, 16 685 en S01 (5,8 % des passages), "
    "14 614 en S04, 11 941 en S05"
)
_GEA = (
    "Santé publique France, gastro-entérites, bilan de l'hiver 2019-2020 (28 avril 2021) : 96 713 "
    "passages de S47 à S16 (1,6 % des passages), dont 44,4 % de moins de 5 ans, pointe fin "
    "décembre-début janvier"
)
_SHAPE = "les semaines non citées sont supposées, total respecté"
_ASSUMED = "Hypothèse de travail Jumeau 2026"


@dataclass(frozen=True, slots=True)
class Epidemic:
    """A documented wave.

    Attributes
    ----------
    causes
        Causes whose needs rise.
    peak_share
        Share of all ED visits, all ages, in the highest week.
    excess
        Part of it that a usual winter of the model does not hold.
    ages
        How its visits are shared between the age bands.
    weeks
        Visits of each week over those of the highest week.
    """

    id: Disease
    label: str
    causes: tuple[str, ...]
    peak_share: Sourced
    excess: Sourced
    ages: Sourced
    weeks: Sourced

    @property
    def peak_day(self) -> int:
        """Give the day of the wave, from 0, in the middle of its highest week."""
        return 7 * int(np.argmax(self.weeks.series)) + 3

    @property
    def days(self) -> int:
        """Give how long it lasts."""
        return 7 * len(self.weeks.series)

    def shape(self) -> tuple[float, ...]:
        """Give each day's visits over those of the peak: straight lines between weeks."""
        weeks = self.weeks.series
        middles = [-4.0, *(7.0 * w + 3 for w in range(len(weeks))), 7.0 * len(weeks) + 3]
        found = np.interp(np.arange(self.days), middles, [0.0, *weeks, 0.0])
        return tuple(float(value) for value in found)

    def peak_factors(self) -> dict[int, float]:
        """Give the multiplier of a mean day of its causes at the peak, by age band concerned."""
        return dict(_peak_factors(self.id))

    def by_cause(self, first: date) -> Iterator[tuple[str, int, tuple[float, ...]]]:
        """Give each cause, age band, and what a wave that begins on a day adds to 1 each day.

        What it brings is a number of visits: in full season, when more of the same come anyway, it
        is a smaller multiple of them.
        """
        days = [(first + timedelta(days=d)).timetuple().tm_yday - 1 for d in range(self.days)]
        shape, at_peak = np.array(self.shape()), self.peak_factors()
        for cause in CAUSES:
            if cause.id not in self.causes:
                continue
            rise = shape / cause.season()[days]
            for band, factor in at_peak.items():
                if cause.rate[band] > 0:
                    yield cause.id, band, tuple(float(v) for v in (factor - 1) * rise)


def _read(name: str, value: float | tuple[float, ...], unit: str, source: str,
          label: str, status: Status = "assumed") -> Sourced:  # fmt: skip
    return Sourced(f"epidemic_{name}", value, unit, source, status, label)


def _wave(
    disease: Disease, label: str, causes: tuple[str, ...], source: str,
    peak: float, how: tuple[Status, str], excess: float, why: tuple[Status, str],
    ages: tuple[float, ...], weeks: tuple[float, ...],
) -> Epidemic:  # fmt: skip
    key = disease.replace("-", "_")
    return Epidemic(
        disease, label, causes,
        _read(f"{key}_peak", peak, "part des passages", f"{source} ; {how[1]}",
              f"{label} : part des passages à la pointe", how[0]),
        _read(f"{key}_excess", excess, "part", f"{source} ; {why[1]}",
              f"{label} : part en plus d'un hiver ordinaire du modèle", why[0]),
        _read(f"{key}_ages", ages, _AGES, f"{source} ; répartition supposée", f"{label} : âges"),
        _read(f"{key}_weeks", weeks, _WEEKS, f"{source} ; {_SHAPE}", f"{label} : forme"),
    )  # fmt: skip


_USUAL: tuple[Status, str] = (
    "assumed",
    f"{_ASSUMED} : l'autre moitié est dans l'hiver ordinaire du modèle",
)
WAVES: dict[Disease, Epidemic] = {
    wave.id: wave
    for wave in (
        _wave(
            "influenza", "Grippe de 2024-2025", ("respiratory", "fever"), _FLU,
            0.052, ("published", "semaine S01-2025"), 0.5, _USUAL,
            (0.16, 0.22, 0.26, 0.17, 0.07, 0.12),
            (0.17, 0.32, 0.60, 0.95, 1.0, 0.88, 0.90, 0.98, 0.88, 0.77, 0.58, 0.45),
        ),
        _wave(
            "influenza-2022", "Grippe de 2022-2023", ("respiratory", "fever"), _FLU_2022,
            0.034, ("measured", "calcul Jumeau : total, forme, et 354 000 passages par semaine"),
            0.5, _USUAL,
            (0.16, 0.22, 0.26, 0.17, 0.07, 0.12),
            (0.25, 0.50, 0.80, 1.0, 0.95, 0.60, 0.40, 0.30, 0.33, 0.38, 0.42, 0.42, 0.40, 0.38,
             0.34, 0.30, 0.25, 0.20, 0.15),
        ),
        _wave(
            "bronchiolitis", "Bronchiolite de 2022-2023", ("bronchiolitis",), _VRS,
            0.024, ("measured", "calcul Jumeau : 8 552 sur 354 000 passages par semaine"),
            0.5, ("published", "près de deux fois une épidémie moyenne (bilan du 19 juillet 2023)"),
            (1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
            (0.18, 0.27, 0.42, 0.62, 0.70, 0.74, 0.85, 0.96, 1.0, 0.85, 0.65, 0.47, 0.33, 0.23,
             0.17, 0.13),
        ),
        _wave(
            "covid", "COVID-19 de l'hiver 2021-2022", ("respiratory", "fever"), _COVID,
            0.058, ("published", "semaine S01-2022"),
            1.0, ("assumed", f"{_ASSUMED} : aucune vague de COVID-19 dans l'année du modèle"),
            (0.05, 0.08, 0.30, 0.20, 0.12, 0.25),
            (0.10, 0.17, 0.25, 0.33, 0.41, 0.46, 0.47, 0.58, 0.87, 1.0, 0.98, 0.96, 0.88, 0.72,
             0.55, 0.40, 0.26, 0.23),
        ),
        _wave(
            "gastro-enteritis", "Gastro-entérite de 2019-2020", ("abdominal", "minor_illness"),
            _GEA, 0.034, ("measured", "calcul Jumeau : total et forme"),
            0.6, ("assumed", f"{_ASSUMED} : le reste est le fond de toute l'année"),
            (0.444, 0.16, 0.20, 0.09, 0.04, 0.066),
            (0.35, 0.40, 0.45, 0.55, 0.75, 1.0, 0.95, 0.70, 0.60, 0.55, 0.55, 0.50, 0.50, 0.50,
             0.45, 0.45, 0.40, 0.20, 0.10, 0.10, 0.10, 0.10),
        ),
    )
}  # fmt: skip
EVERY = tuple(
    item
    for wave in WAVES.values()
    for item in (wave.peak_share, wave.excess, wave.ages, wave.weeks)
)
"""All the numbers of the waves, for the Method page."""


@cache
def _peak_factors(disease: Disease) -> tuple[tuple[int, float], ...]:
    wave = WAVES[disease]
    peak = wave.peak_share.number
    extra = wave.excess.number * peak / (1 - peak)
    return tuple(
        (band, factor_for(wave.causes, band, extra * age))
        for band, age in enumerate(wave.ages.series)
        if age > 0
    )
