"""The territory as it is: the inputs of the reference situation, before any lever."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.hospitals import minutes_to_hospitals
from scenarios.local_rates import with_local_rates
from twin.contracts import EdChoice, Law, Needs, PathwayModel, TwinInputs
from twin.engine.compiling import expected_bed_load, expected_visits
from twin.parameters import assumed_capacity2026 as assumed
from twin.parameters import call_profile2026, choice2026, ed_profile2026, pathways2026
from twin.parameters.needs2026 import CAUSES
from twin.parameters.sourced import Sourced
from twin.territory import Territory, WeekCapacity, staffing
from twin.territory.attraction import ADULTS, CHILDREN, attraction_of

MID_JANUARY = 14


def base_inputs(territory: Territory, *, impose_visits: bool = True) -> TwinInputs:
    """Give the inputs of the reference situation of a territory.

    Parameters
    ----------
    impose_visits
        Let the rates of visits vary in space and balance the attraction of each ED on the yearly
        visits that it declares (the volumes by site are then `imposed` and validate nothing). A
        site that declares none keeps what the gravity model gives, so that nobody is drawn from
        afar to fill an estimate. False keeps the gravity model for all.
    """
    pathways = base_pathways()
    needs = base_needs(territory, pathways)
    inputs = TwinInputs(territory, needs, pathways, base_choice(territory))
    if impose_visits:
        inputs = balanced(with_local_rates(inputs))
    return with_usable_beds(with_assumed_staff(inputs))


def visits_target(territory: Territory) -> float:
    """Give the yearly ED visits of a territory: declared by its sites, else estimated."""
    persons = round(float(_persons_in(territory).sum()))
    visits = staffing.expected_visits(territory.of_kind("hospital"), persons)
    return sum(visits.values())


def base_needs(territory: Territory, pathways: PathwayModel) -> Needs:
    """Give the needs by cause, scaled to the yearly visits and regulation files (`imposed`)."""
    rate = np.array([c.per_thousand for c in CAUSES]) / 1000.0
    share = np.array([c.calls for c in CAUSES])
    persons = _persons_in(territory)
    calls = float((rate * share * persons).sum())
    target_calls = call_profile2026.FILES_PER_INHABITANT.number * float(persons.sum())
    scale_call = target_calls / calls if calls > 0 else 1.0
    response = np.einsum("cap,pr->car", pathways.priority, pathways.response)
    reach = response[:, :, 2] + response[:, :, :2] @ pathways.transported
    by_call = float((rate * share * persons * reach).sum()) * scale_call
    direct = float((rate * (1 - share) * persons).sum())
    wanted = visits_target(territory) - by_call
    return Needs(
        causes=tuple(c.id for c in CAUSES),
        rate_year=rate,
        week_profile=_week_profiles(),
        season=_seasons(),
        call_share=share,
        zone_factor=_zone_factor(territory),
        scale_direct=max(wanted, 0.0) / direct if direct > 0 else 1.0,
        scale_call=scale_call,
    )


def _zone_factor(territory: Territory) -> np.ndarray:
    """Give the needs of each commune met inside the perimeter, 1 in the region itself."""
    if "ring_share" not in territory.zones:
        return np.ones(len(territory.zones))
    return territory.zones["ring_share"].to_numpy(np.float64)


def _persons_in(territory: Territory) -> np.ndarray:
    """Give the persons by age group whose needs are met inside the perimeter."""
    persons: np.ndarray = (territory.population.persons * _zone_factor(territory)[:, None]).sum(
        axis=0
    )
    return persons


def _week_profiles() -> np.ndarray:
    """Give each cause the hours that it keeps: those of ED arrivals, or those of calls to 15."""
    hours = {"ed": ed_profile2026.week_profile(), "calls": call_profile2026.week_profile()}
    return np.array([hours[c.hours] for c in CAUSES])


def _seasons() -> np.ndarray:
    """Give a yearly wave by cause, highest at mid-January, mean 1."""
    wave = np.cos(2 * np.pi * (np.arange(366) - MID_JANUARY) / 365.25)
    season = 1 + np.array([c.winter for c in CAUSES])[:, None] * wave[None, :]
    relative: np.ndarray = season / season[:, :365].mean(axis=1, keepdims=True)
    return relative


def base_pathways() -> PathwayModel:
    """Give the probabilities and durations of `twin.parameters.pathways2026`."""
    p = pathways2026

    def rows(parameters: tuple[Sourced, ...]) -> np.ndarray:
        return np.array([q.series for q in parameters])

    def law(parameter: Sourced) -> Law:
        mean, sigma = parameter.series
        return Law.lognormal(mean, sigma)

    patience = tuple(Law.exponential(m) if m > 0 else Law.never() for m in p.PATIENCE.series)
    return PathwayModel(
        priority=np.repeat(np.array([c.priority for c in CAUSES])[:, None, :], 3, axis=1),
        response=rows(p.RESPONSE),
        triage=np.repeat(np.array([c.triage for c in CAUSES])[:, None, :], 3, axis=1),
        admission=rows(p.ADMISSION).T,
        exams=np.array(p.EXAMS.series),
        ccmu=np.stack([rows(p.CCMU_HOME), rows(p.CCMU_ADMITTED)], axis=1),
        transported=np.array(p.TRANSPORTED.series),
        call=law(p.CALL),
        regulation=law(p.REGULATION),
        departure=(law(p.DEPARTURE[0]), law(p.DEPARTURE[1])),
        scene=(law(p.SCENE[0]), law(p.SCENE[1])),
        handover=law(p.HANDOVER),
        triage_time=law(p.TRIAGE_TIME),
        first_contact=law(p.FIRST_CONTACT),
        exam_delay=law(p.EXAM_DELAY),
        decision=law(p.DECISION),
        stay=(law(p.STAY[0]), law(p.STAY[1]), law(p.STAY[2])),
        patience=(
            patience[0], patience[1], patience[2], patience[3], patience[4], patience[5],
        ),
        redirected=Law.constant(p.REDIRECTED.number),
        source="twin.parameters.pathways2026",
    )  # fmt: skip


def base_choice(territory: Territory) -> EdChoice:
    """Give the national gravity model of `twin.parameters.choice2026`, children apart.

    Attraction by `twin.territory.attraction`: what a site does not declare has a stated fallback
    (short-stay beds from MCO beds, no intensive care, a public hospital).
    """
    pull = attraction_of(territory.of_kind("hospital"))
    decay = choice2026.DECAY
    return EdChoice(pull[[ADULTS, CHILDREN]], decay.number, False, decay.source)


def balanced(inputs: TwinInputs, *, rounds: int = 200) -> TwinInputs:
    """Balance the attraction of each ED so that its expected visits equal those declared.

    Iterative proportional fitting on the sites that declare visits. What ambulances bring to the
    nearest ED is not moved by the attraction: a site that they alone would fill keeps a small one.
    """
    hospitals = inputs.territory.of_kind("hospital")
    target = np.array([f.visits_year or 0.0 for f in hospitals])
    known = target > 0
    if not known.any():
        return inputs
    minutes = minutes_to_hospitals(inputs)
    for _ in range(rounds):
        visits = expected_visits(inputs, inputs.choice.probabilities(minutes)).sum(axis=1)
        factor = np.where(known, target / np.maximum(visits, 1e-9), 1.0)
        if np.abs(factor - 1).max() < 1e-4:
            break
        attraction = inputs.choice.attraction * np.clip(factor, 0.2, 5.0)[None, :]
        attraction /= attraction.max()
        attraction = np.where(
            inputs.choice.attraction > 0, np.maximum(attraction, 1e-4), attraction
        )
        inputs = replace(inputs, choice=replace(inputs.choice, attraction=attraction, imposed=True))
    return inputs


def with_assumed_staff(inputs: TwinInputs) -> TwinInputs:
    """Estimate nurses, boxes and physicians from the visits that the model expects at a site.

    Only for a hospital that declares no visits and for lines that are `assumed`: its staff was
    estimated from its beds, which says nothing of who lives around.
    """
    territory = inputs.territory
    hospitals = territory.of_kind("hospital")
    if not hospitals:
        return inputs
    visits = expected_visits(inputs, inputs.choice.probabilities(minutes_to_hospitals(inputs))).sum(
        axis=1
    )
    profile = ed_profile2026.week_profile()
    staff = {
        f.id: {c.line: c for c in staffing.staff_emergency(float(v), f.beds_mco, profile)}
        for f, v in zip(hospitals, visits, strict=True)
        if f.visits_year is None
    }
    facilities = tuple(
        replace(
            f,
            capacity=tuple(
                staff[f.id][c.line] if c.source.startswith("assumed") else c for c in f.capacity
            ),
        )
        if f.id in staff
        else f
        for f in territory.facilities
    )
    return replace(inputs, territory=replace(territory, facilities=facilities))


def with_usable_beds(inputs: TwinInputs) -> TwinInputs:
    """Estimate the beds usable for unscheduled admissions from the load that the model expects.

    No open file gives them (installed beds are mostly elective). For a hospital whose beds are
    `assumed`: a + beta sqrt(a) beds, a the mean load at the winter peak (square-root rule, Halfin
    and Whitt 1981). Beds given by the user are left as they are.
    """
    territory = inputs.territory
    hospitals = territory.of_kind("hospital")
    if not hospitals:
        return inputs
    load = expected_bed_load(inputs, inputs.choice.probabilities(minutes_to_hospitals(inputs)))
    peak = assumed.WINTER_PEAK.number
    beds = np.ceil(peak * load + assumed.BETA_BEDS.number * np.sqrt(peak * load)).astype(int)
    usable = dict(zip((f.id for f in hospitals), beds, strict=True))
    facilities = tuple(
        replace(f, capacity=tuple(_usable(c, int(usable[f.id])) for c in f.capacity))
        if f.id in usable
        else f
        for f in territory.facilities
    )
    return replace(inputs, territory=replace(territory, facilities=facilities))


def _usable(capacity: WeekCapacity, beds: int) -> WeekCapacity:
    """Replace assumed beds; leave every other line, and beds that someone gave."""
    if capacity.line != "beds" or not capacity.source.startswith("assumed"):
        return capacity
    return WeekCapacity.flat("beds", max(beds, 1), "assumed : charge attendue du modèle")
