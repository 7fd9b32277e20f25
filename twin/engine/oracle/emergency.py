"""Inside the emergency department: triage, boxes, care, exams, the short-stay unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, Outcome
from twin.engine.events import (
    CARE_END,
    EXAMS_END,
    HANDOVER_DUE,
    PATIENCE_END,
    TRIAGE_END,
    UHCD_END,
)
from twin.engine.luck import Decision
from twin.engine.oracle.people import BOX, CARE, NURSE, UHCD, Patient, first, leave, wait
from twin.engine.tables import (
    EXAM_DELAYS,
    LAW_CARE,
    LAW_EXAMS,
    LAW_HANDOVER_MOST,
    LAW_PATIENCE,
    LAW_TRIAGE,
    LAW_UHCD,
    WORK,
)

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle


class Emergency:
    """Emergency departments, but for what their physicians decide."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def staffed(self, site: int, resource: int) -> int:
        """Give how many of a resource are there now."""
        return int(self.w.t.ed_capacity[site, resource, self.w.hour])

    def free(self, site: int, resource: int) -> bool:
        """Say whether one of a resource is free."""
        return self.staffed(site, resource) > self.w.sites[site].busy[resource]

    # Resources that become free

    def nurses(self, site: int) -> None:
        """Let free nurses triage, in order of arrival."""
        s = self.w.sites[site]
        while self.free(site, NURSE) and s.triage:
            p = s.triage[0]
            leave(p)
            s.busy[NURSE] += 1
            p.stage, p.began = "in triage", self.w.now
            work = self.w.takes(p, Decision.TRIAGE_TIME, LAW_TRIAGE)
            end = self.w.now + self.w.times.lasts(WORK, work, site)
            self.w.plan(end, p.pid, TRIAGE_END, self.triaged, p)

    def boxes(self, site: int) -> None:
        """Fill the free boxes, then let physicians come."""
        s = self.w.sites[site]
        while self.free(site, BOX) and (p := first(s.boxes)):
            leave(p)
            s.busy[BOX] += 1
            p.stage = "waits for a physician"
            self.w.units.release(p)
            wait(s.contact[p.level], p)
        self.w.physicians.come(site)

    def carers(self, site: int) -> None:
        """Let free nurses take samples and give care."""
        s = self.w.sites[site]
        while self.free(site, CARE) and (p := first(s.care)):
            leave(p)
            s.busy[CARE] += 1
            p.stage, p.began = "in care", self.w.now
            work = self.w.takes(p, Decision.CARE_TIME, LAW_CARE)
            end = self.w.now + self.w.times.lasts(WORK, work, site)
            self.w.plan(end, p.pid, CARE_END, self.cared_for, p)

    def closed_uhcd(self, site: int) -> None:
        """Send to a ward those who wait for a short-stay unit that has closed."""
        queue = self.w.sites[site].uhcd
        while queue and self.staffed(site, UHCD) <= 0:
            p = queue[0]
            leave(p)
            self.w.wards.search(p)

    def uhcd(self, site: int) -> None:
        """Move patients from their boxes to the free beds of the short-stay unit."""
        s, moved = self.w.sites[site], False
        while self.free(site, UHCD) and s.uhcd:
            p = s.uhcd[0]
            leave(p)
            s.busy[UHCD] += 1
            s.busy[BOX] -= 1
            p.stage, p.began, p.in_uhcd = "in the UHCD", self.w.now, True
            end = self.w.now + self.w.takes(p, Decision.UHCD_TIME, LAW_UHCD)
            self.w.plan(end, p.pid, UHCD_END, self.w.physicians.end_uhcd, p)
            moved = True
        if moved:
            self.boxes(site)

    def gives_place_back(self, site: int, from_uhcd: bool) -> None:
        """Free the box or the short-stay bed of someone who leaves the ED."""
        self.w.sites[site].busy[UHCD if from_uhcd else BOX] -= 1
        if from_uhcd:
            self.uhcd(site)
        else:
            self.boxes(site)

    # What happens to a patient

    def arrive(self, p: Patient) -> None:
        """Let a patient in."""
        w = self.w
        p.door = p.asked = w.now
        p.stage = "waits for triage"
        w.write(p, Activity.ARRIVAL, p.set_out, w.now, p.base, p.mode)
        wait(w.sites[p.site].triage, p)
        self.nurses(p.site)

    def triaged(self, p: Patient) -> None:
        """End triage."""
        w, s = self.w, self.w.sites[p.site]
        p.level = w.drawn(p, Decision.TRIAGE, w.t.triage[w.t.site_model[p.site], p.cause, p.band])
        w.write(p, Activity.TRIAGE, p.asked, p.began, -1, p.level)
        s.busy[NURSE] -= 1
        if p.base >= 0 and p.level >= w.t.lying:
            w.units.release(p)
        elif p.base >= 0:
            most = w.perhaps(p, Decision.HANDOVER_MOST, LAW_HANDOVER_MOST)
            if most is not None:
                w.plan(w.now + most, p.pid, HANDOVER_DUE, self.held_too_long, p)
        patience = w.perhaps(p, Decision.PATIENCE, LAW_PATIENCE + p.level)
        if patience is not None:
            w.plan(w.now + patience, p.pid, PATIENCE_END, self.impatient, p)
        p.stage, p.asked = "waits for a box", w.now
        wait(s.boxes[p.level], p)
        self.nurses(p.site)
        self.boxes(p.site)

    def held_too_long(self, p: Patient) -> None:
        """Release the unit of someone who still waits for a box."""
        if p.stage == "waits for a box":
            self.w.units.release(p)

    def impatient(self, p: Patient) -> None:
        """Let a patient go who has not been seen."""
        boxed = p.stage == "waits for a physician"
        if not boxed and p.stage != "waits for a box":
            return
        leave(p)
        self.w.units.release(p)
        self.w.planned.leaves(p, p.door, Outcome.LEFT_WITHOUT_BEING_SEEN, 0)
        if boxed:
            self.gives_place_back(p.site, False)

    def needs_care(self, p: Patient, exam: int) -> None:
        """Let a patient wait for samples and care."""
        p.exam, p.stage, p.asked = exam, "waits for care", self.w.now
        wait(self.w.sites[p.site].care[p.level], p)
        self.carers(p.site)

    def cared_for(self, p: Patient) -> None:
        """End samples and care: the exams take their time, by the hospital and the age."""
        w = self.w
        w.write(p, Activity.CARE, p.asked, p.began, -1, p.exam)
        w.sites[p.site].busy[CARE] -= 1
        p.stage, p.began = "in exams", w.now
        usual = w.takes(p, Decision.EXAM_DELAY, LAW_EXAMS + p.exam - 1)
        model = w.t.site_model[p.site]
        slower = float(w.t.pace[p.site]) * float(w.t.exam_factor[model, p.cause, p.band])
        end = w.now + w.times.lasts(EXAM_DELAYS, int(float(usual) * slower + 0.5), p.site)
        w.plan(end, p.pid, EXAMS_END, self.results, p)
        self.carers(p.site)

    def results(self, p: Patient) -> None:
        """Bring the results of exams."""
        self.w.write(p, Activity.EXAMS, p.began, p.began, -1, p.exam)
        p.stage, p.asked = "waits for the decision", self.w.now
        wait(self.w.sites[p.site].back[p.level], p)
        self.w.physicians.come(p.site)
