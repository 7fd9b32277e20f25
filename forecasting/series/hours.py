"""A date and an hour in two columns, put together as one time."""

from __future__ import annotations

import polars as pl

from forecasting.series.columns import plain
from twin.tables import JumeauError

HOUR_NAMES = ("heure", "hour", "h", "tranche_horaire", "heure_passage")
HOUR = r"^\s*(\d{1,2})(?:\s*[:hH]\s*(\d{2})?)?(?:[:.]\d+)?\s*(?:-.*)?$"
JOINED = "date et heure"


def with_hours(
    frame: pl.DataFrame, place: str, time: str, value: str
) -> tuple[pl.DataFrame, str, tuple[str, ...]]:
    """Join a column of days and a column of hours (0 to 23, 8h, 08:00), where a file has both.

    Parameters
    ----------
    frame
        The table.
    place
        File, for the messages.
    time
        `date,heure` where asked; empty: found by the names of the columns.
    value
        Column asked as the value: never taken as an hour.

    Returns
    -------
    polars.DataFrame
        The table, its two columns replaced by one where they were joined.
    str
        Column of the time, as asked or joined.
    tuple of str
        What was decided.

    Raises
    ------
    JumeauError
        More than two columns, or hours that are none.
    """
    names = [word.strip() for word in time.split(",") if word.strip()]
    if len(names) > 2:
        raise JumeauError(f"--time {time}", "deux colonnes au plus.", "Exemple : date,heure.")
    by_plain = {plain(c): c for c in frame.columns}
    if len(names) < 2:
        hours = [c for c in frame.columns if plain(c) in HOUR_NAMES and c not in (time, value)]
        days = names or [by_plain[n] for n in ("date", "jour", "ds") if n in by_plain][:1]
        if len(hours) != 1 or not days or days[0] not in frame.columns or not _days(frame[days[0]]):
            return frame, time, ()
        names = [days[0], hours[0]]
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise JumeauError(
            f"{place}, --time {time}",
            f"colonne « {absent[0]} » absente.",
            f"Colonnes du fichier : {', '.join(frame.columns[:12])}.",
        )
    day, hour = (frame[name].cast(pl.String).str.strip_chars() for name in names)
    parts = hour.str.replace(r"\.0$", "").str.extract_groups(HOUR).struct.unnest()
    clock, minute = (parts[c].cast(pl.Int32, strict=False) for c in parts.columns[:2])
    wrong = hour.is_not_null() & (hour != "") & (clock.is_null() | (clock > 23))
    if wrong.any():
        rank = int(wrong.arg_max() or 0)
        raise JumeauError(
            f"{place}, {names[1]}",
            f"« {hour[rank]} » n'est pas une heure de 0 à 23 ({int(wrong.sum())} ainsi).",
            "Numérotez les heures de 0 à 23 (8, 8h ou 08:00), par leur début.",
        )
    text = pl.select(
        day + " " + clock.cast(pl.String).str.zfill(2) + ":"
        + minute.fill_null(0).cast(pl.String).str.zfill(2)
    ).to_series()  # fmt: skip
    joined = frame.drop(names).insert_column(0, text.alias(JOINED))
    return joined, JOINED, (f"« {names[0]} » et « {names[1]} » lues ensemble : une série horaire",)


def _days(cells: pl.Series) -> bool:
    """Tell whether a column holds days without an hour."""
    if cells.dtype == pl.Date:
        return True
    if cells.dtype != pl.String:
        return False
    sample = cells.drop_nulls().head(200).str.strip_chars()
    return bool(len(sample)) and not sample.str.contains(r"\d[ T]\d{1,2}[:hH]").any()
