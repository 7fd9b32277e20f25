"""Which emergency department people go to, and what they find at its door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, Outcome
from twin.engine.events import DOOR_BY_OWN
from twin.engine.luck import Decision
from twin.engine.oracle.people import Patient
from twin.engine.tables import FATES, LAW_REDIRECTED, ORIENTED_IN, REGULATED

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_HOUR, _MINUTE = 3_600_000, 60_000
SHUT, ON_CALL, OPEN = 0, 1, 2
_RENOUNCES, _GP, _OTHER, _CALLS, _COMES = range(5)


class Roads:
    """The way to an emergency department by one's own means, and who is received."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def closing(self, site: int, when: int) -> int:
        """Give the row of shares of the closing that holds at a moment, 0 for none."""
        hour = min(when // _HOUR, len(self.w.t.hour) - 1)
        since, until, row = (int(x) for x in self.w.t.access[site, hour])
        return 0 if since <= when % _HOUR // _MINUTE < until else row

    def stands(self, site: int, when: int) -> int:
        """Say how an ED stands at a moment: shut, on call, open."""
        row = self.closing(site, when)
        if row == 0:
            return OPEN
        return ON_CALL if self.w.t.diversion[row, REGULATED] > 0 else SHUT

    def habits(self, p: Patient) -> list[float]:
        """Give the probability of each site when all are open."""
        c = self.w.t.choice[p.child, p.zone]
        return [float(c[i] - c[i - 1]) if i else float(c[0]) for i in range(len(c))]

    def by_habit(self, p: Patient, u: float, least: int) -> int | None:
        """Draw among the sites open enough on arrival."""
        minutes = self.w.times.roads(self.w.t.zone_site[p.zone], p.zone)
        ready = [
            (site, w)
            for site, w in enumerate(self.habits(p))
            if self.stands(site, self.w.now + minutes[site]) >= least
        ]
        total = 0.0
        for _, w in ready:
            total += w
        if total <= 0:
            return None
        reach, chosen = u * total, None
        for site, w in ready:
            if w > 0:
                chosen = site
                reach -= w
                if reach < 0:
                    break
        return chosen

    def nearest(
        self, p: Patient, minutes: list[int], leaves: int, least: int, ward: int = -1
    ) -> int | None:
        """Give the nearest site open enough on arrival (with a ward), the first one at a tie."""
        habits = self.habits(p)
        ready = [
            (ms, site)
            for site, ms in enumerate(minutes)
            if habits[site] > 0
            and (ward < 0 or self.w.wards.has_beds(site, ward))
            and self.stands(site, leaves + ms) >= least
        ]
        return min(ready)[1] if ready else None

    def sets_out(self, p: Patient, site: int, door: int) -> None:
        """Let a patient travel by own means."""
        p.site, p.mode, p.stage = site, 0, "on the way"
        self.w.plan(door, p.pid, DOOR_BY_OWN, self.at_door, p)

    def go(self, p: Patient) -> None:
        """Let a patient choose an ED."""
        w, t = self.w, self.w.t
        p.set_out = w.now
        choice = t.choice[p.child, p.zone]
        if len(choice) == 0 or choice[-1] <= 0:
            w.quit(p, p.entered, Outcome.NO_OPEN_SITE)
            return
        site = w.drawn(p, Decision.CHOICE, choice)
        door = w.now + w.times.road(t.zone_site[p.zone, site], p.zone, t.site_zone[site])
        stands = self.stands(site, door)
        if stands == OPEN or (stands == ON_CALL and p.sent):
            self.sets_out(p, site, door)
            return
        fate = _OTHER
        if not p.sent:
            shares = t.diversion[self.closing(site, door)][:FATES]
            fate = w.drawn(p, Decision.DIVERSION, shares)
        p.site = site
        w.write(p, Activity.DIVERTED, w.now, w.now, -1, fate)
        if fate == _RENOUNCES:
            w.quit(p, p.entered, Outcome.RENOUNCED)
        elif fate == _GP:
            w.quit(p, p.entered, Outcome.GP_INSTEAD)
        elif fate == _CALLS:
            p.site = -1
            w.calls.call(p)
        elif fate == _OTHER:
            u = w.chance(p.pid, Decision.OTHER_SITE)
            other = self.by_habit(p, u, ON_CALL if p.sent else OPEN)
            if other is None:
                w.quit(p, p.entered, Outcome.NO_OPEN_SITE)
            else:
                road = w.times.road(t.zone_site[p.zone, other], p.zone, t.site_zone[other])
                self.sets_out(p, other, w.now + road)
        elif fate == _COMES and stands == SHUT:
            self.redirected(p, site, door)
        else:
            p.to_orient = True
            self.sets_out(p, site, door)

    def redirected(self, p: Patient, site: int, arrival: int) -> None:
        """Send on to the nearest open ED someone who finds the door shut."""
        leaves = arrival + self.w.takes(p, Decision.REDIRECTED, LAW_REDIRECTED)
        here = int(self.w.t.site_zone[site])
        minutes = self.w.times.roads(self.w.t.site_site[site], here)
        other = self.nearest(p, minutes, leaves, ON_CALL if p.sent else OPEN)
        if other is None:
            self.w.quit(p, p.entered, Outcome.NO_OPEN_SITE)
        else:
            self.sets_out(p, other, leaves + minutes[other])

    def at_door(self, p: Patient) -> None:
        """Reach the door of an ED by own means."""
        row = self.closing(p.site, self.w.now)
        stands = self.stands(p.site, self.w.now)
        if p.to_orient:
            self.orient(p, row)
        elif stands == OPEN or (stands == ON_CALL and p.sent):
            self.w.emergency.arrive(p)
        elif stands == SHUT:
            self.redirected(p, p.site, self.w.now)
        else:
            self.orient(p, row)

    def orient(self, p: Patient, row: int) -> None:
        """Let the nurse at a regulated door receive someone, or send him to a GP."""
        p.to_orient = False
        share = self.w.t.diversion[row, ORIENTED_IN]
        inside = row == 0 or self.w.happens(p, Decision.ORIENTED, share)
        self.w.write(p, Activity.ORIENTED, self.w.now, self.w.now, -1, int(inside))
        if inside:
            self.w.emergency.arrive(p)
        else:
            self.w.quit(p, p.entered, Outcome.GP_INSTEAD)
