"""Demand in long form: a row a series and a day; each source of demand ends here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from twin.tables import Column, Table
from twin.territory.sources.cells import Reject, unique
from twin.territory.sources.reading import Reading

LONG = Table(
    name="demande",
    meaning="une ligne par série et par jour",
    columns=(
        Column("id", "text", "série : un site (FINESS), un département, une cause"),
        Column("ds", "text", "jour, AAAA-MM-JJ ou JJ/MM/AAAA"),
        Column("y", "number", "nombre du jour", "selon la série", nullable=True, minimum=0,
               maximum=1e9),
    ),
    key=("id", "ds"),
    source="fichier de l'utilisateur",
)  # fmt: skip
YEARS = (1990, 2100)


def as_days(text: pd.Series) -> pd.Series:
    """Give days written AAAA-MM-JJ (midnight may follow) or JJ/MM/AAAA; NaT where they are not."""
    words = text.astype("object").fillna("").astype(str).str.strip()
    iso = words.str.fullmatch(r"\d{4}-\d{2}-\d{2}([T ]00:00(:00)?(\.0+)?)?")
    french = words.str.fullmatch(r"\d{2}/\d{2}/\d{4}")
    first = pd.to_datetime(words.str[:10].where(iso), format="%Y-%m-%d", errors="coerce")
    second = pd.to_datetime(words.where(french), format="%d/%m/%Y", errors="coerce")
    both = first.fillna(second)
    return both.where(both.dt.year.between(*YEARS))


def long_form(
    reading: Reading, identifier: pd.Series, checks: Sequence[tuple[pd.Series, str, str]] = ()
) -> Reading:
    """Give a reading of `ds` and `y` as `id`, `ds` (day), `y`, each series and day once.

    Parameters
    ----------
    reading
        Rows with at least `ds` (text) and `y`.
    identifier
        Name of the series of each row.
    checks
        For each more reason to refuse: which rows are good, the column at fault, the words.
    """
    frame = reading.frame
    day = as_days(frame["ds"])
    refused: dict[int, Reject] = {}
    for good, name, why in (
        *checks,
        (day.notna(), "ds", "jour illisible, attendu AAAA-MM-JJ ou JJ/MM/AAAA"),
        (frame["y"].notna(), "y", "nombre non déclaré : inconnu n'est pas zéro"),
    ):
        for at in np.flatnonzero(~good.to_numpy(bool)).tolist():
            line, cell = int(frame.index[at]), frame[name].iloc[at]
            text = "" if pd.isna(cell) else str(cell)[:80]
            refused.setdefault(line, Reject(line, name, text, why))
    numbers = frame["y"].to_numpy("float64", na_value=np.nan)
    long = pd.DataFrame({"id": identifier, "ds": day, "y": numbers}, index=frame.index)
    found = replace(reading, frame=long).without(list(refused.values()))
    # The same day may be written in two ways: only now can the keys be compared.
    return found.without(unique(found.frame, LONG)[1])
