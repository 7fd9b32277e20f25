"""Any file of counts by hour, day or month, read to series on one calendar."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl

from forecasting.series.columns import SURSAUD, TOTAL_AGE, Roles, is_sursaud, plain, roles
from forecasting.series.dates import explain, read_dates
from forecasting.series.grid import PERIODS_FR, Grid, natural, on_grid
from forecasting.series.hours import with_hours
from forecasting.series.numbers import read_numbers
from forecasting.series.table import Table, read_table
from twin.contracts.forecasts import Demand, Frequency
from twin.tables import JumeauError

JOIN = " · "
"""Between the texts that together name a series."""
TOTALS = ("total", "totaux", "ensemble", "somme", "tous", "source", "sous-total", "moyenne")
BOTTOM = 5
"""Last rows of a file that may be a total or a legend and not data."""


def read_demand(
    path: Path | str,
    *,
    time: str = "",
    id: str = "",
    value: str = "",
    frequency: str = "",
    date_format: str = "",
    decimal: str = "",
    total: bool = False,
    absent_is_zero: bool = False,
) -> Demand:
    """Read a user's file to series, or say why it cannot be.

    CSV (`;`, `,`, tab; UTF-8, UTF-16, cp1252; `.gz`), XLSX or Parquet, one row a series and
    period. What is neither written nor settled is refused, never guessed.

    Parameters
    ----------
    path
        The file.
    time, id, value
        Columns; `id` and `value` take several joined by `,`, `time` a day and an hour. Empty:
        found by name and content.
    frequency
        `H`, `D` or `M`; empty: found. Coarser than the file, periods are added up.
    date_format
        `strptime` format of the dates, where nothing settles it.
    decimal
        Decimal mark, where nothing settles it.
    total
        Add up the rows of one series and period instead of refusing them.
    absent_is_zero
        A period without a row, between the first and the last of a series, is zero.

    Returns
    -------
    Demand
        Series flagged only where absent: `forecasting.series.hygiene.clean` says the rest.

    Raises
    ------
    JumeauError
        What a user can mend: place, problem, remedy.
    """
    path = Path(path)
    if frequency not in ("", *PERIODS_FR):
        raise JumeauError(
            f"--freq {frequency}", "fréquence inconnue.", "H (heures), D (jours) ou M (mois)."
        )
    table = read_table(path)
    frame, time, said = with_hours(table.frame, f"{path}", time, value)
    table = replace(table, frame=frame)
    found = roles(frame, f"{path}", time=time, id=id, value=value)
    notes = [*table.notes, *said, *found.notes]
    rows, others = _rows(table, found, path, date_format, decimal, notes)
    place = f"{path}, {found.time}"
    told = natural(rows["time"], place)
    asked = cast("Frequency", frequency or told)
    grid = on_grid(rows, others, place, told, asked, total=total)
    if absent_is_zero:
        _zeros(grid)
    notes += grid.notes + _said(grid) + _alike(grid.ids)
    if len(grid.ds) < 2:
        raise JumeauError(
            f"{path}",
            "un seul point : rien à prévoir.",
            "Donnez au moins deux semaines (jours), ou deux ans (mois).",
        )
    demand = Demand.of(grid.ids, grid.ds, grid.values, grid.frequency)
    return Demand(
        demand.ids, demand.ds, demand.values, demand.flags, demand.frequency,
        unit="" if found.values[0] == "y" else found.values[0] if len(found.values) == 1 else "",
        source=path.name, notes=tuple(notes),
    )  # fmt: skip


def _rows(
    table: Table, found: Roles, path: Path, date_format: str, decimal: str, notes: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the rows as `id`, `time`, `y`, `line`, and all their cells beside."""
    frame = table.frame.with_row_index("#line", offset=table.first_line)
    if is_sursaud(frame):
        frame = _one_age(frame, found, notes)
    if frame.is_empty():
        raise JumeauError(f"{path}", "aucune ligne de données.", "Demandez un nouvel export.")
    frame, times = _dated(frame, found, path, date_format, notes)
    parts = []
    for column in found.values:
        y = read_numbers(
            frame[column], f"{path}, {column}", first_line=table.first_line,
            separator=table.separator, decimal=decimal,
        )  # fmt: skip
        if below := int((y < 0).sum()):
            notes.append(f"{below} valeur(s) négative(s) dans « {column} » : comptée(s) absente(s)")
            y = y.set((y < 0).fill_null(value=False), None)
        names = [pl.col(c).cast(pl.String).str.strip_chars().fill_null("") for c in found.ids]
        if len(found.values) > 1 or not names:
            names.append(pl.lit(column))
        parts.append(
            pl.DataFrame(
                {
                    "id": frame.select(pl.concat_str(names, separator=JOIN).alias("id"))["id"]
                    if found.ids
                    else pl.Series([column]).new_from_index(0, len(y)),
                    "time": times,
                    "y": y,
                    "line": frame["#line"],
                }
            )
        )
    others = frame.drop("#line")
    if len(parts) == 1:
        return parts[0], others
    return pl.concat(parts), pl.concat([others.with_columns(pl.lit(k).alias("#value"))
                                        for k in range(len(parts))])  # fmt: skip


def _one_age(frame: pl.DataFrame, found: Roles, notes: list[str]) -> pl.DataFrame:
    """Keep the total of all ages, or its parts where the age names the series: never both."""
    age = frame[SURSAUD[1]].cast(pl.String).str.strip_chars()
    if SURSAUD[1] in found.ids:
        notes.append("lignes « tous âges » écartées : elles répètent la somme des âges")
        return frame.filter(age != TOTAL_AGE)
    if (age == TOTAL_AGE).any():
        notes.append("lignes « tous âges » gardées (par âge : --id dep,sursaud_cl_age_corona)")
        return frame.filter(age == TOTAL_AGE)
    return frame


def _dated(
    frame: pl.DataFrame, found: Roles, path: Path, date_format: str, notes: list[str]
) -> tuple[pl.DataFrame, pl.Series]:
    """Read each distinct date once; drop totals and legends at the bottom, refuse other faults."""
    cells = frame[found.time]
    distinct = cells.drop_nulls().unique().sort()
    if not len(distinct):
        raise JumeauError(f"{path}, {found.time}", "colonne vide.", "Choisissez --time.")
    read, told = read_dates(distinct, f"{path}, {found.time}", date_format)
    notes += told
    times = cells.replace_strict(distinct, read, default=None, return_dtype=pl.Datetime("us"))
    bad = times.is_null()
    if not bad.any():
        return frame, times
    last = bad.arg_true()
    empty = frame.select(pl.all_horizontal(
        pl.col(c).cast(pl.String).fill_null("").str.strip_chars() == ""
        for c in frame.columns if c != "#line"
    )).to_series()  # fmt: skip
    left = last.filter(~empty.gather(last))
    legend = len(left) <= BOTTOM and all(
        rank >= frame.height - BOTTOM - int(empty.sum())
        and _is_legend(frame.row(rank), cells[rank])
        for rank in left
    )
    if len(left) and not legend:
        rank = int(left[0])
        text = "" if cells[rank] is None else str(cells[rank])
        why = explain(text) if text.strip() else "date vide"
        raise JumeauError(
            f"{path}, ligne {frame['#line'][rank]}, {found.time}",
            f"« {text} » : {why} ; {len(left)} ligne(s) ainsi.",
            "Corrigez ces lignes, ou donnez --date-format.",
        )
    if len(left):
        notes.append(f"{len(left)} ligne(s) de total ou de légende en bas : écartée(s)")
    return frame.filter(~bad), times.filter(~bad)


def _is_legend(cells: tuple[object, ...], date: object) -> bool:
    texts = [str(c).strip().lower() for c in cells[1:] if c is not None]
    return date is None or str(date).strip() == "" or any(
        text.startswith(TOTALS) for text in texts
    )  # fmt: skip


def _zeros(grid: Grid) -> None:
    known = np.isfinite(grid.values)
    inside = np.maximum.accumulate(known, axis=1)
    inside &= np.maximum.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    grid.values[inside & ~known] = 0.0
    grid.notes.append("périodes sans ligne comptées zéro (demandé)")


def _alike(ids: tuple[str, ...]) -> list[str]:
    """Say the names that only a capital, an accent or a sign tells apart: one place, perhaps."""
    by_plain: dict[str, list[str]] = {}
    for name in ids:
        by_plain.setdefault(plain(name), []).append(name)
    pairs = [names for key, names in by_plain.items() if key and len(names) > 1]
    if not pairs:
        return []
    shown = " ; ".join(" et ".join(f"«\u00a0{n}\u00a0»" for n in names) for names in pairs[:3])
    more = f" (et {len(pairs) - 3} autres)" if len(pairs) > 3 else ""
    return [f"noms presque pareils, séries comptées à part\u00a0: {shown}{more}"]


def _said(grid: Grid) -> list[str]:
    """Say what is absent, and the series that hold nothing."""
    missing = np.isnan(grid.values)
    notes = []
    if missing.any():
        notes.append(
            f"{int(missing.sum())} {PERIODS_FR[grid.frequency]} x série sans valeur sur "
            f"{missing.size} : absents, ni appris ni comptés zéro"
        )
    if empty := int(missing.all(axis=1).sum()):
        notes.append(f"{empty} série(s) sans aucune valeur")
    with np.errstate(invalid="ignore"):
        null = int(((grid.values == 0) | missing).all(axis=1).sum()) - empty
    if null:
        notes.append(f"{null} série(s) toute(s) à zéro : rien n'est prévu pour elle(s)")
    return notes
