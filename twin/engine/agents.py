"""The actors that decide: hospitals, SAMU centres, SMUR bases; woken when a threshold is passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa import Agent

from twin.engine.state import BASE_EXTRA, CENTRE_EXTRA, EXTRA
from twin.engine.tables import ASSISTANT, PHYSICIAN

if TYPE_CHECKING:
    from twin.engine.model import TerritoryModel


class _Actor(Agent["TerritoryModel"]):  # type: ignore[misc]
    """An actor that may call staff in for some hours, then sends it home."""

    def __init__(self, model: TerritoryModel, place: int, most: int) -> None:
        super().__init__(model)
        self.place = place
        self.most = most
        self.leaving_hours: list[int] = []

    @property
    def called_in(self) -> int:
        """Give how many are there by the actor's own decision."""
        return len(self.leaving_hours)

    def decide(self) -> None:
        """Call one more in, as long as the limit is not reached."""
        if self.called_in < self.most:
            self.leaving_hours.append(self.model.hour + self.model.rules.hours)
            self.model.actions += 1
            self._staff(+1)
            self.model.expect_departure(self, self.leaving_hours[-1])

    def send_home(self) -> None:
        """Let those go whose time is over."""
        while self.leaving_hours and self.leaving_hours[0] <= self.model.hour:
            self.leaving_hours.pop(0)
            self._staff(-1)

    def _staff(self, delta: int) -> None:
        raise TypeError("an actor says which staff it calls in")


class HospitalAgent(_Actor):
    """A hospital: calls an emergency physician in when too many wait for each one on duty."""

    def _staff(self, delta: int) -> None:
        self.model.state.sites[self.place, EXTRA + PHYSICIAN] += delta


class SamuAgent(_Actor):
    """A SAMU centre: opens a call assistant's position when calls pile up."""

    def _staff(self, delta: int) -> None:
        self.model.state.centres[self.place, CENTRE_EXTRA + ASSISTANT] += delta


class SmurAgent(_Actor):
    """A SMUR base: calls a reinforcement team in when all of its teams are out."""

    def _staff(self, delta: int) -> None:
        self.model.state.bases[self.place, BASE_EXTRA] += delta
