"""Products, and the groups that a pharmacist sees as one: substance x form x route."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.shortage.files import read_day
from twin.tables import Column, JumeauError, Table, read_text

TABLE = Table(
    "specialites",
    "Products of the national medicines database, joined",
    tuple(
        Column(name, "text", meaning, required=required, nullable=name != "cis")
        for name, meaning, required in (
            ("cis", "product code", True),
            ("nom", "name", True),
            ("forme", "pharmaceutical form", True),
            ("voies", "routes", True),
            ("codes_substance", "substances", True),
            ("titulaire", "licence holder", True),
            ("mitm", "1 for a medicine of major therapeutic interest", True),
            ("etat", "marketed or not", True),
            ("date_amm", "day of the licence", True),
            ("atc", "class, known for MITM only", False),
            ("procedure", "licence procedure", False),
            ("groupe_generique", "generic group", False),
            ("n_presentations", "packs", False),
            ("prix_min", "lowest price, euros", False),
            ("collectivites", "may be bought by hospitals", False),
            ("reserve_hopital", "for hospitals only", False),
        )
    ),
    ("cis",),
    "Base de données publique des médicaments, Licence Ouverte",
)
MARKETED = "Commercialisée"


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """Products of one file.

    Attributes
    ----------
    frame
        One row a product, columns of `TABLE`, `group` (rank of its group), `amm` (ordinal).
    keys
        Substance, form, route of each group.
    day
        Day of the file (ordinal); none when unknown.
    """

    frame: pd.DataFrame
    keys: tuple[tuple[str, str, str], ...]
    day: int | None

    def label(self, group: int) -> str:
        """Give a name that a pharmacist knows: first product, form, routes."""
        name = str(self.frame["nom"].to_numpy()[self.frame["group"].to_numpy() == group][0])
        return f"{name.split(', ')[0].strip()} ({self.keys[group][1]}, {self.keys[group][2]})"


def is_product_file(path: Path) -> bool:
    """Say whether a file holds products and not declarations."""
    return read_text(path).split("\n", 1)[0].lower().startswith("cis;nom;")


def read_products(path: Path, day: int | None = None) -> Products:
    """Read a joined product file.

    Raises
    ------
    JumeauError
        Missing columns, product twice, or no product.
    """
    frame = TABLE.read_csv(path)
    if frame.empty:
        raise JumeauError(f"{path}", "aucun produit.", "Donnez bdpm_specialites_AAAA-MM-JJ.csv.")
    for column in TABLE.columns:
        if column.name not in frame:
            frame[column.name] = ""
    frame = frame.fillna("").astype(str).sort_values("cis", ignore_index=True)
    cells = zip(frame["codes_substance"], frame["forme"], frame["voies"], strict=True)
    named = [("|".join(sorted(s.split("|"))), f.strip(), v.strip()) for s, f, v in cells]
    keys = tuple(sorted(set(named)))
    rank = {key: i for i, key in enumerate(keys)}
    frame["group"] = np.array([rank[key] for key in named], np.int64)
    frame["amm"] = np.array([read_day(text) or 0 for text in frame["date_amm"]], np.int64)
    return Products(frame, keys, day)
