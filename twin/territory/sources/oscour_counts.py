"""What emergency records are counted into: arrivals a day by site, and flows from postcodes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from twin.territory.sources.oscour import Passages
from twin.territory.sources.oscour_items import days, moments
from twin.territory.sources.oscour_stream import Extract

ONE_DAY = pd.Timedelta(days=1)
LONGEST_DAYS = 3700


@dataclass(frozen=True)
class Daily:
    """Arrivals a day by site.

    Attributes
    ----------
    table
        `id` (FINESS), `ds`, `y`, and `extract`, when that day was sent. A whole day without a
        passage is nought; a day that the site does not declare to have sent is absent: not known.
    outside
        Passages left out because they fall on a day that was not sent whole.
    undeclared
        Sites that declare no period: their days are those of their passages.
    """

    table: pd.DataFrame
    outside: int
    undeclared: tuple[str, ...]


def daily_arrivals(passages: Passages) -> Daily:
    """Count the arrivals of each whole day by site."""
    frame = passages.reading.frame
    keys = pd.DataFrame({"id": frame["finess"], "ds": frame["entree"].dt.normalize()})
    counts = keys.value_counts().rename("y").reset_index()
    whole = _whole_days(passages.extracts)
    declared = set(whole["id"])
    loose = counts[~counts["id"].isin(declared)]
    held = whole.merge(counts, on=["id", "ds"], how="left").fillna({"y": 0})
    outside = int(counts["y"].sum() - loose["y"].sum() - held["y"].sum())
    loose = loose.assign(extract=pd.Series(pd.NaT, index=loose.index, dtype="datetime64[ns]"))
    parts = [part for part in (held, loose) if len(part)] or [held]
    table = pd.concat(parts)[["id", "ds", "y", "extract"]].astype({"y": "int64"})
    ordered = table.sort_values(["id", "ds"], ignore_index=True)
    return Daily(ordered, outside, tuple(sorted(set(loose["id"]))))


def flows(frame: pd.DataFrame, postcodes: Collection[str] | None = None) -> pd.DataFrame:
    """Count passages from each postcode to each site; every passage is counted once.

    Parameters
    ----------
    frame
        Rows of `oscour.read`.
    postcodes
        Those to tell apart; the others become "autre". All of them when None.

    Returns
    -------
    pandas.DataFrame
        `cp`, `finess`, `passages`. `cp` may also be a department without more (29999), "etranger"
        or "inconnu". Counts as they are: the gate for small counts stands where they are shown.
    """
    kind = frame["cp_kind"]
    origin = frame["cp"].where(kind.isin(["code", "departement"]), kind)
    if postcodes is not None:
        origin = origin.where((kind != "code") | origin.isin(set(postcodes)), "autre")
    pairs = pd.DataFrame({"cp": origin, "finess": frame["finess"]})
    counts = pairs.value_counts().rename("passages").reset_index()
    return counts.sort_values(["cp", "finess"], ignore_index=True)


def _whole_days(extracts: Collection[Extract]) -> pd.DataFrame:
    """Give each day that each site declares, once over, with its latest sending."""
    parts = []
    for one in extracts:
        first, last = days(pd.Series([one.first, one.last], dtype="object"))
        sent = moments(pd.Series([one.extract], dtype="object")).iloc[0]
        if pd.isna(first) or pd.isna(last) or not 0 <= (last - first).days <= LONGEST_DAYS:
            continue
        over = last if pd.isna(sent) else min(last, sent.normalize() - ONE_DAY)
        period = pd.date_range(first, over)
        parts.append(pd.DataFrame({"id": one.finess, "ds": period, "extract": sent}))
    parts = [part for part in parts if len(part)]
    if not parts:
        kinds = {"id": "object", "ds": "datetime64[ns]", "extract": "datetime64[ns]"}
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    every = pd.concat(parts).astype({"ds": "datetime64[ns]", "extract": "datetime64[ns]"})
    return every.groupby(["id", "ds"])["extract"].max().reset_index()
