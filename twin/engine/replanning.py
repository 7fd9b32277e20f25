"""The plan of destinations made again every few minutes: who is asked, when, and what he sees.

The kernel stops at these minutes; the plan is then written in its own copy of the table that it
reads. A plan is made at the beginning of each hour, from the state alone: a run taken back at a
whole hour goes on as if it had never stopped.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from twin.contracts import CHILD_BANDS, MS_PER_HOUR, MS_PER_MINUTE, Calendar, TwinInputs
from twin.contracts.replanning import LivePlan, RegulationView
from twin.engine import state as s
from twin.engine.compiling_rules import plans_in_force
from twin.engine.tables import BOX, BY_ARS, REGULATED, TRAVEL, Floats, Ints, Tables

_LEVELS = 6
_URGENT_PRIORITY = 1
"""P0 and P1 of some causes go straight to the ward that they need."""


def live_plans(inputs: TwinInputs, calendar: Calendar, tables: Tables) -> dict[int, LivePlan]:
    """Give the plans that are made again, by row of `Tables.plan`."""
    held = plans_in_force(inputs, calendar, tables.destination_rule)
    return {row: terms for row, terms, _ in held if isinstance(terms, LivePlan)}


def checked(plan: Ints, shape: tuple[int, ...], sites: int) -> Ints:
    """Give a plan as it is, once proved to name hospitals of the tables only.

    Raises
    ------
    ValueError
        When it has another shape, or ranks no hospital.
    """
    if plan.shape != shape or not np.issubdtype(plan.dtype, np.integer):
        raise ValueError(f"a plan has whole numbers of shape {shape}")
    if plan.size and not -1 <= plan.min() <= plan.max() < sites:
        raise ValueError("a plan ranks the hospitals")
    return plan


class Replanning:
    """Asks the planners in force, and keeps the table that the kernel reads.

    Parameters
    ----------
    plans
        Planners, by row of the table (`live_plans`).
    tables
        The compiled inputs, which other runs may share: they are not written.

    Attributes
    ----------
    tables
        The same, with a table of plans of its own.
    asked
        How many plans have been made.
    """

    def __init__(self, plans: Mapping[int, LivePlan], tables: Tables) -> None:
        self.tables = tables._replace(plan=tables.plan.copy())
        self.asked = 0
        self._plans = dict(plans)
        self._takes = adults_taken(tables)
        self._roads: tuple[int, Ints] | None = None

    def marks(self, hour: int) -> list[int]:
        """Give the moments of an hour at which a plan is made, ms; none without a live plan."""
        terms = self._plans.get(int(self.tables.plan_row[hour]))
        if terms is None:
            return []
        step = terms.every_min * MS_PER_MINUTE
        return list(range(hour * MS_PER_HOUR, (hour + 1) * MS_PER_HOUR, step))

    def renew(self, state: s.State, at_ms: int) -> None:
        """Ask for the plan of a moment, and write it where the kernel reads it.

        Raises
        ------
        ValueError
            When the planner gives something else than a plan.
        """
        row = int(self.tables.plan_row[at_ms // MS_PER_HOUR])
        found = self._plans[row].planner.plan(self._view(state, at_ms))
        shape = self.tables.plan.shape[1:]
        self.tables.plan[row] = checked(found, shape, self.tables.zone_site.shape[1])
        self.asked += 1

    def _view(self, state: s.State, at_ms: int) -> RegulationView:
        t, hour = self.tables, at_ms // MS_PER_HOUR
        sites = t.zone_site.shape[1]
        waiting = state.queues[: sites * s.SITE_QUEUES, s.LENGTH].reshape(sites, s.SITE_QUEUES)
        boxes = slice(int(s.Q_BOX), int(s.Q_BOX) + _LEVELS)
        ahead = state.sites[:, s.BUSY + BOX] + waiting[:, s.Q_NURSE] + waiting[:, boxes].sum(axis=1)
        phase = state.pool[:, s.PHASE]
        out = state.pool[(phase == s.ON_SCENE) | (phase == s.IN_TRANSPORT)]
        out = out[out[:, s.PID] >= 0]
        carried = out[out[:, s.PHASE] == s.IN_TRANSPORT, s.SITE]
        return frozen_view(
            at_ms=at_ms,
            road_ms=self._road_ms(hour),
            open=open_doors(t, state.sites[:, s.REGULATED_BY_ARS], at_ms),
            diverts=state.sites[:, s.DIVERTS] > 0,
            boxes=t.ed_capacity[:, BOX, hour] + state.sites[:, s.EXTRA + BOX],
            ahead=ahead,
            boarding=waiting[:, int(s.Q_WARD) :].sum(axis=1),
            coming=np.bincount(carried, minlength=sites),
            cases=self._cases(out[out[:, s.PHASE] == s.ON_SCENE], hour),
            causes=t.plan.shape[2],
        )

    def _cases(self, pool: Ints, hour: int) -> Ints:
        """Give the adults on the scene whom neither a ward nor another plan claims."""
        t = self.tables
        urgent = (t.required[pool[:, s.CAUSE]] >= 0) & (pool[:, s.PRIORITY] <= _URGENT_PRIORITY)
        mine = (pool[:, s.BAND] >= CHILD_BANDS) & (pool[:, s.TO_SITE] < 0)
        mine &= ~(urgent & bool(t.specialised[hour]))
        return pool[mine][:, [s.ZONE, s.CAUSE, s.PRIORITY]]

    def _road_ms(self, hour: int) -> Ints:
        """Give the roads as they are at an hour, computed where the multipliers change."""
        row = int(self.tables.factor_row[TRAVEL, hour])
        if self._roads is None or self._roads[0] != row:
            self._roads = row, np.where(self._takes, roads(self.tables, row), -1)
        return self._roads[1]


def adults_taken(tables: Tables) -> np.ndarray:
    """Say which hospitals the adults of each commune may go to, shape (Z, S)."""
    shares: np.ndarray = np.diff(tables.choice[0], axis=1, prepend=0.0) > 0
    return shares


def roads(tables: Tables, row: int) -> Ints:
    """Give the roads to the hospitals under a row of multipliers (`twin.engine.factors`)."""
    usual = tables.zone_site.astype(np.int64)
    if row == 0:
        return usual
    here = tables.zone_factor[row][:, None]
    there = tables.zone_factor[row][tables.site_zone][None, :]
    more: Floats = np.where(here * there >= 1, np.maximum(here, there), np.minimum(here, there))
    return np.asarray(usual * more + 0.5).astype(np.int64)


def open_doors(tables: Tables, by_ars: Ints, at_ms: int) -> np.ndarray:
    """Say which doors receive, at a moment, those whom the SAMU sends (`twin.engine.access`)."""
    hour, minute = at_ms // MS_PER_HOUR, at_ms % MS_PER_HOUR // MS_PER_MINUTE
    access = tables.access[:, hour]
    received = (access[:, 0] <= minute) & (minute < access[:, 1])
    row = np.where(received, np.where(by_ars == 1, BY_ARS, 0), access[:, 2])
    found: np.ndarray = (row == 0) | (tables.diversion[row, REGULATED] > 0)
    return found


def frozen_view(*, at_ms: int, causes: int, cases: Ints, **said: np.ndarray) -> RegulationView:
    """Give a view whose arrays nobody can write, its cases sorted."""
    held = {name: value.view() for name, value in said.items()}
    ordered = cases[np.lexsort(cases.T[::-1])]
    for value in (*held.values(), ordered):
        value.setflags(write=False)
    return RegulationView(at_ms=at_ms, causes=causes, cases=ordered, **held)
