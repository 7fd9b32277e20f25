"""What episodes use of medicines, and how much pharmacies hold."""

from __future__ import annotations

from dataclasses import replace

from scenarios.assumptions.assumption import RANGE, Assumption
from twin.contracts import TwinInputs


def _use(inputs: TwinInputs, value: float) -> TwinInputs:
    """Multiply the shares of episodes that use a product; nothing without pharmacies."""
    if inputs.pharmacies is None:
        return inputs
    held = inputs.pharmacies
    return replace(inputs, pharmacies=replace(held, use_factor=held.use_factor * value))


def _cover(inputs: TwinInputs, value: float) -> TwinInputs:
    """Multiply the levels that pharmacies order up to; nothing without pharmacies."""
    if inputs.pharmacies is None:
        return inputs
    held = inputs.pharmacies
    return replace(inputs, pharmacies=replace(held, cover_factor=held.cover_factor * value))


DRUG_USE = Assumption(
    "drug_use", "Part des épisodes qui consomment un médicament", "x", 0.6, 1.0, 1.6,
    "assumed", f"{RANGE} : à remplacer par les consommations de la PUI", _use,
)  # fmt: skip
STOCK_COVER = Assumption(
    "stock_cover", "Stocks des pharmacies (niveau de recomplètement)", "x", 0.5, 1.0, 1.5,
    "assumed", f"{RANGE} : une à quatre semaines selon les PUI", _cover,
)  # fmt: skip
