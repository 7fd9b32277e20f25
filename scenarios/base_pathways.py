"""What happens to patients in the reference situation, from the figures of `twin.parameters`."""

from __future__ import annotations

import numpy as np

from scenarios.base_stays import base_wards
from twin.contracts import CallModel, EdModel, Law, PathwayModel
from twin.contracts.needs import Floats
from twin.parameters import pathways_calls2026 as c
from twin.parameters import pathways_ed2026 as e
from twin.parameters.needs2026 import CAUSES
from twin.parameters.sourced import Sourced
from twin.territory import Territory, staffing
from twin.territory.facility import HOURS_A_WEEK

DAYS_A_YEAR = 365.25
SUNDAY = 6


def base_pathways(territory: Territory) -> PathwayModel:
    """Give the probabilities and durations of the reference situation.

    The pace of each ED follows the visits declared or estimated; planned admissions are nil until
    `scenarios.base_capacity.with_planned_stays` sets them from those that the model expects.
    """
    hospitals = territory.of_kind("hospital")
    people = int(territory.population.persons.sum())
    visits = staffing.expected_visits(hospitals, people)
    return PathwayModel(
        calls=_calls(),
        ed=_ed(pace_of(np.array([visits[f.id] for f in hospitals]))),
        wards=base_wards(len(hospitals)),
        source="twin.parameters.pathways2026",
    )


def pace_of(visits_year: Floats) -> Floats:
    """Give the multiplier of exam delays by ED: (visits a day / reference)^power, bounded."""
    low, high = e.PACE_BOUNDS.series
    size = np.asarray(visits_year, np.float64) / DAYS_A_YEAR / e.PACE_REFERENCE.number
    pace: Floats = np.clip(size**e.PACE_POWER.number, low, high)
    return pace


def duty_gps() -> Floats:
    """Give P(a GP on duty or an SAS appointment) by hour of the week, from the PDSA calendar."""
    night, working, evening, duty = c.GP_ON_DUTY.series
    found = np.empty(HOURS_A_WEEK)
    for hour in range(HOURS_A_WEEK):
        day, clock = divmod(hour, 24)
        if clock < 8:
            found[hour] = night
        elif clock >= 20:
            found[hour] = evening
        else:
            on_duty = day == SUNDAY or (day == SUNDAY - 1 and clock >= 12)
            found[hour] = duty if on_duty else working
    return found


def more_severe_first(shares: Floats) -> Floats:
    """Shift the shares by cause of ordered levels with age: (causes, levels) to (c, bands, l).

    p(level l | band) is proportional to p(l) x odds(band)^(-l): each level over the next has its
    odds multiplied.
    """
    odds = np.array(c.SEVERITY_BY_BAND.series)
    weight = odds[:, None] ** -np.arange(shares.shape[1], dtype=float)
    tilted = shares[:, None, :] * weight[None]
    found: Floats = tilted / tilted.sum(axis=2, keepdims=True)
    return found


def exams_by_age(shares: Floats) -> Floats:
    """Give P(none, biology, imaging, both | level, band) from the shares by level.

    p(exam | band) is proportional to p(exam) x the odds of biology of the band where there is
    biology x its odds of imaging where there is imaging.
    """
    biology, imaging = np.array(e.BIOLOGY_ODDS.series), np.array(e.IMAGING_ODDS.series)
    weight = np.stack([np.ones_like(biology), biology, imaging, biology * imaging], axis=1)
    tilted = shares[:, None, :] * weight[None]
    found: Floats = tilted / tilted.sum(axis=2, keepdims=True)
    return found


def _rows(parameters: tuple[Sourced, ...]) -> Floats:
    return np.array([p.series for p in parameters], np.float64)


def _law(parameter: Sourced) -> Law:
    mean, sigma = parameter.series
    return Law.lognormal(mean, sigma)


def _calls() -> CallModel:
    departure, scene = [_law(p) for p in c.DEPARTURE], [_law(p) for p in c.SCENE]
    road = c.ROAD.series
    refers = np.outer(c.GP_REFERS_BY_CAUSE.series, c.GP_REFERS_BY_BAND.series)
    return CallModel(
        priority=more_severe_first(np.array([cause.priority for cause in CAUSES])),
        general=np.array(c.GENERAL.series),
        response=_rows(c.RESPONSE),
        vsav_with_smur=c.VSAV_WITH_SMUR.number,
        gp_on_duty=duty_gps(),
        hangup=np.array(c.HANGUP.series),
        gp_refers=np.minimum(refers, 1.0),
        transported=np.array(c.TRANSPORTED.series),
        patience=Law.exponential(c.PATIENCE_CALL.number),
        recall=_law(c.RECALL),
        call=_law(c.CALL),
        regulation=_law(c.REGULATION),
        regulation_gp=_law(c.REGULATION_GP),
        gp_visit=_law(c.GP_VISIT),
        departure=(departure[0], departure[1], departure[2], departure[3]),
        scene=(scene[0], scene[1], scene[2], scene[3]),
        report=_law(c.REPORT),
        road=(road[0], road[1], road[2], road[3]),
        sector_min=c.SECTOR.number,
        grounded=c.GROUNDED.number,
        handover=_law(c.HANDOVER),
        handover_most=Law.constant(c.HANDOVER_MOST.number),
        prepare=_law(c.PREPARE),
        redirected=Law.constant(c.REDIRECTED.number),
    )


def _ed(pace: Floats) -> EdModel:
    ward, uhcd = _rows(e.WARD).T, _rows(e.UHCD_SHARE).T
    delay = [_law(p) for p in e.EXAM_DELAY]
    leave = [Law.exponential(m) if m > 0 else Law.never() for m in e.PATIENCE.series]
    return EdModel(
        triage=more_severe_first(np.array([cause.triage for cause in CAUSES])),
        disposition=np.stack([1 - ward - uhcd, ward, uhcd], axis=2),
        uhcd_admitted=np.array(e.UHCD_ADMITTED.series),
        exams=exams_by_age(_rows(e.EXAMS)),
        exam_factor=np.array(e.EXAM_BY_BAND.series),
        ccmu=np.stack([_rows(e.CCMU_HOME), _rows(e.CCMU_ADMITTED)], axis=1),
        followed=int(e.FOLLOWED.number),
        lying=int(e.LYING.number),
        pace=pace,
        triage_time=_law(e.TRIAGE_TIME),
        first_contact=_law(e.FIRST_CONTACT),
        care=_law(e.CARE),
        decision=_law(e.DECISION),
        exam_delay=(delay[0], delay[1], delay[2]),
        patience=(leave[0], leave[1], leave[2], leave[3], leave[4], leave[5]),
        uhcd=_law(e.UHCD_STAY),
    )
