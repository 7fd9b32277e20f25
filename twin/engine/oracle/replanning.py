"""Plans of destinations made again every few minutes, written again in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from twin.contracts.replanning import LivePlan, RegulationView
from twin.engine.events import DOOR_BY_UNIT, SCENE_END
from twin.engine.oracle.people import BOX, Patient
from twin.engine.oracle.roads import ON_CALL

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_MINUTE, _HOUR = 60_000, 3_600_000
_P1 = 1


class Replanning:
    """Asks the planner of the hour, and remembers what he said."""

    def __init__(self, world: Oracle, plans: Mapping[int, LivePlan]) -> None:
        self.w = world
        self.plans = dict(plans)
        self.said: list[list[int]] = []

    def due(self) -> list[int]:
        """Give the moments of the present hour at which a plan is made."""
        live = self._live()
        if live is None:
            return []
        begins = self.w.hour * _HOUR
        return [begins + m * _MINUTE for m in range(60) if m % live.every_min == 0]

    def _live(self) -> LivePlan | None:
        return self.plans.get(int(self.w.t.plan_row[self.w.hour]))

    def kept(self, p: Patient) -> int:
        """Give the hospital of the plan in force for a patient, -1 without any."""
        if self._live() is not None:
            return self.said[p.zone][p.cause]
        t = self.w.t
        return int(t.plan[t.plan_row[self.w.hour], p.zone, p.cause])

    def ask(self, at: int) -> None:
        """Make the plan of a moment."""
        live = self._live()
        assert live is not None, "only hours with a live plan have moments"
        self.said = live.planner.plan(self._seen(at)).tolist()

    def _seen(self, at: int) -> RegulationView:
        w, t = self.w, self.w.t
        here = [(int(kind), what[0]) for _, _, kind, _, _, what in w.agenda if what]
        coming = [p.site for kind, p in here if kind == DOOR_BY_UNIT]
        scene = [p for kind, p in here if kind == SCENE_END and p.stage == "on scene"]
        cases = sorted((p.zone, p.cause, p.priority) for p in scene if self._concerns(p))
        sites = range(len(w.sites))
        boards = [sum(len(queue) for queue in site.wards) for site in w.sites]
        ahead = [s.busy[BOX] + len(s.triage) + sum(len(q) for q in s.boxes) for s in w.sites]
        return RegulationView(
            at_ms=at,
            road_ms=np.array([self._roads(zone) for zone in range(len(t.zone_site))], np.int64),
            open=np.array([w.roads.stands(site, at) >= ON_CALL for site in sites], bool),
            diverts=np.zeros(len(w.sites), bool),
            boxes=np.array([w.emergency.staffed(site, BOX) for site in sites], np.int64),
            ahead=np.array(ahead, np.int64),
            boarding=np.array(boards, np.int64),
            coming=np.array([coming.count(site) for site in sites], np.int64),
            cases=np.array(cases, np.int64).reshape(-1, 3),
            causes=w.causes,
        )

    def _concerns(self, p: Patient) -> bool:
        """Say whether the plan may send a patient on the scene: no ward and no event claims him."""
        t = self.w.t
        straight = t.required[p.cause] >= 0 and p.priority <= _P1 and t.specialised[self.w.hour]
        return not p.child and p.planned_site < 0 and not straight

    def _roads(self, zone: int) -> list[int]:
        w = self.w
        habits = w.roads.habits(Patient(0, zone, 0, 0, len(w.t.stream_rate[0]) - 1))
        minutes = w.times.roads(w.t.zone_site[zone], zone)
        return [ms if habits[site] > 0 else -1 for site, ms in enumerate(minutes)]
