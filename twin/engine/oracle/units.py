"""The units: which one leaves, when it is back, which mission waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, DispatchRule
from twin.engine.events import UNIT2_ON_SCENE, UNIT_BACK, UNIT_ON_SCENE
from twin.engine.luck import Decision
from twin.engine.oracle.people import HELICOPTER, PRIVATE, SMUR, VSAV, Patient, first, leave, wait
from twin.engine.tables import LAW_DEPARTURE, LAW_HANDOVER

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle


class Units:
    """The teams of the SMUR, helicopters, VSAV and private ambulances, base by base."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def kind(self, base: int) -> int:
        """Give the kind of units of a base."""
        return int(self.w.t.base_info[base, 0])

    def medical(self, base: int) -> bool:
        """Say whether a physician is on board."""
        return self.kind(base) in (SMUR, HELICOPTER)

    def near(self, zone: int, mission: int) -> list[int]:
        """Give the bases that answer a kind of mission in a commune, nearest first."""
        return [int(base) for base in self.w.t.candidates[zone, mission] if base >= 0]

    def known(self, zone: int, mission: int) -> bool:
        """Say whether any base answers a kind of mission in a commune."""
        return bool(self.near(zone, mission))

    def available(self, base: int) -> bool:
        """Say whether a base has a unit to send."""
        return self.w.rules.free(base) > 0

    def nearest_free(self, zone: int, mission: int) -> int | None:
        """Give the nearest base with a unit to send."""
        ready = [base for base in self.near(zone, mission) if self.available(base)]
        if self.w.t.dispatch_rule[self.w.hour] == DispatchRule.OWN_DEPARTMENT_FIRST:
            own = self.w.centre_of(zone)
            ready.sort(key=lambda base: self.w.t.base_info[base, 1] != own)
        return ready[0] if ready else None

    def send_or_queue(self, p: Patient, zone: int, mission: int, priority: int, stage: str) -> None:
        """Send the nearest free unit, a VSAV for lack of a private ambulance, or wait."""
        p.stage = stage
        base = self.w.rules.least_missed(zone, mission, priority)
        if base is None:
            base = self.nearest_free(zone, mission)
        if base is None and mission == PRIVATE:
            base = self.nearest_free(zone, VSAV)
            p.carence = p.carence or base is not None
        if base is None:
            centre = int(self.w.t.mission_centre[zone, mission])
            wait(self.w.centres[centre].missions[mission][priority], p)
        else:
            self.send(p, base)

    def send(self, p: Patient, base: int) -> None:
        """Let a unit leave for the scene, or for the hospital that transfers the patient."""
        w = self.w
        w.out[base] += 1
        p.base, p.began = base, w.now
        law = LAW_DEPARTURE + self.kind(base)
        if p.stage == "waits for a team":
            p.stage = "team on its way"
            there = w.now + w.takes(p, Decision.DEPARTURE_TRANSFER, law)
            there += self.from_hospital(p.site, base)
            w.plan(there, p.pid, UNIT_ON_SCENE, w.wards.team_arrives, p)
        else:
            p.stage = "unit on its way"
            decision = Decision.DEPARTURE if self.medical(base) else Decision.DEPARTURE_2
            there = w.now + w.takes(p, decision, law) + self.road(p.zone, base)
            w.plan(there, p.pid, UNIT_ON_SCENE, w.scene.reached, p)

    def road(self, zone: int, base: int) -> int:
        """Give the time of a unit's road to a commune."""
        faster = float(self.w.t.road[self.kind(base)])
        usual = int(float(self.w.t.zone_base[zone, base]) * faster + 0.5)
        return self.way(base, usual, zone)

    def way(self, base: int, usual: int, zone: int) -> int:
        """Give the time of a unit's way between its base and a commune: it flies, or drives."""
        if self.kind(base) == HELICOPTER:
            return int(usual)
        return self.w.times.road(usual, zone, self.w.t.base_zone[base])

    def from_hospital(self, site: int, base: int) -> int:
        """Give the time of a unit's way between its base and a hospital."""
        return self.way(base, self.w.t.site_base[site, base], int(self.w.t.site_zone[site]))

    def send_second(self, p: Patient) -> None:
        """Let a VSAV leave with the SMUR, when one is free."""
        base = self.nearest_free(p.zone, VSAV)
        if base is None:
            return
        self.w.out[base] += 1
        p.second, p.second_asked = base, self.w.now
        delay = self.w.takes(p, Decision.DEPARTURE_2, LAW_DEPARTURE + VSAV)
        p.second_there = self.w.now + delay + self.road(p.zone, base)
        self.w.plan(p.second_there, p.pid, UNIT2_ON_SCENE, self.w.scene.second_reached, p)

    def serve(self, base: int) -> None:
        """Let a base take the missions that wait at its centre."""
        kind, centre = (int(x) for x in self.w.t.base_info[base])
        waiting = self.w.centres[centre].missions[SMUR if kind == HELICOPTER else kind]
        while self.available(base) and (p := first(waiting)):
            leave(p)
            self.send(p, base)

    def back(self, base: int) -> None:
        """Let a unit be available again."""
        self.w.out[base] -= 1
        self.serve(base)

    def drives_home(self, p: Patient, base: int, when: int) -> None:
        """Let a unit be back at a moment."""
        self.w.plan(when, p.pid, UNIT_BACK, self.back, base)

    def home_from_scene(self, p: Patient) -> None:
        """Send a patient's units home from the scene."""
        for base in (p.base, p.second):
            if base >= 0:
                home = self.w.rules.settle(p, base, -1)
                road = self.way(home, self.w.t.zone_base[p.zone, home], p.zone)
                self.drives_home(p, home, self.w.now + road)
        p.base = p.second = -1

    def release(self, p: Patient) -> None:
        """Release the units held at the door: they hand over, and drive home."""
        if p.base < 0:
            return
        w = self.w
        w.write(p, Activity.HANDOVER, p.door, w.now, p.base, self.kind(p.base))
        for base, decision in (
            (p.base, Decision.HANDOVER),
            (p.second, Decision.HANDOVER_2),
        ):
            if base >= 0:
                there = w.now + w.takes(p, decision, LAW_HANDOVER)
                home = w.rules.settle(p, base, p.site)
                self.drives_home(p, home, there + self.from_hospital(p.site, home))
        p.base = p.second = -1
