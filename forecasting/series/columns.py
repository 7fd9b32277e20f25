"""Which columns of a file are the time, the series and the value: asked, known by name, or said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

import polars as pl

from twin.tables import JumeauError

TIME_NAMES = (
    "ds", "date", "jour", "day", "date_de_passage", "dateheure", "date_heure", "datetime",
    "horodatage", "timestamp", "heure", "mois", "month", "periode", "date_entree",
)  # fmt: skip
ID_NAMES = (
    "unique_id", "id", "site", "service", "etablissement", "finess", "nofinesset", "hopital", "uf",
    "atc", "cip", "cip13", "ucd", "produit", "article", "code", "dep", "departement", "department",
    "region", "reg", "serie", "age", "classe_age", "zone",
)  # fmt: skip
VALUE_NAMES = (
    "y", "passages", "value", "valeur", "nombre", "nb", "quantite", "effectif", "count", "total",
    "nb_passages", "nbre_pass_tot", "admissions", "appels", "dossiers", "lits", "occupes", "ventes",
)  # fmt: skip
SURSAUD = ("date_de_passage", "sursaud_cl_age_corona", "nbre_pass_tot")
TOTAL_AGE = "0"
"""Code of "all ages" in the SurSaUD daily files; the other codes are parts of it."""
SAMPLE = 5000
ALONE = 0.98
"""Share of rows that a set of columns must tell apart (the others are then duplicates, told)."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Names of the columns that are read.

    Attributes
    ----------
    time, ids, values
        The time, the columns whose texts together name a series, the value or values.
    notes
        What was chosen without being asked.
    """

    time: str
    ids: tuple[str, ...]
    values: tuple[str, ...]
    notes: tuple[str, ...] = ()


def is_sursaud(frame: pl.DataFrame) -> bool:
    """Tell whether a table is a daily SurSaUD file of emergency-department visits."""
    return set(SURSAUD) <= set(frame.columns)


def roles(frame: pl.DataFrame, place: str, *, time: str, id: str, value: str) -> Roles:
    """Find the columns to read.

    Parameters
    ----------
    frame
        The table.
    place
        File, for the messages.
    time, id, value
        Columns asked (several joined by `,` for `id` and `value`); empty: found.

    Raises
    ------
    JumeauError
        A column asked is absent (a near one is named), or the choice is not settled.
    """
    _headed(frame, place)
    notes: list[str] = []
    if is_sursaud(frame):
        time, value = time or SURSAUD[0], value or SURSAUD[2]
        id = id or next((c for c in ("dep", "reg", "region") if c in frame.columns), SURSAUD[1])
        notes.append("fichier quotidien SurSaUD reconnu")
    named = _named(frame, place, time, "--time") if time else time_column(frame, place)
    left = [c for c in frame.columns if c != named]
    if value:
        values = tuple(_named(frame, place, one, "--value") for one in _words(value))
    else:
        values = (_value(frame.select(left), place, _words(id)),)
        notes.append(f"valeur lue : « {values[0]} »")
    if id:
        ids = tuple(_named(frame, place, one, "--id") for one in _words(id))
    else:
        ids = _ids(frame, named, [c for c in left if c not in values])
        if ids:
            notes.append(f"séries distinguées par : {', '.join(ids)}")
    twice = {named, *values} & set(ids) | ({named} & set(values))
    if twice:
        raise JumeauError(
            place, f"la colonne « {min(twice)} » a deux rôles.", "Donnez --time, --id et --value."
        )
    return Roles(named, ids, values, tuple(notes))


def _headed(frame: pl.DataFrame, place: str) -> None:
    """Refuse a file without names of columns, or with its dates as columns."""
    dates = [c for c in frame.columns if _dated(pl.Series([c]))]
    if not dates:
        return
    if len(dates) == 1:
        problem = f"pas d'en-tête : « {dates[0]} » est une date, pas un nom de colonne."
        remedy = "Ajoutez une première ligne de noms de colonnes (date;site;passages)."
    else:
        problem = f"dates en colonnes (« {dates[0]} », « {dates[1]} »...)."
        remedy = "Mettez une ligne par date : date;site;valeur."
    raise JumeauError(f"{place}, ligne 1", problem, remedy)


def plain(name: str) -> str:
    """Give a name without accent, capital or odd sign, to compare with known ones."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _named(frame: pl.DataFrame, place: str, name: str, option: str) -> str:
    by_plain = {plain(c): c for c in reversed(frame.columns)}
    if name in frame.columns:
        return name
    if found := by_plain.get(plain(name)):
        return found
    near = get_close_matches(plain(name), by_plain, 1, 0.6)
    hint = f"Vouliez-vous dire « {by_plain[near[0]]} » ? " if near else ""
    raise JumeauError(
        f"{place}, {option} {name}",
        f"colonne « {name} » absente.",
        f"{hint}Colonnes du fichier : {_listed(frame.columns)}.",
    )


def time_column(frame: pl.DataFrame, place: str) -> str:
    """Find the column of dates by type, name and content.

    Raises
    ------
    JumeauError
        None, or several.
    """
    typed = [c for c in frame.columns if frame[c].dtype.is_temporal()]
    if len(typed) == 1:
        return typed[0]
    dated = typed or [c for c in frame.columns if _dated(frame[c])]
    known = [c for name in TIME_NAMES for c in frame.columns if plain(c) == name]
    if len(dated) == 1:
        return dated[0]
    if both := [c for c in known if c in dated] or ([] if dated else known[:1]):
        return both[0]
    if dated:
        raise JumeauError(
            place,
            f"plusieurs colonnes de dates : {_listed(dated)}.",
            f"Donnez la bonne : --time {dated[0]}.",
        )
    raise JumeauError(
        place,
        f"aucune colonne de dates (lues : {_listed(frame.columns)}).",
        "Donnez son nom avec --time.",
    )


def _dated(cells: pl.Series) -> bool:
    if cells.dtype != pl.String:
        return False
    sample = cells.head(SAMPLE).drop_nulls().str.strip_chars()
    pattern = (
        r"^(\d{4}[-/]\d{1,2}([-/]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}/\d{4})(\D|$)"
    )
    return int(sample.str.contains(pattern).sum()) > 0.5 * len(sample)


def _numeric(cells: pl.Series) -> bool:
    if cells.dtype.is_numeric():
        return True
    if cells.dtype != pl.String:
        return False
    sample = cells.head(SAMPLE).drop_nulls().str.replace_all("[ \u00a0\u202f]", "")
    sample = sample.filter(sample != "")
    return int(sample.str.contains(r"^[-+]?\d*[.,]?\d+").sum()) > 0.9 * len(sample)


def _value(frame: pl.DataFrame, place: str, taken: list[str]) -> str:
    free = [c for c in frame.columns if plain(c) not in {plain(t) for t in taken}]
    known = [c for name in VALUE_NAMES for c in free if plain(c) == name]
    numbers = [c for c in free if _numeric(frame[c]) and plain(c) not in ID_NAMES]
    if len(known) == 1 or (known and plain(known[0]) == "y"):
        return known[0]
    if len(numbers) == 1:
        return numbers[0]
    if not numbers:
        raise JumeauError(
            place,
            f"aucune colonne de nombres parmi {_listed(frame.columns)}.",
            "Donnez la colonne à prévoir avec --value.",
        )
    raise JumeauError(
        place,
        f"plusieurs colonnes de nombres : {_listed(numbers)}.",
        f"Donnez celle à prévoir : --value {numbers[0]} (ou plusieurs, séparées par « , »).",
    )


def _ids(frame: pl.DataFrame, time: str, left: list[str]) -> tuple[str, ...]:
    known = tuple(c for c in left if plain(c) in ID_NAMES)
    if known:
        return known
    if frame[time].n_unique() >= ALONE * frame.height:
        return ()
    kept: list[str] = []
    for column in (c for c in left if not _numeric(frame[c])):
        kept.append(column)
        if frame.select(time, *kept).n_unique() >= ALONE * frame.height:
            break
    return tuple(kept)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:12])
    return shown + ("…" if len(names) > 12 else "")
