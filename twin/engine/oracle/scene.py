"""What the dispatch centre decides, the work on scene, and the way to an ED with a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, DestinationRule, Outcome
from twin.engine.events import DOOR_BY_UNIT, SCENE_END
from twin.engine.luck import Decision
from twin.engine.oracle.luck import rank
from twin.engine.oracle.people import HELICOPTER, PRIVATE, SMUR, VSAV, Patient
from twin.engine.oracle.roads import ON_CALL
from twin.engine.tables import ADVICE, IN_AMBULANCE, LAW_REPORT, LAW_SCENE, ON_FOOT, WITH_SMUR

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_R1, _R2_VSAV, _R2_PRIVATE, _R3, _OWN_MEANS, _R4 = range(6)
_P0, _P1, _P2 = 0, 1, 2
_CARENCE = 8


class Scene:
    """From the decision to the door of the ED."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def respond(self, p: Patient) -> None:
        """Carry out the response to a call."""
        w = self.w
        response = self._answer(p)
        if response == _R4:
            w.quit(p, p.entered, Outcome.ADVICE_OR_GP)
        elif response in (_R3, _OWN_MEANS):
            duty = w.t.gp_on_duty[w.lived()]
            if response == _R3 and w.happens(p, Decision.GP_ON_DUTY, duty):
                w.quit(p, p.entered, Outcome.GP_ON_DUTY)
            else:
                self._told_to_go(p)
        else:
            self._dispatch(p, {_R1: SMUR, _R2_VSAV: VSAV, _R2_PRIVATE: PRIVATE}[response])

    def follow_plan(self, p: Patient) -> None:
        """Let a casualty do what the plan of the event has decided for him."""
        w, t = self.w, self.w.t
        if p.way != ON_FOOT:
            p.picked_up = w.now
            p.priority = _P2 if p.way == IN_AMBULANCE else _P0
            self._dispatch(p, {int(WITH_SMUR): SMUR, int(IN_AMBULANCE): PRIVATE}.get(p.way, VSAV))
            return
        p.sent = True
        to = p.planned_site
        if to < 0:
            w.roads.go(p)
        else:
            p.set_out = w.now
            road = w.times.road(t.zone_site[p.zone, to], p.zone, t.site_zone[to])
            w.roads.sets_out(p, to, w.now + road)

    def _dispatch(self, p: Patient, asked: int) -> None:
        """Send a unit, or another kind where there is none of that kind."""
        w, units = self.w, self.w.units
        if asked == SMUR and units.known(p.zone, SMUR):
            units.send_or_queue(p, p.zone, SMUR, p.priority, "waits for a unit")
            with_vsav = w.happens(p, Decision.VSAV_TOO, w.t.vsav_with_smur)
            if with_vsav and units.known(p.zone, VSAV):
                units.send_second(p)
        else:
            wanted = [PRIVATE, VSAV] if asked == PRIVATE else [VSAV, PRIVATE]
            mission = next((m for m in wanted if units.known(p.zone, m)), None)
            if mission is None:
                self._told_to_go(p)
            else:
                units.send_or_queue(p, p.zone, mission, p.priority, "waits for a unit")

    def _answer(self, p: Patient) -> int:
        """Give the answer to a file: the odds of advice may change for P2 and P3."""
        w = self.w
        shares = [float(share) for share in w.t.response[p.priority]]
        usual = w.drawn(p, Decision.RESPONSE, shares)
        odds = w.times.of_zone(ADVICE, p.zone)
        advice = 1.0 - shares[_OWN_MEANS]
        others = 1.0 - advice
        if odds == 1 or p.priority < _P2 or not 0 < advice < 1:
            return usual
        gained = odds * advice / (others + odds * advice) - advice
        if gained > 0 and usual != _R4 and w.happens(p, Decision.ADVICE, gained / others):
            return _R4
        if gained < 0 and usual == _R4 and w.happens(p, Decision.ADVICE, -gained / advice):
            return rank(shares[:_R4], w.chance(p.pid, Decision.OTHER_ANSWER) * others)
        return usual

    def _told_to_go(self, p: Patient) -> None:
        p.sent = True
        self.w.roads.go(p)

    def report_answered(self, p: Patient) -> None:
        """Decide on the report of the VSAV that firefighters have sent."""
        response = self.w.drawn(p, Decision.RESPONSE, self.w.t.response[p.priority])
        if response == _R1 and self.w.units.known(p.zone, SMUR):
            p.second, p.base = p.base, -1
            self.w.units.send_or_queue(p, p.zone, SMUR, p.priority, "waits for a unit")
        elif response in (_R1, _R2_VSAV, _R2_PRIVATE):
            self.stays(p)
        else:
            self.stays_there(p, Outcome.NOT_TRANSPORTED)

    # On scene

    def second_reached(self, p: Patient) -> None:
        """Let the VSAV that leaves with a SMUR reach the patient."""
        self.w.write(p, Activity.RESPONSE, p.picked_up, p.second_asked, p.second, VSAV)

    def reached(self, p: Patient) -> None:
        """Let a unit reach the patient."""
        w, kind = self.w, self.w.units.kind(p.base)
        detail = kind + (_CARENCE if p.carence else 0)
        w.write(p, Activity.RESPONSE, p.picked_up, p.began, p.base, detail)
        if p.on_scene < 0:
            p.on_scene = w.now
        if p.prompt and not p.reported:
            p.stage = "on scene"
            w.plan(
                w.now + w.takes(p, Decision.REPORT, LAW_REPORT),
                p.pid, SCENE_END, self.worked, p,
            )  # fmt: skip
        else:
            self.stays(p)

    def stays(self, p: Patient) -> None:
        """Give care on scene; a SMUR waits there for the VSAV that left with it."""
        w, units = self.w, self.w.units
        p.stage = "on scene"
        decision = Decision.SCENE if units.medical(p.base) else Decision.SCENE_2
        end = w.now + w.takes(p, decision, LAW_SCENE + units.kind(p.base))
        w.plan(max(end, p.second_there), p.pid, SCENE_END, self.worked, p)

    def worked(self, p: Patient) -> None:
        """End the work on scene: a report first for firefighters, else to the ED or home."""
        w = self.w
        if p.prompt and not p.reported:
            p.reported = True
            w.calls.ask_physician(p, False)
            return
        usual = w.t.transported[w.units.kind(p.base)]
        if p.way >= 0 or w.happens(p, Decision.TRANSPORTED, usual):
            self.carry(p)
        else:
            self.stays_there(p, Outcome.NOT_TRANSPORTED)

    def _write_scene(self, p: Patient) -> None:
        kind = self.w.units.kind(p.base)
        self.w.write(p, Activity.SCENE, p.on_scene, p.on_scene, p.base, kind)

    def stays_there(self, p: Patient, outcome: Outcome) -> None:
        """Leave the patient where he is."""
        self._write_scene(p)
        self.w.units.home_from_scene(p)
        self.w.quit(p, p.entered, outcome)

    # On the road

    def _where(self, p: Patient) -> int | None:
        """Choose the ED; nobody asks to be spared where no actor decides."""
        w, t = self.w, self.w.t
        minutes = w.times.roads(t.zone_site[p.zone], p.zone)
        to = p.planned_site
        if to >= 0 and w.roads.stands(to, w.now + minutes[to]) >= ON_CALL:
            return to
        ward = int(t.required[p.cause])
        if ward >= 0 and p.priority <= _P1 and t.specialised[w.hour]:
            best = w.roads.nearest(p, minutes, w.now, ON_CALL, ward)
            if best is not None:
                return best
        rule = t.destination_rule[w.hour]
        if rule == DestinationRule.PLANNED and p.child:
            rule = DestinationRule.HABITUAL
        if rule in (DestinationRule.OFFLOAD_AWARE, DestinationRule.PLANNED):
            best = w.rules.destination(p, minutes)
            if best is not None:
                return best
        if rule != DestinationRule.HABITUAL:
            return w.roads.nearest(p, minutes, w.now, ON_CALL)
        return w.roads.by_habit(p, w.chance(p.pid, Decision.DESTINATION), ON_CALL)

    def carry(self, p: Patient) -> None:
        """Leave for an ED with the patient."""
        w, t = self.w, self.w.t
        to = self._where(p)
        if to is None:
            self.stays_there(p, Outcome.NO_OPEN_SITE)
            return
        self._write_scene(p)
        p.site, p.stage = to, "in a unit"
        p.began = p.set_out = w.now
        p.mode = 2 if w.units.medical(p.base) else 1
        road = w.times.road(t.zone_site[p.zone, to], p.zone, t.site_zone[to])
        if w.units.kind(p.base) == HELICOPTER:
            road = int(t.zone_air[p.zone, to])
            if p.second >= 0:
                home = w.now + w.units.way(p.second, t.zone_base[p.zone, p.second], p.zone)
                w.units.drives_home(p, p.second, home)
                p.second = -1
        w.plan(w.now + road, p.pid, DOOR_BY_UNIT, self.at_door, p)

    def at_door(self, p: Patient) -> None:
        """Reach the door of an ED with a unit."""
        self.w.write(p, Activity.TRANSPORT, p.began, p.began, p.base, self.w.units.kind(p.base))
        self.w.emergency.arrive(p)
