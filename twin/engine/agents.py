"""The actors that decide: hospitals, SAMU centres, SMUR bases, the ARS.

Each holds its rules (one a file in `twin.engine.policies`) and is woken only where the kernel has
flagged that a threshold is passed. What they decide is kept, and undone at its term, by the
register of `twin.engine.policies.register`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from mesa import Agent

from twin.contracts.policies import Policies
from twin.engine.policies.call_in import call_in
from twin.engine.policies.diversion import diversion
from twin.engine.policies.own_units_first import own_units_first
from twin.engine.policies.register import Register
from twin.engine.policies.regulate_access import regulate_access
from twin.engine.policies.samu_reinforcement import more_assistants, more_regulators
from twin.engine.policies.smur_reinforcement import smur_reinforcement
from twin.engine.policies.surge_beds import surge_beds
from twin.engine.policies.tension import tension
from twin.engine.state import (
    BASE_WAKE,
    BIT_CALL_IN,
    BIT_CALLS,
    BIT_DIVERSION,
    BIT_FILES,
    BIT_REGULATE,
    BIT_SURGE,
    BIT_TENSION,
    BIT_UNITS,
    CENTRE_WAKE,
    WAKE,
)

if TYPE_CHECKING:
    from twin.engine.model import TerritoryModel

Act = Callable[[Register, int], None]
# Bit of the kernel's flag, whether the rule is active, what it does (register, place).
_Held = tuple[tuple[int, bool, Act], ...]
_BIT_BASE = 1


class _Actor(Agent["TerritoryModel"]):  # type: ignore[misc]
    """An actor that holds rules and applies those whose threshold is passed, in order."""

    def __init__(self, model: TerritoryModel, rules: _Held) -> None:
        super().__init__(model)
        self.rules = tuple((bit, act) for bit, active, act in rules if active)

    def decide(self, register: Register, place: int, flags: int) -> None:
        """Apply each rule that the flags of a place call for.

        Parameters
        ----------
        place
            Rank of the site, centre or base.
        flags
            Bits set by the kernel at the end of the hour.
        """
        for bit, act in self.rules:
            if flags & bit:
                act(register, place)


class HospitalAgent(_Actor):
    """A hospital: physicians called in, more beds, planned stays put off, diversion."""

    def __init__(self, model: TerritoryModel, policies: Policies) -> None:
        p = policies
        super().__init__(
            model,
            (
                (BIT_CALL_IN, p.call_in.active, partial(call_in, p.call_in)),
                (BIT_SURGE, p.surge_beds.active, partial(surge_beds, p.surge_beds)),
                (BIT_TENSION, p.tension.active, partial(tension, p.tension)),
                (BIT_DIVERSION, p.diversion.active, partial(diversion, p.diversion)),
            ),
        )


class ArsAgent(_Actor):
    """The ARS: regulates the access of emergency departments over full for hours."""

    def __init__(self, model: TerritoryModel, policies: Policies) -> None:
        terms = policies.regulate_access
        super().__init__(model, ((BIT_REGULATE, terms.active, partial(regulate_access, terms)),))


class SamuAgent(_Actor):
    """A SAMU centre: more positions when calls or files pile up, its own units kept at home."""

    def __init__(self, model: TerritoryModel, policies: Policies) -> None:
        desk, units = policies.samu, policies.own_units_first
        super().__init__(
            model,
            (
                (BIT_CALLS, desk.active, partial(more_assistants, desk)),
                (BIT_FILES, desk.active, partial(more_regulators, desk)),
                (BIT_UNITS, units.active, partial(own_units_first, units)),
            ),
        )


class SmurAgent(_Actor):
    """A SMUR base: calls a team in when all of its teams are out."""

    def __init__(self, model: TerritoryModel, policies: Policies) -> None:
        terms = policies.smur
        super().__init__(model, ((_BIT_BASE, terms.active, partial(smur_reinforcement, terms)),))


class Actors:
    """All the actors of a territory, woken where the kernel says so, always in the same order.

    Parameters
    ----------
    model
        The Mesa model that they live in.
    policies
        Their rules.
    smur_bases
        Which bases of units are those of SMUR teams.
    hospitals, centres
        How many there are.
    """

    def __init__(
        self,
        model: TerritoryModel,
        policies: Policies,
        *,
        hospitals: int,
        centres: int,
        smur_bases: tuple[int, ...],
    ) -> None:
        self.hospitals = [HospitalAgent(model, policies) for _ in range(hospitals)]
        self.ars = ArsAgent(model, policies)
        self.centres = [SamuAgent(model, policies) for _ in range(centres)]
        self.bases = {base: SmurAgent(model, policies) for base in smur_bases}

    def wake(self, register: Register) -> None:
        """Let those decide whose threshold is passed: hospitals, ARS, SAMU centres, SMUR bases."""
        state = register.state
        sites = state.sites[:, WAKE].tolist()
        flagged = [(site, flags) for site, flags in enumerate(sites) if flags]
        for site, flags in flagged:
            self.hospitals[site].decide(register, site, flags)
        for site, flags in flagged:
            self.ars.decide(register, site, flags)
        for centre, flags in enumerate(state.centres[:, CENTRE_WAKE].tolist()):
            if flags:
                self.centres[centre].decide(register, centre, flags)
        for base in state.bases[:, BASE_WAKE].nonzero()[0].tolist():
            if base in self.bases:
                self.bases[base].decide(register, base, _BIT_BASE)
