"""Crews by place and hour of the week, and how well they serve.

The one measure of `jumeau samu site`: today, after each step and after each closure. For teams with
a doctor and no helicopter it says what `scenarios.bases_weighed` says, to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from logistics.samu.siting.expected import strength
from scenarios.siting_air import Sky
from scenarios.siting_asked import FAR, Standard
from scenarios.siting_ground import Floats, Ground, Ints, busy_share
from twin.contracts import TwinInputs
from twin.territory.facility import HOURS_A_WEEK


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """Teams of each place by hour of the week, shapes (places, 168).

    Attributes
    ----------
    doctors
        SMUR teams on the road.
    paramedics
        Teams without a doctor.
    helicopters
        Machines with their medical team.
    """

    doctors: Ints
    paramedics: Ints
    helicopters: Ints

    def stack(self) -> Ints:
        """Give the three tables, one under the other."""
        return np.vstack([self.doctors, self.paramedics, self.helicopters])

    @property
    def opened(self) -> Ints:
        """Give the ranks of the places where somebody is based at some hour."""
        every = self.doctors + self.paramedics + self.helicopters
        return np.flatnonzero(every.any(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Hours at which the same crews are there.

    Attributes
    ----------
    hours
        Hours of the week.
    share
        Share of each of them that is meant (the rest of it, helicopters cannot leave).
    doctors, paramedics, helicopters
        Teams of each place.
    """

    hours: Ints
    share: Floats
    doctors: Ints
    paramedics: Ints
    helicopters: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """How well a set of crews serves, over a usual week.

    Attributes
    ----------
    calls
        Share of calls within reach: a first crew in time, and a doctor in time for those who need
        one (without crews of the second tier and with one standard: a base in time).
    residents
        Share of residents within reach of a first crew, every hour the same.
    doctor
        Share of the calls that need a doctor that are within his reach.
    twice
        Share of calls within reach of two bases with a doctor, a helicopter being one.
    free
        Share of calls expected to find a free team with a doctor in reach.
    mean_min
        Minutes to the first crew, mean over calls.
    farthest_min, farthest
        Of the commune worst served at its worst hour, and its name.
    beyond
        Residents beyond the reach, mean over hours.
    by_hour
        Share of calls within reach at each hour of the week, shape (168,).
    covered, lived
        Share of the calls, and of the time of the residents, of each commune within reach.
    least_min, mean_min_by_zone, worst_min
        Minutes of each commune to the first crew: at best, mean over its calls, at worst.
    """

    calls: float
    residents: float
    doctor: float
    twice: float
    free: float
    mean_min: float
    farthest_min: float
    farthest: str
    beyond: float
    by_hour: Floats
    covered: Floats
    lived: Floats
    least_min: Floats
    mean_min_by_zone: Floats
    worst_min: Floats


def nothing(zones: int) -> Served:
    """Give what is said where there is no answer."""
    nan = float("nan")
    none = np.full(zones, nan)
    return Served(nan, nan, nan, nan, nan, nan, nan, "", nan, np.full(HOURS_A_WEEK, nan),
                  none, none, none, none, none)  # fmt: skip


def fleet_of(place: Ground, *, flying: bool = False) -> Fleet:
    """Give the crews of today.

    Parameters
    ----------
    flying
        Whether helicopters that the territory declares count; the other measures leave them out.
    """
    none = np.zeros_like(place.teams)
    helicopters = none.copy()
    for j, one in enumerate(place.places if flying else ()):
        for base in place.territory.of_kind("smur"):
            line = base.line("helicopters")
            if line is not None and one.id in (base.site, base.id.removeprefix("SMUR-")):
                helicopters[j] += np.array(line.by_hour, np.int64)
    return Fleet(place.teams.copy(), none, helicopters)


def moments(fleet: Fleet, sky: Sky | None) -> Iterator[Moments]:
    """Give the hours of the week by the crews that are there; fair and foul weather apart."""
    places = len(fleet.doctors)
    kinds, of_hour = np.unique(fleet.stack(), axis=1, return_inverse=True)
    for k in range(kinds.shape[1]):
        hours = np.flatnonzero(of_hour.reshape(-1) == k)
        doctors, paramedics, machines = (kinds[p * places : (p + 1) * places, k] for p in range(3))
        whole = np.ones(len(hours))
        if sky is None or not machines.any():
            yield Moments(hours, whole, doctors, paramedics, np.zeros_like(machines))
            continue
        fair = sky.flyable[hours]
        yield Moments(hours, fair, doctors, paramedics, machines)
        yield Moments(hours, whole - fair, doctors, paramedics, np.zeros_like(machines))


def nearest(minutes: Floats) -> Floats:
    """Give the least minutes of each row; infinite where there is no column."""
    found: Floats = minutes.min(axis=1, initial=np.inf)
    return found


def strengths_of(place: Ground, fleet: Fleet, inputs: TwinInputs) -> Floats:
    """Give what one team of each place adds to the chance of finding one free (`strength`)."""
    teams = fleet.doctors
    opened = np.flatnonzero(teams.any(axis=1))
    if not len(opened):
        return np.zeros(len(place.places))
    return strength(busy_share(replace(place, teams=teams), opened, inputs))


def measured(
    place: Ground, fleet: Fleet, standard: Standard, inputs: TwinInputs, sky: Sky | None = None
) -> Served:
    """Measure a fleet on a ground.

    Parameters
    ----------
    sky
        Needed where helicopters are to count.
    """
    calls, people, minutes = place.calls, place.residents, place.minutes
    zones = len(people)
    by_hour = np.zeros(HOURS_A_WEEK)
    covered, lived, weight_min = np.zeros(zones), np.zeros(zones), np.zeros(zones)
    least, worst = np.full(zones, np.inf), np.zeros(zones)
    twice = free = with_doctor = 0.0
    alone = strengths_of(place, fleet, inputs)
    need, standard_min = standard.need_doctor, standard.within
    for one in moments(fleet, sky):
        if not one.share.any():
            continue
        ways = [(minutes, one.doctors)]
        if sky is not None:
            ways.append((sky.minutes, one.helicopters))
        doctor, many, sums = np.full(zones, np.inf), np.zeros(zones), np.zeros(zones)
        for table, teams in ways:
            ranks = np.flatnonzero(teams)
            there = table[:, ranks] <= standard_min
            doctor = np.minimum(doctor, nearest(table[:, ranks]))
            many += there.sum(axis=1)
            sums += there @ (alone[ranks] * teams[ranks])
        first = np.minimum(doctor, nearest(minutes[:, one.paramedics > 0]))
        near, brought = first <= standard_min, doctor <= standard.doctor_within
        served = near * (1.0 - need) + (near & brought) * need
        here = calls[:, one.hours] * one.share[None, :]
        weight = here.sum(axis=1)
        by_hour[one.hours] += (here * served[:, None]).sum(axis=0)
        covered += weight * served
        lived += near * one.share.sum()
        with_doctor += float(weight[brought].sum())
        weight_min += weight * np.minimum(first, FAR)
        least, worst = np.minimum(least, first), np.maximum(worst, first)
        twice += float(weight[many >= 2].sum())
        free += float(weight @ -np.expm1(-sums))
    whole, total, everyone = calls.sum(axis=1), float(calls.sum()), float(people.sum())
    residents = float((people * lived).sum() / HOURS_A_WEEK / everyone)
    joined = np.isfinite(minutes).any(axis=1)
    far = int(np.where(joined, np.where(np.isfinite(worst), worst, 1e9), -1.0).argmax())
    return Served(
        float(by_hour.sum() / total), residents, with_doctor / total, twice / total, free / total,
        float(weight_min.sum() / total), float(worst[far]),
        str(place.territory.zones["nom"].iloc[far]), everyone * (1 - residents),
        _share(by_hour, calls.sum(axis=0)), _share(covered, whole), lived / HOURS_A_WEEK, least,
        _share(weight_min, whole), worst,
    )  # fmt: skip


def _share(part: Floats, whole: Floats) -> Floats:
    found: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return found
