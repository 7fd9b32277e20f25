"""Staff and beds really there: every line of the territory, hour by hour, multiplied.

Fractions of a post are spread over the hours by the engine, those of a bed over the days, so that
the mean is the one asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.assumptions.assumption import ALWAYS, RANGE, Assumption
from twin.contracts import BED_LINES, INTAKE_LINES, CapacityChange, TwinInputs
from twin.territory.facility import Line


def _times(inputs: TwinInputs, value: float, lines: Sequence[Line]) -> TwinInputs:
    """Multiply some lines of every place that staffs them, for the whole run."""
    wanted = set(lines)
    changes = [
        CapacityChange(place.id, capacity.line, "times", value, ALWAYS)
        for place in inputs.territory.facilities
        for capacity in place.capacity
        if capacity.line in wanted and max(capacity.by_hour) > 0
    ]
    return inputs.with_changes(*changes) if changes else inputs


def _physicians(inputs: TwinInputs, value: float) -> TwinInputs:
    return _times(inputs, value, ("physicians",))


def _nurses(inputs: TwinInputs, value: float) -> TwinInputs:
    return _times(inputs, value, ("triage_nurses", "care_nurses"))


def _beds(inputs: TwinInputs, value: float) -> TwinInputs:
    return _times(inputs, value, BED_LINES)


def _intakes(inputs: TwinInputs, value: float) -> TwinInputs:
    return _times(inputs, value, INTAKE_LINES)


PHYSICIAN_HOURS = Assumption(
    "physician_hours", "Heures de médecin présentes aux urgences", "x", 0.85, 1.0, 1.15,
    "assumed", f"{RANGE} : les tableaux de garde réels ne sont pas publiés", _physicians,
)  # fmt: skip
NURSE_HOURS = Assumption(
    "nurse_hours", "Heures d'infirmier présentes aux urgences (accueil et soins)", "x",
    0.85, 1.0, 1.15, "assumed", f"{RANGE} : les tableaux de service réels ne sont pas publiés",
    _nurses,
)  # fmt: skip
USABLE_BEDS = Assumption(
    "usable_beds", "Lits utilisables chaque jour par les non programmés", "x", 0.9, 1.0, 1.1,
    "assumed", f"{RANGE} : la SAE publie des lits installés, pas les lits utilisables", _beds,
)  # fmt: skip
DOWNSTREAM_INTAKES = Assumption(
    "downstream_intakes", "Entrées acceptées par les SMR, l'HAD et les EHPAD", "x", 0.8, 1.0, 1.2,
    "assumed", f"{RANGE} : aucun fichier ouvert ne donne les entrées par jour", _intakes,
)  # fmt: skip
