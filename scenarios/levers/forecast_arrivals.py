"""Let the arrivals of emergency departments follow a forecast, with its uncertainty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from scenarios.arrivals.blocks import blocks_of
from scenarios.arrivals.forecast_on_sites import SiteForecast, daily_forecast
from scenarios.arrivals.matching import Matched
from scenarios.arrivals.moving import changes, follow, usual
from scenarios.bounds import Share
from scenarios.lever import LeverModel, Wrong
from scenarios.lever_words import Code
from scenarios.uncertain import Uncertain, share
from twin.contracts import TwinInputs
from twin.tables import JumeauError

CENTRE = 0.5


class ForecastArrivals(LeverModel):
    """Move the needs of communes, day after day, so that sites receive the arrivals forecast.

    The uncertainty of the forecast is a parameter of the model, neither the luck of patients nor a
    policy: each draw of the scenario takes one path of mean daily arrivals, over all sites and days
    together (`forecasting.paths`: quantiles, correlations of past errors, the noise of counts left
    to the twin, which draws it patient by patient); the centre takes the mean of the forecast.
    Two scenarios with this lever live the same path in the same draw.

    Needs of all causes are multiplied alike where the patients of a site live, by block of communes
    and for adults and children (`scenarios.arrivals.matching`): calls, GPs and ambulances follow,
    hours of the day stay those of the twin, and so do days and sites without a forecast. Other
    changes of demand multiply on top: an epidemic that the forecast already knows must not be said
    again. A forecast equal to what the twin expects changes nothing.

    Notes
    -----
    Source: the forecast (`jumeau forecast demand ... --out prevision.json`); correlations assumed
    where it says none (`twin.parameters.forecast_paths2026`).
    """

    label: ClassVar[str] = "Arrivées selon une prévision"

    kind: Literal["forecast-arrivals"] = "forecast-arrivals"
    forecast: str = Field(
        min_length=1,
        description="Fichier fait par `jumeau forecast demand --out`, depuis le dossier du "
        "scénario ; des jours.",
        examples=["prevision.json"],
    )
    sites: dict[str, Code] = Field(
        default_factory=dict,
        description="FINESS de chaque série ; aucun : les séries dont le nom est un FINESS. "
        "Plusieurs séries d'un même site s'additionnent.",
        examples=[{"passages_quimper": "290000025"}],
    )
    followed: Share = Field(
        share(1.0),
        description="Part suivie de l'écart aux arrivées ordinaires ; 0 : le jumeau seul.",
    )
    sampling: Share = Field(
        Uncertain(0.0, 1.0),
        description="Tirage de l'incertitude de la prévision ; [0, 1] : un par tirage, "
        "0.5 : la moyenne prévue.",
    )
    simulated_from: date | None = Field(
        None,
        description="Premier jour simulé, chauffe comprise ; absent : celui du scénario.",
        examples=["2026-01-12"],
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give a last day, which it does not have."""
        if self.end is not None:
            yield ("end",), "arrivées prévues : pas de fin, ce sont les jours de la prévision"

    def living(self, first_day: date) -> Self:
        """Give the lever with the first simulated day, which is the scenario's when not said."""
        if self.simulated_from is not None:
            return self
        return self.model_copy(update={"simulated_from": first_day})

    def files(self) -> Mapping[str, str]:
        """Give the file of the forecast."""
        return {"forecast": self.forecast}

    def read_files(self) -> None:
        """Read the forecast; refuse one that is not by day, or a series that it does not have."""
        self._read()

    def read_file(self, key: str) -> None:
        """Read the forecast alone: which series are used is said elsewhere in the lever."""
        daily_forecast(Path(self.forecast))

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named, by series."""
        return {f"sites.{name}": site for name, site in self.sites.items()}

    def notes(self, start: date) -> tuple[str, ...]:
        """Say what is forecast, until when, and how its errors go together."""
        try:
            found = self._read()
        except JumeauError:
            return ()  # told as a fault of the scenario
        said = [
            f"Arrivées prévues du {found.first:%d/%m/%Y} au {found.last:%d/%m/%Y} ; avant, après "
            "et aux autres sites, les arrivées ordinaires du jumeau."
        ]
        if found.last < start:
            said.append(
                "La prévision s'arrête avant le premier jour mesuré : elle n'y change rien."
            )
        if found.means.assumed:
            said.append(
                "Corrélations entre sites et entre jours supposées : la prévision ne les dit pas."
            )
        else:
            said.append(
                "Corrélations entre sites et entre jours mesurées sur les erreurs de "
                f"{found.forecast.joint.days if found.forecast.joint else 0} jours passés."
            )
        stopped = [
            name for name, day in
            zip(found.forecast.ids, found.forecast.suspended_since, strict=True) if day
        ]  # fmt: skip
        if stopped:
            said.append(f"Modèle de prévision suspendu pour : {', '.join(stopped)}.")
        return tuple(said)

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the multipliers of needs on the timeline."""
        if self.followed.central == 0:
            return inputs
        first = self._first()
        found = changes(inputs, first, self.matched(inputs), blocks_of(inputs))
        return inputs.with_changes(*found) if found else inputs

    def matched(self, inputs: TwinInputs) -> Matched:
        """Give the multipliers of each day, and how well the sites then receive the forecast.

        Raises
        ------
        JumeauError
            When no series is a site, or one forecasts what its site cannot be.
        """
        hospitals = tuple(f.id for f in inputs.territory.of_kind("hospital"))
        held = self._read(frozenset(hospitals))
        position = self.sampling.central
        first = self._first()
        days = (held.last - first).days + 1
        if days < 1:
            none = np.zeros((0, len(hospitals)))
            return Matched(np.ones((0, 0)), none, none)
        target = held.wanted(hospitals, first, days, None if position == CENTRE else position)
        part = self.followed.central
        if part != 1.0:
            _, expected = usual(inputs, first, days)
            target = expected + part * (target - expected)
        return follow(inputs, first, target, f"levier forecast-arrivals, {self.forecast}")

    def _first(self) -> date:
        found = self.simulated_from or self.start
        if found is None:
            raise ValueError("a lever needs its first day: call starting(first_measured_day)")
        return found

    def _read(self, known: frozenset[str] = frozenset()) -> SiteForecast:
        return SiteForecast.read(Path(self.forecast), self.sites, known)
