"""Add an epidemic wave: influenza, bronchiolitis, COVID-19 or gastro-enteritis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Literal, Self

from pydantic import Field, field_validator

from scenarios.area import Area
from scenarios.bounds import Factor
from scenarios.dosed import DosedLever, Period
from scenarios.lever_days import days_of
from scenarios.lever_words import problem
from scenarios.uncertain import Uncertain
from twin.contracts import DemandChange, TwinInputs
from twin.contracts.changes import Change
from twin.parameters.epidemics2026 import WAVES, Disease


class EpidemicWave(DosedLever):
    """Add a wave with the shape, height and ages of a documented one, at a date of one's choice.

    What is added is the part of the wave that a usual winter does not hold (the model already has
    bronchiolitis in autumn and respiratory infections in January): `height` 1 is the documented
    wave, 0.5 half of its excess, 2 twice. It touches the causes concerned; severity, length of stay
    and isolation of cases stay those of the cause. Staff who fall ill too are another lever
    (`staff`), and the care of those who stay in town is only seen through who finds a GP.

    Notes
    -----
    Source: Santé publique France, year by year (`twin.parameters.epidemics2026`): influenza of
    2024-2025 (18,391 visits in week 1, 5.2 % of all) and of 2022-2023 (two waves, 19 weeks),
    bronchiolitis of 2022-2023 (16 weeks, peak in week 48, 73,262 visits under 2), COVID-19 of
    2021-2022 (16,685 visits in week 1), gastro-enteritis of 2019-2020 (96,713 visits). Weeks that
    the bulletins do not give, ages, and the part above a usual winter are `assumed` where they say.
    """

    label: ClassVar[str] = "Vague épidémique"

    kind: Literal["epidemic-wave"] = "epidemic-wave"
    disease: Disease = Field(
        description="Vague documentée : " + ", ".join(f"{w.id} ({w.label})" for w in WAVES.values())
        + ".",
        examples=["influenza", "bronchiolitis"],
    )  # fmt: skip
    height: Factor = Field(
        Uncertain(0.7, 1.3),
        description="Ampleur, rapportée à la vague documentée ; 0 : aucune (assumed).",
    )
    peak: date | None = Field(
        None,
        description="Jour de la pointe ; absent : la vague commence au premier jour d'effet.",
        examples=["2026-01-26"],
    )
    area: Area = Field(Area(), description="Communes touchées ; toutes par défaut.")

    @field_validator("peak", mode="before")
    @classmethod
    def _a_date(cls, value: object) -> object:
        if isinstance(value, int | float):
            raise problem(f"{value} n'est pas une date ; écrivez-la sans guillemets : 2026-01-12")
        return value

    def starting(self, first_measured_day: date) -> Self:
        """Give the lever with its first day: that of the wave when its peak is said."""
        if self.start is None and self.peak is not None:
            return super().starting(self._first(first_measured_day))
        return super().starting(first_measured_day)

    def beyond(self, first: date, last: date) -> Iterator[tuple[str, str, str]]:
        """Give a wave of which no day of effect is measured."""
        begins = self._first(self.start or first)
        ends = begins + timedelta(days=WAVES[self.disease].days - 1)
        lives = max(begins, self.start or begins, first), min(ends, self.end or ends, last)
        if lives[0] > lives[1]:
            yield (
                "peak" if self.peak else "start",
                f"la vague, du {begins:%d/%m/%Y} au {ends:%d/%m/%Y}, ne touche pas la période "
                "mesurée, ou pas les dates d'effet : elle ne changerait rien.",
                f"Déplacez sa pointe (peak) ou les dates ; période : du {first:%d/%m/%Y} au "
                f"{last:%d/%m/%Y}.",
            )

    def notes(self, start: date) -> tuple[str, ...]:
        """Say from when to when the wave is, and that a usual winter is already there."""
        wave = WAVES[self.disease]
        first = self._first(self.start or start)
        peak = first + timedelta(days=wave.peak_day)
        last = first + timedelta(days=wave.days - 1)
        return (
            f"{wave.label} : du {first:%d/%m/%Y} au {last:%d/%m/%Y}, pointe vers le "
            f"{peak:%d/%m/%Y} ; elle s'ajoute à l'hiver ordinaire du modèle.",
        )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Give the daily multipliers of each cause and age, cut to the period."""
        height = self.height.central * dose
        begins, last = days_of(period)
        wave = WAVES[self.disease]
        zero = self._first(self.start or begins)
        begins, last = max(begins, zero), min(last, zero + timedelta(days=wave.days - 1))
        if height == 0 or last < begins:
            return ()
        zones = self.area.zones(inputs.territory)
        cut = slice((begins - zero).days, (last - zero).days + 1)
        return tuple(
            DemandChange(
                (cause,), 1.0, begins, last, bands=(band,), zones=zones,
                curve=tuple(1.0 + height * more for more in rise[cut]),
            )
            for cause, band, rise in wave.by_cause(zero)
        )  # fmt: skip

    def _first(self, start: date) -> date:
        """Give the first day of the wave."""
        if self.peak is None:
            return start
        return self.peak - timedelta(days=WAVES[self.disease].peak_day)
