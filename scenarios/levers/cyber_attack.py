"""A cyber-attack on one hospital: doors shut for days, then weeks on paper, then recovery."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.bounds import Factor, Number, Share
from scenarios.claims import Claim
from scenarios.dosed import Period
from scenarios.lever import LeverModel
from scenarios.lever_words import Code
from scenarios.uncertain import Count, Uncertain
from twin.contracts import AccessChange, CapacityChange, FactorChange, TwinInputs
from twin.contracts.changes import WHOLE_WEEK, Change
from twin.contracts.wards import BED_LINES
from twin.parameters import diversion2026

STEP_DAYS = 7
"""The recovery rises by weeks, each at its mean."""


class CyberAttack(LeverModel):
    """Shut down the computers of one hospital: diversion, then work on paper, then recovery.

    First the emergency department receives nobody (those who would have come do as before a closed
    door, ambulances go elsewhere). Then it works on paper: exams and care are slower, some beds
    cannot be used, part of the planned stays is cancelled, and part of those who would come by
    themselves go elsewhere. Then all of it fades in a straight line, by weeks. The other sites of
    the same hospital group, the SAMU centre that it may host, errors of care and the months of
    catching up are not simulated. `end` cuts everything short.

    Notes
    -----
    Source: Corbeil-Essonnes (CHSF), attacked on 21 August 2022, eight weeks on paper; on 18 October
    its hospital capacity was at 86 % and its adult emergency department at 73 % of the usual, the
    systems being restored to 80 % by 31 October (hospital's statement, Banque des territoires, 18
    October 2022). Versailles, 3 December 2022: patients redirected at the door, operations
    cancelled, six patients transferred. California, 2014-2020 (Abouk and Powell, JAMA 2024): visits
    -8 % in the first week and -16 % in the second, back within eight weeks. Near San Diego
    (Dameff et al., JAMA Netw Open 2023;6:e2312270) ambulances to neighbours rose by 35 %. Days of
    diversion, slower work and exams are not measured: their intervals are `assumed`.
    """

    label: ClassVar[str] = "Cyberattaque d'un hôpital"

    kind: Literal["cyber-attack"] = "cyber-attack"
    site: Code = Field(
        description="FINESS géographique de l'hôpital, entre guillemets.",
        examples=["560000127", "220000012", "350000741"],
    )
    diversion_days: Number = Field(
        Count(1, 5), description="Jours sans aucune admission aux urgences (assumed)."
    )
    degraded_days: Number = Field(
        Count(28, 56), description="Jours de travail sur papier, ensuite (56 à Corbeil-Essonnes)."
    )
    recovery_days: Number = Field(
        Count(14, 42), description="Jours de retour progressif, ensuite (assumed)."
    )
    exams: Factor = Field(
        Uncertain(1.5, 3.0), description="Multiplie le délai des examens, sur papier (assumed)."
    )
    work: Factor = Field(
        Uncertain(1.1, 1.4), description="Multiplie la durée du travail aux urgences (assumed)."
    )
    planned_cut: Share = Field(
        Uncertain(0.2, 0.6), description="Part des entrées programmées annulées (assumed)."
    )
    beds_lost: Share = Field(
        Uncertain(0.05, 0.20),
        description="Part des lits inutilisables (14 % à Corbeil-Essonnes après huit semaines).",
    )
    avoided: Share = Field(
        Uncertain(0.08, 0.27),
        description="Part de ceux qui seraient venus et vont à d'autres urgences (8 % à 27 %).",
    )

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospital attacked."""
        return {"site": self.site}

    def claims(self) -> tuple[Claim, ...]:
        """Hold the access of the hospital for as long as the attack may last."""
        days = int(self.diversion_days.high + self.degraded_days.high + self.recovery_days.high)
        if not days:
            return ()
        start, end = self.moments()
        last = start + timedelta(days=days)
        last = last if end is None else min(last, end)
        return (Claim(f"accès/{self.site}", "cyberattaque", (start, last), alone=True),)

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the attack on the timeline, phase by phase; no day, no change."""
        fixed = self.resolve()
        start, end = fixed.moments()
        found: list[Change] = []
        for days, dose in fixed._phases():
            period = (start, start + timedelta(days=days))
            start = period[1]
            if end is not None and period[0] >= end:
                break
            if end is not None:
                period = (period[0], min(period[1], end))
            found += fixed._effects(inputs, period, dose)
        return inputs.with_changes(*found) if found else inputs

    def _phases(self) -> list[tuple[int, float | None]]:
        """Give the length of each phase and its dose; None is the diversion."""
        phases: list[tuple[int, float | None]] = [
            (self.diversion_days.number, None), (self.degraded_days.number, 1.0)
        ]  # fmt: skip
        whole = self.recovery_days.number
        for week in range(ceil(whole / STEP_DAYS)):
            first, last = week * STEP_DAYS, min((week + 1) * STEP_DAYS, whole)
            # The mean of the days, which go from the whole effect to none in a straight line.
            phases.append((last - first, 1 - (first + last) / 2 / whole))
        return [(days, dose) for days, dose in phases if days]

    def _effects(self, inputs: TwinInputs, period: Period, dose: float | None) -> list[Change]:
        lost, gp, other, anyway, call = diversion2026.SHUT.series
        share = 1.0 if dose is None else dose
        away = self.avoided.central * share
        door = (
            AccessChange(
                self.site, *period, WHOLE_WEEK, 0, lost, gp, other, anyway, share_call=call
            )
            if dose is None
            # All those who come are received: only `avoided` go elsewhere.
            else AccessChange(
                self.site, *period, WHOLE_WEEK, 0, 0.0, 0.0, away, 1 - away,
                form="regulated", oriented_in=1.0,
            )
        )  # fmt: skip
        found: list[Change] = [door] if dose is None or away else []
        here = (self.site,)
        for what, whole in (("exams", self.exams.central), ("work", self.work.central),
                            ("planned", 1 - self.planned_cut.central)):  # fmt: skip
            factor = 1 + (whole - 1) * share
            if factor != 1:
                found.append(FactorChange(what, factor, *period, facilities=here))  # type: ignore[arg-type]
        part = self.beds_lost.central * share
        place = inputs.territory.facility(self.site)
        if part:
            found += [
                CapacityChange(self.site, line, "times", 1 - part, *period)
                for line in BED_LINES
                if place.line(line) is not None
            ]
        return found
