"""Levers that rise day after day and are only partly followed: a ramp and a compliance."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from scenarios.bounds import Share, Within
from scenarios.lever import LeverModel
from scenarios.uncertain import Count, share

if TYPE_CHECKING:
    from twin.contracts import TwinInputs
    from twin.contracts.changes import Change

LONGEST_RAMP_DAYS = 3660
MOST_STEPS = 30
"""A longer ramp rises by steps of several days, each at its mean dose."""
Period = tuple[datetime, datetime | None]


class DosedLever(LeverModel):
    """A lever whose effect may rise day after day, and be only partly followed.

    On day k of a ramp of n days the dose is k / (n + 1) of the compliance; from day n + 1 on, the
    compliance whole. It stops at once after the last day.
    """

    ramp_days: Annotated[Count, Within(0, LONGEST_RAMP_DAYS, "une montée en jours")] = Field(
        Count(0, 0), description="Jours de montée en charge, en ligne droite ; 0 : d'un coup."
    )
    compliance: Share = Field(
        share(1.0), description="Part de l'effet vraiment obtenue (suivi de la mesure), 0 à 1."
    )

    @abstractmethod
    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Give the dated changes of one step of the ramp; the lever's values are then fixed.

        Parameters
        ----------
        period
            Local moments of the step; its end is None when nothing ends it.
        dose
            Share of the whole effect, above 0 and at most 1.
        """

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write every step of the ramp on the timeline; no dose, no change."""
        fixed = self.resolve()
        found = [
            change
            for period, dose in fixed.steps()
            for change in fixed.changes(inputs, period, dose)
        ]
        return inputs.with_changes(*found) if found else inputs

    def steps(self) -> Iterator[tuple[Period, float]]:
        """Give the moments and the dose of each step; a dose of zero is left out.

        Raises
        ------
        ValueError
            When the first day is not known (call `starting` first).
        """
        start, end = self.moments()
        ramp, followed = int(self.ramp_days.central), self.compliance.central
        if followed == 0:
            return
        length = max(1, ceil(ramp / MOST_STEPS))
        for first in range(0, ramp, length):
            after = min(first + length, ramp)
            # The mean of the days of the step, which are 1/(n+1), 2/(n+1)...
            dose = (first + 1 + after) / 2 / (ramp + 1)
            since, until = start + timedelta(days=first), start + timedelta(days=after)
            if end is not None and end <= until:
                # The last step is cut by the end: only the days that are lived count.
                days = (end - since).days
                if days > 0:
                    yield (since, end), followed * (2 * first + days + 1) / 2 / (ramp + 1)
                return
            yield (since, until), followed * dose
        yield (start + timedelta(days=ramp), end), followed
