"""Bring visitors to an area: a summer season, a holiday, a festival."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor
from scenarios.dosed import DosedLever, Period
from scenarios.lever_days import days_of, dosed
from scenarios.uncertain import Uncertain
from twin.contracts import DemandChange, TwinInputs
from twin.contracts.changes import Change

INJURY = "minor_trauma"


class TourismSeason(DosedLever):
    """Multiply the people present in an area, and the injuries of those who are there.

    The needs of every cause follow the people present; minor trauma rises more (beach, bicycles).
    The model already fills second homes month by month: this is added to it. Visitors are of the
    same ages and states of health as the inhabitants, have no less a GP than they, and are not
    taken away from where they live.

    Notes
    -----
    Source: usual summers are in `twin.parameters.presence2026` (second homes of the census). At
    Pont-l'Abbé the department received 1,693 visits in July 2025 against 1,200 in March, mostly
    minor trauma on top (head of the department, local press of 17 August 2025). The number of
    people present is the scenario's own; more injuries are `assumed`.
    """

    label: ClassVar[str] = "Saison touristique"

    kind: Literal["tourism-season"] = "tourism-season"
    present: Factor = Field(
        description="Personnes présentes, rapportées à un mois ordinaire du modèle.",
        examples=[1.3],
    )
    injuries: Factor = Field(
        Uncertain(1.0, 1.3),
        description="Multiplicateur de plus pour les petits traumatismes des présents (assumed), "
        "au prorata des visiteurs.",
    )
    area: Area = Field(Area(), description="Communes de la saison ; toutes par défaut.")

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Raise all needs of the area, and minor trauma more."""
        present = dosed(self.present.central, dose)
        if present == 1.0:
            return ()
        zones, days = self.area.zones(inputs.territory), days_of(period)
        found = [DemandChange((), present, *days, zones=zones)]
        # Visitors' injuries only: those who live there do as ever.
        visitors = max(0.0, 1.0 - 1.0 / present) if present > 0 else 0.0
        injuries = dosed(self.injuries.central, visitors)
        if injuries != 1.0:
            found.append(DemandChange((INJURY,), injuries, *days, zones=zones))
        return tuple(found)
