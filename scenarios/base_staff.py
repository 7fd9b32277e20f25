"""Staff of the reference situation, estimated from what the model expects where not declared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.base_beds import is_assumed, with_capacity
from scenarios.base_pathways import pace_of
from scenarios.hospitals import minutes_to_hospitals
from twin.contracts import INTAKE_LINES, TwinInputs
from twin.contracts.needs import Floats
from twin.engine.expected import (
    expected_calls,
    expected_downstream,
    expected_visits,
    hourly_calls,
)
from twin.engine.expected_visits import centre_of_zones
from twin.parameters import ed_profile2026
from twin.territory import Facility, WeekCapacity, staffing


def with_assumed_staff(inputs: TwinInputs) -> TwinInputs:
    """Estimate staff, boxes and short-stay beds from the visits that the model expects at a site.

    Only for lines that are `assumed`, at a hospital that declares no visits (its staff was
    estimated from its beds, which says nothing of who lives around); a site without any line of
    care nurses gets one. The pace of exams follows the same visits.
    """
    hospitals = inputs.territory.of_kind("hospital")
    if not hospitals:
        return inputs
    visits = expected_visits(inputs, inputs.choice.probabilities(minutes_to_hospitals(inputs))).sum(
        axis=1
    )
    usual = np.array([f.visits_year or v for f, v in zip(hospitals, visits, strict=True)])
    profile = ed_profile2026.week_profile()
    lines = {}
    for site, number in zip(hospitals, usual, strict=True):
        staff = staffing.staff_emergency(
            float(number), site.beds_mco, profile, beds_uhcd=site.beds_uhcd
        )
        again = {c.line: c for c in staff if site.visits_year is None}
        nurses = [c for c in staff if c.line == "care_nurses" and site.line(c.line) is None]
        lines[site.id] = [
            *(again.get(c.line, c) if is_assumed(c) else c for c in site.capacity),
            *nurses,
        ]
    ed = replace(inputs.pathways.ed, pace=pace_of(usual))
    return replace(
        inputs,
        territory=with_capacity(inputs.territory, lines),
        pathways=replace(inputs.pathways, ed=ed),
    )


def with_assumed_dispatch(inputs: TwinInputs) -> TwinInputs:
    """Estimate the staff of each SAMU centre from the calls that the model expects.

    Files of emergency physicians: those not given to general practice, and the reports of fire
    crews (calls to 18) but P0. Lines that are not `assumed` are left as they are.
    """
    centres = inputs.territory.of_kind("samu")
    if not centres:
        return inputs
    calls = hourly_calls(inputs)
    by_kind = np.zeros((len(centres), 2, 4))
    np.add.at(by_kind, centre_of_zones(inputs), expected_calls(inputs))
    general = by_kind[:, 0] @ inputs.pathways.calls.general
    emergency = by_kind[:, :, 1:].sum(axis=(1, 2)) - general
    total = np.maximum(by_kind[:, 0].sum(axis=1), 1e-9)
    lines = {}
    for i, centre in enumerate(centres):
        staff = staffing.dispatchers(
            calls[i], calls[i] * emergency[i] / total[i], calls[i] * general[i] / total[i]
        )
        lines[centre.id] = _completed(centre, staff)
    return replace(inputs, territory=with_capacity(inputs.territory, lines))


def with_intakes(inputs: TwinInputs) -> TwinInputs:
    """Estimate what SMR, HAD and EHPAD take each hour in a department, a margin over what leaves.

    They are lines of the department's SAMU centre, as a place in common. Hospitals of a department
    without a centre are counted with the first.
    """
    territory = inputs.territory
    centres, hospitals = territory.of_kind("samu"), territory.of_kind("hospital")
    if not centres:
        return inputs
    flow = _by_department(inputs, centres, hospitals)
    lines = {
        centre.id: _completed(
            centre,
            tuple(staffing.intakes(line, float(flow[i, k])) for k, line in enumerate(INTAKE_LINES)),
        )
        for i, centre in enumerate(centres)
    }
    return replace(inputs, territory=with_capacity(territory, lines))


def _by_department(
    inputs: TwinInputs, centres: tuple[Facility, ...], hospitals: tuple[Facility, ...]
) -> Floats:
    """Give the patients a day who need follow-up care, by centre, (centres, 3)."""
    flow = np.zeros((len(centres), len(INTAKE_LINES)))
    if hospitals:
        choice = inputs.choice.probabilities(minutes_to_hospitals(inputs))
        rank = {f.department: i for i, f in enumerate(centres)}
        np.add.at(
            flow,
            [rank.get(f.department, 0) for f in hospitals],
            expected_downstream(inputs, choice),
        )
    return flow


def _completed(place: Facility, staff: tuple[WeekCapacity, ...]) -> list[WeekCapacity]:
    """Give the lines of a facility: those given kept, the others estimated."""
    estimated = {c.line: c for c in staff}
    kept = [estimated.pop(c.line, c) if is_assumed(c) else c for c in place.capacity]
    names = {c.line for c in kept}
    return [*kept, *(c for line, c in estimated.items() if line not in names)]
