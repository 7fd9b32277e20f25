"""What explains demand and is given by the user: weather foreseen, influenza, pollution, events.

Two kinds, never mixed. What is known in advance is read at the period that is forecast. What is
only known as it happens is read before the origin alone: its last value and its recent means.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from forecasting.series.columns import ID_NAMES, plain, time_column
from forecasting.series.dates import read_dates
from forecasting.series.grid import UNITS
from forecasting.series.hours import with_hours
from forecasting.series.numbers import read_numbers
from forecasting.series.table import read_table
from twin.contracts.forecasts import Dates, Demand, Floats, Frequency
from twin.tables import JumeauError

CARRIED = 31
"""Periods over which a last value known still stands for the present (assumed)."""
ORDER = "HDM"
WAIT = {("D", "H"): 24, ("M", "D"): 31, ("M", "H"): 31 * 24}
"""Periods until a coarser period of the file is surely over, by periods of file and series."""
Ranks = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Extras:
    """Columns that explain demand, on its calendar.

    Attributes
    ----------
    known_names, known
        Known in advance, shape (columns, 1 or series, T + H).
    past_names, past
        Last value known at the end of each period, shape (columns, 1 or series, T).
    notes
        What is missing or assumed (French sentences).
    """

    known_names: tuple[str, ...]
    known: Floats
    past_names: tuple[str, ...]
    past: Floats
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the user's columns, each with its kind."""
        return tuple(f"known {n}" for n in self.known_names) + tuple(
            f"past {n}" for n in self.past_names
        )

    def columns(self, row: Ranks, origin: Ranks, target: Ranks, season: int) -> dict[str, Floats]:
        """Give the features of rows: nothing of `past` at or after the origin is read.

        Parameters
        ----------
        row, origin, target
            Rank of the series; periods known; rank of the period forecast.
        season
            Periods in a season: means are over one and four of them.
        """
        found: dict[str, Floats] = {}
        for name, values in zip(self.known_names, self.known, strict=True):
            found[f"known {name}"] = values[_series(values, row), target]
        for name, values in zip(self.past_names, self.past, strict=True):
            at = _series(values, row)
            found[f"past {name} last"] = np.where(
                origin > 0, values[at, np.maximum(origin - 1, 0)], np.nan
            )
            sums = np.concatenate([np.zeros((len(values), 1)), np.nancumsum(values, axis=1)], 1)
            told = np.concatenate([np.zeros((len(values), 1)), np.cumsum(~np.isnan(values), 1)], 1)
            for span in (season, 4 * season):
                start = np.maximum(origin - span, 0)
                count = told[at, origin] - told[at, start]
                total = sums[at, origin] - sums[at, start]
                mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
                found[f"past {name} mean_{span}"] = mean
        return found

    def lifted(self, adds: Floats) -> Extras:
        """Give the columns of groups of series too: the mean of those they add up.

        Parameters
        ----------
        adds
            What each name adds up, shape (names, series).
        """
        return Extras(
            self.known_names, _lifted(self.known, adds), self.past_names,
            _lifted(self.past, adds), self.notes,
        )  # fmt: skip


def read_extras(
    demand: Demand, horizon: int, *, known: Path | None = None, past: Path | None = None,
    delay: int = 0, date_format: str = "", decimal: str = "",
) -> Extras:  # fmt: skip
    """Read the user's columns and put them on the calendar of the series.

    Parameters
    ----------
    demand
        Series.
    horizon
        Periods ahead, which `known` should cover.
    known, past
        Files: a date, numbers, and the name of the series where they differ between series.
    delay
        Periods before a value of `past` is published.
    date_format, decimal
        As in `read_demand`.

    Raises
    ------
    JumeauError
        A file that cannot be read, has no number, or none of the series' dates.
    """
    unit = UNITS[demand.frequency]
    ds = demand.ds.astype(f"datetime64[{unit}]")
    whole = np.concatenate([ds, ds[-1] + np.arange(1, horizon + 1)])
    notes: list[str] = []
    names: tuple[str, ...] = ()
    ahead = np.empty((0, 1, len(whole)))
    if known is not None:
        names, ahead, _ = _placed(known, demand, whole, date_format, decimal, notes)
        _say_known(f"{known.name}", names, ahead, horizon, notes)
    lagged: tuple[str, ...] = ()
    before = np.empty((0, 1, len(ds)))
    if past is not None:
        lagged, before, told = _placed(past, demand, ds, date_format, decimal, notes)
        # A day's figure is not known at its first hour: the day must be over.
        wait = delay + WAIT.get((told, demand.frequency), 0)
        before = _published(before, wait)
        notes.append(
            f"{past.name} : lu avant le jour de la prévision seulement, publié {delay} période(s) "
            "après (--past-delay) ; les révisions ultérieures ne sont pas défaites"
        )
        if np.isnan(before[..., -1]).any():
            notes.append(f"{past.name} : plus de valeur récente à la fin de l'historique")
    return Extras(names, ahead, lagged, before, tuple(dict.fromkeys(notes)))


def _placed(
    path: Path, demand: Demand, ds: Dates, date_format: str, decimal: str, notes: list[str]
) -> tuple[tuple[str, ...], Floats, Frequency]:
    """Read a file to values, shape (columns, 1 or series, periods), and tell its own period."""
    table = read_table(path)
    frame, time, _ = with_hours(table.frame, f"{path}", "", "")
    time = time or time_column(frame, f"{path}")
    ids = [c for c in frame.columns if c != time and plain(c) in ID_NAMES]
    columns = [c for c in frame.columns if c != time and c not in ids]
    if not columns:
        raise JumeauError(f"{path}", "aucune colonne à lire.", "Exemple : date;temperature.")
    cells = frame[time]
    distinct = cells.drop_nulls().unique().sort()
    if not len(distinct):
        raise JumeauError(f"{path}, {time}", "colonne vide.", "Exemple : date;temperature.")
    read, _ = read_dates(distinct, f"{path}, {time}", date_format)
    times = cells.replace_strict(distinct, read, default=None, return_dtype=pl.Datetime("us"))
    if times.null_count():
        rank = int(times.is_null().arg_max() or 0)
        raise JumeauError(
            f"{path}, ligne {table.first_line + rank}, {time}",
            f"« {cells[rank]} » n'est pas une date.", "Corrigez cette ligne.",
        )  # fmt: skip
    told = _period(times)
    row = _rows(frame, ids, demand, path, notes)
    values = np.stack(
        [
            read_numbers(
                frame[c], f"{path}, {c}", first_line=table.first_line, separator=table.separator,
                decimal=decimal,
            ).to_numpy()
            for c in columns
        ]
    )  # fmt: skip
    stamps = times.to_numpy().astype(f"datetime64[{UNITS[told]}]")
    _once(stamps, row, path)
    placed = _on(ds, stamps, row, values, len(demand.ids) if ids else 1, demand.frequency, told)
    if not np.isfinite(placed).any():
        raise JumeauError(
            f"{path}", "aucune de ses dates n'est celle d'une période de la demande.",
            "Vérifiez les dates des deux fichiers.",
        )  # fmt: skip
    return tuple(columns), placed, told


def _rows(
    frame: pl.DataFrame, ids: list[str], demand: Demand, path: Path, notes: list[str]
) -> Ranks:
    """Give the rank of the series of each line; -1 where it is none of them."""
    if not ids:
        return np.zeros(frame.height, np.int64)
    names = frame.select(
        pl.concat_str([pl.col(c).cast(pl.String).str.strip_chars() for c in ids], separator=" · ")
    ).to_series()
    rank = {name: k for k, name in enumerate(demand.ids)}
    found = np.array([rank.get(name, -1) for name in names], np.int64)
    absent = sorted(set(demand.ids) - set(names))
    if len(absent) == len(demand.ids):
        raise JumeauError(
            f"{path}, {', '.join(ids)}",
            f"aucune série de la demande (« {demand.ids[0]} »...) n'y est nommée.",
            "Nommez les séries comme dans le fichier de la demande, ou ôtez cette colonne.",
        )
    if absent:
        notes.append(f"{path.name} : {len(absent)} série(s) sans ligne (« {absent[0]} »...)")
    return found


def _once(stamps: Dates, row: Ranks, path: Path) -> None:
    keys = pl.DataFrame({"t": stamps.astype(np.int64), "r": row})
    twice = keys.is_duplicated().to_numpy() & (row >= 0)
    if twice.any():
        day = str(stamps[int(np.argmax(twice))])
        raise JumeauError(
            f"{path}", f"plusieurs lignes pour le {day}.", "Gardez une ligne par date et série."
        )


def _on(
    ds: Dates, stamps: Dates, row: Ranks, values: Floats, series: int, frequency: Frequency,
    told: Frequency,
) -> Floats:  # fmt: skip
    """Put values on a calendar: means of finer periods, repeats of coarser ones."""
    found = np.full((len(values), series, len(ds)), np.nan)
    coarse = told if ORDER.index(told) > ORDER.index(frequency) else frequency
    unit = UNITS[coarse]
    periods, back = np.unique(ds.astype(f"datetime64[{unit}]"), return_inverse=True)
    at = stamps.astype(f"datetime64[{unit}]")
    place = np.searchsorted(periods, at)
    kept = (row >= 0) & (place < len(periods))
    kept[kept] = periods[place[kept]] == at[kept]
    cell = row[kept] * len(periods) + place[kept]
    size = series * len(periods)
    for k, column in enumerate(values):
        told_here = column[kept]
        fine = np.isfinite(told_here)
        count = np.bincount(cell[fine], minlength=size)
        total = np.bincount(cell[fine], told_here[fine], minlength=size)
        mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        found[k] = mean.reshape(series, -1)[:, back]
    return found


def _say_known(
    name: str, columns: tuple[str, ...], values: Floats, horizon: int, notes: list[str]
) -> None:
    for column, one in zip(columns, values, strict=True):
        absent = int(np.isnan(one[:, -horizon:]).any(axis=0).sum())
        if absent:
            notes.append(
                f"{name}, « {column} » : absente de {absent} période(s) à venir sur {horizon} ; "
                "les arbres font sans elle ces jours-là"
            )
        share = float(np.isnan(one[:, :-horizon]).mean())
        if share > 0:
            notes.append(f"{name}, « {column} » : absente de {100 * share:.0f} % du passé")
    notes.append(
        f"{name} : pris comme connu d'avance ; si le passé y est observé et non prévu, le "
        "rétro-test flatte"
    )


def _published(values: Floats, wait: int) -> Floats:
    """Give the last value known at the end of each period, `wait` periods after its date."""
    late = np.full_like(values, np.nan)
    late[..., wait:] = values[..., : values.shape[-1] - wait]
    rank = np.arange(values.shape[-1])
    last = np.maximum.accumulate(np.where(np.isfinite(late), rank, -1), axis=-1)
    kept = (last >= 0) & (rank - last <= CARRIED)
    found: Floats = np.where(kept, np.take_along_axis(late, np.maximum(last, 0), -1), np.nan)
    return found


def _period(times: pl.Series) -> Frequency:
    """Find the period of a file: a week is a day with holes."""
    distinct = times.unique().sort()
    if distinct.dt.time().n_unique() > 1:
        return "H"
    gaps = distinct.dt.date().diff().drop_nulls().dt.total_days()
    monthly = bool((distinct.dt.day() == 1).all()) and len(gaps) > 0 and bool((gaps >= 28).all())
    return "M" if monthly else "D"


def _series(values: Floats, row: Ranks) -> Ranks:
    return row if len(values) > 1 else np.zeros_like(row)


def _lifted(values: Floats, adds: Floats) -> Floats:
    if values.shape[1] == 1 and adds.shape[1] != 1:
        return values
    known = np.isfinite(values)
    total = np.einsum("gs,cst->cgt", adds, np.where(known, values, 0.0))
    count = np.einsum("gs,cst->cgt", adds, known.astype(np.float64))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
