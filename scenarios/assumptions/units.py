"""How long a SMUR team is taken by one mission, road apart; and how long roads are."""

from __future__ import annotations

from dataclasses import replace

from scenarios.assumptions.assumption import ALWAYS, RANGE, Assumption
from scenarios.assumptions.laws import longer
from twin.contracts import FactorChange, TwinInputs
from twin.contracts.pathway import UNITS

SMUR_KINDS = (UNITS.index("SMUR"), UNITS.index("hélicoptère"))


def _cycle(inputs: TwinInputs, value: float) -> TwinInputs:
    """Multiply the time on scene of SMUR and helicopters, at the ED's door, and before a transfer.

    The model has one law at the door of the ED, and one before a transfer, for all units: those of
    ambulances move with them.
    """
    calls = inputs.pathways.calls
    one, two, three, four = (
        longer(law, value) if kind in SMUR_KINDS else law for kind, law in enumerate(calls.scene)
    )
    calls = replace(
        calls,
        scene=(one, two, three, four),
        handover=longer(calls.handover, value),
        prepare=longer(calls.prepare, value),
    )
    return replace(inputs, pathways=replace(inputs.pathways, calls=calls))


def _roads(inputs: TwinInputs, value: float) -> TwinInputs:
    return inputs.with_changes(FactorChange("travel", value, ALWAYS))


SMUR_CYCLE = Assumption(
    "smur_cycle", "Durée d'une mission SMUR hors route (sur place, transmission, préparation)",
    "x", 0.8, 1.0, 1.25, "assumed", f"{RANGE} : à caler sur les journaux du SAMU", _cycle,
)  # fmt: skip
ROADS = Assumption(
    "roads", "Temps de route (patients, équipes, transferts)", "x", 0.9, 1.0, 1.15,
    "assumed", f"{RANGE} autour du modèle de temps de trajet", _roads,
)  # fmt: skip
