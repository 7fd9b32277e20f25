"""Cells of an official file: typed as declared, or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from twin.tables import Column, Table

Integers = npt.NDArray[np.int64]
REPEATED = "ligne répétée à l'identique"
"""The one reason that loses nothing."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One row refused: its line in the file, the field, the value and the reason."""

    line: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of text in which each distinct text is kept once.

    Attributes
    ----------
    codes
        Place of each cell in `words`.
    words
        Distinct texts.
    """

    codes: Integers
    words: pd.Series

    def at(self, rows: npt.NDArray[np.bool_]) -> pd.Series:
        """Give the text of some rows."""
        return self.words.iloc[self.codes[rows]]


def check_cells(
    cells: Mapping[str, Sequence[str] | pd.Series | Coded],
    table: Table,
    lines: Sequence[int] | Integers,
) -> tuple[pd.DataFrame, list[Reject]]:
    """Give typed columns, and a reject for each row with a cell that the table refuses.

    Parameters
    ----------
    cells
        Text by declared column; an empty text is "not declared". Each distinct text is checked
        once.
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
            empty = np.nan if column.kind == "number" else pd.NA
            data[column.name] = pd.Series(empty, index=index, dtype=_dtype(column))
            continue
        codes, words = _distinct(cells[column.name])
        values, reason = _typed(column, words)
        if (reason != "").any():
            fresh = (reason != "").to_numpy()[codes] & ~bad
            for at in np.flatnonzero(fresh):
                word = str(words.iloc[codes[at]])[:80]
                rejects.append(
                    Reject(int(numbers[at]), column.name, word, str(reason.iloc[codes[at]]))
                )
            bad |= fresh
        data[column.name] = pd.Series(values.array.take(codes), index=index, dtype=_dtype(column))
    frame = pd.DataFrame(data, index=index)
    return (frame[~bad] if bad.any() else frame), rejects


def _distinct(cells: Sequence[str] | pd.Series | Coded) -> tuple[Integers, pd.Series]:
    """Give the place of each cell among the distinct texts, and these, stripped."""
    if isinstance(cells, Coded):
        codes, words = cells.codes, cells.words
    else:
        given = pd.Series(np.asarray(cells, dtype=object), dtype="object").fillna("").astype(str)
        found, distinct = pd.factorize(given)
        codes, words = found.astype(np.int64), pd.Series(distinct, dtype="object")
    return codes, words.str.strip() if len(words) else words


def as_declared(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give exactly the columns of a table, in its order and with its types; absent ones empty."""
    wide = frame.reindex(columns=[column.name for column in table.columns])
    return wide.astype({column.name: _dtype(column) for column in table.columns})


def as_numbers(text: pd.Series) -> pd.Series:
    """Give numbers written with a point or a comma, thousands parted by blanks; NaN if none."""
    fast = _plain_numbers(text)
    if fast is not None:
        return fast
    good = text.str.fullmatch(_NUMBER, na=False).astype(bool)
    words = text.where(good, "").str.replace(_BLANK, "", regex=True)
    words = words.str.replace(",", ".", regex=False)
    return cast("pd.Series", pd.to_numeric(words, errors="coerce").astype("float64"))


def _plain_numbers(text: pd.Series) -> pd.Series | None:
    """Give the numbers at once where every cell is empty or a plain finite number, else None."""
    filled = (text != "").to_numpy(bool)
    values = np.full(len(text), np.nan)
    if filled.any():
        words = pc.replace_substring(pa.array(text.to_numpy()[filled], pa.string()), ",", ".")
        try:
            found = pc.cast(words, pa.float64()).to_numpy()
        except pa.ArrowInvalid:
            return None
        if not np.isfinite(found).all():
            return None
        values[filled] = found
    return pd.Series(values, index=text.index)


_BLANK = "[ \u00a0\u202f]"
_NUMBER = (
    rf"[+-]?(?:(?:\d+|\d{{1,3}}(?:{_BLANK}\d{{3}})+)(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{{1,3}})?"
)


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
        word = text.str.casefold()
        yes, no = word.isin(["1", "o", "oui"]), word.isin(["0", "n", "non"])
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
               else REPEATED)
        for line, row in zip(frame.index[drop], frame.loc[drop, key].to_numpy(), strict=True)
    ]  # fmt: skip
    return frame[~drop], rejects


def _keys(frame: pd.DataFrame, key: Sequence[str]) -> pd.Series:
    return frame[list(key)].astype(str).agg("\x1f".join, axis=1)
