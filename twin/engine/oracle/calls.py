"""First contacts, and the two desks of the dispatch centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, Outcome
from twin.engine.events import CALL_END, GP_END, HANG_UP, RECALL, REGULATION_END
from twin.engine.luck import Decision
from twin.engine.oracle.people import AMU, ARM, GENERALIST, VSAV, Patient, first, leave, wait
from twin.engine.tables import (
    CALLING,
    GP_THERE,
    LAW_CALL,
    LAW_GP_VISIT,
    LAW_PATIENCE_CALL,
    LAW_RECALL,
    LAW_REGULATION,
    LAW_REGULATION_GP,
)

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_CALLS_AGAIN, _COMES, _GIVES_UP = range(3)
_P0 = 0


class Calls:
    """Whom people ask first, call assistants, and physicians of both desks."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def need(self, p: Patient) -> None:
        """Let someone need care: own GP if he is there, 15, 18 or own means."""
        w, t = self.w, self.w.t
        p.entered = w.now
        if p.way >= 0:
            w.scene.follow_plan(p)
            return
        there = float(t.gp_there[p.zone, w.lived()]) * w.times.of_zone(GP_THERE, p.zone)
        if w.happens(p, Decision.OWN_GP, float(t.gp[p.cause, p.band]) * min(1.0, there)):
            p.stage = "at his GP"
            end = w.now + w.takes(p, Decision.GP_TIME, LAW_GP_VISIT)
            w.plan(end, p.pid, GP_END, self.seen_by_gp, p)
            return
        far = float(t.far[p.zone]) * w.times.of_zone(CALLING, p.zone)
        by_15, by_18, by_himself = (float(share) for share in t.contact[p.cause, p.band])
        by_15, by_18 = by_15 * far, by_18 * far
        reach = w.chance(p.pid, Decision.FIRST_CONTACT) * (by_15 + by_18 + by_himself)
        if reach < by_15:
            self.call(p)
        elif reach < by_15 + by_18:
            self.call_firefighters(p)
        else:
            w.roads.go(p)

    def seen_by_gp(self, p: Patient) -> None:
        """End the consultation of the patient's own GP."""
        sends = self.w.happens(p, Decision.GP_REFERS, self.w.t.gp_refers[p.cause, p.band])
        self.w.write(p, Activity.GP_CONSULT, p.entered, p.entered, -1, int(sends))
        if sends:
            p.sent = True
            self.w.roads.go(p)
        else:
            self.w.quit(p, p.entered, Outcome.GP_CONSULT)

    def call_firefighters(self, p: Patient) -> None:
        """Call 18: a VSAV leaves at once, or the whole response to a P0."""
        if not self.w.units.known(p.zone, VSAV):
            self.call(p)
            return
        p.priority = self._priority(p)
        p.picked_up = self.w.now
        if p.priority == _P0:
            self.w.scene.respond(p)
        else:
            p.prompt = True
            self.w.units.send_or_queue(p, p.zone, VSAV, p.priority, "waits for a unit")

    def _priority(self, p: Patient) -> int:
        return self.w.drawn(p, Decision.PRIORITY, self.w.t.priority[p.cause, p.band])

    # Call assistants

    def on_duty(self, centre: int, who: int) -> int:
        """Give how many are on duty now."""
        return int(self.w.t.centre_capacity[centre, who, self.w.hour])

    def _free(self, centre: int, who: int) -> bool:
        return self.on_duty(centre, who) > self.w.centres[centre].busy[who]

    def call(self, p: Patient) -> None:
        """Let someone call 15; he hangs up at most once, however often he calls."""
        centre = self.w.centre_of(p.zone)
        p.stage, p.asked = "waits for an assistant", self.w.now
        wait(self.w.centres[centre].calls, p)
        if not p.recalled:
            patience = self.w.perhaps(p, Decision.CALL_PATIENCE, LAW_PATIENCE_CALL)
            if patience is not None:
                self.w.plan(self.w.now + patience, p.pid, HANG_UP, self.hang_up, p)
        self.assistants(centre)

    def assistants(self, centre: int) -> None:
        """Answer calls."""
        c = self.w.centres[centre]
        while self._free(centre, ARM) and c.calls:
            p = c.calls[0]
            leave(p)
            c.busy[ARM] += 1
            p.stage = "on the phone"
            p.began = p.picked_up = self.w.now
            end = self.w.now + self.w.takes(p, Decision.CALL_TIME, LAW_CALL)
            self.w.plan(end, p.pid, CALL_END, self.answered, p)

    def hang_up(self, p: Patient) -> None:
        """Let a caller hang up who still waits."""
        if p.stage != "waits for an assistant":
            return
        w = self.w
        leave(p)
        fate = w.drawn(p, Decision.HANG_UP, w.t.hangup)
        w.write(p, Activity.HANG_UP, p.asked, w.now, w.centre_of(p.zone), fate)
        p.recalled = True
        if fate == _CALLS_AGAIN:
            p.stage = "will call again"
            again = w.now + w.takes(p, Decision.RECALL, LAW_RECALL)
            w.plan(again, p.pid, RECALL, self.call, p)
        elif fate == _COMES:
            w.roads.go(p)
        else:
            w.quit(p, p.entered, Outcome.HUNG_UP)

    def answered(self, p: Patient) -> None:
        """End the work of a call assistant."""
        w, centre = self.w, self.w.centre_of(p.zone)
        p.priority = self._priority(p)
        w.write(p, Activity.CALL, p.asked, p.began, centre, p.priority)
        w.centres[centre].busy[ARM] -= 1
        if p.priority == _P0:
            w.scene.respond(p)
        else:
            general = w.happens(p, Decision.GENERAL, w.t.general[p.priority])
            self.ask_physician(p, general and self.on_duty(centre, GENERALIST) > 0)
        self.assistants(centre)

    # Physicians

    def ask_physician(self, p: Patient, general: bool) -> None:
        """Put a file on one of the two desks."""
        centre = self.w.centre_of(p.zone)
        c = self.w.centres[centre]
        p.stage, p.asked = "waits for a dispatch physician", self.w.now
        wait((c.general if general else c.amu)[p.priority], p)
        self.regulators(centre)

    def regulators(self, centre: int) -> None:
        """Let physicians take files: AMU first; those of the GPs too while no GP is on duty."""
        c = self.w.centres[centre]
        while self._free(centre, AMU):
            p = first(c.amu)
            if p is None and self.on_duty(centre, GENERALIST) <= 0:
                p = first(c.general)
            if p is None:
                break
            self._takes(centre, p, False)
        while self._free(centre, GENERALIST) and (p := first(c.general)):
            self._takes(centre, p, True)

    def _takes(self, centre: int, p: Patient, general: bool) -> None:
        leave(p)
        self.w.centres[centre].busy[GENERALIST if general else AMU] += 1
        p.stage, p.began, p.general = "with a dispatch physician", self.w.now, general
        law = LAW_REGULATION_GP if general else LAW_REGULATION
        end = self.w.now + self.w.takes(p, Decision.REGULATION_TIME, law)
        self.w.plan(end, p.pid, REGULATION_END, self.regulated, p)

    def regulated(self, p: Patient) -> None:
        """End a dispatch physician's work on a file."""
        w, centre = self.w, self.w.centre_of(p.zone)
        detail = p.priority + (4 if p.general else 0)
        w.write(p, Activity.REGULATION, p.asked, p.began, centre, detail)
        w.centres[centre].busy[GENERALIST if p.general else AMU] -= 1
        if p.reported:
            w.scene.report_answered(p)
        else:
            w.scene.respond(p)
        self.regulators(centre)
