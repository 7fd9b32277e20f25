"""Random waves, accidents, multipliers and rules for the worlds of the oracle."""

import datetime as dt
from typing import get_args

import numpy as np
from hypothesis import strategies as st

from tests.property.toy_planners import TellsAll
from twin.contracts import (
    DemandChange,
    DestinationRule,
    DispatchRule,
    Dispersal,
    FactorChange,
    MassCasualty,
    ReferralChange,
    WeeklyWindow,
    What,
)
from twin.contracts.regulation import (
    BasesToHold,
    Cover,
    CoverDispatch,
    CrowdedDoor,
    DestinationPlan,
    MoveUp,
    MoveUpRule,
)
from twin.contracts.replanning import LivePlan

HOUR = dt.timedelta(hours=1)
WHOLE_WEEK = WeeklyWindow(0, 0)


def waves(draw, inputs, start):
    """Draw waves of some causes, ages and communes, above the ceiling for some, and an accident."""
    causes, zones = inputs.needs.causes, [str(z) for z in inputs.territory.population.zones]
    changes = []
    for _ in range(draw(st.integers(0, 2))):
        changes.append(
            DemandChange(
                draw(st.sampled_from(((), causes[:2], causes[-3:]))),
                draw(st.sampled_from((0.0, 0.5, 1.0, 3.0, 9.0))),
                start + dt.timedelta(draw(st.integers(0, 1))), start + dt.timedelta(3),
                bands=draw(st.sampled_from(((), (0,), (3, 5)))),
                zones=tuple(draw(st.sampled_from(((), zones[:1], zones)))),
                curve=draw(st.sampled_from(((), (4.0, 0.2, 1.0)))),
            )
        )  # fmt: skip
    for _ in range(draw(st.integers(0, 2))):
        at = dt.datetime.combine(start, dt.time(9)) + draw(st.integers(0, 20)) * HOUR
        mix = ((causes[0], 0.25), (causes[-1], 0.75))
        plan = draw(st.none() | plans(causes))
        changes.append(MassCasualty(zones[-1], at, draw(st.integers(0, 30)), 90.0, mix, plan))
    return changes


def plans(causes):
    """Give plans that spread casualties: near or far, on foot or not, all severe or none."""
    return st.builds(
        Dispersal,
        within_min=st.sampled_from((0.0, 8.0, 25.0, 90.0)),
        self_presenting=st.sampled_from((0.0, 0.3, 1.0)),
        severe_per_smur=st.sampled_from((0.5, 1.0, 2.5)),
        severe=st.sampled_from(((), causes[:1], causes[-1:])),
    )


def finer(draw, inputs):
    """Draw the numbers of the finer rules: cover, crowded doors, plans, teams that move up."""
    place, causes = inputs.territory, inputs.needs.causes
    zones = tuple(str(zone) for zone in place.population.zones)
    sites = tuple(f.id for f in place.of_kind("hospital"))
    cover = Cover(
        draw(st.sampled_from((1.0, 8.0, 15.0, 40.0))), draw(st.sampled_from((None, 0.05, 0.6)))
    )
    found = {}
    if draw(st.booleans()):
        limits = draw(st.sampled_from(((0.0, 10.0, 90.0), (30.0, 30.0, 30.0), (12.0, 20.0, 5.0))))
        found["cover_dispatch"] = CoverDispatch(cover, limits)
    if draw(st.booleans()):
        found["crowded_door"] = CrowdedDoor(
            draw(st.sampled_from((0.0, 7.0, 60.0))), draw(st.sampled_from((0.0, 45.0, 400.0)))
        )
    if draw(st.booleans()):
        ranks = st.integers(-1, len(sites) - 1)
        table = [[draw(ranks) for _ in causes[:3]] for _ in zones]
        fixed = DestinationPlan(zones, causes[:3], sites, np.array(table))
        live = LivePlan(draw(st.sampled_from((12, 30))), TellsAll(draw(st.integers(0, 3))))
        found["destination_plan"] = draw(st.sampled_from((fixed, live)))
    if draw(st.booleans()):
        found["move_up"] = MoveUp(
            draw(st.sampled_from(list(MoveUpRule))), cover,
            draw(st.sampled_from((3.0, 15.0, 200.0))), bases_to_hold(draw, place),
        )  # fmt: skip
    return found


def bases_to_hold(draw, place):
    """Draw a table for each department that has a SAMU and SMUR bases, or none."""
    tables = []
    for centre in place.of_kind("samu"):
        here = [f for f in place.facilities if f.department == centre.department]
        mine = [f.id for f in here if f.line("smur_teams") is not None]
        if mine and draw(st.booleans()):
            rows = [draw(st.permutations(mine))[: draw(st.integers(0, 3))] for _ in range(3)]
            tables.append(BasesToHold(centre.department, tuple(map(tuple, rows))))
    return tuple(tables)


def dated(draw, inputs, start):
    """Draw multipliers of every quantity, in some places at some hours, and other rules."""
    sites = [f.id for f in inputs.territory.of_kind("hospital")]
    zones = [str(z) for z in inputs.territory.population.zones]
    moment = st.integers(0, 47).map(lambda h: dt.datetime.combine(start, dt.time()) + h * HOUR)
    changes = []
    for what in draw(st.lists(st.sampled_from(get_args(What)), max_size=8)):
        places = {}
        if what in ("travel", "gp", "calls", "advice"):
            places["zones"] = draw(st.sampled_from(((), tuple(zones[:1]), tuple(zones[1:]))))
        elif draw(st.booleans()):
            places["facilities"] = tuple(sites[:1])
        if what in ("planned", "stay") and draw(st.booleans()):
            places["wards"] = ("medicine", "rea")
        window = draw(st.sampled_from((WHOLE_WEEK, WeeklyWindow(6 * 60, 20 * 60))))
        factor = draw(st.sampled_from((0.3, 0.8, 1.0, 1.7, 4.0)))
        end = draw(st.sampled_from((None, dt.datetime.combine(start, dt.time()) + 30 * HOUR)))
        changes.append(FactorChange(what, factor, draw(moment), end, window, **places))
    if draw(st.booleans()):
        changes.append(
            ReferralChange(
                draw(moment), None, draw(st.sampled_from((None, *DispatchRule))),
                draw(st.sampled_from((None, *DestinationRule))),
                draw(st.sampled_from((None, False, True))),
                **finer(draw, inputs),
            )
        )  # fmt: skip
    return changes
