"""Files of stays: how long patients stayed, and who is there now."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from forecasting.series.columns import ID_NAMES, plain
from forecasting.series.dates import read_dates
from forecasting.series.numbers import read_numbers
from forecasting.series.table import Table, read_table
from forecasting.stays import LEAST_STAYS, Stays
from twin.contracts.forecasts import Floats
from twin.tables import JumeauError

ENTRY = ("entree", "date_entree", "debut", "admission", "start")
EXIT = ("sortie", "date_sortie", "fin", "end")
HOURS = ("duree_h", "heures", "hours", "duree_heures")
DAYS = ("duree_j", "jours", "days", "duree_jours", "dms", "los")
NUMBER = ("effectif", "nombre", "n", "nb")
HERE = ("presents", "occupes", "lits", "effectif", "nombre", "n")
EXAMPLE = "Exemples : entree;sortie, ou duree_h, ou duree_j;effectif."
MOST_STAYS = 2_000_000
LONGEST_H = 20 * 8766.0


def read_stays(path: Path, ids: tuple[str, ...], notes: list[str]) -> dict[str, Stays]:
    """Read lengths of stay and give the law of each series.

    Entry and exit (an empty exit is a patient still there when the file was made), or lengths in
    hours or days, counted where a column does. A column that names series gives each its own law;
    series with fewer than `LEAST_STAYS` stays take the law of all.

    Parameters
    ----------
    path
        The file.
    ids
        Series.
    notes
        Receives what was decided.

    Raises
    ------
    JumeauError
        What a user can mend.
    """
    table = read_table(path, alone=True)
    frame = table.frame
    hours, over = _lengths(table, path, notes)
    if not len(hours) or not over.any():
        raise JumeauError(f"{path}", "aucun séjour terminé.", EXAMPLE)
    wrong = ~((hours >= 0) & (hours <= LONGEST_H))
    if wrong.any():
        line = table.first_line + int(np.argmax(wrong))
        raise JumeauError(
            f"{path}, ligne {line}", "séjour de durée négative, absente ou de plus de 20 ans.",
            "Corrigez cette ligne (la sortie suit l'entrée).",
        )  # fmt: skip
    count = _counts(table, path)
    named = _names(frame)
    every = _law(hours, over, count)
    found = dict.fromkeys(ids, every)
    few = []
    texts = np.empty(0) if named is None else named.to_numpy()
    for one in () if named is None else ids:
        rows = texts == one
        if count[rows].sum() >= LEAST_STAYS:
            found[one] = _law(hours[rows], over[rows], count[rows])
        else:
            few.append(one)
    if few:
        notes.append(
            f"{path.name} : moins de {LEAST_STAYS} séjours pour {len(few)} série(s) "
            f"(« {few[0]} »...) : durées de toutes les séries"
        )
    if running := int((~over).sum()):
        notes.append(
            f"{path.name} : {running} séjour(s) en cours, comptés pour ce qui en est connu "
            "(Kaplan-Meier)"
        )
    if len(every.hours) < LEAST_STAYS:
        notes.append(f"{path.name} : {len(every.hours)} séjours seulement : durées peu sûres")
    return found


def read_present(path: Path, ids: tuple[str, ...], end: np.datetime64) -> dict[str, int | Floats]:
    """Read who is there at the end of the last period known: counts, or dates of entry.

    Parameters
    ----------
    path
        `id;presents`, or `id;entree` with one row a patient; without `id` where there is one
        series.
    ids
        Series.
    end
        End of the last period known.

    Raises
    ------
    JumeauError
        What a user can mend.
    """
    table = read_table(path, alone=True)
    frame = table.frame
    name = _names(frame)
    if name is None and len(ids) > 1:
        raise JumeauError(f"{path}", "plusieurs séries, et rien ne les nomme ici.",
                          "Ajoutez une colonne id.")  # fmt: skip
    row = pl.Series([ids[0]] * frame.height) if name is None else name
    known = set(ids)
    if strange := sorted(set(row) - known):
        raise JumeauError(
            f"{path}", f"« {strange[0]} » n'est pas une série du fichier d'arrivées.",
            f"Séries : {', '.join(ids[:12])}.",
        )  # fmt: skip
    entry, number = _column(frame, ENTRY), _column(frame, HERE)
    if entry:
        since = end.astype("datetime64[us]") - _times(table, entry, path)
        hours = since / np.timedelta64(1, "h")
        if np.isnan(hours).any() or (hours < 0).any():
            line = table.first_line + int(np.argmax(np.isnan(hours) | (hours < 0)))
            raise JumeauError(
                f"{path}, ligne {line}, {entry}",
                "entrée absente, ou après la dernière période connue.",
                "Donnez les présents à la fin du fichier d'arrivées.",
            )
        names = row.to_numpy()
        return {one: hours[names == one] for one in ids}
    if not number:
        raise JumeauError(f"{path}", "ni « presents » ni « entree ».", "Exemple : id;presents.")
    values = read_numbers(
        frame[number], f"{path}, {number}", first_line=table.first_line, separator=table.separator
    )
    if values.null_count() or (values < 0).any() or (values % 1 != 0).any():
        raise JumeauError(f"{path}, {number}", "un nombre entier de présents est attendu.",
                          "Exemple : id;presents.")  # fmt: skip
    if row.is_duplicated().any():
        raise JumeauError(f"{path}", "une série y est deux fois.", "Gardez une ligne par série.")
    return {one: int(n) for one, n in zip(row, values, strict=True)}


def _lengths(table: Table, path: Path, notes: list[str]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Give each length (hours) and whether it was over."""
    frame = table.frame
    entry, leave = _column(frame, ENTRY), _column(frame, EXIT)
    if entry and leave:
        start, end = _times(table, entry, path), _times(table, leave, path)
        over = ~np.isnat(end)
        told = np.concatenate([start[~np.isnat(start)], end[over]])
        last = told.max() if len(told) else np.datetime64("NaT")
        spent = np.where(over, end, last) - start
        if _midnight(start) and _midnight(end[over]):
            notes.append(f"{path.name} : dates sans heure, séjours comptés en nuits")
        return spent / np.timedelta64(1, "h"), over
    for names, unit_h in ((HOURS, 1.0), (DAYS, 24.0)):
        if column := _column(frame, names):
            values = read_numbers(
                frame[column], f"{path}, {column}", first_line=table.first_line,
                separator=table.separator,
            )  # fmt: skip
            hours = unit_h * values.to_numpy().astype(np.float64)
            return hours, np.ones(len(hours), bool)
    raise JumeauError(
        f"{path}", f"aucune durée de séjour parmi {', '.join(frame.columns[:12])}.", EXAMPLE
    )


def _law(hours: Floats, over: npt.NDArray[np.bool_], count: npt.NDArray[np.int64]) -> Stays:
    return Stays.of(np.repeat(hours, count), np.repeat(over, count))


def _counts(table: Table, path: Path) -> npt.NDArray[np.int64]:
    """Give how many stays each row stands for."""
    column = _column(table.frame, NUMBER)
    if not column:
        return np.ones(table.frame.height, np.int64)
    values = read_numbers(
        table.frame[column], f"{path}, {column}", first_line=table.first_line,
        separator=table.separator,
    ).to_numpy()  # fmt: skip
    if not (values >= 0).all() or (values % 1).any() or values.sum() > MOST_STAYS:
        raise JumeauError(
            f"{path}, {column}", "un nombre entier de séjours est attendu "
            f"({MOST_STAYS} au plus en tout).", EXAMPLE,
        )  # fmt: skip
    counts: npt.NDArray[np.int64] = values.astype(np.int64)
    return counts


def _times(table: Table, column: str, path: Path) -> npt.NDArray[np.datetime64]:
    """Read a column of dates; an empty cell is none."""
    cells = table.frame[column]
    if cells.dtype == pl.String:
        cells = cells.str.strip_chars()
        cells = cells.set(cells == "", None)
    distinct = cells.drop_nulls().unique().sort()
    if not len(distinct):
        return np.full(len(cells), np.datetime64("NaT"), "datetime64[us]")
    read, _ = read_dates(distinct, f"{path}, {column}")
    times = cells.replace_strict(distinct, read, default=None, return_dtype=pl.Datetime("us"))
    bad = times.is_null() & cells.is_not_null()
    if bad.any():
        rank = int(bad.arg_max() or 0)
        raise JumeauError(
            f"{path}, ligne {table.first_line + rank}, {column}",
            f"« {cells[rank]} » n'est pas une date.", "Corrigez cette ligne.",
        )  # fmt: skip
    return np.asarray(times.to_numpy().astype("datetime64[us]"))


def _midnight(times: npt.NDArray[np.datetime64]) -> bool:
    told = times[~np.isnat(times)]
    return bool(len(told)) and bool((told == told.astype("datetime64[D]")).all())


def _column(frame: pl.DataFrame, names: tuple[str, ...]) -> str:
    by_plain = {plain(c): c for c in reversed(frame.columns)}
    return next((by_plain[n] for n in names if n in by_plain), "")


def _names(frame: pl.DataFrame) -> pl.Series | None:
    """Give the name of the series of each row, where columns name one."""
    ids = [c for c in frame.columns if plain(c) in ID_NAMES]
    if not ids:
        return None
    return frame.select(
        pl.concat_str([pl.col(c).cast(pl.String).str.strip_chars() for c in ids], separator=" · ")
    ).to_series()
