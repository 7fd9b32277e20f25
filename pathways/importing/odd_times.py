"""The slow path of times: written in any usual way, or refused with the exact reason."""

from __future__ import annotations

from typing import Literal

import polars as pl

from twin.tables import JumeauError

Order = Literal["", "day", "month", "year"]
"""Which number comes first in dates with slashes, dots or dashes; empty: not settled yet."""
HOUR = (
    r"(?:[T ]+(?P<h>\d{1,2})(?:[:hH](?P<mi>\d{1,2})?)?(?::(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?)?)?"
    r" *(?P<off>Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
YEAR_FIRST = r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + HOUR
COMPACT = (
    r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T ]?(?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2}))?)?"
    r"(?P<f>)(?P<off>Z|[+-]\d{2}:?\d{2})?$"
)
DAY_FIRST = r"^(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})" + HOUR
MONTH_FIRST = r"^(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})" + HOUR
TWO_NUMBERS = r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}(?:\D|$)"
NUMBERS = ("y", "m", "d", "h", "mi", "s")
UNKNOWN = "date incomprise (attendu : 2024-03-12T14:30:00, ou 12/03/2024 14:30)"
SHORT_YEAR = "année sur deux chiffres : donnez --date-format (« %d/%m/%y »)"
SERIAL = (
    "nombre de jours d'Excel, pas une date : dans le tableur, mettez la colonne au format "
    "aaaa-mm-jj hh:mm, puis enregistrez à nouveau en CSV"
)
EPOCH = "nombre : si c'est un temps Unix, donnez --date-format epoch_s ou epoch_ms"


def order_of(texts: pl.Series, place: str) -> Order:
    """Settle which number is the day, from a column where some first or second number passes 12.

    Raises
    ------
    JumeauError
        Nothing settles it, or the column holds both orders.
    """
    pairs = texts.str.extract_groups(TWO_NUMBERS).struct.unnest()
    first, second = (pairs[c].cast(pl.Int32) for c in pairs.columns[:2])
    if not first.count():
        return ""
    days = int(((first > 12) & (second <= 12)).sum())
    months = int(((first <= 12) & (second > 12)).sum())
    both = ((first <= 12) & (second <= 12) & (first != second)).fill_null(value=False)
    if days and months:
        # Months beyond 12 are then faults of a few rows, or two orders mixed.
        if min(days, months) <= 0.01 * max(days, months):
            return "day" if days > months else "month"
        raise JumeauError(
            place,
            f"dates écrites dans deux ordres (jour/mois : {days}, mois/jour : {months}).",
            "Séparez les deux sortes de lignes, ou donnez --date-format : l'autre sera rejetée.",
        )
    if days or months:
        return "day" if days else "month"
    if not both.any():  # 05/05/2024 has one reading; 31/31/2024 has none
        return ""
    raise JumeauError(
        place,
        f"dates ambiguës : « {texts.filter(both)[0]} » se lit de deux façons et rien ne tranche.",
        "Donnez --date-format « %d/%m/%Y » (ou « %m/%d/%Y »), avec l'heure s'il y en a une.",
    )


def slow(texts: pl.Series, order: Order) -> pl.DataFrame:
    """Read texts one pattern after the other: `us`, `zoned` and `reason` (null where read)."""
    slashed = MONTH_FIRST if order == "month" else DAY_FIRST
    frame = pl.DataFrame({"text": texts})
    parts = [
        pl.col("text").str.extract_groups(pattern).alias(f"p{i}")
        for i, pattern in enumerate((YEAR_FIRST, slashed, COMPACT))
    ]
    names = (*NUMBERS, "f", "off")
    frame = frame.with_columns(parts).select(
        "text",
        *(pl.coalesce(pl.col(f"p{i}").struct.field(n) for i in range(3)).alias(n) for n in names),
    )
    frame = frame.with_columns(
        *(pl.col(n).cast(pl.Int64, strict=False) for n in NUMBERS),
        fraction=pl.col("f").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64, strict=False),
    ).with_columns(pl.col("h", "mi", "s", "fraction").fill_null(0))
    frame = frame.with_columns(reason=_reason(order))
    good = pl.col("reason").is_null()
    day = pl.when(good).then(pl.date(
        pl.when(good).then("y").otherwise(2000),
        pl.when(good).then("m").otherwise(1),
        pl.when(good).then("d").otherwise(1),
    )).cast(pl.Int64)  # fmt: skip
    seconds = day * 86_400 + pl.col("h") * 3600 + pl.col("mi") * 60 + pl.col("s") - _offset_s()
    return frame.select(
        us=seconds * 1_000_000 + pl.col("fraction"),
        zoned=pl.col("off").is_not_null() & (pl.col("off") != ""),
        reason="reason",
    )


def _offset_s() -> pl.Expr:
    """Give the offset written after the hour, in seconds (0 where none or Z)."""
    digits = pl.col("off").str.replace_all(r"[^0-9]", "").str.pad_end(4, "0")
    size = digits.str.slice(0, 2).cast(pl.Int64) * 3600 + digits.str.slice(2, 2).cast(pl.Int64) * 60
    return pl.when(pl.col("off").str.starts_with("-")).then(-size).otherwise(size).fill_null(0)


def _reason(order: Order) -> pl.Expr:
    """Say what is wrong with the numbers read; null where nothing is."""
    month, day, year = pl.col("m"), pl.col("d"), pl.col("y")
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    last = (
        pl.when(month == 2).then(pl.when(leap).then(29).otherwise(28))
        .when(month.is_in([4, 6, 9, 11])).then(30).otherwise(31)
    )  # fmt: skip
    # An unsettled order comes from a chunk without any date of this kind.
    unsettled = pl.col("text").str.contains(TWO_NUMBERS) & pl.lit(order == "") & (month != day)
    number = pl.col("text").str.contains(r"^\d{9,19}(\.\d+)?$")
    # 20 000 to 79 999 days since 1900: from 1954 to 2119.
    serial = pl.col("text").str.contains(r"^[2-7]\d{4}([.,]\d+)?$")
    short = pl.col("text").str.contains(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(\D|$)")
    cases = (
        (year.is_null() & number, EPOCH),
        (year.is_null() & short, SHORT_YEAR),
        (year.is_null() & serial, SERIAL),
        (year.is_null(), UNKNOWN),
        (unsettled & (month <= 12) & (day <= 12), "ordre jour/mois inconnu : donnez --date-format"),
        (year < 1, "l'année 0 n'existe pas"),
        (~month.is_between(1, 12), "mois hors de 1 à 12"),
        (~day.is_between(1, last), "jour qui n'existe pas dans ce mois"),
        (pl.col("h") > 23, "heure hors de 0 à 23 (24:00 s'écrit 00:00 le lendemain)"),
        ((pl.col("mi") > 59) | (pl.col("s") > 59), "minute ou seconde hors de 0 à 59"),
    )
    said = pl.lit(None, dtype=pl.String)
    for wrong, words in reversed(cases):
        said = pl.when(wrong).then(pl.lit(words)).otherwise(said)
    return said
