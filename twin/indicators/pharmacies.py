"""Indicators of the hospital pharmacies: products out of stock, and what it did to patients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from twin.contracts.pharmacies import Effect
from twin.indicators.catalogue import Indicator
from twin.indicators.rows import Rows, by_hospital
from twin.indicators.tally import Tally

_AT = "compté à l'hôpital où le produit manque ; seulement où les pharmacies sont simulées"


def out_of_stock(t: Tally) -> npt.NDArray[np.int64] | None:
    """Give the measured mornings out of stock, shape (hospitals, products); None if unknown."""
    if t.run is None or t.run.stocks is None:
        return None
    return t.run.stocks.out_of_stock(t.measure_from_day)


def _out_days(t: Tally) -> Rows:
    mornings = out_of_stock(t)
    if mornings is None:
        return []
    return by_hospital(t, lambda at: float(mornings[at].sum()))


def _episodes(effect: Effect) -> Callable[[Tally], Rows]:
    def count(t: Tally) -> Rows:
        if not t.supplies.products:
            return []
        return by_hospital(t, lambda at: float(t.supplies.lacks[at, :, effect].sum()))

    return count


OUT_DAYS = Indicator(
    "drug_out_days", "Journées-produits en rupture", "Product-days out of stock",
    "journées-produits",
    "Matins où il reste d'un produit moins que la plus petite consommation d'un épisode, livraison "
    f"du jour comprise, tous produits ajoutés ; {_AT}.",
    "low", 50, _out_days,
)  # fmt: skip
SUBSTITUTED = Indicator(
    "drug_substituted", "Traitements substitués faute de produit", "Treatments substituted",
    "traitements",
    "Traitements pour lesquels un autre produit est donné, rupture en cours ; un épisode auquel "
    f"deux produits manquent compte deux fois ; {_AT}.",
    "low", 51, _episodes(Effect.SUBSTITUTED),
)  # fmt: skip
DELAYED = Indicator(
    "drug_delayed", "Traitements retardés faute de produit", "Treatments delayed", "traitements",
    "Traitements qui attendent que le produit vienne d'ailleurs (dépannage entre pharmacies, "
    f"livraison urgente), rupture en cours ; {_AT}.",
    "low", 52, _episodes(Effect.DELAYED),
)  # fmt: skip
TRANSFERRED = Indicator(
    "drug_transferred", "Patients transférés faute de produit", "Patients transferred for a drug",
    "patients",
    "Patients des urgences envoyés à l'hôpital le plus proche qui a le produit et un lit pour eux "
    f"(compris dans les transferts) ; {_AT}.",
    "low", 53, _episodes(Effect.TRANSFERRED),
)  # fmt: skip
