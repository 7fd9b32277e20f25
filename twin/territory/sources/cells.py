"""Cells of an official file: typed as declared, or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from twin.tables import Column, Table


@dataclass(frozen=True, slots=True)
class Reject:
    """One row refused: its line in the file, the field, the value and the reason."""

    line: int
    field: str
    value: str
    reason: str


def check_cells(
    cells: Mapping[str, Sequence[str] | pd.Series], table: Table, lines: Sequence[int]
) -> tuple[pd.DataFrame, list[Reject]]:
    """Give typed columns, and a reject for each row with a cell that the table refuses.

    Parameters
    ----------
    cells
        Text by declared column; an empty text is "not declared".
    table
        Declaration.
    lines
        Line of each row in the file.
    """
    numbers = np.asarray(lines, dtype=np.int64)
    index = pd.Index(numbers, name="ligne")
    bad = np.zeros(len(index), bool)
    rejects: list[Reject] = []
    data: dict[str, pd.Series] = {}
    for column in table.columns:
        if column.name not in cells:
            data[column.name] = pd.Series(pd.NA, index=index, dtype=_dtype(column))
            continue
        given = np.asarray(cells[column.name], dtype=object)
        text = pd.Series(given, index=index, dtype="object").fillna("").astype(str).str.strip()
        values, reason = _typed(column, text)
        fresh = (reason != "").to_numpy() & ~bad
        for at in np.flatnonzero(fresh):
            cell = str(text.iloc[at])[:80]
            rejects.append(Reject(int(numbers[at]), column.name, cell, str(reason.iloc[at])))
        bad |= fresh
        data[column.name] = values
    frame = pd.DataFrame(data, index=index)
    return frame[~bad], rejects


def as_numbers(text: pd.Series) -> pd.Series:
    """Give numbers written with a point or a comma, thousands parted by blanks; NaN if none."""
    plain = text.str.replace("[ \u00a0\u202f]", "", regex=True).str.replace(",", ".", regex=False)
    pattern = plain.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
    numbers = pd.to_numeric(plain.where(pattern.fillna(False).astype(bool)), errors="coerce")
    return cast("pd.Series", numbers.astype("float64"))


def _dtype(column: Column) -> str:
    return {"text": "object", "integer": "Int64", "number": "float64", "flag": "boolean"}[
        column.kind
    ]


def _typed(column: Column, text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the typed values of a column and the reason of each refusal (empty when kept)."""
    reason = pd.Series("", index=text.index, dtype="object")
    empty = text == ""
    if not column.nullable:
        reason[empty] = "cellule vide, donnée obligatoire"
    if column.kind == "text":
        wrong = pd.Series(False, index=text.index)
        if column.length is not None:
            wrong = ~empty & (text.str.len() != column.length)
            reason[wrong] = f"{column.length} caractères attendus (codes en texte, zéros de tête)"
        if column.choices:
            wrong = ~empty & ~text.isin(column.choices)
            reason[wrong] = f"valeur inconnue, attendu : {', '.join(column.choices)}"
        return text.mask(empty.to_numpy()), reason
    if column.kind == "flag":
        yes, no = text.isin(["1", "O", "oui"]), text.isin(["0", "N", "non"])
        reason[~empty & ~yes & ~no] = "0 ou 1 attendu"
        return yes.astype("boolean").mask((~yes & ~no).to_numpy()), reason
    numbers = as_numbers(text)
    whole = column.kind == "integer"
    wrong = ~empty & (numbers.isna() | (numbers.abs() >= 1e15))
    wrong |= whole & numbers.notna() & (numbers != np.floor(numbers))
    reason[wrong] = "entier attendu" if whole else "nombre attendu"
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    out = ~wrong & numbers.notna() & ((numbers < low) | (numbers > high))
    reason[out] = f"hors bornes [{low:g} ; {high:g}] {column.unit}".strip()
    kept = numbers.where(~wrong & ~out)
    return (kept.astype("Int64") if whole else kept), reason


def unique(frame: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, list[Reject]]:
    """Keep the first row of each key; refuse all rows of a key whose contents disagree."""
    key = list(table.key)
    if not key or frame.empty:
        return frame, []
    keyed = frame.duplicated(key, keep=False)
    if not keyed.any():
        return frame, []
    same = frame.duplicated(keep=False) & keyed
    later = frame.duplicated(keep="first") & same
    clash = keyed & frame[~later].duplicated(key, keep=False).reindex(frame.index, fill_value=False)
    clash |= (
        frame.duplicated(key, keep=False)
        & later
        & _keys(frame, key).isin(set(_keys(frame[clash], key)))
    )
    drop = later | clash
    rejects = [
        Reject(int(line), "+".join(key), "+".join(map(str, row)),
               "identifiant en double, lignes différentes" if clash[line]
               else "ligne répétée à l'identique")
        for line, row in zip(frame.index[drop], frame.loc[drop, key].to_numpy(), strict=True)
    ]  # fmt: skip
    return frame[~drop], rejects


def _keys(frame: pd.DataFrame, key: Sequence[str]) -> pd.Series:
    return frame[list(key)].astype(str).agg("\x1f".join, axis=1)
