"""What a price is of, a unit or a box: told by its column or by the pharmacist, never guessed.

Software of pharmacies export one or the other under the heading "Prix". Taken for the other, a box
of a hundred costs a hundred times too much or too little, and the budget cuts the wrong lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from forecasting.stock.reading import Reading, Row
from twin.tables import JumeauError

Per = Literal["", "unit", "box"]
PER_FR = {"unit": "l'unité", "box": "la boîte"}
ROLES: dict[str, Per] = {"prix": "unit", "prix_boite": "box", "prix_non_dit": ""}
CLOSE = 0.01
CENT = 0.005
"""A unit price is written to the cent: it may be half a cent off."""
NAN = float("nan")
PackOf = Callable[[Row], float]


@dataclass(frozen=True, slots=True)
class PriceRead:
    """What the prices of a file were taken for, with a product to check it on.

    Attributes
    ----------
    file, heading
        Where they stand.
    per
        What the column gives: the price of a unit, or of a box.
    name, pack, unit_price
        The product whose box is the dearest, of several units if any: its name, the units of its
        box, and the price of a unit, euros.
    """

    file: str
    heading: str
    per: Literal["unit", "box"]
    name: str
    pack: float
    unit_price: float

    def to_dict(self) -> dict[str, object]:
        """Give it by name."""
        return {
            "file": self.file, "heading": self.heading, "per": self.per, "example": self.name,
            "pack": self.pack, "unit_price_eur": self.unit_price,
            "pack_price_eur": self.unit_price * self.pack,
        }  # fmt: skip


def columns_of(reading: Reading, kind: str, said: Per = "") -> dict[str, Per]:
    """Give the columns that hold prices, by role, and what each one is of.

    Parameters
    ----------
    said
        What the pharmacist says of a column whose heading does not tell.
    """
    found = {role: ROLES[role] for role in ROLES if role in reading.columns.get(kind, {})}
    if len(found) > 1:
        # A column that says what it is of makes another one, that does not, useless.
        found.pop("prix_non_dit", None)
    if "prix_non_dit" in found:
        found["prix_non_dit"] = said
    return found


def check(
    path: Path, kind: str, rows: Sequence[Row], reading: Reading, pack_of: PackOf, said: Per = ""
) -> None:
    """Refuse prices that may be of a unit or of a box, and two columns that disagree.

    Raises
    ------
    JumeauError
        The heading does not say and some boxes hold several units, or both are given and differ.
    """
    held = columns_of(reading, kind, said)
    if held.get("prix_non_dit") == "":
        several = sum(1 for r in rows if "prix_non_dit" in r.amounts and pack_of(r) > 1)
        heading = reading.columns[kind]["prix_non_dit"]
        if several:
            raise JumeauError(
                f"{path}", _doubt(reading, kind, several),
                "Dites-le par --price unite ou --price boite, ou écrivez dans un fichier donné "
                f'par --mapping : [{kind}] puis prix_boite = "{heading}" (prix = "{heading}" '
                "si c'est l'unité).",
            )  # fmt: skip
    if {"prix", "prix_boite"} <= set(held):
        for row in rows:
            _agree(path, row, pack_of(row))


def doubt(rows: Sequence[Row], reading: Reading, kind: str) -> str:
    """Say, before anything is worked out, that the heading of the prices does not tell; or ""."""
    if columns_of(reading, kind).get("prix_non_dit") != "":
        return ""
    several = sum(
        1 for r in rows
        if "prix_non_dit" in r.amounts and (kind != "produits" or pack(r) > 1)
    )  # fmt: skip
    return _doubt(reading, kind, several) if several else ""


def _doubt(reading: Reading, kind: str, several: int) -> str:
    heading = reading.columns[kind]["prix_non_dit"]
    boxed = " en boîtes de plusieurs unités" if kind == "produits" else ""
    return (
        f"la colonne « {heading} » ne dit pas si c'est le prix d'une unité ou d'une boîte "
        f"({several} produit(s){boxed})."
    )


def _agree(path: Path, row: Row, units: float) -> None:
    one, box = row.amounts.get("prix", NAN), row.amounts.get("prix_boite", NAN)
    gap = abs(one * units - box)
    if gap > max(CLOSE * box, (CENT + CLOSE * CENT) * units + CENT):
        raise JumeauError(
            f"{path}, ligne {row.line}",
            f"{_euros(one)} l'unité et {_euros(box)} la boîte de {units:g} ne vont pas ensemble.",
            "Corrigez la ligne, ou ne gardez qu'une des deux colonnes de prix.",
        )


def _euros(value: float) -> str:
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def pack(row: Row) -> float:
    """Give the units in a box of a row of the catalogue."""
    return row.amounts.get("conditionnement", 1.0)


def unit_price(row: Row, units: float, reading: Reading, kind: str, said: Per = "") -> float:
    """Give the euros of one unit; not a number where the row has no price."""
    for role, per in columns_of(reading, kind, said).items():
        if role in row.amounts:
            return row.amounts[role] / (units if per == "box" else 1.0)
    return NAN


def taken(
    path: Path, reading: Reading, kind: str, said: Per,
    priced: Sequence[tuple[str, float, float]],
) -> PriceRead | None:  # fmt: skip
    """Tell what the prices of a file were taken for; None where it has none.

    Parameters
    ----------
    priced
        Name, units in a box and price of a unit of each product with a price.
    """
    held = columns_of(reading, kind, said)
    if not held or not priced:
        return None
    role = next(iter(held))
    name, units, price = max(priced, key=lambda one: (one[1] > 1, one[1] * one[2]))
    per: Literal["unit", "box"] = "box" if held[role] == "box" else "unit"
    return PriceRead(path.name, reading.columns[kind][role], per, name, units, price)


def sentence(found: PriceRead) -> str:
    """Say what prices were taken for, on a product that the pharmacist can check (French)."""
    each = f"{_euros(found.unit_price)} l'unité"
    if found.pack != 1:
        each += f", {_euros(found.unit_price * found.pack)} la boîte de {found.pack:g}"
    return (
        f"{found.file} : « {found.heading} » lu comme le prix de {PER_FR[found.per]} "
        f"({found.name} : {each})."
    )
