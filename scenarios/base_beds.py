"""Beds of the reference situation, by ward: usable by unscheduled patients, kept for planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from scenarios.base_stays import planned
from scenarios.hospitals import minutes_to_hospitals
from twin.contracts import BED_LINES, ELECTIVE_LINES, TwinInputs
from twin.contracts.needs import Floats
from twin.engine.expected import expected_admissions, expected_elective_load, expected_ward_load
from twin.parameters import assumed_capacity2026 as assumed
from twin.territory import Facility, Territory, WeekCapacity, marks
from twin.territory.facility import HOURS_A_WEEK, Line
from twin.territory.ward_sites import plausible_wards

SOURCE = "assumed : charge attendue du modèle"
SHARED = "lits déclarés du site, répartis entre services (assumed)"
POOLED: tuple[Line, ...] = ("beds_medicine", "beds_surgery", "beds_geriatrics")
LEAST_LOAD = 0.05
"""Beds of planned stays under which a ward takes none."""


def is_assumed(capacity: WeekCapacity | None) -> bool:
    """Say whether a line is missing or was estimated by us."""
    return capacity is None or capacity.source.startswith(marks.ASSUMED)


def with_wards(territory: Territory) -> Territory:
    """Give each hospital one bed in each ward that it plausibly has, until loads are known.

    Wards that the site has declared, closed ones included, are left as they are.
    """
    wards = dict(
        zip((f.id for f in territory.of_kind("hospital")), plausible_wards(territory), strict=True)
    )
    return with_capacity(
        territory,
        {
            f.id: [
                *f.capacity,
                *(
                    WeekCapacity.flat(line, 1, SOURCE)
                    for line in BED_LINES
                    if line in wards[f.id] and f.line(line) is None
                ),
            ]
            for f in territory.of_kind("hospital")
        },
    )


def with_usable_beds(inputs: TwinInputs) -> TwinInputs:
    """Estimate the beds of each ward usable for unscheduled admissions, from the expected load.

    No open file gives them (installed beds are mostly elective). Where they are `assumed`:
    ceil(a + beta sqrt(a)) beds, a the mean load of the ward at the winter peak, patients
    transferred from sites without it included (square-root rule, Halfin and Whitt 1981). Beds
    that a site gives all together (line `beds`) are shared between its wards in proportion to
    these estimates, their total kept; beds given ward by ward are left as they are.
    """
    territory = inputs.territory
    hospitals = territory.of_kind("hospital")
    if not hospitals:
        return inputs
    load = expected_ward_load(inputs, inputs.choice.probabilities(minutes_to_hospitals(inputs)))
    peak = assumed.WINTER_PEAK.number * load
    wanted = np.maximum(np.ceil(peak + _beta() * np.sqrt(peak) - 1e-9), 1)
    lines = {f.id: _beds_of(f, wanted[i]) for i, f in enumerate(hospitals)}
    return replace(inputs, territory=with_capacity(territory, lines))


def with_planned_stays(inputs: TwinInputs) -> TwinInputs:
    """Set the planned admissions of each ward, and the beds kept for them.

    Admissions: the unscheduled ones that the site takes x a ratio by ward (`assumed`); a site that
    declares the beds kept for planned stays has what fills 85 % of them. Beds where not declared:
    ceil(a + beta sqrt(a)), a the mean load at mid-week.
    """
    territory = inputs.territory
    hospitals = territory.of_kind("hospital")
    if not hospitals:
        return inputs
    choice = inputs.choice.probabilities(minutes_to_hospitals(inputs))
    volume = planned(expected_admissions(inputs, choice).sum(axis=2))
    load = _load(inputs, volume)
    given = [[f.line(line) for line in ELECTIVE_LINES] for f in hospitals]
    for i, lines in enumerate(given):
        for w, line in enumerate(lines):
            if line is not None and not is_assumed(line):
                aim = assumed.ELECTIVE_OCCUPANCY.number * float(np.mean(line.by_hour))
                volume[i, w] *= aim / load[i, w] if load[i, w] > 0 else 0.0
            elif load[i, w] < LEAST_LOAD:
                volume[i, w] = 0.0
    peak = assumed.ELECTIVE_PEAK.number * _load(inputs, volume)
    beds = np.ceil(peak + assumed.BETA_PLANNED.number * np.sqrt(peak) - 1e-9)
    lines_of = {
        f.id: [
            *(c for c in f.capacity if c.line not in ELECTIVE_LINES or not is_assumed(c)),
            *(
                WeekCapacity.flat(line, int(beds[i, w]), SOURCE)
                for w, line in enumerate(ELECTIVE_LINES)
                if is_assumed(f.line(line)) and beds[i, w] > 0
            ),
        ]
        for i, f in enumerate(hospitals)
    }
    inputs = _planning(inputs, volume)
    return replace(inputs, territory=with_capacity(territory, lines_of))


def with_capacity(territory: Territory, lines: Mapping[str, Sequence[WeekCapacity]]) -> Territory:
    """Give the same territory with other lines at some facilities."""
    facilities = tuple(
        replace(f, capacity=tuple(lines[f.id])) if f.id in lines else f
        for f in territory.facilities
    )
    return replace(territory, facilities=facilities)


def shared(total: int, weights: Floats) -> list[int]:
    """Share whole beds by largest remainder, one at least to each weight where there are enough."""
    share = np.zeros(len(weights), np.int64)
    live = np.flatnonzero(weights > 0)
    if total >= len(live):
        share[live] = 1
        total -= len(live)
    rest = np.maximum(weights - share, 0.0)
    exact = (
        total
        * (rest if rest.sum() > 0 else weights)
        / max(float(rest.sum() if rest.sum() > 0 else weights.sum()), 1e-9)
    )
    share += np.floor(exact + 1e-9).astype(np.int64)
    left = total - int(np.floor(exact + 1e-9).sum())
    order = np.argsort(-(exact - np.floor(exact + 1e-9)), kind="stable")
    share[order[: max(left, 0)]] += 1
    return [int(n) for n in share]


def _beds_of(site: Facility, wanted: Floats) -> list[WeekCapacity]:
    """Give the lines of a hospital once its beds are by ward."""
    kept = [c for c in site.capacity if c.line not in BED_LINES and c.line != "beds"]
    estimated: list[Line] = []
    for line in BED_LINES:
        own = site.line(line)
        if own is not None and is_assumed(own):
            estimated.append(line)
        elif own is not None:
            kept.append(own)
    weights = np.array([wanted[BED_LINES.index(line)] for line in estimated])
    total = site.line("beds")
    if total is None or is_assumed(total):
        pairs = zip(estimated, weights, strict=True)
        return [*kept, *(WeekCapacity.flat(line, int(n), SOURCE) for line, n in pairs)]
    parts = {number: shared(number, weights) for number in set(total.by_hour)}
    for k, line in enumerate(estimated):
        by_hour = tuple(parts[total.by_hour[h]][k] for h in range(HOURS_A_WEEK))
        if max(by_hour) > 0:
            kept.append(WeekCapacity(line, by_hour, f"{total.source} ; {SHARED}"))
    return kept


def _beta() -> Floats:
    """Give the margin by ward: smaller where patients may lie in another ward."""
    return np.where(
        np.isin(BED_LINES, POOLED), assumed.BETA_POOLED.number, assumed.BETA_BEDS.number
    )


def _planning(inputs: TwinInputs, volume: Floats) -> TwinInputs:
    wards = replace(inputs.pathways.wards, elective=volume)
    return replace(inputs, pathways=replace(inputs.pathways, wards=wards))


def _load(inputs: TwinInputs, volume: Floats) -> Floats:
    """Give the mean beds that planned admissions ask for, by site and ward."""
    return expected_elective_load(_planning(inputs, volume))
