"""Where the SAMU sends each casualty of an event, and who leaves for the place (*ORSEC NOVI*).

Decided before the run, from what is known at the hour of the event: the rule is that of
`twin.contracts.Dispersal`. It never looks at what was added or shut later, so that two futures that
part after the event have the same plan.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from twin.contracts import (
    MS_PER_HOUR,
    MS_PER_MINUTE,
    WARDS,
    Calendar,
    Dispersal,
    MassCasualty,
    TwinInputs,
)
from twin.engine.going import LAST_CHILD_BAND
from twin.engine.layers import drawn
from twin.engine.luck import Decision
from twin.engine.tables import (
    BOX,
    IN_AMBULANCE,
    IN_VSAV,
    ON_FOOT,
    PHYSICIAN,
    REGULATED,
    URGENT,
    WITH_SMUR,
    Floats,
    Ints,
    Tables,
)

_D_ON_FOOT = np.int64(Decision.CASUALTY_ON_FOOT)
_CAUSE, _BAND, _WAY, _SITE = 2, 4, 5, 6
_REA, _SURGERY = WARDS.index("rea"), WARDS.index("surgery")
_NOWHERE = -1


def disperse(
    regulated: Sequence[tuple[int, MassCasualty] | None],
    rows: Ints,
    who: Ints,
    inputs: TwinInputs,
    calendar: Calendar,
    tables: Tables,
) -> None:
    """Write the way and the hospital of each casualty whom a plan disperses.

    Parameters
    ----------
    regulated
        For each row, the event and its rank where it has a plan.
    rows
        Casualties in order of time, as rows of `Tables.further`; their last two columns are filled.
    who
        Their numbers, for their luck.
    """
    events: dict[int, tuple[MassCasualty, list[int]]] = {}
    for at, one in enumerate(regulated):
        if one is not None:
            events.setdefault(one[0], (one[1], []))[1].append(at)
    luck = drawn(tables.key, who, _D_ON_FOOT) if events else np.zeros(0)
    for event, members in events.values():
        assert event.plan is not None
        severe = {inputs.needs.causes.index(cause) for cause in event.plan.severe}
        grave = [int(rows[at, _CAUSE]) in severe for at in members]
        plan = _Plan.of(event.plan, tables, int(rows[members[0], 1]), calendar.moment_ms(event.at))
        teams = math.ceil(sum(grave) / event.plan.severe_per_smur)
        for at, is_grave in zip(members, grave, strict=True):
            child = int(rows[at, _BAND] <= LAST_CHILD_BAND)
            if is_grave:
                way = WITH_SMUR if teams > 0 else IN_VSAV
                teams -= 1
                site = plan.send_severe(child)
            elif luck[at] < event.plan.self_presenting:
                way, site = ON_FOOT, plan.walk_in(child)
            else:
                way, site = IN_AMBULANCE, plan.send(child)
            rows[at, _WAY], rows[at, _SITE] = way, site


@dataclass
class _Plan:
    """What the regulation knows of one event: hospitals, their capacity, whom they were sent."""

    ways: Ints
    capacity: Floats
    critical: Floats
    received: list[int]
    severe: list[int]
    open_to: list[list[int]]
    near: frozenset[int]

    @classmethod
    def of(cls, plan: Dispersal, tables: Tables, zone: int, moment_ms: int) -> _Plan:
        """Look at the hospitals as they are at the hour of the event."""
        at = min(max(moment_ms, 0), tables.hour.shape[0] * MS_PER_HOUR - 1)
        hour, minute = at // MS_PER_HOUR, at % MS_PER_HOUR // MS_PER_MINUTE
        beds, staff = tables.ward_capacity[:, :, URGENT, hour], tables.ed_capacity[:, :, hour]
        capacity = np.minimum(
            staff[:, BOX].astype(np.float64), staff[:, PHYSICIAN] * float(tables.followed)
        )
        since, until, row = (tables.access[:, hour, column] for column in range(3))
        is_open = ((since <= minute) & (minute < until)) | (tables.diversion[row, REGULATED] > 0)
        ways = tables.zone_site[zone].astype(np.int64)
        open_to = []
        for choice in tables.choice[:, zone]:
            takes = np.diff(choice, prepend=0.0) > 0
            open_to.append(np.flatnonzero(takes & is_open & (capacity > 0)).tolist())
        near = np.flatnonzero(ways <= plan.within_min * MS_PER_MINUTE).tolist()
        critical = np.where(beds[:, _SURGERY] > 0, beds[:, _REA], 0).astype(np.float64)
        none = [0] * len(ways)
        return cls(ways, capacity, critical, none, none.copy(), open_to, frozenset(near))

    def walk_in(self, child: int) -> int:
        """Give the nearest ED open to his age, however far; nobody has regulated him."""
        site = min(self.open_to[child], key=lambda s: (self.ways[s], s), default=_NOWHERE)
        return self._count(site)

    def send(self, child: int) -> int:
        """Give the hospital of a relative emergency."""
        return self._count(self._least(self.open_to[child], self.received, self.capacity))

    def send_severe(self, child: int) -> int:
        """Give the hospital of an absolute emergency."""
        fit = [site for site in self.open_to[child] if self.critical[site] > 0]
        site = self._least(fit, self.severe, self.critical)
        if site < 0:
            site = self._least(self.open_to[child], self.severe, self.capacity)
        if site >= 0:
            self.severe[site] += 1
        return self._count(site)

    def _least(self, sites: Sequence[int], sent: Sequence[int], room: Floats) -> int:
        """Give the site within reach that has had least for its capacity, -1 when none is."""
        return min(
            (site for site in sites if site in self.near),
            key=lambda s: ((2 * sent[s] + 1) / room[s], self.ways[s], s),
            default=_NOWHERE,
        )

    def _count(self, site: int) -> int:
        if site >= 0:
            self.received[site] += 1
        return site
