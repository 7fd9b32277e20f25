"""How many nurses, boxes, physicians, beds and dispatchers a site probably has, hour by hour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from twin.parameters import assumed_capacity2026 as assumed
from twin.parameters import call_profile2026, ed_profile2026
from twin.territory.facility import Facility, Line, WeekCapacity

Floats = npt.NDArray[np.float64]

SOURCE = "assumed : règle de la racine carrée (twin.territory.staffing)"
SHIFTS = ((0, 8), (8, 18), (18, 24))
"""Night, day, evening: local hours of the shifts of physicians, nurses and dispatchers."""
DAY_TYPES = (range(5), range(5, 7))
"""Working days share one roster, Saturday and Sunday another."""
SMUR_DAY = (8, 20)
HOURS_A_YEAR, DAYS_A_YEAR = 8760.0, 365.0


def expected_visits(hospitals: Sequence[Facility], inhabitants: int) -> dict[str, float]:
    """Say how many visits each emergency department receives a year, declared or estimated.

    With B(s) the beds of site s (the median of the others where not declared) and
    w(s) = (B(s) + 20)^0.62, a site that declares V(s) keeps it; another receives k w(s), where
    k = sum V / sum w over the sites that declare, or 0.269 x inhabitants / sum w when none does.

    Parameters
    ----------
    hospitals
        Sites with an emergency department.
    inhabitants
        Persons who live in the territory.
    """
    known = [h.beds_mco for h in hospitals if h.beds_mco is not None]
    usual = float(np.median(known)) if known else assumed.BEDS_UNKNOWN.number
    beds = [usual if h.beds_mco is None else float(h.beds_mco) for h in hospitals]
    offset, power = assumed.VISITS_BEDS_OFFSET.number, assumed.VISITS_BEDS_POWER.number
    weight = {h.id: (b + offset) ** power for h, b in zip(hospitals, beds, strict=True)}
    declared = {h.id: float(h.visits_year) for h in hospitals if h.visits_year is not None}
    if declared:
        scale = sum(declared.values()) / sum(weight[i] for i in declared)
    else:
        total = assumed.VISITS_PER_INHABITANT.number * inhabitants
        scale = total / max(sum(weight.values()), 1e-9)
    return {h.id: declared.get(h.id, scale * weight[h.id]) for h in hospitals}


def offered_load(per_year: float, minutes: float, profile: Floats) -> Floats:
    """Give the resources busy on average at each hour of the week: a = arrivals x minutes / 60.

    Parameters
    ----------
    per_year
        Visits or calls a year; arrivals(h) = per_year / 8760 x profile(h).
    minutes
        Mean minutes of the resource for each.
    profile
        Relative intensity by hour of the week, shape (168,), mean 1.
    """
    return per_year / HOURS_A_YEAR * profile * minutes / 60.0


def by_shift(load: Floats, beta: float) -> tuple[int, ...]:
    """Give the staff by hour of the week that the square-root rule asks of each shift.

    For each shift b (night 0-8, day 8-18, evening 18-24) and each type of day t (working days,
    weekend), with m(d, b) the mean of the load over the hours of b on day d:

        a(t, b) = max over d in t of m(d, b)
        n(t, b) = max(1, ceil(a(t, b) + beta sqrt(a(t, b))))

    Parameters
    ----------
    load
        Offered load by hour of the week, shape (168,).
    beta
        Margin (Halfin & Whitt 1981, Operations Research 29(3)).
    """
    week = np.asarray(load, float).reshape(7, 24)
    staff = np.zeros((7, 24), dtype=np.int64)
    for days in DAY_TYPES:
        for first, last in SHIFTS:
            peak = float(week[list(days), first:last].mean(axis=1).max())
            staff[list(days), first:last] = square_root_staff(peak, beta)
    return tuple(int(n) for n in staff.ravel())


def square_root_staff(load: float, beta: float) -> int:
    """Give max(1, ceil(a + beta sqrt(a))) for an offered load a."""
    return max(1, math.ceil(load + beta * math.sqrt(load) - 1e-9))


def staff_emergency(
    visits_year: float, beds_mco: int | None, profile: Floats | None = None
) -> tuple[WeekCapacity, ...]:
    """Estimate the triage nurses, boxes, physicians and beds of an emergency department.

    Triage nurses and physicians: `by_shift` of the load at 7 and 26 minutes a visit, beta 0.5.
    Boxes: square-root rule on the highest hour of the week at 195 minutes, flat. Beds usable
    for unscheduled admissions: a = visits / 365 x 0.20 x 5.5, ceil(a + sqrt(a)), at most the
    declared beds when these leave at least 1.03 a; else the estimate stands and `check` warns.

    Parameters
    ----------
    visits_year
        Visits a year.
    beds_mco
        Acute beds declared, None when not declared.
    profile
        Arrivals by hour of the week, shape (168,), mean 1; the national shape when left out.
    """
    shape = ed_profile2026.week_profile() if profile is None else profile
    beta = assumed.BETA_ED.number
    triage = offered_load(visits_year, assumed.TRIAGE_MIN.number, shape)
    physician = offered_load(visits_year, assumed.PHYSICIAN_MIN.number, shape)
    boxes = offered_load(visits_year, assumed.BOX_MIN.number, shape)
    return (
        WeekCapacity("triage_nurses", by_shift(triage, beta), SOURCE),
        WeekCapacity.flat("boxes", square_root_staff(float(boxes.max()), beta), SOURCE),
        WeekCapacity("physicians", by_shift(physician, beta), SOURCE),
        WeekCapacity.flat("beds", unscheduled_beds(visits_year, beds_mco), SOURCE),
    )


def bed_load(visits_year: float) -> float:
    """Give the beds that unscheduled admissions occupy on average."""
    return visits_year / DAYS_A_YEAR * assumed.ADMITTED.number * assumed.STAY_DAYS.number


def unscheduled_beds(visits_year: float, beds_mco: int | None) -> int:
    """Give the beds usable for unscheduled admissions (rule of `staff_emergency`)."""
    load = bed_load(visits_year)
    wanted = square_root_staff(load, assumed.BETA_BEDS.number)
    if beds_mco is not None and assumed.BEDS_FLOOR.number * load <= beds_mco < wanted:
        return max(1, beds_mco)
    return wanted


def staff_smur(visits_year: float, samu_seat: bool) -> tuple[WeekCapacity, ...]:
    """Give one team round the clock, two from 8:00 to 20:00 at a large site or a SAMU seat."""
    large = samu_seat or visits_year > assumed.SMUR_SECOND_TEAM_VISITS.number
    first, last = SMUR_DAY
    day = tuple(2 if large and first <= hour < last else 1 for hour in range(24))
    return (WeekCapacity("smur_teams", day * 7, "assumed : 1 équipe, 2 de jour aux grands sites"),)


def staff_ambulances(inhabitants: int) -> tuple[WeekCapacity, ...]:
    """Give one ambulance for 18,000 inhabitants, at least one (fire service and private)."""
    number = max(1, math.floor(inhabitants / assumed.INHABITANTS_PER_AMBULANCE.number + 0.5))
    return (WeekCapacity.flat("ambulances", number, "assumed : 1 pour 18 000 habitants"),)


def staff_samu(inhabitants: int, profile: Floats | None = None) -> tuple[WeekCapacity, ...]:
    """Estimate the call assistants and dispatch physicians of a SAMU centre.

    Calls a year = 0.31 x inhabitants; assistants busy 5 min a call; physicians 6 min on 60 %
    of the calls; `by_shift` with beta 1.0.

    Parameters
    ----------
    inhabitants
        Persons of the department.
    profile
        Calls by hour of the week, shape (168,), mean 1; the assumed shape when left out.
    """
    shape = call_profile2026.week_profile() if profile is None else profile
    calls = call_profile2026.FILES_PER_INHABITANT.number * inhabitants
    minutes: Mapping[Line, float] = {
        "call_assistants": assumed.CALL_ASSISTANT_MIN.number,
        "regulators": assumed.REGULATED.number * assumed.REGULATOR_MIN.number,
    }
    beta = assumed.BETA_SAMU.number
    return tuple(
        WeekCapacity(line, by_shift(offered_load(calls, each, shape), beta), SOURCE)
        for line, each in minutes.items()
    )
