"""What dated changes multiply at the present hour, written again."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsIndex

from twin.engine.tables import TRAVEL

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle


class Times:
    """The multipliers in force now."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def of_zone(self, what: SupportsIndex, zone: int) -> float:
        """Give a multiplier of a commune."""
        t = self.w.t
        return float(t.zone_factor[t.factor_row[what, self.w.hour], zone])

    def of_site(self, what: SupportsIndex, site: int, ward: int = 0) -> float:
        """Give a multiplier of a hospital."""
        t = self.w.t
        return float(t.site_factor[t.factor_row[what, self.w.hour], site, ward])

    def lasts(self, what: SupportsIndex, usual: int, site: int, ward: int = 0) -> int:
        """Give how long something lasts that begins now in a hospital."""
        return int(usual * self.of_site(what, site, ward) + 0.5)

    def road(self, usual: int, here: int, there: int) -> int:
        """Give the time of a road taken now: the commune most out of the ordinary counts."""
        factors = sorted(self.of_zone(TRAVEL, int(zone)) for zone in (here, there))
        low, high = factors
        return int(int(usual) * (high if low * high >= 1 else low) + 0.5)

    def roads(self, usual: list[int], here: int) -> list[int]:
        """Give the times of the roads from a commune to each hospital."""
        return [self.road(ms, here, self.w.t.site_zone[i]) for i, ms in enumerate(usual)]
