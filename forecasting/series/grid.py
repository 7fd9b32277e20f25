"""Rows put on one common calendar: duplicates, gaps and changes of the legal hour treated, said."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from forecasting.series.dates import ZONE
from twin.contracts.forecasts import Dates, Floats, Frequency
from twin.tables import JumeauError

MOST_CELLS = 100_000_000
"""Series x periods held at once: 0.8 GB of values."""
UNITS: dict[Frequency, str] = {"H": "h", "D": "D", "M": "M"}
PERIODS_FR: dict[Frequency, str] = {"H": "heures", "D": "jours", "M": "mois"}
ORDER = "HDM"


@dataclass(slots=True)
class Grid:
    """Values on a calendar without a hole, shape (series, periods)."""

    ids: tuple[str, ...]
    ds: Dates
    values: Floats
    frequency: Frequency
    notes: list[str] = field(default_factory=list)


def natural(times: pl.Series, place: str) -> Frequency:
    """Find the period of a series from its distinct times.

    Raises
    ------
    JumeauError
        Weeks, quarters or years, which are not forecast.
    """
    times = times.drop_nulls().unique().sort()
    if times.dt.time().n_unique() > 1:
        return "H"
    days = times.dt.date()
    gaps = days.diff().drop_nulls().dt.total_days()
    if not len(gaps):
        return "D"
    starts = (days.dt.day() == 1).all() or (days == days.dt.month_end()).all()
    if starts and int(gaps.min()) >= 28:  # type: ignore[arg-type]
        months = (days.dt.year() * 12 + days.dt.month()).diff().drop_nulls()
        if len(months) >= 3 and int(months.min()) >= 3:  # type: ignore[arg-type]
            raise _refused(place, "trimestrielle ou annuelle")
        return "M"
    if len(gaps) >= 3 and int(gaps.min()) >= 7 and (gaps % 7 == 0).all():  # type: ignore[arg-type]
        raise _refused(place, "hebdomadaire")
    return "D"


def _refused(place: str, kind: str) -> JumeauError:
    return JumeauError(
        place, f"série {kind} : seules les heures, les jours et les mois sont prévus.",
        "Donnez des jours ou des mois.",
    )  # fmt: skip


def on_grid(
    rows: pl.DataFrame, others: pl.DataFrame, place: str, frequency: Frequency, asked: Frequency,
    *, total: bool,
) -> Grid:  # fmt: skip
    """Put rows on their calendar, then add periods up to the frequency asked.

    Parameters
    ----------
    rows
        `id` (text), `time` (local), `y` (null where absent), `line` in the file.
    others
        Every cell of the same rows, to tell a repeated row from two rows of one period.
    frequency, asked
        Period of the rows, and the one wanted.
    total
        Add up the rows of one series and period.

    Raises
    ------
    JumeauError
        Two values of one series and period; a calendar too large; an impossible frequency.
    """
    if ORDER.index(asked) < ORDER.index(frequency):
        raise JumeauError(
            f"{place}, --freq {asked}",
            f"le fichier est par {PERIODS_FR[frequency]} : rien de plus fin n'y est.",
            f"Donnez --freq {frequency}.",
        )
    stamps = rows["time"].to_numpy().astype(f"datetime64[{UNITS[frequency]}]")
    notes: list[str] = []
    if frequency == "H" and (rows["time"].dt.minute() != 0).any():
        notes.append("horodatages à la minute : additionnés par heure")
        total = True
    start = stamps.min()
    span = int((stamps.max() - start).astype(int)) + 1
    names = rows["id"].unique().sort()
    if len(names) * span > MOST_CELLS:
        raise JumeauError(
            place,
            f"{len(names)} séries sur {span} {PERIODS_FR[frequency]} : trop pour un seul calcul.",
            "Vérifiez --id et les dates extrêmes, ou découpez le fichier.",
        )
    code = rows["id"].replace_strict(names, np.arange(len(names)), return_dtype=pl.Int64)
    place_of = code.to_numpy() * span + (stamps - start).astype(np.int64)
    y = rows["y"].to_numpy()
    values = _filled(place_of, y, len(names) * span)
    grid = Grid(
        tuple(names.to_list()), start + np.arange(span), values.reshape(-1, span), frequency, notes
    )
    _settle(grid, place_of, y, rows, others, place, total=total, by_day=asked != "H")
    if frequency == "H":
        _spring(grid)
    while grid.frequency != asked:
        _coarser(grid)
    return grid


def _filled(where: npt.NDArray[np.int64], y: Floats, cells: int) -> Floats:
    values = np.full(cells, np.nan)
    values[where] = y
    return values


def _settle(
    grid: Grid, where: npt.NDArray[np.int64], y: Floats, rows: pl.DataFrame,
    others: pl.DataFrame, place: str, *, total: bool, by_day: bool,
) -> None:  # fmt: skip
    """Treat the rows of one series and period."""
    last = np.full(grid.values.size, -1, np.int32)
    last[where] = np.arange(len(where), dtype=np.int32)
    beaten = np.flatnonzero(last[where] != np.arange(len(where)))
    if not len(beaten):
        return
    flat = grid.values.reshape(-1)
    keys = np.unique(where[beaten])
    if total:
        among = np.flatnonzero(np.isin(where, keys))
        found = np.isfinite(y[among])
        sums = np.zeros(len(keys))
        np.add.at(sums, np.searchsorted(keys, where[among[found]]), y[among[found]])
        known = np.isin(keys, where[among[found]])
        flat[keys] = np.where(known, sums, np.nan)
        grid.notes.append(f"{len(beaten)} ligne(s) de même série et période : additionnées")
        return
    among = np.flatnonzero(np.isin(where, keys))
    again = others[among.tolist()].is_duplicated().to_numpy()
    if grid.frequency == "H":
        hours = grid.ds[keys % len(grid.ds)]
        autumn = _lived_twice(hours)
        for key in keys[autumn]:
            both = y[where == key]
            flat[key] = np.nansum(both) if by_day else np.nanmean(both)
        if autumn.any():
            what = "additionnées" if by_day else "moyennées (par heure)"
            grid.notes.append(f"heure vécue deux fois (retour à l'heure d'hiver) : {what}")
        again |= np.isin(where[among], keys[autumn])
    if again.all():
        exact = len(beaten)
        grid.notes.append(f"{exact} ligne(s) répétée(s) à l'identique : comptée(s) une fois")
        return
    one = among[np.flatnonzero(~again)[0]]
    twin = among[where[among] == where[one]]
    seen = rows[twin[:2].tolist()]
    raise JumeauError(
        f"{place}, ligne {seen['line'].max()}",
        f"« {seen['id'][0]} » a plusieurs valeurs le {seen['time'][0]:%d/%m/%Y %H:%M} "
        f"({_value(seen['y'][0])} et {_value(seen['y'][1])}) ; {len(keys)} période(s) ainsi.",
        "Donnez les colonnes qui les distinguent (--id a,b), ou --sum pour les additionner.",
    )


def _value(y: float | None) -> str:
    return "vide" if y is None else f"{y:g}".replace(".", ",")


def _lived_twice(hours: Dates) -> npt.NDArray[np.bool_]:
    wall = pl.Series(hours.astype("datetime64[us]"))
    early = wall.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null")
    late = wall.dt.replace_time_zone(ZONE, ambiguous="latest", non_existent="null")
    return (early != late).fill_null(value=False).to_numpy()


def _spring(grid: Grid) -> None:
    """Leave the hour skipped in spring without a value, where a file writes nothing or zero."""
    wall = pl.Series(grid.ds.astype("datetime64[us]"))
    legal = wall.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null")
    skipped = legal.is_null().to_numpy()
    if not skipped.any():
        return
    if np.nansum(grid.values[:, skipped]) > 0:
        grid.notes.append(
            "l'heure sautée au passage à l'heure d'été porte des valeurs : heures prises telles "
            "quelles (outre-mer, ou temps universel ?)"
        )
        return
    grid.values[:, skipped] = np.nan
    grid.notes.append("heure sautée (passage à l'heure d'été) : laissée sans valeur")


def _coarser(grid: Grid) -> None:
    """Add hours up to days, or days up to months; a part missing makes the whole missing."""
    wanted: Frequency = "D" if grid.frequency == "H" else "M"
    starts = grid.ds.astype(f"datetime64[{UNITS[wanted]}]")
    periods, first, given = np.unique(starts, return_index=True, return_counts=True)
    values = grid.values
    if wanted == "D":
        wall = pl.Series(grid.ds.astype("datetime64[us]"))
        legal = wall.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null")
        none = legal.is_null().to_numpy() & np.isnan(values)
        values = np.where(none, 0.0, values)
        whole = np.full(len(periods), 24)
    else:
        whole = ((periods + 1).astype("datetime64[D]") - periods.astype("datetime64[D]")).astype(
            int
        )
    sums = np.add.reduceat(values, first, axis=1)
    sums[:, given < whole] = np.nan
    lost = np.isnan(sums).any(axis=0)
    if lost.any():
        grid.notes.append(
            f"{int(lost.sum())} {PERIODS_FR[wanted]} dont une partie manque : absents, pas sommés"
        )
    known = np.flatnonzero(np.isfinite(sums).any(axis=0))
    keep = slice(known[0], known[-1] + 1) if len(known) else slice(None)
    grid.ds, grid.values, grid.frequency = periods[keep], sums[:, keep], wanted
