"""What is known of each anchor at its own date: age band, sex, place, attributes, nothing later."""

from __future__ import annotations

import numpy as np
import polars as pl

from twin.contracts.events import ATTRIBUTE, EventLog

AGE_STARTS = (0, 18, 45, 65, 75, 85)
AGE_BANDS = ("0-17", "18-44", "45-64", "65-74", "75-84", "85+")
UNKNOWN = "inconnu"


def described(log: EventLog, rows: pl.DataFrame) -> pl.DataFrame:
    """Add age band, sex, site, zone and attributes to anchors.

    Site, zone and attributes are those of the anchor's event, or the last ones known before it in
    the same case: a value written later is not known at the anchor.
    """
    frame = log.frame
    marked = [c for c in frame.columns if c.startswith(ATTRIBUTE)]
    wanted = [c for c in ("site", "zone", *marked) if c in frame.columns]
    known = frame.select(pl.col(wanted).forward_fill().over("case"))[rows["row"].to_numpy()]
    sex = rows.select("patient").join(
        log.patients.select("patient", "sex"), on="patient", how="left", maintain_order="left"
    )["sex"]
    rows = rows.with_columns(
        sex.fill_null(UNKNOWN).alias("sex"),
        _word(known, "site", log.names.sites, rows.height),
        _word(known, "zone", log.names.zones, rows.height),
        *(known[c] for c in marked),
    )
    return rows.with_columns(_bands(rows["age"]))


def _word(known: pl.DataFrame, name: str, words: tuple[str, ...], height: int) -> pl.Series:
    if name not in known.columns:
        return pl.Series(name, [UNKNOWN] * height, dtype=pl.String)
    book = pl.Series(name, words, dtype=pl.String)
    said = book.gather(known[name]) if len(book) else pl.Series(name, [None] * height, pl.String)
    return said.fill_null(UNKNOWN).alias(name)


def _bands(age: pl.Series) -> pl.Series:
    rank = np.searchsorted(AGE_STARTS, age.fill_null(0).to_numpy(), "right") - 1
    band = pl.Series("age_band", AGE_BANDS).gather(pl.Series(np.maximum(rank, 0)))
    return (
        pl.select(pl.when(pl.lit(age.is_not_null())).then(pl.lit(band)).otherwise(pl.lit(UNKNOWN)))
        .to_series()
        .alias("age_band")
    )
