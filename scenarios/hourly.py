"""Levers that hold at some hours of some days: nights, weekends, working days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from scenarios import closing
from scenarios.dosed import DosedLever, Period
from scenarios.lever import LeverModel
from twin.contracts import WeeklyWindow

if TYPE_CHECKING:
    from twin.contracts import TwinInputs


class HourlyLever(LeverModel):
    """A lever in force at some hours of some days of the week; all of them when not said."""

    from_min: closing.AnyStart = 0
    until_min: closing.AnyEnd = 0
    weekdays: tuple[closing.Weekday, ...] = Field(
        closing.WEEKDAYS, description="Jours où ces heures commencent ; tous par défaut."
    )

    def window(self) -> WeeklyWindow:
        """Give the hours of the week concerned."""
        days = tuple(sorted(closing.WEEKDAYS.index(day) for day in self.weekdays))
        return WeeklyWindow(self.from_min, self.until_min, days)

    def lived(self, period: Period) -> Period:
        """Give the moments of the hours concerned: a night belongs to the day it begins."""
        return closing.hours_in_force(period, self.window())


class DosedHourlyLever(HourlyLever, DosedLever):
    """A lever at some hours of the week that may rise day after day."""

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write every step of the ramp on the timeline; no day or no dose, no change."""
        return super().apply(inputs) if self.weekdays else inputs
