"""Dates as they are written in French exports: read, or refused with the reason, never guessed.

03/04/2024 is read only where its column settles which number is the day.
"""

from __future__ import annotations

import re

import polars as pl

from twin.tables import JumeauError

ZONE = "Europe/Paris"
ISO = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y/%m/%d", "%Y%m%d",
)  # fmt: skip
DAY_FIRST = (
    "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y %Hh%M",
    "%d-%m-%Y %H:%M",
)  # fmt: skip
MONTH_FIRST = tuple(f"%m{form[2]}%d{form[5:]}" for form in DAY_FIRST)
ZONED = ("%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%d %H:%M:%S%:z", "%Y-%m-%dT%H:%M:%S%.f%:z")
TWO_NUMBERS = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\D|$)"
SHORT_YEAR = r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?:[ T]|$)"
FIRST_YEAR, LAST_YEAR = 1950, 2200
FIRST_DAY, LAST_DAY = -7305, 84_370
"""The same, in days since 1970."""
ASK = "Donnez --date-format « %d/%m/%Y » (jour d'abord) ou « %m/%d/%Y » (mois d'abord)."


def read_dates(texts: pl.Series, place: str, date_format: str = "") -> tuple[pl.Series, list[str]]:
    """Read distinct dates to local microseconds, null where one is not a date.

    Parameters
    ----------
    texts
        Distinct cells of the column (each is read once).
    place
        File and column, for the messages.
    date_format
        `strptime` format; empty: recognised.

    Returns
    -------
    polars.Series
        Local date and time (`Datetime("us")`).
    list of str
        What was decided, in French.

    Raises
    ------
    JumeauError
        Dates that can be read in two ways; a format that is none; years that cannot be.
    """
    if texts.dtype == pl.Date or isinstance(texts.dtype, pl.Datetime):
        return _typed(texts, place)
    if not isinstance(texts.dtype, pl.String):
        raise JumeauError(
            place,
            f"des nombres ({texts.drop_nulls()[0]}) au lieu de dates.",
            "Écrivez les dates en clair (2024-03-12 ou 12/03/2024), ou choisissez --time.",
        )
    texts = texts.str.strip_chars()
    if date_format:
        return _sane(_asked(texts, date_format), place), []
    if (short := texts.str.contains(SHORT_YEAR)).any():
        raise JumeauError(
            place,
            f"« {texts.filter(short)[0]} » : année sur deux chiffres.",
            "Donnez --date-format « %d/%m/%y ».",
        )
    month = texts.str.replace(r"^(\d{1,2})/(\d{4})$", "${2}-${1}")
    month = month.str.replace(r"^(\d{4})-(\d{1,2})$", "${1}-${2}-01")
    universal = month.str.replace(r"[zZ]$", "+00:00")
    order, notes = _order(texts, place)
    slashed = DAY_FIRST if order == "day" else MONTH_FIRST
    best, most = pl.Series([None] * len(texts), dtype=pl.Datetime("us")), 0
    for form in (*ISO, *slashed):
        read = month.str.to_datetime(form, time_unit="us", strict=False)
        if form == "%Y%m%d":  # 20240312 only: polars would take shorter ones
            read = read.set(month.str.len_chars() != 8, None)
        if read.count() > most:
            best, most = read, read.count()
    for form in ZONED:
        read = universal.str.to_datetime(form, time_unit="us", strict=False)
        if read.count() > most:
            local = read.dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
            best, most = local, read.count()
            notes = [f"heures avec décalage : ramenées à l'heure légale ({ZONE})"]
    return _sane(best, place), notes


def explain(text: str) -> str:
    """Say why a text is no date."""
    if text.isdigit() and len(text) == 5:
        return "nombre (date d'Excel ?) : mettez la colonne au format date"
    if re.match(r"\d{4}[- ]?[WSws]\d", text):
        return "semaine : donnez des jours ou des mois"
    return "date incomprise (attendu : 2024-03-12, 12/03/2024 ou 12/03/2024 14:00)"


def _typed(dates: pl.Series, place: str) -> tuple[pl.Series, list[str]]:
    # Checked as plain numbers: a date out of any calendar would stop polars dead.
    unit = getattr(dates.dtype, "time_unit", None)
    day = {None: 1, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}[unit]
    rank = dates.to_physical() // day
    if ((rank < FIRST_DAY) | (rank > LAST_DAY)).any():
        raise JumeauError(
            place,
            f"des années hors de {FIRST_YEAR} à {LAST_YEAR}.",
            "Corrigez ces dates (date par défaut d'un logiciel ?).",
        )
    zone = getattr(dates.dtype, "time_zone", None)
    if zone:
        local = dates.dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
        return local.cast(pl.Datetime("us")), [
            f"heures avec décalage : ramenées à l'heure légale ({ZONE})"
        ]
    return dates.cast(pl.Datetime("us")), []


def _asked(texts: pl.Series, date_format: str) -> pl.Series:
    try:
        if "%" not in date_format:
            raise pl.exceptions.ComputeError("no directive")
        if "%d" not in date_format and "%j" not in date_format:
            return ("01 " + texts).str.to_datetime(
                "%d " + date_format, time_unit="us", strict=False
            )
        return texts.str.to_datetime(date_format, time_unit="us", strict=False)
    except pl.exceptions.PolarsError as error:
        raise JumeauError(
            "--date-format", f"format « {date_format} » incompris.",
            "Exemples : « %d/%m/%Y », « %d/%m/%Y %H:%M », « %m/%Y ».",
        ) from error  # fmt: skip


def _order(texts: pl.Series, place: str) -> tuple[str, list[str]]:
    """Settle which number is the day, from a column where some number passes 12."""
    pairs = texts.str.extract_groups(TWO_NUMBERS).struct.unnest()
    first, second, year = (pairs[c].cast(pl.Int32) for c in pairs.columns[:3])
    if not first.count():
        return "day", []
    days, months = int((first > 12).sum()), int((second > 12).sum())
    if days and months:
        shown = [texts.filter(mask)[0] for mask in (first > 12, second > 12)]
        raise JumeauError(
            place,
            f"dates écrites dans deux ordres (« {shown[0]} » et « {shown[1]} »).",
            "Séparez les deux sortes de lignes, ou donnez --date-format.",
        )
    if days or months:
        return ("day", []) if days else ("month", ["dates lues mois/jour/année"])
    if not (first != second).any():
        return "day", []
    # Firsts of the month over more than a year: read otherwise, days 1-12 of every January.
    if len(set(zip(second.to_list(), year.to_list(), strict=True))) > 12 and (first == 1).all():
        return "day", ["dates lues jour/mois/année : des premiers du mois"]
    if len(set(zip(first.to_list(), year.to_list(), strict=True))) > 12 and (second == 1).all():
        return "month", ["dates lues mois/jour/année : des premiers du mois"]
    raise JumeauError(
        place,
        f"dates ambiguës : « {texts.filter(first != second)[0]} » se lit de deux façons et rien "
        "ne tranche dans la colonne.",
        ASK,
    )


def _sane(dates: pl.Series, place: str) -> pl.Series:
    years = dates.dt.year()
    wrong = ((years < FIRST_YEAR) | (years > LAST_YEAR)).fill_null(value=False)
    if wrong.any():
        raise JumeauError(
            place,
            f"année {years.filter(wrong)[0]} : hors de {FIRST_YEAR} à {LAST_YEAR}.",
            "Corrigez ces dates (date par défaut d'un logiciel ?).",
        )
    return dates
