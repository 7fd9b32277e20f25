"""The fold of medicines that were lacking: rows of the log, by hospital, product and effect."""

from __future__ import annotations

import numpy as np

from twin.contracts import Activity, TwinInputs
from twin.contracts.pharmacies import EFFECTS
from twin.indicators.tally.day import Day, zeros
from twin.indicators.tally.places import Places


class Supplies:
    """Counts of episodes by what the lack of a product did to them.

    Attributes
    ----------
    products
        Codes of the products that the pharmacies hold; none without pharmacies.
    lacks
        Shape (hospitals, products, `EFFECTS`), at the hospital where the product was lacking.
    """

    FOLDED = ("lacks",)

    def __init__(self, inputs: TwinInputs, places: Places) -> None:
        held = inputs.pharmacies
        self.products = tuple(p.code for p in held.products) if held else ()
        self.lacks = zeros(len(places.hospitals), len(self.products), EFFECTS)

    def observe(self, day: Day) -> None:
        """Take one measured day's rows in."""
        if not self.products or not day.rows(Activity.SUPPLY):
            return
        rows = day.order[day.bounds[Activity.SUPPLY] : day.bounds[Activity.SUPPLY + 1]]
        product, effect = np.divmod(day.detail[rows].astype(np.int64), EFFECTS)
        np.add.at(self.lacks, (day.site[rows], product, effect), 1)
