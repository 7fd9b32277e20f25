"""From inputs to the kernel's arrays."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date

import numpy as np

from twin.contracts import MS_PER_MINUTE, Calendar, Law, LawKind, TwinInputs
from twin.contracts.bases import HELICOPTER, UnitBase, unit_bases
from twin.contracts.wards import WARDS
from twin.engine import compiling_pharmacies as pharmacies
from twin.engine import compiling_places as places
from twin.engine.absences import with_absences
from twin.engine.checking import check_changes
from twin.engine.compiling_access import access_tables
from twin.engine.compiling_demand import day_factors, demand_tables, stream_tables
from twin.engine.compiling_factors import factor_tables, rule_tables
from twin.engine.compiling_local import cumulative as _cumulative
from twin.engine.compiling_local import local_tables
from twin.engine.compiling_rules import regulation_tables
from twin.engine.compiling_start import found_at_start
from twin.engine.further import further_needs
from twin.engine.luck import run_key
from twin.engine.tables import (
    LAW_BED_SEARCH,
    LAW_COUNT,
    LAW_HANDOVER_MOST,
    LAW_PATIENCE,
    LAW_PATIENCE_CALL,
    LAW_STAY,
    LAW_UHCD,
    PHYSICIAN,
    THRESHOLDS,
    URGENT,
    Floats,
    Ints,
    Small,
    Tables,
)
from twin.tables import JumeauError
from twin.territory.facility import Facility

MS_PER_HOUR_F = 3_600_000.0
# Stages that need not end: patience, the hold of a unit, stays.
_MAY_LAST_FOR_EVER = (
    LAW_PATIENCE_CALL, LAW_HANDOVER_MOST, *range(LAW_PATIENCE, LAW_UHCD),
    *range(LAW_STAY, LAW_BED_SEARCH),
)  # fmt: skip
# Inputs whose arrays are kept, short periods and long ones; the inputs are held with them, so that
# their identity stays theirs.
MOST_KEPT, MOST_LONG, LONG_HOURS = 16, 8, 2500
_KEPT: dict[tuple[int, date, int, int, bool], tuple[TwinInputs, Tables]] = {}
_LOCK = threading.Lock()
# Physicians told apart at each hospital: more than any roster has, so that a policy that adds some
# keeps the past of one that does not; else the roster's and those whom actors may add.
DOCTORS, MORE_DOCTORS = 64, 8


def compile_tables(
    inputs: TwinInputs, calendar: Calendar, seed: int, replication: int, *, agents: bool
) -> Tables:
    """Give the arrays of one run.

    Replications of the same inputs share everything but their key: the arrays of the last inputs
    are kept, unless they have helicopters, whose weather is the seed's, or teams, whose absences
    are.

    Parameters
    ----------
    calendar
        The whole simulated period, warm-up included.
    agents
        Whether actors are to be woken when a threshold is passed.

    Raises
    ------
    JumeauError
        When a change names an unknown site, line or cause, or the intensity passes the ceiling.
    """
    key = np.uint64(run_key(seed, replication))
    if inputs.teams:
        inputs = with_absences(inputs, seed, replication)
        return _with_luck(inputs, calendar, _compiled(inputs, calendar, key, agents=agents), key)
    if any(b.kind == HELICOPTER for b in unit_bases(inputs.territory)):
        return _with_luck(inputs, calendar, _compiled(inputs, calendar, key, agents=agents), key)
    holidays = hash(calendar.public.tobytes() + calendar.school.tobytes())
    same = (id(inputs), calendar.start, calendar.days, holidays, agents)
    with _LOCK:
        held = _KEPT.get(same)
    if held is None:
        held = (inputs, _compiled(inputs, calendar, key, agents=agents))
        with _LOCK:
            _KEPT[same] = held
            while len(_KEPT) > (MOST_KEPT if calendar.hours < LONG_HOURS else MOST_LONG):
                _KEPT.pop(next(iter(_KEPT)))
    return _with_luck(inputs, calendar, held[1], key)


def _with_luck(inputs: TwinInputs, calendar: Calendar, tables: Tables, key: np.uint64) -> Tables:
    """Give the arrays with the key, and the needs drawn beforehand with its luck."""
    mine = tables._replace(key=key)
    further, first = further_needs(inputs, calendar, mine)
    return mine._replace(further=further, further_first=first)


def _compiled(inputs: TwinInputs, calendar: Calendar, key: np.uint64, *, agents: bool) -> Tables:
    """Give the arrays of one run, computed."""
    territory, needs, path = inputs.territory, inputs.needs, inputs.pathways
    check_changes(inputs)
    if not territory.of_kind("samu"):
        raise JumeauError(
            f"territoire {territory.name}",
            "il n'a aucun centre 15 (SAMU) : le moteur ne peut pas y adresser les appels.",
            "Donnez au moins un site de nature « samu ».",
        )
    _check_roads(inputs)
    hospitals, centres = territory.of_kind("hospital"), territory.of_kind("samu")
    bases = unit_bases(territory)
    rank = {f.id: i for i, f in enumerate(territory.facilities)}
    site_at = [rank[f.id] for f in hospitals]
    stream_rate, gap, ceiling = stream_tables(inputs)
    access, diversion = access_tables(inputs, calendar, hospitals)
    dispatch_rule, destination_rule, specialised = rule_tables(inputs, calendar)
    choice = inputs.choice.probabilities(territory.travel.minutes[:, site_at])
    zone_base, site_base = places.base_ms(inputs, hospitals, bases)
    site_site = places.milliseconds(territory.site_travel.minutes[np.ix_(site_at, site_at)])
    ed_capacity = places.hourly(inputs, calendar, hospitals, places.ED_LINES)
    wards = places.ward_capacity(inputs, calendar, hospitals)
    intakes, has_intake = places.intakes(inputs, calendar, centres)
    site_ward = (wards[:, :, URGENT].max(axis=2, initial=0) > 0).astype(np.int32)
    units = places.base_capacity(inputs, calendar, bases, key)
    near = places.candidates(inputs, zone_base, bases, units)
    base_info, zone_centre = _base_info(bases, centres), _zone_centres(inputs, centres)
    finer, covers = regulation_tables(
        inputs, calendar, dispatch=dispatch_rule, destination=destination_rule,
        hospitals=hospitals, centres=centres, bases=bases, zone_base=zone_base, units=units,
    )  # fmt: skip
    dates = calendar.dates()
    calls, ed, stays = path.calls, path.ed, path.wards
    zone_row = {z: i for i, z in enumerate(territory.population.zones)}
    site_zone = np.array([zone_row[f.zone] for f in hospitals], np.int32)
    physicians = ed_capacity[:, PHYSICIAN].max() if ed_capacity.size else 0
    return Tables(
        hour=np.column_stack([calendar.lived_hour, calendar.day]).astype(np.int64),
        day_start=np.array([calendar.first_hour(d) for d in range(len(dates) + 1)], np.int64),
        day_rest=calendar.rest.astype(np.int64),
        day_week=np.array(
            [6 if off else d.weekday() for d, off in zip(dates, calendar.public, strict=True)],
            np.int64,
        ),
        day_month=np.array([d.month - 1 for d in dates], np.int64),
        day_factor=day_factors(inputs, calendar),
        **demand_tables(inputs, calendar)._asdict(),
        further=np.zeros((0, 7), np.int64),
        further_first=np.zeros(calendar.hours + 1, np.int64),
        **factor_tables(inputs, calendar, hospitals)._asdict(),
        presence=_f(needs.presence),
        stream_rate=stream_rate,
        stream_gap=gap,
        stream_ceiling=ceiling,
        profile=_f(needs.week_profile),
        gp=_f(needs.gp),
        gp_there=_f(needs.gp_there),
        gp_refers=_f(calls.gp_refers),
        contact=_f(needs.contact),
        far=_f(needs.far),
        priority=_cumulative(calls.priority),
        general=_f(calls.general),
        response=_cumulative(calls.response),
        gp_on_duty=_f(calls.gp_on_duty),
        hangup=_cumulative(calls.hangup),
        transported=_f(calls.transported),
        required=_required(inputs, site_ward),
        **local_tables(path, hospitals, site_ward)._asdict(),
        ccmu=_cumulative(ed.ccmu),
        pace=_f(ed.pace),
        search_factor=_f(stays.search_factor),
        elective=_f(stays.elective),
        elective_season=_f(stays.elective_season),
        by_round=stays.by_round.astype(np.int64),
        discharge_hour=_cumulative(stays.discharge_hour),
        downstream=_cumulative(stays.downstream),
        returns=_f(stays.returns),
        laws=_laws(inputs),
        choice=_cumulative_choice(choice),
        zone_site=np.ascontiguousarray(places.milliseconds(territory.travel.minutes[:, site_at])),
        zone_air=places.air_ms(inputs, hospitals, places=False),
        zone_base=zone_base,
        site_site=np.ascontiguousarray(site_site),
        site_air=places.air_ms(inputs, hospitals, places=True),
        site_base=site_base,
        base_zone=np.array([zone_row[b.facility.zone] for b in bases], np.int32),
        site_order=_order(site_site),
        site_ward=site_ward,
        zone_centre=zone_centre,
        mission_centre=places.mission_centres(zone_centre, near, base_info),
        site_zone=site_zone,
        site_local=_local_ranks(site_zone),
        road=_f(np.array(calls.road)),
        candidates=near,
        base_info=base_info,
        ed_capacity=ed_capacity,
        ward_capacity=wards,
        base_capacity=units,
        centre_capacity=places.hourly(inputs, calendar, centres, places.CENTRE_LINES),
        intakes=intakes,
        has_intake=has_intake,
        access=access,
        diversion=diversion,
        **found_at_start(inputs, choice, wards[:, :, :, 0])._asdict(),
        thresholds=_thresholds(inputs, agents=agents),
        vsav_with_smur=float(calls.vsav_with_smur),
        rest_share=float(stays.rest_share),
        followed=int(ed.followed),
        lying=int(ed.lying),
        outlying_ms=int(stays.outlying_hours * MS_PER_HOUR_F),
        transfer_ms=int(stays.transfer_hours * MS_PER_HOUR_F),
        doctors=max(DOCTORS, int(physicians) + MORE_DOCTORS),
        dispatch_rule=dispatch_rule,
        destination_rule=destination_rule,
        specialised=specialised,
        **finer._asdict(),
        **covers._asdict(),
        **pharmacies.pharmacy_tables(inputs, calendar, choice, hospitals)._asdict(),
        key=key,
    )


def _check_roads(inputs: TwinInputs) -> None:
    """Refuse a commune that no road joins to a site: its people would vanish."""
    minutes = inputs.territory.travel.minutes
    lost = ~np.isfinite(minutes).all(axis=1)
    if lost.any():
        zone = inputs.territory.population.zones[int(lost.argmax())]
        raise JumeauError(
            f"commune {zone}",
            "le temps de trajet vers un site au moins n'est pas un nombre fini.",
            "Corrigez la table des temps de trajet (un temps très long vaut mieux que rien).",
        )


def _f(values: Floats) -> Floats:
    return np.ascontiguousarray(values, np.float64)


def _cumulative_choice(probabilities: Floats) -> Floats:
    """Give cumulative choices whose last value is exactly 1 (0 where nobody can choose)."""
    total = np.cumsum(probabilities, axis=2)
    if total.shape[2]:
        last = total[:, :, -1:]
        total = np.divide(total, last, out=np.zeros_like(total), where=last > 0)
    return np.ascontiguousarray(total)


def _thresholds(inputs: TwinInputs, *, agents: bool) -> Floats:
    """Give the waking levels of the actors, infinite for the rules that are off."""
    p = inputs.policies
    levels = (
        (p.call_in.active, p.call_in.waiting_per_physician),
        (p.surge_beds.active, p.surge_beds.boarders),
        (p.diversion.active, p.diversion.waiting_per_box),
        (p.tension.active, p.tension.boarders),
        (p.regulate_access.active, p.regulate_access.waiting_per_physician),
        (p.samu.active, p.samu.waiting_calls),
        (p.samu.active, p.samu.waiting_files),
    )
    table = np.full(THRESHOLDS, np.inf)
    # Few units free is a low level, not a high one: 0 never wakes.
    table[len(levels)] = 0.0
    if agents and p.active:
        table[: len(levels)] = [level if on else np.inf for on, level in levels]
        table[len(levels)] = p.own_units_first.free_share if p.own_units_first.active else 0.0
        table[len(levels) + 1] = 0.0 if p.smur.active else np.inf
    return table


def _laws(inputs: TwinInputs) -> Floats:
    calls, ed, wards = inputs.pathways.calls, inputs.pathways.ed, inputs.pathways.wards
    order: Sequence[Law] = (
        calls.call, calls.regulation, calls.regulation_gp, calls.patience, calls.recall,
        calls.gp_visit, *calls.departure, *calls.scene, calls.handover, calls.handover_most,
        calls.prepare, calls.redirected, ed.triage_time, ed.first_contact, ed.care, ed.decision,
        *ed.exam_delay, *ed.patience, ed.uhcd, wards.return_delay, *wards.stay,
        *wards.elective_stay, wards.bed_search, calls.report,
    )  # fmt: skip
    table = np.zeros((LAW_COUNT, 3))
    for at, (row, law) in enumerate(zip(table, order, strict=True)):
        if law.kind is LawKind.NEVER and at not in _MAY_LAST_FOR_EVER:
            raise JumeauError(
                f"parcours, loi n° {at + 1}",
                "une étape qui doit finir a une durée sans fin.",
                "Donnez-lui une durée (Law.lognormal, exponential ou constant).",
            )
        mean = law.mean_min * MS_PER_MINUTE
        row[0] = int(law.kind)
        if law.kind is LawKind.LOGNORMAL:
            row[1:] = np.log(mean) - law.sigma**2 / 2, law.sigma
        else:
            row[1] = mean
    return table


def _required(inputs: TwinInputs, site_ward: Small) -> Ints:
    """Give the ward that the most urgent patients of each cause need at once, -1 for none."""
    table = np.full(len(inputs.needs.causes), -1, np.int64)
    for cause, ward in inputs.referral.required:
        rank = WARDS.index(ward)
        if cause in inputs.needs.causes and site_ward[:, rank].any():
            table[inputs.needs.causes.index(cause)] = rank
    return table


def _order(site_site: Small) -> Small:
    """Give the hospitals from the nearest of each one, itself first."""
    own = site_site.astype(np.int64)
    np.fill_diagonal(own, -1)
    return np.ascontiguousarray(np.argsort(own, axis=1, kind="stable").astype(np.int32))


def _local_ranks(site_zone: Small) -> Small:
    """Give the rank of each hospital among those of its commune."""
    return np.array(
        [int((site_zone[:i] == zone).sum()) for i, zone in enumerate(site_zone)], np.int32
    )


def _zone_centres(inputs: TwinInputs, centres: Sequence[Facility]) -> Small:
    """Give the SAMU centre of each commune: that of its department, else the first."""
    by_department = {c.department: i for i, c in enumerate(centres)}
    return np.array([by_department.get(str(d), 0) for d in inputs.territory.zones["dep"]], np.int32)


def _base_info(bases: Sequence[UnitBase], centres: Sequence[Facility]) -> Small:
    by_department = {c.department: i for i, c in enumerate(centres)}
    info = [(b.kind, by_department.get(b.facility.department, 0)) for b in bases]
    return np.array(info, np.int32).reshape(len(bases), 2)
