"""How many nurses, boxes, physicians, beds and dispatchers a site probably has, hour by hour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from twin.parameters import assumed_capacity2026 as assumed
from twin.parameters import call_profile2026, ed_profile2026
from twin.territory.facility import HOURS_A_WEEK, Facility, Line, WeekCapacity

Floats = npt.NDArray[np.float64]

SOURCE = "assumed : règle de la racine carrée (twin.territory.staffing)"
SHIFTS = ((0, 8), (8, 18), (18, 24))
"""Night, day, evening: local hours of the shifts of physicians, nurses and dispatchers."""
DAY_TYPES = (range(5), range(5, 7))
"""Working days share one roster, Saturday and Sunday another."""
SMUR_DAY = (8, 20)
INTAKE_HOURS = (10, 16)
PDSA_SHIFTS = ((0, 8), (8, 12), (12, 20), (20, 24))
"""Shifts of the GPs of the regulation: deep night, morning, afternoon, evening."""
PDSA_DAYS = (range(5), range(5, 6), range(6, 7))
"""Saturday afternoon and Sunday are on duty (PDSA); working days are the SAS's."""
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


def by_shift(
    load: Floats,
    beta: float,
    shifts: Sequence[tuple[int, int]] = SHIFTS,
    day_types: Sequence[range] = DAY_TYPES,
) -> tuple[int, ...]:
    """Give the staff by hour of the week that the square-root rule asks of each shift.

    For each shift b (by default night 0-8, day 8-18, evening 18-24) and each type of day t
    (working days, weekend), with m(d, b) the mean of the load over the hours of b on day d:

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
    for days in day_types:
        for first, last in shifts:
            peak = float(week[list(days), first:last].mean(axis=1).max())
            staff[list(days), first:last] = square_root_staff(peak, beta)
    return tuple(int(n) for n in staff.ravel())


def square_root_staff(load: float, beta: float) -> int:
    """Give max(1, ceil(a + beta sqrt(a))) for an offered load a."""
    return max(1, math.ceil(load + beta * math.sqrt(load) - 1e-9))


def staff_emergency(
    visits_year: float,
    beds_mco: int | None,
    profile: Floats | None = None,
    *,
    beds_uhcd: int | None = None,
) -> tuple[WeekCapacity, ...]:
    """Estimate the nurses, boxes, physicians and beds of an emergency department.

    Triage nurses, care nurses and physicians: `by_shift` of the load at 7, 25 and 27 minutes a
    visit, beta 0.5 (physicians: 0.05). Boxes: square-root rule on the highest hour of the
    week at 195 minutes, flat. Short-stay beds: those declared, else a = visits / 365 x 0.05 x 0.5
    day, ceil(a + sqrt(a)). Beds
    usable for unscheduled admissions, all wards together: a = visits / 365 x 0.20 x 5.5,
    ceil(a + sqrt(a)), at most the declared beds when these leave at least 1.03 a; else the estimate
    stands and `check` warns.

    Parameters
    ----------
    visits_year
        Visits a year.
    beds_mco, beds_uhcd
        Acute beds and short-stay beds declared, None when not declared.
    profile
        Arrivals by hour of the week, shape (168,), mean 1; the national shape when left out.
    """
    shape = ed_profile2026.week_profile() if profile is None else profile
    beta = assumed.BETA_ED.number
    needed: Mapping[Line, tuple[float, float]] = {
        "triage_nurses": (assumed.TRIAGE_MIN.number, beta),
        "care_nurses": (assumed.CARE_MIN.number, beta),
        "physicians": (assumed.PHYSICIAN_MIN.number, assumed.BETA_PHYSICIAN.number),
    }
    staff = [
        WeekCapacity(line, by_shift(offered_load(visits_year, each, shape), margin), SOURCE)
        for line, (each, margin) in needed.items()
    ]
    boxes = offered_load(visits_year, assumed.BOX_MIN.number, shape)
    return (
        *staff,
        WeekCapacity.flat("boxes", square_root_staff(float(boxes.max()), beta), SOURCE),
        uhcd_beds(visits_year, beds_uhcd),
        WeekCapacity.flat("beds", unscheduled_beds(visits_year, beds_mco), SOURCE),
    )


def uhcd_beds(visits_year: float, declared: int | None) -> WeekCapacity:
    """Give the beds of the short-stay unit: declared (SAE), else by the square-root rule."""
    if declared is not None:
        return WeekCapacity.flat("uhcd_beds", declared, "déclaré : lits UHCD du site")
    load = visits_year / DAYS_A_YEAR * assumed.UHCD_SHARE.number * assumed.UHCD_DAYS.number
    number = square_root_staff(load, assumed.BETA_BEDS.number)
    return WeekCapacity.flat("uhcd_beds", number, SOURCE)


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
    """Give the ambulances of a station: the fire service's, and private ones, fewer at night.

    One ambulance for 18,000 inhabitants, of which 60 % are VSAV (at least one) round the clock; the
    others are private, from 8:00 to 20:00 (at least one); on duty at night (*garde*), one private
    ambulance for 40,000 inhabitants, at most as many as by day.
    """
    number = max(1, math.floor(inhabitants / assumed.INHABITANTS_PER_AMBULANCE.number + 0.5))
    vsav = max(1, math.floor(assumed.VSAV_SHARE.number * number + 0.5))
    day = max(1, number - vsav)
    sector = assumed.INHABITANTS_PER_NIGHT_AMBULANCE.number
    night = min(day, math.floor(inhabitants / sector + 0.5))
    first, last = SMUR_DAY
    private = tuple(day if first <= hour < last else night for hour in range(24))
    source = "assumed : 1 ambulance pour 18 000 habitants, VSAV et privées"
    return (
        WeekCapacity.flat("vsav", vsav, source),
        WeekCapacity("ambulances", private * 7, source),
    )


def staff_samu(inhabitants: int, profile: Floats | None = None) -> tuple[WeekCapacity, ...]:
    """Estimate the call assistants and the two kinds of regulating physicians of a SAMU centre.

    Calls a year = 0.31 x inhabitants; assistants busy 5 min a call; emergency physicians 6 min on
    48 % of the calls, general practitioners 7 min on 50 %; see `dispatchers`.

    Parameters
    ----------
    inhabitants
        Persons of the department.
    profile
        Calls by hour of the week, shape (168,), mean 1; the assumed shape when left out.
    """
    shape = call_profile2026.week_profile() if profile is None else profile
    calls = call_profile2026.FILES_PER_INHABITANT.number * inhabitants / HOURS_A_YEAR * shape
    emergency, general = assumed.REGULATED.number * calls, assumed.GP_REGULATED.number * calls
    return dispatchers(calls, emergency, general)


def dispatchers(calls: Floats, emergency: Floats, general: Floats) -> tuple[WeekCapacity, ...]:
    """Give the staff of a SAMU centre from what it receives at each hour of the week.

    Call assistants: `by_shift` with the beta that leaves 12 % of the calls unanswered; emergency
    physicians: `by_shift` with beta 1.0; general practitioners: beta 1.0 by the shifts of the PDSA
    and of the SAS, at least one at any hour.

    Parameters
    ----------
    calls, emergency, general
        Calls, files of the emergency physicians and of the GPs an hour, shape (168,).
    """
    beta, calling = assumed.BETA_SAMU.number, assumed.BETA_CALLS.number
    assistants = calls * assumed.CALL_ASSISTANT_MIN.number / 60
    regulators = emergency * assumed.REGULATOR_MIN.number / 60
    practitioners = general * assumed.GP_REGULATOR_MIN.number / 60
    on_duty = by_shift(practitioners, beta, PDSA_SHIFTS, PDSA_DAYS)
    return (
        WeekCapacity("call_assistants", by_shift(assistants, calling), SOURCE),
        WeekCapacity("regulators", by_shift(regulators, beta), SOURCE),
        WeekCapacity("gp_regulators", on_duty, SOURCE),
    )


def intakes(line: Line, per_day: float) -> WeekCapacity:
    """Give what follow-up care takes at each hour: working days, from 10:00 to 16:00.

    With f the expected patients a day, the week's total is max(5, ceil(7 x 1.1 f)), spread evenly
    over the thirty hours.

    Parameters
    ----------
    per_day
        Patients of the department who need it, a day on average.
    """
    total = max(5, math.ceil(7 * assumed.INTAKE_MARGIN.number * per_day - 1e-9))
    slots = [24 * day + hour for day in range(5) for hour in range(*INTAKE_HOURS)]
    week = [0] * HOURS_A_WEEK
    for k in range(total):
        week[slots[k * len(slots) // total % len(slots)]] += 1
    return WeekCapacity(line, tuple(week), "assumed : sorties attendues, jours ouvrés")
