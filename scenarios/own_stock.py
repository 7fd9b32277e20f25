"""A hospital's own shelves in the twin: the table of its stock, and its levels put in a run."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from twin.contracts import TwinInputs
from twin.contracts.pharmacies import SiteStock
from twin.engine.expected_visits import travel_minutes
from twin.engine.pharmacy_levels import mean_use
from twin.parameters.pharmacy2026 import DRUGS
from twin.tables import Column, JumeauError, Table, refuse, shown
from twin.territory import Territory

CODES = tuple(drug.code for drug in DRUGS)
MOST = 1_000_000
EPISODES = 2
OWN_STOCK = Table(
    name="stocks_de_pharmacie",
    meaning="une ligne par hôpital et produit ; les produits sans ligne gardent la règle du jumeau",
    columns=(
        Column("finess", "text", "FINESS géographique de l'hôpital", length=9),
        Column("produit", "text", "produit suivi par le jumeau", choices=CODES),
        Column("niveau", "number", "niveau jusqu'où la pharmacie recomplète", "unités",
               minimum=0, maximum=MOST),
        Column("stock", "number", "utilisable au premier moment simulé, ce qui va périmer ôté",
               "unités", minimum=0, maximum=MOST),
        Column("besoin_jour", "number", "consommation moyenne de la pharmacie", "unités par jour",
               minimum=0, maximum=MOST),
    ),
    key=("finess", "produit"),
    source="jumeau forecast stock --twin, ou saisie de l'utilisateur",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnStock:
    """What a pharmacy holds of one product that the twin follows, in its own units.

    Attributes
    ----------
    facility, product
        FINESS of the hospital, and code of the twin's product.
    level, start
        Level that it orders up to, and usable stock, units.
    per_day
        Units that it gives out on an average day.
    """

    facility: str
    product: str
    level: float
    start: float
    per_day: float

    @property
    def days(self) -> float:
        """Days that the shelf lasts without a delivery, at the mean use."""
        return self.start / self.per_day if self.per_day > 0 else math.inf


def read_own_stock(path: Path) -> tuple[OwnStock, ...]:
    """Read the table, and refuse at once every row that is wrong.

    Raises
    ------
    JumeauError
        With each fault and its line.
    """
    frame, faults = OWN_STOCK.scan_csv(path, by_line=True)
    if frame.empty and not faults:
        faults.append(JumeauError(f"{path}", "aucune ligne.", "Donnez au moins un produit."))
    rows = []
    for line, row in frame.iterrows():
        if any(pd.isna(row[column.name]) for column in OWN_STOCK.columns):
            continue  # already refused by the table
        one = OwnStock(str(row["finess"]), str(row["produit"]), float(row["niveau"]),
                       float(row["stock"]), float(row["besoin_jour"]))  # fmt: skip
        if one.per_day == 0:
            unsaid = "besoin nul : rien ne dit combien de jours tient ce stock."
            remedy = "Ôtez la ligne, ou donnez la consommation d'un jour."
            faults.append(JumeauError(f"{path}, ligne {line}", unsaid, remedy))
        rows.append(one)
    refuse(shown(faults, path))
    return tuple(rows)


def own_stock_of(name: str) -> tuple[OwnStock, ...]:
    """Give the rows of a file already checked, read again only when it has changed."""
    path = Path(name)
    try:
        facts = path.stat()
    except OSError:
        return read_own_stock(path)  # says why
    return _loaded(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=8)
def _loaded(path: Path, changed_ns: int, size: int) -> tuple[OwnStock, ...]:
    return read_own_stock(path)


def unknown_hospitals(rows: tuple[OwnStock, ...], territory: Territory) -> tuple[str, ...]:
    """Give the hospitals of a table that the territory does not have."""
    known = {f.id for f in territory.of_kind("hospital")}
    return tuple(sorted({row.facility for row in rows} - known))


def daily_use(inputs: TwinInputs, month: int) -> dict[tuple[str, str], float]:
    """Give the units that each hospital of the twin uses of each product on a day of a month.

    Parameters
    ----------
    inputs
        With pharmacies.
    month
        0 to 11.
    """
    held = inputs.pharmacies
    if held is None:
        raise ValueError("pharmacies are needed: call with_pharmacies first")
    hospitals = inputs.territory.of_kind("hospital")
    choice = inputs.choice.probabilities(travel_minutes(inputs))
    use, _ = mean_use(inputs, held, choice, hospitals)
    return {
        (hospital.id, product.code): float(use[month, s, p])
        for s, hospital in enumerate(hospitals)
        for p, product in enumerate(held.products)
    }


def with_own_stock(inputs: TwinInputs, rows: tuple[OwnStock, ...], month: int) -> TwinInputs:
    """Give inputs whose shelves last as many days as those of the hospital.

    The twin gives out what its own episodes use, which is not what the pharmacy gives out (it does
    not follow every use). What decides a shortage is how long shelves last: units are multiplied by
    the twin's mean use of the month over the pharmacy's own, so that days of cover are those told.
    A level is worth two of the largest episodes at least, as by the twin's own rule: else no order
    would ever serve one. A product that no episode of that hospital uses is left out. Done twice,
    it is as once.

    Parameters
    ----------
    inputs
        With pharmacies.
    month
        0 to 11, that of the first day in force.

    Raises
    ------
    JumeauError
        A hospital that the territory does not have.
    """
    held = inputs.pharmacies
    if held is None:
        raise ValueError("pharmacies are needed: call with_pharmacies first")
    if lost := unknown_hospitals(rows, inputs.territory):
        raise JumeauError(
            "stocks de pharmacie", f"hôpital inconnu du territoire : {', '.join(lost)}.",
            "Corrigez la colonne finess (jumeau territory show).",
        )  # fmt: skip
    use = daily_use(inputs, month)
    told = {}
    for row in rows:
        here = use[row.facility, row.product]
        if here > 0:
            scale = here / row.per_day
            largest = max(u.units for u in held.uses if u.product == row.product)
            least = EPISODES * largest if row.level > 0 else 0
            told[row.facility, row.product] = SiteStock(
                row.facility, row.product, max(least, round(row.level * scale)),
                round(row.start * scale),
            )  # fmt: skip
    kept = tuple(s for s in held.stocks if (s.facility, s.product) not in told)
    return replace(inputs, pharmacies=replace(held, stocks=(*kept, *told.values())))
