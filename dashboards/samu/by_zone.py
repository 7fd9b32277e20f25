"""SMUR response times by the patient's department, from the logs that a run has kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboards.library import Library
from dashboards.samu.delays import JUDGED, LEAST, Delay, level_of
from dashboards.samu.grounds import territory_of
from scenarios.store import StoredRun, event_part
from twin.contracts import MS_PER_MINUTE, Activity
from twin.contracts.bases import HELICOPTER, SMUR

MEDIAN = "smur_response_median"
QUANTILES = {MEDIAN: 0.5, JUDGED: 0.9}
KIND = 7
"""Bits of `detail` that hold the kind of the unit (as `twin.indicators.tally.samu.KIND`)."""
LOCAL = ZoneInfo("Europe/Paris")
MS_PER_SECOND = 1000


def kept(run: StoredRun) -> tuple[int, ...]:
    """Give the replications whose log was kept, at the central parameters."""
    files = run.record.files
    return tuple(r for r in run.replications() if event_part(0, r) in files)


def by_department(library: Library, run: StoredRun) -> tuple[Delay, ...]:
    """Give the response times by department of the patient's commune, the territory first.

    From pick-up (need, for a call to 18) to the team at the patient's side, primary R1 missions of
    the measured days, road teams and helicopters: the stored indicators, cut by the patient's
    place instead of the base. A department with under `LEAST` missions in a replication has no
    figure for it, and is not judged against the target.

    Returns
    -------
    tuple
        Empty where no log was kept, or the territory of the run has changed.

    Raises
    ------
    JumeauError
        When a log is altered.
    """
    identifier = territory_of(library, run)
    if not kept(run) or identifier is None:
        return ()
    key = f"{run.path}|{run.record.created}"
    if key not in _KEPT:
        while len(_KEPT) >= MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        zones = library.place(identifier).territory.zones
        _KEPT[key] = _cut(run, zones["dep"].to_numpy())
    return _KEPT[key]


MOST_KEPT = 8
_KEPT: dict[str, tuple[Delay, ...]] = {}


def _cut(run: StoredRun, department: np.ndarray) -> tuple[Delay, ...]:
    since = measured_from_ms(run)
    values: dict[str, dict[str, list[float]]] = {}
    sorties: dict[str, list[int]] = {}
    for replication in kept(run):
        rows = missions(run.events(replication), since)
        where = department[rows["zone"].to_numpy()]
        minutes = ((rows["end"] - rows["requested"]) / MS_PER_MINUTE).to_numpy(np.float64)
        for code in ["", *sorted(set(department))]:
            mine = minutes if not code else minutes[where == code]
            sorties.setdefault(code, []).append(len(mine))
            held = values.setdefault(code, {name: [] for name in QUANTILES})
            if len(mine) >= LEAST:
                for name, share in QUANTILES.items():
                    held[name].append(float(np.quantile(mine, share)))
    return tuple(
        Delay(code, code, code,
              {name: level_of(found) for name, found in values[code].items() if found},
              float(np.mean(sorties[code])), float(min(sorties[code])), sorties[code].count(0))
        for code in values
    )  # fmt: skip


def missions(events: pd.DataFrame, since_ms: int) -> pd.DataFrame:
    """Give the primary missions of SMUR teams that reached their patient on measured days."""
    kind = events["detail"] & KIND
    held = (events["activity"] == int(Activity.RESPONSE)) & kind.isin((SMUR, HELICOPTER))
    return events[held & (events["end"] >= since_ms)]


def measured_from_ms(run: StoredRun) -> int:
    """Give when the measured days begin, milliseconds from the start of the simulation."""
    scenario = run.record.scenario
    first = date.fromisoformat(str(scenario["start"]))
    begun = first - timedelta(days=int(scenario["warmup_days"]))
    ends = [datetime(d.year, d.month, d.day, tzinfo=LOCAL).timestamp() for d in (begun, first)]
    return round((ends[1] - ends[0]) * MS_PER_SECOND)
