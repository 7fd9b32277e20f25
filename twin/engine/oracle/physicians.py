"""Emergency physicians: whom each one sees next, and what he decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, Outcome
from twin.engine.events import DECISION_END, FIRST_END, SUPPLY_END
from twin.engine.luck import Decision
from twin.engine.oracle.people import PHYSICIAN, UHCD, Doctor, Patient, first, leave, wait
from twin.engine.tables import LAW_DECISION, LAW_FIRST, WORK

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_HOME, _WARD, _UHCD = range(3)


class Physicians:
    """The physicians of the emergency departments."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def on_duty(self, site: int) -> list[Doctor]:
        """Give the physicians on duty: the first ones of the list."""
        return self.w.sites[site].doctors[: self.w.emergency.staffed(site, PHYSICIAN)]

    def _idle(self, site: int) -> Doctor | None:
        """Give the idle physician who follows the fewest, the first one at a tie."""
        idle = [d for d in self.on_duty(site) if not d.busy]
        return min(idle, key=lambda d: d.follows, default=None)

    def _comes_back(self, site: int) -> tuple[Patient, Doctor] | None:
        """Give the first patient whose physician can see him again, or another if he has left."""
        there = self.on_duty(site)
        for p in (p for level in self.w.sites[site].back for p in level):
            if any(p.doctor is d for d in there):
                assert p.doctor is not None
                if not p.doctor.busy:
                    return p, p.doctor
            elif other := self._idle(site):
                return p, other
        return None

    def come(self, site: int) -> None:
        """Let free physicians see patients: by level, those who come back first."""
        s = self.w.sites[site]
        while True:
            back, new = self._comes_back(site), first(s.contact)
            ready = self._idle(site)
            if ready is not None and ready.follows >= self.w.t.followed:
                ready = None
            if new and ready and (back is None or new.level < back[0].level):
                self._follow(new, ready)
                self._see(new, Decision.FIRST_TIME)
            elif back:
                self._follow(*back)
                self._see(back[0], Decision.DECISION_TIME)
            else:
                return

    @staticmethod
    def _follow(p: Patient, doctor: Doctor) -> None:
        if p.doctor is doctor:
            return
        if p.doctor is not None:
            p.doctor.follows -= 1
        doctor.follows += 1
        p.doctor = doctor

    def _see(self, p: Patient, decision: Decision) -> None:
        w = self.w
        assert p.doctor is not None
        leave(p)
        w.sites[p.site].busy[PHYSICIAN] += 1
        p.doctor.busy = True
        p.began, p.stage = w.now, "with a physician"
        if decision == Decision.FIRST_TIME:
            end = w.now + w.times.lasts(WORK, w.takes(p, decision, LAW_FIRST), p.site)
            w.plan(end, p.pid, FIRST_END, self.examined, p)
        else:
            end = w.now + w.times.lasts(WORK, w.takes(p, decision, LAW_DECISION), p.site)
            w.plan(end, p.pid, DECISION_END, self.decided, p)

    def _done(self, p: Patient) -> None:
        assert p.doctor is not None
        self.w.sites[p.site].busy[PHYSICIAN] -= 1
        p.doctor.busy = False

    def examined(self, p: Patient) -> None:
        """End the first contact: care and exams, or a decision at once."""
        w, site = self.w, p.site
        w.write(p, Activity.FIRST_CONTACT, p.door, p.began, -1, p.level)
        self._done(p)
        exam = w.drawn(
            p, Decision.EXAMS, w.t.exams[w.t.site_model[p.site], p.cause, p.level, p.band]
        )
        late, elsewhere = w.pharmacies.give(p, p.cause, in_ed=True)
        if elsewhere is not None:
            self._sends(p, elsewhere)
        elif late:
            p.stage = "waits for a medicine"
            w.plan(w.now + late, p.pid, SUPPLY_END, self.supplied, p, exam)
        else:
            self._goes_on(p, exam)
        self.come(site)

    def supplied(self, p: Patient, exam: int) -> None:
        """Go on with care: the medicine that was lacking is there."""
        site = p.site
        self._goes_on(p, exam)
        self.come(site)

    def _goes_on(self, p: Patient, exam: int) -> None:
        if exam:
            self.w.emergency.needs_care(p, exam)
        else:
            p.asked = p.began = self.w.now
            self.conclude(p)

    def _sends(self, p: Patient, elsewhere: int) -> None:
        """Send a patient to the hospital that has the medicine and a bed."""
        w = self.w
        found = w.drawn(p, Decision.CCMU, w.t.ccmu[p.level, 1]) + 1
        w.write(p, Activity.DECISION, w.now, w.now, -1, found)
        assert p.doctor is not None
        p.doctor.follows -= 1
        p.doctor = None
        w.wards.reserve_elsewhere(p, elsewhere)

    def decided(self, p: Patient) -> None:
        """End the second contact."""
        site = p.site
        self._done(p)
        self.conclude(p)
        self.come(site)

    def conclude(self, p: Patient) -> None:
        """Conclude (CCMU): home, a ward or the short-stay unit."""
        w, site = self.w, p.site
        shares = w.t.disposition[w.t.site_model[site], p.cause, p.level, p.band]
        fate = w.drawn(p, Decision.ADMISSION, shares)
        found = w.drawn(p, Decision.CCMU, w.t.ccmu[p.level, int(fate != _HOME)]) + 1
        w.write(p, Activity.DECISION, p.asked, p.began, -1, found)
        assert p.doctor is not None
        p.doctor.follows -= 1
        p.doctor = None
        if fate == _HOME:
            w.planned.leaves(p, p.door, Outcome.HOME, 0)
            w.emergency.gives_place_back(site, False)
        elif fate == _UHCD and w.emergency.staffed(site, UHCD) > 0:
            p.stage, p.asked = "waits for the UHCD", w.now
            wait(w.sites[site].uhcd, p)
            w.emergency.uhcd(site)
        else:
            w.wards.search(p)

    def end_uhcd(self, p: Patient) -> None:
        """End the short stay: home, or a ward."""
        w = self.w
        admitted = w.happens(
            p, Decision.UHCD_ADMITTED, w.t.uhcd_admitted[w.t.site_model[p.site], p.cause, p.band]
        )
        w.write(p, Activity.UHCD, p.asked, p.began, -1, int(admitted))
        if admitted:
            w.wards.search(p)
        else:
            w.planned.leaves(p, p.door, Outcome.HOME, 0)
            w.emergency.gives_place_back(p.site, True)
