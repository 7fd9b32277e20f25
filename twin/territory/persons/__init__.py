"""Synthetic inhabitants: one by one, as columns, with the official totals to the person."""

from __future__ import annotations

from twin.territory.persons.persons import EHPAD, Health, Persons
from twin.territory.persons.summary import pyramid_gaps, summary
from twin.territory.persons.synthesis import persons_of, synthesise

__all__ = [
    "EHPAD",
    "Health",
    "Persons",
    "persons_of",
    "pyramid_gaps",
    "summary",
    "synthesise",
]
