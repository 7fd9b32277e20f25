"""The pharmacies of the reference situation: the list of `pharmacy2026`, in every hospital."""

from __future__ import annotations

from dataclasses import replace

from twin.contracts import TwinInputs
from twin.contracts.pharmacies import Pharmacies, Product, Substitute, Use
from twin.parameters import pharmacy2026 as base


def base_pharmacies() -> Pharmacies:
    """Give the pharmacies of every hospital: same products, levels by each one's own use."""
    products = tuple(
        Product(
            code=drug.code, name=drug.label, pack=drug.pack,
            cover_days=base.COVER_DAYS.number, service=base.SERVICE.number,
            review_days=tuple(int(day) for day in base.REVIEW_DAYS.series),
            lead_days=base.LEAD_DAYS.series,
            substitutes=tuple(Substitute(*one) for one in drug.substitutes),
            elsewhere=drug.elsewhere, wait_min=drug.wait_min, swap_min=base.SWAP_MIN.number,
        )
        for drug in base.DRUGS
    )  # fmt: skip
    uses = tuple(Use(u.drug, u.place, u.where, u.units, u.share) for u in base.USES)
    return Pharmacies(products, uses)


def with_pharmacies(inputs: TwinInputs) -> TwinInputs:
    """Give inputs with pharmacies; the same ones when they already have some.

    Out of any shortage nothing else changes: a lack is then made up for at once (`loans`), so that
    not one row of the event log moves.
    """
    if inputs.pharmacies is not None:
        return inputs
    return replace(inputs, pharmacies=base_pharmacies())
