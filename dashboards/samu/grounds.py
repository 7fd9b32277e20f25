"""Territories laid out for the SAMU page: computed once, then every question is quick."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from pathlib import Path

import numpy as np

from dashboards.atlas import PILOT
from dashboards.library import Library
from dashboards.place import Place
from dashboards.samu.weighing import Bools
from scenarios import samu_ground, siting_ground
from scenarios.access_said import access_said
from scenarios.samu_period import DAYS, START, WARMUP_DAYS
from scenarios.scenario import PILOT as PILOT_KEY
from scenarios.store import StoredRun
from scenarios.territory_period import period_inputs
from twin.contracts import TwinInputs

KEPT = 3
"""Territories held in memory."""


class Laid:
    """A territory with its reference inputs, the ground of bases and that of referrals.

    Attributes
    ----------
    place
        The territory, as the other pages open it.
    """

    def __init__(self, place: Place) -> None:
        self.place = place

    @cached_property
    def inputs(self) -> TwinInputs:
        """Give the inputs of the reference situation, its access rules in force."""
        return period_inputs(self.place.territory, START, DAYS, WARMUP_DAYS)

    @property
    def access(self) -> str:
        """Say which calendar of access the figures of the page follow, in French."""
        return access_said(self.place.territory, START, START + timedelta(days=DAYS - 1))

    @cached_property
    def hospitals(self) -> siting_ground.Ground:
        """Give the ground where only hospitals may host a base."""
        return siting_ground.ground(self.inputs)

    @cached_property
    def communes(self) -> siting_ground.Ground:
        """Give the ground where any commune of the mainland may."""
        return siting_ground.ground(self.inputs, communes=True)

    @cached_property
    def referral(self) -> samu_ground.Ground:
        """Give the ground of referrals."""
        return samu_ground.ground(self.inputs)

    def bases(self, *, communes: bool) -> siting_ground.Ground:
        """Give the ground of bases."""
        return self.communes if communes else self.hospitals

    def among(self, department: str) -> Bools:
        """Give which communes a department has; all of them without a department."""
        zones = self.place.territory.zones
        if not department:
            return np.ones(len(zones), bool)
        found: Bools = (zones["dep"] == department).to_numpy()
        return found

    @property
    def departments(self) -> list[str]:
        """Give the departments of the territory itself, its ring left out."""
        return sorted(set(self.place.zones["dep"]))


_LAID: list[Laid] = []


def laid_out(library: Library, identifier: str) -> Laid:
    """Lay out a territory by its id, the pilot when there is no such id; it is kept.

    Raises
    ------
    JumeauError
        When its folder is broken.
    """
    place = library.place(identifier or PILOT)
    for found in _LAID:
        if found.place is place:
            return found
    laid = Laid(place)
    _LAID.append(laid)
    del _LAID[:-KEPT]
    return laid


def scenario_key(library: Library, identifier: str) -> str:
    """Give what a scenario file names as its territory."""
    entry = library.territories().get(identifier)
    return PILOT_KEY if entry is None or entry.path is None else str(entry.path.resolve())


def territory_of(library: Library, run: StoredRun) -> str | None:
    """Give the id of the territory of a run; None where it is no longer there, or has changed."""
    named = str(run.record.scenario.get("territory", ""))
    for entry in library.territories().values():
        same = (named in ("", PILOT_KEY) if entry.path is None
                else entry.path.resolve() == Path(named).resolve())  # fmt: skip
        if same:
            digest = library.place(entry.id).territory.digest()
            return entry.id if digest == run.record.territory.digest else None
    return None
