"""Which pharmacy shelves a run lived on: kept with its proof, so that it can be met and replayed.

A reference names no medicine: the shelves it lives on are those of the shortages computed with it.
Without them in its manifest, two references that differ by nothing else would be taken for one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from twin.contracts import TwinInputs


class Shelf(BaseModel):
    """What one hospital pharmacy said of one product, in units of the twin.

    Attributes
    ----------
    facility, product
        FINESS of the hospital, code of the product.
    level, start
        Order-up-to level and units at the start; None where the twin's rule decides.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    facility: str
    product: str
    level: int | None = None
    start: int | None = None


Shelves = tuple[Shelf, ...] | None
"""None where no pharmacy is simulated; empty where all follow the twin's rule."""


def shelves_of(inputs: TwinInputs) -> Shelves:
    """Give the shelves that inputs hold, in their order: the digest of inputs depends on it."""
    if inputs.pharmacies is None:
        return None
    return tuple(
        Shelf(facility=one.facility, product=one.product, level=one.level, start=one.start)
        for one in inputs.pharmacies.stocks
    )


def shelves_digest(shelves: Shelves) -> str:
    """Give the digest of shelves, whatever their order; "" where no pharmacy told its own.

    Pharmacies that follow the twin's rule count as none: out of a shortage they move no patient.
    """
    if not shelves:
        return ""
    ordered = sorted(shelves, key=lambda one: (one.facility, one.product))
    page = [one.model_dump() for one in ordered]
    return hashlib.sha256(json.dumps(page, sort_keys=True).encode()).hexdigest()


def on_shelves(inputs: TwinInputs, shelves: Shelves) -> TwinInputs:
    """Give inputs whose pharmacies hold these shelves; the same inputs without pharmacies."""
    if shelves is None:
        return inputs
    from scenarios.base_pharmacies import with_pharmacies
    from twin.contracts.pharmacies import SiteStock

    held = with_pharmacies(inputs)
    if held.pharmacies is None or shelves_of(held) == shelves:
        return held
    stocks = tuple(SiteStock(o.facility, o.product, o.level, o.start) for o in shelves)
    return replace(held, pharmacies=replace(held.pharmacies, stocks=stocks))


def read_shelves(rows: Iterable[object] | None) -> Shelves:
    """Give shelves from JSON values.

    Raises
    ------
    pydantic.ValidationError
        When they are not shelves.
    """
    return None if rows is None else tuple(Shelf.model_validate(row) for row in rows)
