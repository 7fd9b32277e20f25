"""The finer rules of the SAMU: cover left behind, crowded doors, plans, teams that move up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import DestinationRule, DispatchRule
from twin.contracts.regulation import MoveUpRule
from twin.engine.oracle.people import BOX, SMUR, Patient
from twin.engine.oracle.roads import ON_CALL

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_P0, _MOST = 0, 32


class Rules:
    """Choices that look at the whole territory: see `twin.contracts.regulation`."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def free(self, base: int) -> int:
        """Give how many units a base has to send, below 0 when more are out than staffed."""
        staffed = int(self.w.t.base_capacity[base, self.w.hour]) + self.w.moved[base]
        return staffed - self.w.out[base]

    def worth(self, row: int, base: int, besides: int) -> float:
        """Give the calls an hour that one more team at a base covers."""
        t = self.w.t
        week, total = self.w.lived(), 0.0
        for group in t.cover_group[t.cover_first[row, base] : t.cover_first[row, base + 1]]:
            reached_by = t.group_base[t.group_first[group] : t.group_first[group + 1]]
            teams = sum(max(0, self.free(int(other))) for other in reached_by)
            gain = t.cover_gain[row, min(teams - besides, _MOST)]
            total += float(t.cover_weight[week, group]) * float(gain)
        return total

    def least_missed(self, zone: int, mission: int, priority: int) -> int | None:
        """Give the base whose SMUR is least missed among those in time, None without any."""
        w, t = self.w, self.w.t
        rule = t.dispatch_rule[w.hour]
        if rule != DispatchRule.CLOSEST_WITH_COVERAGE or mission != SMUR or priority == _P0:
            return None
        limit, row = int(t.dispatch_limit[w.hour, priority]), int(t.dispatch_cover[w.hour])
        ready = [
            (self.worth(row, base, 1), rank, base)
            for rank, base in enumerate(w.units.near(zone, SMUR))
            if self.free(base) > 0
            and int(t.departure_ms[w.units.kind(base)]) + w.units.road(zone, base) <= limit
        ]
        return min(ready)[2] if ready else None

    # Where a released team drives

    def _way(self, p: Patient, site: int, base: int) -> int:
        if site >= 0:
            return self.w.units.from_hospital(site, base)
        return self.w.units.way(base, self.w.t.zone_base[p.zone, base], p.zone)

    def _sisters(self, base: int) -> list[int]:
        """Give the SMUR bases of the same centre, the base itself among them."""
        info = self.w.t.base_info
        return [b for b in range(len(info)) if info[b, 0] == SMUR and info[b, 1] == info[base, 1]]

    def settle(self, p: Patient, base: int, site: int) -> int:
        """Give the base that a released unit drives to, which is its own from then on."""
        w = self.w
        rule = int(w.t.move_rule[w.hour])
        if w.units.kind(base) != SMUR:
            return base
        if rule == MoveUpRule.HOME:
            new = self._given_back(p, base, site)
        elif w.moved[base] <= -int(w.t.lend[base]):
            new = base
        elif rule == MoveUpRule.COMPLIANCE:
            new = self._to_hold(p, base, site)
        else:
            new = self._most_useful(p, base, site)
        w.moved[base] -= 1
        w.out[base] -= 1
        w.moved[new] += 1
        w.out[new] += 1
        return new

    def _given_back(self, p: Patient, base: int, site: int) -> int:
        lenders = [b for b in self._sisters(base) if self.w.moved[b] < 0]
        if self.w.moved[base] <= 0 or not lenders:
            return base
        return min(lenders, key=lambda b: (self._way(p, site, b), b))

    def _may_go(self, p: Patient, site: int, base: int) -> bool:
        w = self.w
        staffed = w.t.base_capacity[base, w.hour] > 0
        return bool(staffed and self._way(p, site, base) <= w.t.move_most[w.hour])

    def _to_hold(self, p: Patient, base: int, site: int) -> int:
        w = self.w
        free = 1 + sum(max(0, self.free(b)) for b in self._sisters(base))
        held = w.t.compliance[w.t.move_row[w.hour], w.t.base_info[base, 1]]
        for wanted in (int(b) for b in held[min(free, len(held)) - 1]):
            if wanted < 0:
                break
            empty = self.free(wanted) <= 0
            if empty and (wanted == base or self._may_go(p, site, wanted)):
                return wanted
        return base

    def _most_useful(self, p: Patient, base: int, site: int) -> int:
        row = int(self.w.t.move_row[self.w.hour])
        others = [b for b in self._sisters(base) if b != base and self._may_go(p, site, b)]
        gains = [(self.worth(row, b, 0), b) for b in [base, *others]]
        most = max(gain for gain, _ in gains)
        return next(b for gain, b in gains if gain == most)

    # Where a patient is carried

    def wait_at(self, site: int) -> int:
        """Give the wait that a unit may expect at a door, ms."""
        w, s = self.w, self.w.sites[site]
        _, hold, most = (int(x) for x in w.t.offload[w.hour])
        boxes = w.emergency.staffed(site, BOX)
        ahead = s.busy[BOX] + len(s.triage) + sum(len(queue) for queue in s.boxes)
        if boxes <= 0:
            return most
        return min(most, max(0, ahead + 1 - boxes) * hold // boxes)

    def destination(self, p: Patient, minutes: list[int]) -> int | None:
        """Give the site by the rules on doors and plans, None where they give none."""
        w, t = self.w, self.w.t
        habits = w.roads.habits(p)
        ready = [
            site
            for site, ms in enumerate(minutes)
            if habits[site] > 0 and w.roads.stands(site, w.now + ms) >= ON_CALL
        ]
        if t.destination_rule[w.hour] == DestinationRule.PLANNED:
            kept = w.replanning.kept(p)
            return kept if kept in ready else None
        if not ready:
            return None
        most = min(minutes[site] for site in ready) + int(t.offload[w.hour, 0])
        near = [site for site in ready if minutes[site] <= most]
        return min(near, key=lambda site: (minutes[site] + self.wait_at(site), site))
