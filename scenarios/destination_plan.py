"""A plan of destinations: which hospital the patients carried from a commune go to, by cause.

The flow of `logistics.samu.batch` places ten years of expected patients at the least minutes,
weighted by severity, no hospital receiving more than its share of the boxes staffed.
"""

from __future__ import annotations

import numpy as np

from logistics.samu.batch import Batch, place
from scenarios.hospitals import minutes_to_hospitals
from twin.contracts import CHILD_BANDS, TwinInputs
from twin.contracts.regulation import DestinationPlan
from twin.engine.expected_visits import yearly_visits
from twin.parameters import regulation2026
from twin.tables import JumeauError

SLACK = regulation2026.SLACK.number
"""Patients that a hospital may be sent over its share of the boxes (assumed): a year is not a
fair, and without any margin the last patients cross the region."""
YEARS = int(regulation2026.YEARS.number)
"""Years placed (assumed): small communes have some causes less than once a year."""
URGENT_MINUTE = regulation2026.URGENT.number
"""Worth of a minute of a P0 or P1 in minutes of the others (assumed)."""


def destination_plan(inputs: TwinInputs) -> DestinationPlan:
    """Place the adults that units are expected to carry, commune by commune and cause by cause.

    A commune and cause whose flow is split goes where most of it goes; one without any flow goes to
    the nearest open hospital. In the twin children keep the habits of their commune, and the most
    urgent who need a ward go straight to it.

    Raises
    ------
    JumeauError
        When no hospital has boxes.
    """
    territory, causes = inputs.territory, inputs.needs.causes
    hospitals = territory.of_kind("hospital")
    minutes = minutes_to_hospitals(inputs)
    _, carried, _ = yearly_visits(inputs)
    number = np.rint(YEARS * carried[:, :, CHILD_BANDS:].sum(axis=2)).astype(np.int64).reshape(-1)
    boxes = np.array([_boxes(site.line("boxes")) for site in hospitals])
    received = inputs.choice.probabilities(minutes)[0].max(axis=0) > 0
    boxes = np.where(received, boxes, 0.0)
    if not boxes.sum():
        raise JumeauError(
            "plan d'orientation", "aucun hôpital n'a de box.",
            "Donnez les box des urgences (capacités du territoire).",
        )  # fmt: skip
    share = np.ceil(SLACK * number.sum() * boxes / boxes.sum()).astype(np.int64)
    urgent = inputs.pathways.calls.priority[:, CHILD_BANDS:, :2].sum(axis=2).mean(axis=1)
    severity = np.rint(1 + (URGENT_MINUTE - 1) * urgent).astype(np.int64)
    zones = len(minutes)
    batch = Batch(
        minutes=np.repeat(np.where(received, minutes, np.inf), len(causes), axis=0),
        need=np.zeros(len(number), np.int64),
        severity=np.tile(severity, zones),
        window=np.full(len(number), np.inf),
        number=number,
        places=share[:, None],
        beds=share,
    )
    placed = place(batch)
    site = np.full(len(number), -1, np.int64)
    order = np.lexsort((placed.hospital, placed.count))
    # The last one written is the largest flow of its commune and cause.
    site[placed.patient[order]] = placed.hospital[order]
    names = tuple(str(zone) for zone in territory.population.zones)
    sites = tuple(hospital.id for hospital in hospitals)
    return DestinationPlan(names, tuple(causes), sites, site.reshape(zones, len(causes)))


def _boxes(line: object) -> float:
    return 0.0 if line is None else float(np.mean(line.by_hour))  # type: ignore[attr-defined]
