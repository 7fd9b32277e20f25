"""Everything a run depends on besides the seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import numpy as np

from twin.contracts.changes import Change
from twin.contracts.choice import EdChoice
from twin.contracts.needs import Needs
from twin.contracts.pathway import PathwayModel
from twin.contracts.pharmacies import Pharmacies
from twin.contracts.policies import Policies, ReferralPolicy
from twin.contracts.present import BedsTaken
from twin.contracts.rosters import Roster
from twin.contracts.teams import Team
from twin.territory.territory import Territory


@dataclass(frozen=True, slots=True)
class TwinInputs:
    """Territory, needs, pathways, choice of ED, rules, and the timeline of dated changes.

    `present` holds the wards counted at the first simulated moment; the others start as on an
    ordinary day. `teams` are the rosters of which persons may be away; the hours that a roster
    staffs are changes of the timeline (`twin.contracts.team_capacity`).

    A lever gives a new value and touches nothing of the old one.
    """

    territory: Territory
    needs: Needs
    pathways: PathwayModel
    choice: EdChoice
    pharmacies: Pharmacies | None = None  # None: hospital pharmacies are not simulated
    referral: ReferralPolicy = field(default_factory=ReferralPolicy)
    policies: Policies = field(default_factory=Policies)
    timeline: tuple[Change, ...] = ()
    present: tuple[BedsTaken, ...] = ()
    teams: tuple[Team, ...] = ()

    def with_changes(self, *changes: Change) -> TwinInputs:
        """Give the same inputs with more dated changes."""
        return replace(self, timeline=(*self.timeline, *changes))

    def digest(self) -> str:
        """Give a sha256 of the content: same inputs, same digest, on any machine."""
        return digest_of(self)


def digest_of(value: Any) -> str:
    """Give a sha256 of the content of a value of the contracts."""
    h = hashlib.sha256()
    _feed(h, value)
    return h.hexdigest()


_ADDED = ("pharmacies", "teams", "cover_dispatch", "crowded_door", "destination_plan", "move_up")
"""Parts of the inputs, and of what they hold, that some of them do without."""


def _feed(h: Any, value: Any) -> None:
    """Feed a value to a hash, dataclass by dataclass, in declared order."""
    if isinstance(value, Territory):
        h.update(value.digest().encode())
    elif isinstance(value, Roster):
        told = sorted((who, sorted(skills)) for who, skills in value.skills.items())
        h.update(f"{value.digest()} {told}".encode())
    elif isinstance(value, np.ndarray):
        h.update(f"{value.shape}".encode() + np.ascontiguousarray(value, "<f8").tobytes())
    elif is_dataclass(value):
        h.update(type(value).__name__.encode())
        for part in fields(value):
            held = getattr(value, part.name)
            if part.name in _ADDED and (held is None or held == ()):
                continue  # inputs without what was added later keep the digest they always had
            h.update(part.name.encode())
            _feed(h, held)
    elif isinstance(value, tuple | list):
        h.update(f"[{len(value)}".encode())
        for item in value:
            _feed(h, item)
    else:
        h.update(repr(value).encode())
