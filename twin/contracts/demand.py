"""Demand as it was observed: how many came, to which series, on which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.territory import SourceRecord

Freq = Literal["D"]
DEMAND = Table(
    name="demand",
    meaning="demande observée, une ligne par série et par jour",
    columns=(
        Column("id", "text", "série : un site (FINESS), un lieu et un âge, une cause"),
        Column("ds", "text", "jour local"),
        Column("y", "number", "nombre du jour", "passages", minimum=0),
    ),
    key=("id", "ds"),
)


@dataclass(frozen=True)
class Demand:
    """Observed series in long form.

    Attributes
    ----------
    frame
        Columns `id` (text), `ds` (local day), `y` (a number, never empty), sorted by both; a day
        that is not there is not known, which is not nought.
    freq
        Step of the series: "D", a day.
    record
        Files that it comes from.
    """

    frame: pd.DataFrame
    freq: Freq
    record: tuple[SourceRecord, ...]

    @classmethod
    def of(cls, frame: pd.DataFrame, record: tuple[SourceRecord, ...], freq: Freq = "D") -> Demand:
        """Build a demand from rows in any order.

        Raises
        ------
        JumeauError
            When a column is missing, a number negative or empty, a day not a day, or a day of a
            series given twice.
        """
        names = [column.name for column in DEMAND.columns]
        missing = [name for name in names if name not in frame.columns]
        if missing:
            raise _fault(f"colonnes absentes : {', '.join(missing)}.")
        rows = frame[names].reset_index(drop=True)
        if not pd.api.types.is_datetime64_any_dtype(rows["ds"]) or rows["ds"].isna().any():
            raise _fault("des jours ne sont pas des dates.")
        if (rows["ds"] != rows["ds"].dt.normalize()).any():
            raise _fault("des jours portent une heure.")
        good = rows["y"].notna() & (rows["y"] >= 0) & (rows["y"] < float("inf"))
        if not good.all():
            raise _fault(f"{int((~good).sum())} nombre(s) vide(s), négatif(s) ou infini(s).")
        twice = rows[rows.duplicated(["id", "ds"])]
        if len(twice):
            first = twice.iloc[0]
            raise _fault(f"{first['id']} a deux nombres pour le {first['ds']:%d/%m/%Y}.")
        kinds = {"id": "object", "ds": "datetime64[ns]", "y": "float64"}
        ordered = rows.sort_values(["id", "ds"], ignore_index=True).astype(kinds)
        return cls(ordered, freq, record)

    @property
    def ids(self) -> tuple[str, ...]:
        """Give the series in order."""
        return tuple(dict.fromkeys(self.frame["id"]))

    @property
    def total(self) -> float:
        """Give the sum over all series and days."""
        return float(self.frame["y"].sum())


def _fault(problem: str) -> JumeauError:
    return JumeauError("demande", problem, "Corrigez la série : id, ds (un jour), y (un nombre).")
