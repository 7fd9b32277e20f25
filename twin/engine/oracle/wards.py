"""Beds, transfers, and the places of follow-up care."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, Outcome
from twin.engine.events import BED_ASKED, BED_END, TEAM_READY, TRANSFER_END
from twin.engine.luck import Decision
from twin.engine.oracle.people import (
    ADULT_WARDS,
    FIRST_CRITICAL,
    HELICOPTER,
    PLANNED,
    PRIVATE,
    SMUR,
    URGENT,
    VSAV,
    Patient,
    leave,
    wait,
)
from twin.engine.tables import LAW_BED_SEARCH, LAW_HANDOVER, LAW_PREPARE, LAW_STAY, STAYS_BEGUN

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_OUTLYING, _ELSEWHERE, _THROUGH_UHCD = 16, 32, 64


class Wards:
    """The beds of the hospitals, and those who wait for them."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def free(self, site: int, ward: int, pool: int = URGENT) -> bool:
        """Say whether a bed is free."""
        staffed = int(self.w.t.ward_capacity[site, ward, pool, self.w.hour])
        return staffed > self.w.sites[site].beds[ward][pool]

    def has_beds(self, site: int, ward: int) -> bool:
        """Say whether a hospital has beds of a ward at this hour."""
        return bool(self.w.t.ward_capacity[site, ward, URGENT, self.w.hour] > 0)

    def needed(self, p: Patient) -> int:
        """Give the ward that a patient needs."""
        w = self.w
        return w.drawn(p, Decision.WARD, w.t.ward[w.t.site_model[p.site], p.cause, p.band])

    # A bed here

    def search(self, p: Patient) -> None:
        """Let the search begin for a bed of the ward that a patient needs."""
        w = self.w
        p.ward = self.needed(p)
        p.stage, p.asked = "a bed is looked for", w.now
        detail = p.ward + (_THROUGH_UHCD if p.in_uhcd else 0)
        w.write(p, Activity.BED_REQUEST, w.now, w.now, -1, detail)
        usual = w.takes(p, Decision.BED_SEARCH, LAW_BED_SEARCH)
        asks = w.now + int(float(usual) * float(w.t.search_factor[p.band]) + 0.5)
        w.plan(asks, p.pid, BED_ASKED, self.ask, p)

    def ask(self, p: Patient) -> None:
        """Let a patient wait for the bed, in the order of requests."""
        site = p.site
        p.stage = "waits for a bed"
        wait(self.w.sites[site].wards[p.ward], p)
        self.fill(site, p.ward)
        if p.stage == "waits for a bed" and self._at_once(site, p.ward):
            self.seek(p)

    def _at_once(self, site: int, ward: int) -> bool:
        return ward >= FIRST_CRITICAL or not self.has_beds(site, ward)

    def fill(self, site: int, ward: int) -> None:
        """Give the free beds of a ward to those who wait for it."""
        queue = self.w.sites[site].wards[ward]
        while self.free(site, ward) and queue:
            p = queue[0]
            leave(p)
            self.place(p, ward)

    def place(self, p: Patient, ward: int) -> None:
        """Put a patient in a free bed of his hospital."""
        site = p.site
        self.w.sites[site].beds[ward][URGENT] += 1
        self._leaves_ed(p, ward + (_OUTLYING if ward != p.ward else 0))
        self._lies(p, site, ward)
        self.w.emergency.gives_place_back(site, p.in_uhcd)

    def _leaves_ed(self, p: Patient, detail: int) -> None:
        detail += _THROUGH_UHCD if p.in_uhcd else 0
        self.w.write(p, Activity.BOARDING, p.door, p.asked, -1, detail)

    def _lies(self, p: Patient, site: int, ward: int) -> None:
        """Let a patient be in a bed already counted as his."""
        w = self.w
        p.stage, p.began, p.site, p.bed_ward = "in bed", w.now, site, ward
        late, _ = w.pharmacies.give(p, w.causes + ward, in_ed=False)
        stay = w.perhaps(p, Decision.STAY, LAW_STAY + p.ward)
        if stay is None:
            return
        if p.cause < w.causes:
            factor = w.t.stay_factor[w.t.site_model[site], p.cause, p.band]
            stay = int(float(stay) * float(factor) + 0.5)
        stay = w.times.lasts(STAYS_BEGUN, stay, site, ward) + late
        end = w.planned.moment(p, ward, w.now, stay)
        w.plan(end, p.pid, BED_END, self.fit, p)

    # A bed elsewhere

    def reserve_elsewhere(self, p: Patient, other: int) -> None:
        """Keep a bed in another hospital for someone who must go there for his treatment."""
        p.ward, p.asked = self.needed(p), self.w.now
        self.w.write(p, Activity.BED_REQUEST, self.w.now, self.w.now, -1, p.ward)
        self.w.sites[other].beds[p.ward][URGENT] += 1
        p.to_site, p.bed_ward = other, p.ward
        self._call_team(p, int(self.w.t.site_zone[p.site]))

    def seek(self, p: Patient) -> None:
        """Reserve a bed in the nearest other hospital that has one free, and call a team."""
        t = self.w.t
        for other in (int(x) for x in t.site_order[p.site]):
            if other != p.site and self.free(other, p.ward):
                leave(p)
                self.w.sites[other].beds[p.ward][URGENT] += 1
                p.to_site, p.bed_ward = other, p.ward
                self._call_team(p, int(t.site_zone[p.site]))
                return

    def _call_team(self, p: Patient, zone: int) -> None:
        critical, units = p.ward >= FIRST_CRITICAL, self.w.units
        for mission in (SMUR, VSAV, PRIVATE) if critical else (PRIVATE, VSAV, SMUR):
            if units.known(zone, mission):
                units.send_or_queue(p, zone, mission, 1 if critical else 3, "waits for a team")
                return
        self._prepares(p)

    def team_arrives(self, p: Patient) -> None:
        """Let the team that transfers reach the first hospital."""
        self._prepares(p)

    def _prepares(self, p: Patient) -> None:
        p.stage = "being prepared"
        ready = self.w.now + self.w.takes(p, Decision.PREPARE, LAW_PREPARE)
        self.w.plan(ready, p.pid, TEAM_READY, self.team_leaves, p)

    def team_leaves(self, p: Patient) -> None:
        """Let the team leave with the patient."""
        w, site = self.w, p.site
        self._leaves_ed(p, p.ward + _ELSEWHERE)
        p.stage, p.began = "between two hospitals", w.now
        flies = p.base >= 0 and w.units.kind(p.base) == HELICOPTER
        zones = w.t.site_zone
        road = w.times.road(w.t.site_site[site, p.to_site], zones[site], zones[p.to_site])
        there = w.now + (int(w.t.site_air[site, p.to_site]) if flies else road)
        w.plan(there, p.pid, TRANSFER_END, self.transferred, p)
        w.emergency.gives_place_back(site, p.in_uhcd)

    def transferred(self, p: Patient) -> None:
        """Let a transferred patient enter his bed; the team drives home."""
        w, base = self.w, p.base
        p.site = p.to_site
        w.write(p, Activity.TRANSFER, p.asked, p.began, base, p.ward)
        p.base, p.to_site = -1, -1
        self._lies(p, p.site, p.ward)
        if base >= 0:
            back = w.now + w.takes(p, Decision.HANDOVER_TRANSFER, LAW_HANDOVER)
            home = w.rules.settle(p, base, p.site)
            w.units.drives_home(p, home, back + w.units.from_hospital(p.site, home))

    def review(self, site: int) -> None:
        """Look again at those who wait: another adult ward, or another hospital."""
        t, waiting = self.w.t, self.w.sites[site].wards
        for p in [p for queue in waiting for p in queue]:
            waited, ward = self.w.now - p.asked, p.ward
            if ward < ADULT_WARDS and waited >= t.outlying_ms:
                others = [o for o in range(ADULT_WARDS) if o != ward and self.free(site, o)]
                if others:
                    leave(p)
                    self.place(p, others[0])
                    continue
            if self._at_once(site, ward) or waited >= t.transfer_ms:
                self.seek(p)

    # The end of a stay

    def fit(self, p: Patient) -> None:
        """End a stay: home, or the wait for a place of follow-up care."""
        w, site = self.w, p.site
        if p.planned:
            self._frees_bed(p, PLANNED)
            w.quit(p, p.began, Outcome.ELECTIVE_DONE)
            return
        where = w.drawn(p, Decision.DOWNSTREAM, w.t.downstream[p.ward, p.band])
        centre = w.centre_of(int(w.t.site_zone[site]))
        if where and w.t.has_intake[centre, where - 1]:
            p.stage, p.asked = "waits for follow-up care", w.now
            wait(w.centres[centre].downstream[where - 1], p)
            return
        self._frees_bed(p, URGENT)
        w.planned.leaves(p, p.began, Outcome.DISCHARGED, 1)
        self.fill(site, p.bed_ward)

    def _frees_bed(self, p: Patient, pool: int) -> None:
        self.w.write(p, Activity.BED, p.began, p.began, -1, p.bed_ward)
        self.w.sites[p.site].beds[p.bed_ward][pool] -= 1

    def take_in(self, centre: int) -> None:
        """Let follow-up care take those it can take within the hour."""
        w = self.w
        for kind, queue in enumerate(w.centres[centre].downstream):
            places = int(w.t.intakes[centre, kind, w.hour])
            for p in queue[:places]:
                leave(p)
                w.write(p, Activity.DOWNSTREAM, p.asked, p.asked, -1, kind + 1)
                self._frees_bed(p, URGENT)
                w.quit(p, p.began, Outcome.DOWNSTREAM)
                self.fill(p.site, p.bed_ward)
