"""From inputs to the kernel's arrays: rates by stream, capacities and access by elapsed hour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twin.contracts import (
    MS_PER_HOUR,
    MS_PER_MINUTE,
    AccessChange,
    Calendar,
    CapacityChange,
    Law,
    LawKind,
    TwinInputs,
)
from twin.contracts.capacity import hourly_capacity, hours_between
from twin.engine.luck import run_key
from twin.engine.tables import (
    CANDIDATES,
    CEILING,
    LAW_COUNT,
    Floats,
    Small,
    Tables,
)
from twin.tables import JumeauError
from twin.territory.facility import Facility, Line

MS_PER_YEAR = 365.25 * 24 * MS_PER_HOUR
ED_LINES: tuple[Line, ...] = ("triage_nurses", "boxes", "physicians", "beds")
CENTRE_LINES: tuple[Line, ...] = ("call_assistants", "regulators")
UNIT_KINDS = ("smur", "ambulance")
UNIT_LINES: tuple[Line, ...] = ("smur_teams", "ambulances")


def compile_tables(
    inputs: TwinInputs, calendar: Calendar, seed: int, replication: int, *, agents: bool
) -> Tables:
    """Give the arrays of one run.

    Parameters
    ----------
    calendar
        The whole simulated period, warm-up included.
    agents
        Whether actors are to be woken when a threshold is passed.

    Raises
    ------
    JumeauError
        When a change names an unknown site or line, or the intensity passes the ceiling.
    """
    territory, needs, path = inputs.territory, inputs.needs, inputs.pathways
    hospitals = territory.of_kind("hospital")
    bases = tuple(f for f in territory.facilities if f.kind in UNIT_KINDS)
    centres = territory.of_kind("samu")
    rank = {f.id: i for i, f in enumerate(territory.facilities)}
    site_at = [rank[f.id] for f in hospitals]
    base_at = [rank[f.id] for f in bases]
    zone_ms = np.rint(territory.travel.minutes * MS_PER_MINUTE).astype(np.int32)
    place_ms = np.rint(territory.site_travel.minutes * MS_PER_MINUTE).astype(np.int32)
    zone_row = {z: i for i, z in enumerate(territory.population.zones)}
    stream_rate = _stream_rates(inputs)
    yearly = stream_rate.sum(axis=1)
    _check_ceiling(inputs)
    _check_changes(inputs)
    with np.errstate(divide="ignore"):
        gap = np.where(yearly > 0, 1.0 / (CEILING * np.where(yearly > 0, yearly, 1)), np.inf)
    dates = calendar.dates()
    day_of_year = np.array([d.timetuple().tm_yday - 1 for d in dates], np.int64)
    access, diversion = _access(inputs, calendar, hospitals)
    ed_capacity = hourly_capacity(hospitals, [ED_LINES] * len(hospitals), inputs.timeline, calendar)
    choice = inputs.choice.probabilities(territory.travel.minutes[:, site_at])
    call_share, total = needs.call_rate(), needs.call_rate() + needs.direct_rate()
    rule = inputs.reinforcement
    never = np.inf
    return Tables(
        hour=np.column_stack([calendar.hour_of_week, day_of_year[calendar.day]]),
        stream_rate=stream_rate,
        stream_gap=gap,
        stream_ceiling=CEILING * yearly,
        profile=_f(needs.week_profile),
        season=_f(needs.season),
        call_share=np.divide(call_share, total, out=np.zeros_like(total), where=total > 0),
        priority=_cumulative(path.priority),
        response=_cumulative(path.response),
        triage=_cumulative(path.triage),
        admission=_f(path.admission),
        exams=_f(path.exams),
        ccmu=_cumulative(path.ccmu),
        transported=_f(path.transported),
        laws=_laws(inputs),
        choice=_cumulative_choice(choice),
        zone_site=np.ascontiguousarray(zone_ms[:, site_at]),
        zone_base=np.ascontiguousarray(zone_ms[:, base_at]),
        site_site=np.ascontiguousarray(place_ms[np.ix_(site_at, site_at)]),
        site_base=np.ascontiguousarray(place_ms[np.ix_(site_at, base_at)]),
        zone_centre=_zone_centres(inputs, centres),
        site_zone=np.array([zone_row[f.zone] for f in hospitals], np.int32),
        candidates=_candidates(zone_ms[:, base_at], bases),
        base_info=_base_info(bases, centres),
        ed_capacity=ed_capacity,
        base_capacity=hourly_capacity(
            bases,
            [(UNIT_LINES[UNIT_KINDS.index(b.kind)],) for b in bases],
            inputs.timeline,
            calendar,
        )[:, 0],
        centre_capacity=hourly_capacity(
            centres, [CENTRE_LINES] * len(centres), inputs.timeline, calendar
        ),
        access=access,
        diversion=diversion,
        initial_beds=_initial_beds(inputs, choice, ed_capacity),
        thresholds=np.array(
            [rule.hospital_waiting_per_physician, rule.samu_waiting_calls, 0.0]
            if agents and rule.active
            else [never, never, never]
        ),
        destination_rule=int(inputs.referral.destination),
        key=np.uint64(run_key(seed, replication)),
    )


def _f(values: Floats) -> Floats:
    return np.ascontiguousarray(values, np.float64)


def _cumulative(rows: Floats) -> Floats:
    return np.ascontiguousarray(np.cumsum(rows, axis=-1), np.float64)


def _cumulative_choice(probabilities: Floats) -> Floats:
    """Give cumulative choices whose last value is exactly 1 (0 where nobody can choose)."""
    total = np.cumsum(probabilities, axis=2)
    if total.shape[2]:
        last = total[:, :, -1:]
        total = np.divide(total, last, out=np.zeros_like(total), where=last > 0)
    return np.ascontiguousarray(total)


def _stream_rates(inputs: TwinInputs) -> Floats:
    """Give the mean episodes per ms by (commune, cause), one column an age group."""
    needs = inputs.needs
    rate = (needs.call_rate() + needs.direct_rate()) / MS_PER_YEAR
    persons = inputs.territory.population.persons * needs.zone_factor[:, None]
    rates = persons[:, None, :] * rate[None, :, :]
    return np.ascontiguousarray(rates.reshape(-1, rate.shape[1]))


def _check_ceiling(inputs: TwinInputs) -> None:
    peak = inputs.needs.week_profile.max(axis=1) * inputs.needs.season.max(axis=1)
    if (peak > CEILING).any():
        cause = inputs.needs.causes[int(peak.argmax())]
        raise JumeauError(
            f"besoins, motif « {cause} »",
            f"la pointe vaut {peak.max():.1f} fois la moyenne annuelle.",
            f"Le moteur tire au plus {CEILING:g} fois la moyenne : corrigez les profils.",
        )


def _check_changes(inputs: TwinInputs) -> None:
    """Refuse a change of a facility or of a line that the territory does not have."""
    for change in inputs.timeline:
        facility = inputs.territory.facility(change.facility)
        if isinstance(change, CapacityChange) and facility.line(change.line) is None:
            raise JumeauError(
                f"site {facility.id} ({facility.name})",
                f"n'a pas de ressource « {change.line} ».",
                f"Ressources : {', '.join(c.line for c in facility.capacity)}.",
            )


def _laws(inputs: TwinInputs) -> Floats:
    p = inputs.pathways
    order: Sequence[Law] = (
        p.call, p.regulation, *p.departure, *p.scene, p.handover, p.triage_time, p.first_contact,
        p.exam_delay, p.decision, *p.stay, *p.patience, p.redirected,
    )  # fmt: skip
    table = np.zeros((LAW_COUNT, 3))
    for row, law in zip(table, order, strict=True):
        mean = law.mean_min * MS_PER_MINUTE
        row[0] = int(law.kind)
        if law.kind is LawKind.LOGNORMAL:
            row[1:] = np.log(mean) - law.sigma**2 / 2, law.sigma
        else:
            row[1] = mean
    return table


def _zone_centres(inputs: TwinInputs, centres: Sequence[Facility]) -> Small:
    """Give the SAMU centre of each commune: that of its department, else the first."""
    by_department = {c.department: i for i, c in enumerate(centres)}
    return np.array([by_department.get(str(d), 0) for d in inputs.territory.zones["dep"]], np.int32)


def _base_info(bases: Sequence[Facility], centres: Sequence[Facility]) -> Small:
    by_department = {c.department: i for i, c in enumerate(centres)}
    info = [(UNIT_KINDS.index(b.kind), by_department.get(b.department, 0)) for b in bases]
    return np.array(info, np.int32).reshape(len(bases), 2)


def _candidates(zone_base: Small, bases: Sequence[Facility]) -> Small:
    """Give, for each commune and kind of unit, the ranks of the nearest bases."""
    table = np.full((zone_base.shape[0], 2, CANDIDATES), -1, np.int32)
    for kind, name in enumerate(UNIT_KINDS):
        columns = np.array([i for i, b in enumerate(bases) if b.kind == name], np.int64)
        if len(columns):
            nearest = columns[np.argsort(zone_base[:, columns], axis=1, kind="stable")]
            kept = nearest[:, :CANDIDATES]
            table[:, kind, : kept.shape[1]] = kept
    return table


def _access(
    inputs: TwinInputs, calendar: Calendar, hospitals: Sequence[Facility]
) -> tuple[Small, Floats]:
    """Give, by ED and elapsed hour, the minutes when arrivals are received, and who goes where."""
    table = np.zeros((len(hospitals), calendar.hours, 3), np.int32)
    table[:, :, 1] = 60
    diversion = [np.array([0.0, 0.0, 1.0, 1.0])]
    rank = {f.id: i for i, f in enumerate(hospitals)}
    for change in inputs.timeline:
        if isinstance(change, AccessChange):
            site = rank.get(change.facility)
            if site is None:
                raise JumeauError(
                    f"site {change.facility}",
                    "ce n'est pas un service d'urgences du territoire.",
                    "Donnez le numéro FINESS géographique d'un site d'urgences.",
                )
            shares = (change.share_lost, change.share_gp, change.share_other, change.share_anyway)
            _shut(table[site], change, calendar, len(diversion))
            diversion.append(np.cumsum(shares))
    return table, np.array(diversion)


def _shut(rows: Small, change: AccessChange, calendar: Calendar, row: int) -> None:
    """Shut an ED over its weekly window, from the last arrival received to the reopening."""
    between = hours_between(change, calendar)
    closed = np.zeros(7 * 24 * 60, bool)
    for first, last in change.window.minutes_of_week():
        minutes = np.arange(first - change.last_arrival_min, last)
        closed[minutes % len(closed)] = True
    for hour in np.flatnonzero(between):
        week = int(calendar.hour_of_week[hour]) * 60
        open_minutes = np.flatnonzero(~closed[week : week + 60])
        if len(open_minutes) < 60:
            rows[hour, 0] = open_minutes[0] if len(open_minutes) else 60
            rows[hour, 1] = open_minutes[-1] + 1 if len(open_minutes) else 60
            rows[hour, 2] = row


def expected_visits(inputs: TwinInputs, choice: Floats) -> Floats:
    """Give the expected yearly visits by ED and age group when every ED is open, (S, 3).

    Direct visits follow the choice model; those sent or taken by the SAMU follow the responses of
    the pathway model and the destination rule.
    """
    territory, needs = inputs.territory, inputs.needs
    hospitals = territory.of_kind("hospital")
    rank = {f.id: i for i, f in enumerate(territory.facilities)}
    minutes = territory.travel.minutes[:, [rank[f.id] for f in hospitals]]
    persons = territory.population.persons * needs.zone_factor[:, None]
    own, carried = visit_rates(inputs)
    visits = np.zeros((len(hospitals), 3))
    for age in range(3):
        child = 1 if age == 0 else 0
        usual = choice[child]
        if int(inputs.referral.destination) == 0:
            allowed = np.where(inputs.choice.attraction[child][None, :] > 0, minutes, np.inf)
            nearest = np.zeros_like(usual)
            nearest[np.arange(len(nearest)), allowed.argmin(axis=1)] = 1.0
        else:
            nearest = usual
        visits[:, age] = (persons[:, age] * own[age]) @ usual + (
            persons[:, age] * carried[age]
        ) @ nearest
    return visits


def visit_rates(inputs: TwinInputs) -> tuple[Floats, Floats]:
    """Give the yearly ED visits per inhabitant by age group: by own means, and carried there."""
    needs, path = inputs.needs, inputs.pathways
    response = np.einsum("cap,pr->car", path.priority, path.response)
    own: Floats = (needs.direct_rate() + needs.call_rate() * response[:, :, 2]).sum(axis=0)
    carried: Floats = (
        needs.call_rate()
        * (response[:, :, 0] * path.transported[0] + response[:, :, 1] * path.transported[1])
    ).sum(axis=0)
    return own, carried


def expected_bed_load(inputs: TwinInputs, choice: Floats) -> Floats:
    """Give the mean number of beds that admissions occupy, by hospital.

    Little's law: admissions by age group x mean stay of the age group.
    """
    path, needs = inputs.pathways, inputs.needs
    total = needs.rate_year.sum(axis=0)
    mix = np.divide(needs.rate_year, total, out=np.zeros_like(needs.rate_year), where=total > 0)
    level = np.einsum("ca,cal->al", mix, path.triage)
    admitted = np.einsum("al,la->a", level, path.admission)
    stay_years = np.array([law.mean_min for law in path.stay]) / (365.25 * 24 * 60)
    load: Floats = (expected_visits(inputs, choice) * admitted * stay_years).sum(axis=1)
    return load


def _initial_beds(inputs: TwinInputs, choice: Floats, ed_capacity: Small) -> Small:
    """Give how many beds are occupied at the start: the mean load, at most the beds staffed."""
    if ed_capacity.shape[0] == 0:
        return np.zeros(0, np.int32)
    load = expected_bed_load(inputs, choice)
    return np.minimum(np.rint(load), ed_capacity[:, 3, 0]).astype(np.int32)
