"""What is said of pharmacies must exist and make sense: products, places of use, shortages."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator

from twin.contracts import WARDS, SupplyChange, TwinInputs
from twin.contracts.pharmacies import Pharmacies, Product
from twin.tables import JumeauError

MOST_PRODUCTS = 256
MOST_USES = 24
"""Products that one cause or ward may use: the kernel keeps room for so many rows of the log."""
_MOST_UNITS = 1 << 20


def check_pharmacies(inputs: TwinInputs) -> None:
    """Refuse pharmacies, or a shortage, that the territory or the engine cannot take.

    Raises
    ------
    JumeauError
        With what there is instead.
    """
    held = inputs.pharmacies
    hospitals = [f.id for f in inputs.territory.of_kind("hospital")]
    shortages = [c for c in inputs.timeline if isinstance(c, SupplyChange)]
    if held is None:
        if shortages:
            raise JumeauError(
                "rupture de médicament", "les pharmacies ne sont pas simulées.",
                "Donnez des pharmacies aux données d'entrée (le levier product-shortage le fait).",
            )  # fmt: skip
        return
    codes = [product.code for product in held.products]
    if len(set(codes)) != len(codes) or len(codes) > MOST_PRODUCTS:
        raise JumeauError(
            "pharmacies", f"{len(codes)} produits, ou deux du même code.",
            f"Donnez au plus {MOST_PRODUCTS} produits, chacun avec son code.",
        )  # fmt: skip
    for product in held.products:
        _check_product(product, codes)
    _check_uses(held, codes, inputs.needs.causes)
    for factor in (held.use_factor, held.cover_factor):
        _check_number("pharmacies", factor)
    for stock in held.stocks:
        place = f"stock de {stock.product}"
        _check_names(place, "hôpital", [stock.facility], hospitals)
        _check_names(place, "produit", [stock.product], codes)
        for units in (stock.level or 0, stock.start or 0):
            _check_number(place, units, most=_MOST_UNITS)
    for change in shortages:
        place = "rupture de médicament"
        _check_names(place, "produit", change.products, codes)
        _check_names(place, "hôpital", change.facilities, hospitals)
        _check_number(place, change.lost, most=1)
        for factor in (change.wait_factor, change.swap_factor):
            _check_number(place, factor)


def _check_product(product: Product, codes: Collection[str]) -> None:
    place = f"produit {product.code}"
    for value in (*_numbers(product), *product.lead_days):
        _check_number(place, value)
    sound = (
        product.pack >= 1
        and 0 < product.service < 1
        and sum(product.lead_days) > 0
        and product.review_days
        and all(day in range(7) for day in product.review_days)
    )
    if not sound:
        raise JumeauError(
            place, "boîte, service, jours de commande ou délais impossibles.",
            "Une boîte d'une unité au moins, un service entre 0 et 1, un jour de commande de 0 "
            "(lundi) à 6 au moins, une probabilité de délai au-dessus de 0.",
        )  # fmt: skip
    _check_names(place, "produit de remplacement", [s.product for s in product.substitutes], codes)
    for one in product.substitutes:
        if one.product == product.code or one.kind not in (1, 2, 3) or not one.ratio > 0:
            raise JumeauError(
                place, f"remplacement par {one.product} impossible.",
                "Un autre produit, une sorte de 1 à 3, un rapport au-dessus de 0.",
            )  # fmt: skip
        _check_number(place, one.ratio, most=_MOST_UNITS)


def _numbers(product: Product) -> Iterator[float]:
    yield from (product.pack, product.cover_days, product.service)
    yield from (product.wait_min, product.swap_min)


def _check_uses(held: Pharmacies, codes: Collection[str], causes: Collection[str]) -> None:
    seen: set[tuple[str, str, str]] = set()
    count: dict[tuple[str, str], int] = {}
    for use in held.uses:
        place = f"consommation de {use.product}"
        _check_names(place, "produit", [use.product], codes)
        if use.place == "ed":
            _check_names(place, "motif", [use.where], causes)
        else:
            _check_names(place, "service", [use.where], WARDS)
        _check_number(place, use.units, most=_MOST_UNITS)
        _check_number(place, use.share, most=1)
        key, cell = (use.product, use.place, use.where), (use.place, use.where)
        count[cell] = count.get(cell, 0) + 1
        if key in seen or use.units < 1 or count[cell] > MOST_USES:
            raise JumeauError(
                place, f"deux fois pour « {use.where} », moins d'une unité, ou plus de "
                f"{MOST_USES} produits.", "Une ligne par produit et par lieu, en unités entières.",
            )  # fmt: skip
        seen.add(key)


def _check_names(place: str, kind: str, names: Iterable[str], known: Collection[str]) -> None:
    wrong = [name for name in names if name not in known]
    if wrong:
        raise JumeauError(
            place, f"{kind} inconnu : {', '.join(wrong)}.", f"Connus : {', '.join(known)}."
        )


def _check_number(place: str, value: float, most: float = math.inf) -> None:
    if not math.isfinite(value) or not 0 <= value <= most:
        raise JumeauError(
            place, f"la valeur {value:g} n'a pas de sens.",
            f"Donnez un nombre de 0 à {most:g}." if most < math.inf else
            "Donnez un nombre positif ou nul.",
        )  # fmt: skip
