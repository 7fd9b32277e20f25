"""A hospital's own shelves in the twin: the table of its stock, and its levels put in a run."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from twin.contracts import TwinInputs
from twin.contracts.pharmacies import Pharmacies, SiteStock
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


def largest_episodes(held: Pharmacies) -> dict[str, int]:
    """Give the units that the largest episode uses of each product."""
    found: dict[str, int] = {}
    for use in held.uses:
        found[use.product] = max(use.units, found.get(use.product, 0))
    return found


@dataclass(frozen=True, slots=True)
class Shelf:
    """A pharmacy's shelf in the units of the twin.

    Attributes
    ----------
    level, start
        Order-up-to level and units on the first day.
    per_day
        Units that the twin uses on an average day.
    floored
        Whether the start was raised to an episode: the shelf then lasts longer than told.
    """

    level: int
    start: int
    per_day: float
    floored: bool

    @property
    def days(self) -> float:
        """Days that the shelf lasts in the twin without a delivery, at its mean use."""
        return self.start / self.per_day if self.per_day > 0 else math.inf


def shelf_of(row: OwnStock, per_day: float, largest: int) -> Shelf:
    """Give a shelf that lasts the days told, and that serves the episode it can serve.

    Units are whole: where the twin hardly uses a product, the days told are less than what one
    episode takes, and the shelf would refuse a patient whom the pharmacy can treat. It then holds
    the largest episode, or all the whole units of the pharmacy where they are fewer. The level is
    worth two of the largest episodes at least, by the twin's own rule.

    Parameters
    ----------
    per_day
        Units that the twin uses there on an average day, above 0.
    largest
        Units of the product's largest episode.
    """
    scale = per_day / row.per_day
    least = EPISODES * largest if row.level > 0 else 0
    start, there = round(row.start * scale), min(largest, math.floor(row.start))
    return Shelf(max(least, round(row.level * scale)), max(start, there), per_day, there > start)


def with_own_stock(inputs: TwinInputs, rows: tuple[OwnStock, ...], month: int) -> TwinInputs:
    """Give inputs whose shelves last as many days as those of the hospital.

    The twin gives out what its own episodes use, which is not what the pharmacy gives out (it does
    not follow every use). What decides a shortage is how long shelves last: units are multiplied by
    the twin's mean use of the month over the pharmacy's own, so that days of cover are those told,
    down to one episode (`shelf_of`). A product that no episode of that hospital uses is left out.
    Done twice, it is as once.

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
    use, largest = daily_use(inputs, month), largest_episodes(held)
    told = {}
    for row in rows:
        here = use[row.facility, row.product]
        if here > 0:
            shelf = shelf_of(row, here, largest[row.product])
            told[row.facility, row.product] = SiteStock(
                row.facility, row.product, shelf.level, shelf.start
            )
    kept = tuple(s for s in held.stocks if (s.facility, s.product) not in told)
    return replace(inputs, pharmacies=replace(held, stocks=(*kept, *told.values())))
