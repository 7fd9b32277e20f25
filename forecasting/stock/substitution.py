"""What could replace a product, in the pharmacist's order; nothing is ever replaced by itself.

1. Same substance, dose, form and route.
2. Same substance by the same route, another dose or form: units are converted.
3. Another substance of the hospital's formulary, same ATC class (five characters): only with the
   agreement of the committee (COMEDIMS) or of the prescriber.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forecasting.stock.cells import plain
from forecasting.stock.products import Product

RANK_FR = {
    1: "même substance, dosage, forme et voie",
    2: "même substance, à convertir",
    3: "autre substance du livret : accord de la COMEDIMS ou du prescripteur requis",
}
DOSE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kg|g|mg|µg|μg|mcg|ug|ui|mui|ml|mmol|%)?", re.IGNORECASE)
TO_MG = {"kg": 1e6, "g": 1e3, "mg": 1.0, "µg": 1e-3, "μg": 1e-3, "mcg": 1e-3, "ug": 1e-3}


@dataclass(frozen=True, slots=True)
class Substitute:
    """A product that could replace another.

    Attributes
    ----------
    code
        The substitute.
    rank
        1, 2 or 3 (see the module).
    units_each
        Units of the substitute for one unit of the product; `None` where it must be worked out.
    agreement
        Whether somebody must agree first (always, for rank 3).
    """

    code: str
    rank: int
    units_each: float | None
    agreement: bool


def _slow(product: Product) -> bool:
    """Say whether a form releases slowly: its doses do not convert by a rule of three."""
    words = f" {plain(product.form)} {plain(product.name)} "
    return any(mark in words for mark in (" lp ", "prolong", "retard", "liberation", "depot"))


def amount(dose: str) -> tuple[float, str] | None:
    """Give a dose in a common unit ("1 g" is 1000 mg); `None` where it is not one amount."""
    text = dose.replace("\u00a0", " ").replace("\u202f", "").strip()
    found = DOSE.fullmatch(re.sub(r"(?<=\d) (?=\d{3}\b)", "", text))
    if found is None:
        return None
    value, unit = float(found[1].replace(",", ".")), (found[2] or "").lower()
    if unit in TO_MG:
        return value * TO_MG[unit], "mg"
    return (value * 1e6, "ui") if unit == "mui" else (value, unit)


def substitutes(
    product: Product,
    products: Iterable[Product],
    vetoes: Mapping[tuple[str, str], str] | None = None,
) -> list[Substitute]:
    """Give what could replace a product, best first, the forbidden ones left out.

    Parameters
    ----------
    product
        What is short.
    products
        The catalogue.
    vetoes
        Pairs (product, substitute) that the pharmacist forbids.
    """
    found = []
    for other in products:
        if other.code == product.code or (product.code, other.code) in (vetoes or {}):
            continue
        if (one := _between(product, other)) is not None:
            found.append(one)
    return sorted(found, key=lambda s: (s.rank, s.units_each is None, s.code))


def _between(product: Product, other: Product) -> Substitute | None:
    same_route = plain(product.route) == plain(other.route)
    if product.substance and plain(product.substance) == plain(other.substance):
        if not same_route:
            return None
        mine, his = amount(product.dose), amount(other.dose)
        same_form = plain(product.form) == plain(other.form)
        equal = plain(product.dose) == plain(other.dose) or (mine is not None and mine == his)
        told = product.dose and product.form and product.route
        if told and equal and same_form:
            return Substitute(other.code, 1, 1.0, agreement=False)
        each = None
        slow = plain(product.form) != plain(other.form) and (_slow(product) or _slow(other))
        if mine and his and mine[1] == his[1] and his[0] > 0 and not slow:
            each = mine[0] / his[0]
        return Substitute(other.code, 2, each, agreement=False)
    same_class = len(product.atc) >= 5 and product.atc[:5] == other.atc[:5]
    if same_class and other.formulary and product.substance and other.substance and same_route:
        return Substitute(other.code, 3, None, agreement=True)
    return None
