"""What the hours already lived depend on, and the last hour that several futures share.

Staffed capacities, rules and multipliers are read at the present hour, needs on the present day
(planned stays too: they are announced when it begins). The doors of the
emergency departments are read at the hour of *arrival*: who sets out at 19:50 for a door that shuts
at 20:00 is diverted at 19:50.
The past therefore reaches beyond the present hour, by the longest way that ends at a door.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

import numpy as np

from twin.contracts import (
    MS_PER_HOUR,
    Adviser,
    Calendar,
    LawKind,
    TwinInputs,
    hourly_capacity,
)
from twin.contracts.bases import unit_bases
from twin.contracts.checkpoint import (
    Checkpoint,
    RunKey,
    lasting_differences,
    lasting_digests,
)
from twin.engine.compiling import compile_tables
from twin.engine.further import casualties
from twin.engine.past_rules import finer_rules, first_finer_rule
from twin.engine.past_shortages import first_shortage, shortages
from twin.engine.tables import FACTORS, LAW_REDIRECTED, TRAVEL, ZONE_FACTORS, Floats, Tables
from twin.tables import JumeauError

_CAPACITY = ("ed_capacity", "ward_capacity", "base_capacity", "centre_capacity", "intakes")
# Those that do not depend on the seed (helicopters do: each seed has its weather).
_SEEDLESS = tuple(name for name in _CAPACITY if name != "base_capacity")
_RULES = ("dispatch_rule", "destination_rule", "specialised")
_CALENDAR = ("hour", "day_start", "day_rest", "day_week", "day_month")
# Which services exist and how full they are at the start, whatever the hour.
_GROUND = (
    "site_ward", "has_intake", "candidates", "base_info", "initial_beds",
    "initial_planned", "initial_waiting", "doctors",
)  # fmt: skip
# Largest values that the draws of `twin.engine.luck` can take: -log(u), u at least 2**-54; and the
# normal deviate sqrt(-2 log(u)), u at least 2**-33.
_LARGEST_EXPONENTIAL = 54 * math.log(2)
_LARGEST_NORMAL = math.sqrt(2 * 33 * math.log(2))


def past_digests(
    inputs: TwinInputs, tables: Tables, hour: int, advisers: Sequence[Adviser] = ()
) -> dict[str, str]:
    """Give the digest of each part of the inputs that hours before `hour` depend on.

    Changes that take effect later are left out; a change in force before and after counts for what
    it does before.
    """
    names = "\n".join(f"{adviser.id} {adviser.digest()}" for adviser in advisers)
    ahead = min(hour + _hours_ahead(tables, hour), tables.access.shape[1]) if hour else 0
    days = int(tables.hour[hour - 1, 1]) + 1 if hour else 0
    return {
        **lasting_digests(inputs),
        "conseillers": hashlib.sha256(names.encode()).hexdigest(),
        "calendrier": _digest(*(getattr(tables, name) for name in _CALENDAR)),
        "services et lits occupés au début": _digest(
            *(np.asarray(getattr(tables, name)) for name in _GROUND if hour)
        ),
        "demande avant la reprise": _digest(
            tables.day_factor[:, :days], *_demand_by_zone(tables, days)
        ),
        "victimes avant la reprise": _digest(tables.further[: tables.further_first[hour]]),
        "règles de régulation avant la reprise": _digest(
            *(getattr(tables, name)[:hour] for name in _RULES), *finer_rules(tables, hour)
        ),
        "facteurs avant la reprise": _digest(*_factors(tables, hour)),
        "ruptures de médicaments avant la reprise": _digest(*shortages(tables, days)),
        "capacités avant la reprise": _digest(
            *(getattr(tables, name)[..., :hour] for name in _CAPACITY)
        ),
        "portes des urgences avant la reprise": _digest(*_doors(tables, ahead)),
    }


def refuse_other_past(checkpoint: Checkpoint, key: RunKey, past: dict[str, str]) -> None:
    """Refuse to go on from a checkpoint with another run's period, seed or past.

    Raises
    ------
    JumeauError
        With every part that differs.
    """
    place = f"reprise à l'heure {checkpoint.hour}"
    if checkpoint.key != key:
        raise JumeauError(
            place,
            f"le point de reprise est celui d'un autre calcul ({_said(checkpoint.key)}) que "
            f"celui demandé ({_said(key)}).",
            "Reprenez avec la même période, la même graine et la même réplication.",
        )
    other = [name for name in past if checkpoint.past.get(name) != past[name]]
    other += [name for name in checkpoint.past if name not in past]
    if other:
        raise JumeauError(
            place,
            f"le passé demandé n'est pas celui qui a été vécu ; diffèrent : {', '.join(other)}.",
            "Seuls des changements datés d'après la reprise sont permis (pour une porte fermée : "
            "d'après la reprise et le plus long trajet). Prenez un point de reprise plus ancien "
            "(fork_hour donne l'heure), ou refaites le calcul entier.",
        )


def fork_hour(futures: Sequence[TwinInputs], *, start: date, days: int, warmup_days: int) -> int:
    """Give the last whole hour at which runs of all these inputs still have one past.

    Parameters
    ----------
    futures
        Inputs of each policy (and of the reference).
    start, days, warmup_days
        Period of the runs.

    Returns
    -------
    int
        Elapsed hour to give to `live_until`; the end of the period when nothing differs.

    Raises
    ------
    JumeauError
        When parts without a date differ: such inputs never share a past.
    """
    first_day = start - timedelta(days=warmup_days)
    calendar = Calendar.of(first_day, warmup_days + days, futures[0].territory.code)
    first, *others = futures
    ground = compile_tables(_all_there(first), calendar, 0, 0, agents=False)
    earliest = calendar.hours
    for other in others:
        unlike = lasting_differences(first, other)
        if unlike:
            raise JumeauError(
                "fourche", f"pas de passé commun ; diffèrent : {', '.join(unlike)}.",
                "Seuls des changements datés peuvent suivre un même passé.",
            )  # fmt: skip
        tables = compile_tables(_all_there(other), calendar, 0, 0, agents=False)
        for name in _SEEDLESS:
            earliest = min(earliest, _first(getattr(ground, name), getattr(tables, name)))
        earliest = min(earliest, _first(_units(first, calendar), _units(other, calendar)))
        if any(not _same(getattr(ground, n), getattr(tables, n)) for n in _GROUND):
            earliest = 0
        for name in _RULES:
            earliest = min(earliest, _first(getattr(ground, name), getattr(tables, name)))
        earliest = min(earliest, first_finer_rule(ground, tables))
        earliest = min(earliest, _first_factor(ground, tables))
        earliest = min(earliest, _first_casualty(first, other, calendar))
        day = min(_first(ground.day_factor, tables.day_factor), _first_demand(ground, tables))
        day = min(day, first_shortage(ground, tables))
        earliest = min(earliest, int(np.searchsorted(tables.hour[:, 1], day)))
        pairs = zip(_doors(ground, calendar.hours), _doors(tables, calendar.hours), strict=True)
        door = min(_first(np.swapaxes(a, 1, 2), np.swapaxes(b, 1, 2)) for a, b in pairs)
        if door < calendar.hours:
            earliest = min(earliest, max(0, door - _hours_ahead(ground, door)))
    return earliest


def _hours_ahead(tables: Tables, hour: int) -> int:
    """Give how many hours ahead a door may have been looked at before an hour."""
    slower = _slowest_road(tables, hour)
    farthest = math.ceil(int(tables.zone_site.max(initial=0)) * slower)
    reach = hour + math.ceil(farthest / MS_PER_HOUR)
    doors = tables.access[:, :reach]
    if ((doors[..., 0] != 0) | (doors[..., 1] != 60)).any():
        farthest += _longest_redirection(tables.laws[LAW_REDIRECTED])
        farthest += math.ceil(int(tables.site_site.max(initial=0)) * slower)
    return math.ceil(farthest / MS_PER_HOUR)


def _slowest_road(tables: Tables, hour: int) -> float:
    """Give how many times longer than usual a road begun before an hour may be, at least 1."""
    rows = np.unique(tables.factor_row[TRAVEL, :hour])
    return float(tables.zone_factor[rows].max(initial=1.0))


def _demand_by_zone(tables: Tables, days: int) -> list[np.ndarray]:
    """Give the changes of demand of the first days, and whose they are, whatever their numbers."""
    past = tables.demand[tables.demand_row[:days]]
    series = [np.ascontiguousarray(past[:, group]) for group in range(tables.demand.shape[1])]
    told = [_digest(one).encode() for one in series]
    whose = np.array([told[group] for group in tables.demand_group.tolist()])
    return [whose.view(np.uint8)] if len(whose) else []


def _first_demand(one: Tables, other: Tables) -> int:
    """Give the first day on which the changes of demand of a commune differ."""
    pairs = set(zip(one.demand_group.tolist(), other.demand_group.tolist(), strict=True))
    days = len(one.demand_row)
    for mine, its in pairs:
        ours = one.demand[one.demand_row, mine]
        theirs = other.demand[other.demand_row, its]
        days = min(days, _first(np.moveaxis(ours, 0, -1), np.moveaxis(theirs, 0, -1)))
    return days


def _factors(tables: Tables, hours: int) -> list[np.ndarray]:
    """Give the multipliers in force at each of the first hours, whatever their rows' numbers."""
    found = []
    for what, rows in enumerate(tables.factor_row[:, :hours]):
        table = tables.zone_factor if what < ZONE_FACTORS else tables.site_factor
        used, rank = np.unique(rows, return_inverse=True)
        told = np.array([_digest(table[row]).encode() for row in used])
        found.append(told[rank.reshape(-1)].view(np.uint8) if len(told) else rows)
    return found


def _first_factor(one: Tables, other: Tables) -> int:
    """Give the first hour at which a multiplier differs."""
    earliest: int = one.factor_row.shape[1]
    for what in range(FACTORS):
        by_zone = what < ZONE_FACTORS
        pairs = np.stack([one.factor_row[what], other.factor_row[what]], axis=1)
        for mine, its in np.unique(pairs, axis=0).tolist():
            ours = one.zone_factor[mine] if by_zone else one.site_factor[mine]
            theirs = other.zone_factor[its] if by_zone else other.site_factor[its]
            if not np.array_equal(ours, theirs):
                there = (pairs == (mine, its)).all(axis=1)
                earliest = min(earliest, int(there.argmax()))
    return earliest


def _first_casualty(one: TwinInputs, other: TwinInputs, calendar: Calendar) -> int:
    """Give the hour of the first casualty that is not the same."""
    pairs = zip_longest(casualties(one, calendar), casualties(other, calendar))
    for mine, its in pairs:
        if mine != its:
            moments = [int(c.time_ms) for c in (mine, its) if c is not None]
            return min(moments) // MS_PER_HOUR
    return calendar.hours


def _longest_redirection(law: Floats) -> int:
    """Give the longest time that can be lost at a closed door, ms."""
    kind = int(law[0])
    if kind == LawKind.NEVER:
        return 0
    if kind == LawKind.CONSTANT:
        return math.ceil(float(law[1]))
    if kind == LawKind.EXPONENTIAL:
        return math.ceil(float(law[1]) * _LARGEST_EXPONENTIAL)
    return math.ceil(math.exp(law[1] + law[2] * _LARGEST_NORMAL))


def _doors(tables: Tables, hours: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the minutes when each door is open, and who goes where, whatever the rows' numbers."""
    doors = tables.access[:, :hours]
    return doors[..., :2], tables.diversion[doors[..., 2]]


def _first(one: np.ndarray, other: np.ndarray) -> int:
    """Give the first hour (last axis) at which two tables differ; their length when none does."""
    differs = (one != other).reshape(-1, one.shape[-1]).any(axis=0)
    return int(differs.argmax()) if differs.any() else one.shape[-1]


def _all_there(inputs: TwinInputs) -> TwinInputs:
    """Give the inputs with nobody away: each seed has its absences, and they hide no difference."""
    return replace(inputs, teams=()) if inputs.teams else inputs


def _units(inputs: TwinInputs, calendar: Calendar) -> np.ndarray:
    """Give the units staffed at each base and hour, whatever the weather."""
    bases = unit_bases(inputs.territory)
    facilities, lines = [b.facility for b in bases], [(b.line,) for b in bases]
    return hourly_capacity(facilities, lines, inputs.timeline, calendar)


def _same(one: np.ndarray | int, other: np.ndarray | int) -> bool:
    return np.shape(one) == np.shape(other) and bool(np.all(one == other))


def _digest(*tables: np.ndarray) -> str:
    h = hashlib.sha256()
    for table in tables:
        h.update(f"{table.shape}{table.dtype.str}".encode())
        h.update(np.ascontiguousarray(table).tobytes())
    return h.hexdigest()


def _said(key: RunKey) -> str:
    return (
        f"{key.start:%d/%m/%Y}, {key.days} jours, chauffe {key.warmup_days}, graine {key.seed}, "
        f"réplication {key.replication}"
    )
