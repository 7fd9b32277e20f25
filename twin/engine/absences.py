"""Who of a team is away on which days, drawn for one run, and what the site then lacks.

Nobody's absence is predicted: a day's luck is that of a rank in the team, keyed by (seed,
replication, site, rank, day), whatever the rest of the run. Nobody is away when the table begins
(who is known to be away is not on a published table): absences reach their usual share after some
spells.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zlib import crc32

import numpy as np
import numpy.typing as npt

from twin.contracts import MS_PER_HOUR, Calendar, CapacityChange, TwinInputs
from twin.contracts.policies import AbsenceNotice
from twin.contracts.rosters import Roster
from twin.contracts.team_capacity import check_team, differences, held_open
from twin.contracts.teams import AbsenceRate, Team
from twin.engine.layers import drawn
from twin.engine.luck import Decision, run_key

# Ranks in a team take the low bits of the entity of a draw, days those above, the site the rest.
_RANKS, _DAYS = 1 << 12, 1 << 22
_SITES = 1 << 20
_LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which a person is away, both included; the last may lie beyond the table."""

    person: str
    first: date
    last: date


def spells(team: Team, seed: int, replication: int, first_rank: int = 0) -> tuple[Spell, ...]:
    """Draw who of a team is away and when, over the days of its table, in order of time.

    Parameters
    ----------
    first_rank
        Rank of its first person: the persons of the site's teams before it.
    """
    key, start = np.uint64(run_key(seed, replication)), team.roster.start
    found = []
    for rank, person in enumerate(team.persons, first_rank):
        rate = team.rate_of(person)
        if rate is None or rate.share <= 0:
            continue
        numbers = _numbers(team, rank)
        begins = drawn(key, numbers, np.int64(Decision.STAFF_AWAY)) < rate.starts
        luck = drawn(key, numbers, np.int64(Decision.STAFF_AWAY_DAYS))
        free = 0
        for k in np.flatnonzero(begins).tolist():
            if k >= free:
                free = k + _days(rate, float(luck[k]))
                found.append(
                    Spell(person, start + timedelta(days=k), start + timedelta(days=free - 1))
                )
    return tuple(sorted(found, key=lambda s: (s.first, s.person)))


def _numbers(team: Team, rank: int) -> npt.NDArray[np.int64]:
    """Give the number that keys the luck of a rank on each day of the table."""
    site = crc32(team.facility.encode()) % _SITES
    days = team.roster.start.toordinal() + np.arange(team.roster.days)
    found: npt.NDArray[np.int64] = (site * _DAYS + days) * _RANKS + rank
    return found


def _days(rate: AbsenceRate, luck: float) -> int:
    """Give the length of a spell: geometric, at least a day."""
    if rate.mean_days <= 1:
        return 1
    again = 1.0 - 1.0 / rate.mean_days
    return min(_LONGEST_DAYS, 1 + int(math.log(luck) / math.log(again)))


def without(roster: Roster, away: Sequence[Spell]) -> Roster:
    """Give the table that is left when some persons do not come."""
    days: dict[str, list[Spell]] = {}
    for spell in away:
        days.setdefault(spell.person, []).append(spell)
    kept = tuple(
        d for d in roster.duties
        if not any(s.first <= d.day <= s.last for s in days.get(d.person, ()))
    )  # fmt: skip
    return replace(roster, duties=kept)


def _everyone(
    inputs: TwinInputs, seed: int, replication: int
) -> Iterator[tuple[Team, tuple[Spell, ...]]]:
    """Give each team with its spells; persons of one site's teams have ranks of their own."""
    ranks: Counter[str] = Counter()
    for team in inputs.teams:
        yield team, spells(team, seed, replication, ranks[team.facility])
        ranks[team.facility] += len(team.persons)


def with_absences(inputs: TwinInputs, seed: int, replication: int) -> TwinInputs:
    """Give the inputs of one run: what its absences leave, as dated changes; no team, the same."""
    changes: list[CapacityChange] = []
    for team, away in _everyone(inputs, seed, replication):
        check_team(team, inputs.territory)
        if away:
            full = held_open(team.roster, team.lines)
            left = held_open(without(team.roster, away), team.lines)
            changes.extend(differences(team.facility, team.roster, full, left))
    return inputs.with_changes(*changes) if changes else inputs


def notices(
    inputs: TwinInputs, calendar: Calendar, seed: int, replication: int
) -> dict[int, tuple[AbsenceNotice, ...]]:
    """Give what each hospital learns at each elapsed hour: who will not come, until when."""
    told: dict[int, list[AbsenceNotice]] = {}
    for team, away in _everyone(inputs, seed, replication):
        for spell in away:
            at = datetime.combine(spell.first, time(team.told_hour))
            # What was told before the run is known when it begins.
            hour = max(1, calendar.moment_ms(at) // MS_PER_HOUR)
            if hour < calendar.hours and spell.last >= calendar.start:
                told.setdefault(hour, []).append(
                    AbsenceNotice(team.facility, spell.person, spell.first, spell.last)
                )
    return {hour: tuple(found) for hour, found in told.items()}
