"""What is examined: the territory itself, its ring apart, and what was brought to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.territory import reference_data
from twin.territory.care_point import CarePoint
from twin.territory.facility import Facility
from twin.territory.quality.placement import Drawing, drawing
from twin.territory.quality.rejects import RejectedRows
from twin.territory.territory import Territory


@dataclass(frozen=True)
class Evidence:
    """What a territory does not carry and that a check may use.

    Attributes
    ----------
    today
        Day of the control, for the age of sources and the end of rules.
    apl_computed
        APL computed for each zone of the territory, in the unit of `apl_published`.
    oldest
        What `twin.territory.persons.summary.pyramid_gaps` gave on the territory's own communes.
    rejects
        Rows that the readers refused when the territory was built.
    """

    today: date = field(default_factory=date.today)
    apl_computed: npt.NDArray[np.float64] | None = None
    oldest: pd.DataFrame | None = None
    rejects: tuple[RejectedRows, ...] = ()


@dataclass(frozen=True)
class Subject:
    """A territory under examination; what several checks need is computed once."""

    territory: Territory
    evidence: Evidence

    @cached_property
    def own(self) -> npt.NDArray[np.bool_]:
        """Say which communes are of the territory itself."""
        return np.asarray(~self.territory.in_ring, bool)

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Give the communes of the territory itself."""
        return self.territory.zones[self.own].reset_index(drop=True)

    @cached_property
    def persons(self) -> npt.NDArray[np.int64]:
        """Give the persons of its communes by age group."""
        return self.territory.population.persons[self.own]

    @cached_property
    def hospitals(self) -> tuple[Facility, ...]:
        """Give the emergency departments of the territory itself."""
        return self.territory.own("hospital")

    @cached_property
    def care_points(self) -> tuple[CarePoint, ...]:
        """Give the other places of care, those of the ring left out."""
        beyond = self.territory.ring_zones
        return tuple(point for point in self.territory.care_points if point.zone not in beyond)

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """Give the departments of its communes."""
        return tuple(sorted(set(self.zones["dep"])))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Give the name of each commune, those of the ring too."""
        zones = self.territory.zones
        return dict(zip(zones["insee"], zones["nom"], strict=True))

    def communes(self, chosen: npt.ArrayLike) -> list[tuple[int, str]]:
        """Give the rows of `zones` that are chosen, each with its name in a finding.

        Parameters
        ----------
        chosen
            True for the communes wanted, shape (own communes,).
        """
        codes, names = self.zones["insee"].tolist(), self.zones["nom"].tolist()
        at = np.flatnonzero(np.asarray(chosen, bool)).tolist()
        return [(row, f"commune {codes[row]} {names[row]}") for row in at]

    @cached_property
    def drawing(self) -> Drawing | None:
        """Give the contours of communes, None where nobody drew them."""
        return drawing(self.territory)

    @cached_property
    def official(self) -> pd.DataFrame:
        """Give the embedded communes of its departments (empty where they are not French)."""
        known = set(reference_data.department_names()["dep"])
        departments = [dep for dep in self.departments if dep in known]
        if not departments:
            return reference_data.communes().iloc[:0]
        return reference_data.communes(departments=departments)
