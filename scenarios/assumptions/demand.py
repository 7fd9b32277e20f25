"""How many need unscheduled care, whom they see first, and how far they go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from scenarios.assumptions.assumption import RANGE, Assumption
from twin.contracts import DemandChange, TwinInputs

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


def _needs(inputs: TwinInputs, value: float) -> TwinInputs:
    """Multiply all needs as a dated change does, so that nobody else's luck moves."""
    return inputs.with_changes(DemandChange((), value, FIRST_DAY, LAST_DAY))


def _gp_first(inputs: TwinInputs, value: float) -> TwinInputs:
    return replace(
        inputs, needs=replace(inputs.needs, gp=np.clip(inputs.needs.gp * value, 0.0, 1.0))
    )


def _decay(inputs: TwinInputs, value: float) -> TwinInputs:
    """Multiply the deterrence of a minute; attractions balanced on declared visits are so again.

    Without that, the volumes by site of the reference would leave what was observed.
    """
    from scenarios.baseline import balanced

    choice = replace(inputs.choice, decay_per_min=inputs.choice.decay_per_min * value)
    moved = replace(inputs, choice=choice)
    return balanced(moved) if choice.imposed else moved


DEMAND = Assumption(
    "demand", "Besoins de soins non programmés", "x", 0.93, 1.0, 1.07,
    "assumed", f"{RANGE} : écart d'une année à l'autre des passages (OSCOUR, DREES)", _needs,
)  # fmt: skip
GP_FIRST = Assumption(
    "gp_first", "Besoins vus d'abord par le médecin généraliste", "x", 0.85, 1.0, 1.15,
    "assumed", f"{RANGE} ; part bornée à 1", _gp_first,
)  # fmt: skip
CHOICE_DECAY = Assumption(
    "choice_decay", "Poids du trajet dans le choix des urgences", "x", 0.75, 1.0, 1.33,
    "assumed", f"{RANGE} autour du modèle de gravité ajusté", _decay,
)  # fmt: skip
