"""A territory opened for the pages, with what was already computed on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, cast

import pandas as pd

from dashboards.geometry import StaticFile, drawn
from twin import access
from twin.access import AccessIndicator, By, Equity, Measure, Moment
from twin.access.groups import Groups
from twin.access.indicator import Floats, persons
from twin.tables import JumeauError
from twin.territory import Territory
from twin.territory.facility import Facility
from twin.territory.territory import Finding

KEPT = 96
"""Results kept for one territory."""
CURVE_MIN = 30.0
"""Threshold of the curve of the week."""
BY: tuple[By, ...] = ("department", "epci", "density", "deprivation")


@dataclass(eq=False)
class Place:
    """A territory and its contours; each measure is computed once.

    Attributes
    ----------
    id
        Its name in addresses.
    communes, departments
        Contours served as files; None where they are not known.
    """

    id: str
    territory: Territory
    communes: StaticFile | None
    departments: StaticFile | None
    _kept: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Give the communes of the territory itself."""
        return self.territory.zones[~self.territory.in_ring].reset_index(drop=True)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Give what the checks found."""
        return self.territory.check()

    @cached_property
    def neighbours(self) -> tuple[Facility, ...]:
        """Give the emergency departments of the ring."""
        beyond = self.territory.ring_zones
        return tuple(f for f in self.territory.of_kind("hospital") if f.zone in beyond)

    @cached_property
    def lacks(self) -> dict[str, tuple[str, str]]:
        """Give what is missing and the remedy, for each indicator that cannot be computed."""
        said = {one.id: one.lacks(self.territory) for one in access.indicators()}
        return {name: _parted(text) for name, text in said.items() if text}

    @cached_property
    def barred(self) -> dict[str, tuple[str, str]]:
        """Give what is missing and the remedy, for each grouping that cannot be made."""
        try:
            self.groups("deprivation")
        except JumeauError as error:
            return {"deprivation": (error.problem, error.remedy)}
        return {}

    def groups(self, by: By) -> Groups:
        """Give a grouping of the communes."""
        return cast(Groups, self._keep(("groups", by), lambda: access.grouping(self.territory, by)))

    def measured(self, indicator: str, moment: Moment) -> Measure:
        """Give the values of an indicator."""
        one = access.find(indicator)
        return cast(
            Measure,
            self._keep(
                ("measure", indicator, moment), lambda: access.measure(one, self.territory, moment)
            ),
        )

    def by_commune(self, indicator: str, moment: Moment) -> pd.DataFrame:
        """Give the value of each commune of the territory itself, with the reason of each absence.

        Returns
        -------
        pandas.DataFrame
            `insee`, `nom`, `dep`, `epci`, `epci_nom`, `inhabitants`, `value`, `reason`.
        """
        found = self.measured(indicator, moment)
        frame = self.territory.zones[["insee", "nom", "dep", "epci", "epci_nom"]].assign(
            inhabitants=persons(self.territory).astype(int),
            value=found.by_zone,
            reason=found.reasons,
        )
        return frame[~self.territory.in_ring].reset_index(drop=True)

    def table(self, indicator: str, moment: Moment, by: By) -> pd.DataFrame:
        """Give the figures of each area."""
        key = ("table", indicator, moment, by)
        return cast(
            pd.DataFrame,
            self._keep(
                key,
                lambda: access.area_table(self.territory, self.measured(indicator, moment), by),
            ),
        )

    def whole(self, indicator: str, moment: Moment) -> dict[str, Any]:
        """Give the figures of the whole territory."""
        row = self.table(indicator, moment, "region").iloc[0]
        return {str(name): value for name, value in row.items()}

    def equity(self, indicator: str, moment: Moment) -> Equity:
        """Give how unequal a measure is."""
        key = ("equity", indicator, moment)
        return cast(
            Equity,
            self._keep(
                key, lambda: access.equity_of(self.territory, self.measured(indicator, moment))
            ),
        )

    def curve(self, indicator: str, day: date | None) -> Floats:
        """Give the share of people beyond the threshold at each hour of the week."""
        one = access.find(indicator)
        return cast(
            Floats,
            self._keep(
                ("curve", indicator, day),
                lambda: access.week_curve(one, self.territory, day, curve_threshold(one)),
            ),
        )

    def _keep(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        found = self._kept.get(key)
        if found is None:
            found = make()
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found


def place_of(identifier: str, territory: Territory) -> Place:
    """Open a territory, its contours ready to be served."""
    return Place(identifier, territory, *drawn(territory))


def curve_threshold(indicator: AccessIndicator) -> float:
    """Give the threshold of the curve of the week."""
    known = indicator.thresholds
    return CURVE_MIN if CURVE_MIN in known or not known else known[0]


def _parted(text: str) -> tuple[str, str]:
    problem, _, remedy = text.partition(" | ")
    return problem, remedy
