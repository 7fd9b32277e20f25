"""The dated changes of demand under which the twin receives a forecast."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import date, timedelta

import numpy as np

from scenarios.arrivals.blocks import blocks_of
from scenarios.arrivals.matching import LEAST, MOST, Matched, match
from twin.contracts import CHILD_BANDS, Calendar, DemandChange, TwinInputs
from twin.contracts.bands import BANDS
from twin.contracts.needs import Floats
from twin.engine.expected_arrivals import DailyFlows, daily_flows
from twin.tables import JumeauError

ADULTS = tuple(range(CHILD_BANDS, len(BANDS)))
CHILDREN = tuple(range(CHILD_BANDS))
MOST_HELD = 4
_HELD: OrderedDict[tuple[object, ...], tuple[TwinInputs, DailyFlows, Floats]] = OrderedDict()
_LOCK = threading.Lock()


def usual(inputs: TwinInputs, first: date, days: int) -> tuple[DailyFlows, Floats]:
    """Give who goes where on each day and the arrivals that make, demand unchanged.

    The flows of the last inputs are kept: draws of one forecast share them.

    Parameters
    ----------
    first, days
        Period simulated, warm-up included.
    """
    # The inputs are held with what they gave, so that the identity of their parts stays theirs.
    parts = (inputs.territory, inputs.needs, inputs.pathways, inputs.choice, inputs.referral)
    key = (*(id(part) for part in parts), first, days)
    with _LOCK:
        if key not in _HELD:
            calendar = Calendar.of(first, days, inputs.territory.code)
            flows = daily_flows(inputs, calendar, blocks_of(inputs))
            _HELD[key] = (inputs, flows, flows.arrivals())
            while len(_HELD) > MOST_HELD:
                _HELD.popitem(last=False)
        _HELD.move_to_end(key)
        return _HELD[key][1:]


def follow(inputs: TwinInputs, first: date, target: Floats, place: str) -> Matched:
    """Give the multipliers under which the sites receive a target, shape (days, hospitals).

    Raises
    ------
    JumeauError
        When a site would receive, over the period, a number that no bad month explains.
    """
    flows, expected = usual(inputs, first, len(target))
    told = np.isfinite(target)
    hospitals = inputs.territory.of_kind("hospital")
    for s, site in enumerate(hospitals):
        days = told[:, s]
        asked, own = float(target[days, s].sum()), float(expected[days, s].sum())
        if days.any() and not LEAST * own <= asked <= MOST * own:
            raise JumeauError(
                place,
                f"{site.name} ({site.id}) : {asked / days.sum():.0f} arrivées par jour prévues, "
                f"{own / days.sum():.0f} dans le jumeau.",
                "Vérifiez l'unité de la série, son site, et les passages déclarés du territoire.",
            )
    return match(flows, expected, target)


def changes(
    inputs: TwinInputs, first: date, found: Matched, blocks: np.ndarray
) -> tuple[DemandChange, ...]:
    """Give multipliers as dated changes: one a block and age group whose needs move.

    Parameters
    ----------
    blocks
        Rank of the block of each commune.
    """
    zones = np.array([str(zone) for zone in inputs.territory.population.zones])
    count = found.factor.shape[1] // 2
    last = first + timedelta(days=len(found.factor) - 1)
    made = []
    for rank in np.flatnonzero((found.factor != 1.0).any(axis=0)).tolist():
        here = tuple(zones[blocks == rank % count].tolist())
        bands = ADULTS if rank < count else CHILDREN
        curve = tuple(found.factor[:, rank].tolist())
        made.append(DemandChange((), 1.0, first, last, bands=bands, zones=here, curve=curve))
    return tuple(made)
