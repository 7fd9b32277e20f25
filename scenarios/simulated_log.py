"""The log of a simulation read as a log of care pathways: the same words as an observed one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from twin.contracts import BANDS, Activity, EventBlock, Outcome
from twin.contracts.event_log import ACTIVITY_FR, OUTCOME_FR
from twin.contracts.wards import WARDS, WARDS_FR
from twin.tables import JumeauError

if TYPE_CHECKING:
    import polars as pl

    from scenarios.store import StoredRun
    from twin.contracts.events import EventLog
    from twin.territory import Territory

MICROSECONDS_MS = 1_000
ZONE = "Europe/Paris"


def log_of_blocks(
    rows: Iterable[EventBlock] | pd.DataFrame,
    territory: Territory,
    causes: tuple[str, ...],
    *,
    start: date,
    warmup_days: int = 0,
    name: str = "simulation",
    zone: str = ZONE,
) -> EventLog:
    """Give the log of one replication as an event log (simulated, hence public).

    Parameters
    ----------
    rows
        Daily blocks of the engine, or the table kept by a run.
    territory
        Of the simulation: its communes and hospitals give the names.
    causes
        Causes of the needs, in their order.
    start, warmup_days
        First measured day, and days simulated before it: pathways begun before it are left out.
    name
        Of the source, for the log's own record.
    zone
        Time zone of the simulation's days.

    Notes
    -----
    A stage is written when it ends: stages still going on at the end of the simulation are not
    there. Activities are in French, `cause`, `age`, `detail` and `attente_s` (from the request
    of a stage to its start) are attributes, sites are FINESS numbers, zones commune codes.
    """
    from twin.contracts.events import Coder, LogAbout, SourceFile

    frame = rows if isinstance(rows, pd.DataFrame) else _together(rows)
    frame = frame.sort_values(["zone", "cause", "ordinal", "sequence"], kind="stable")
    first = datetime.combine(start - timedelta(days=warmup_days), datetime.min.time())
    origin = int(first.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).timestamp()) * 1_000_000
    measured = datetime.combine(start, datetime.min.time()).replace(tzinfo=ZoneInfo(zone))
    since = int(measured.astimezone(UTC).timestamp()) * 1_000_000
    begun = frame.groupby(["zone", "cause", "ordinal"], sort=False)["start"].transform("min")
    kept = frame[(begun * MICROSECONDS_MS + origin >= since).to_numpy()]
    about = LogAbout(
        origin="simulated",
        clock="utc",
        zone=zone,
        public=True,
        sources=(SourceFile(name, "simulation"),),
        rows_in=len(kept),
        notes=(
            "Journal écrit par le jumeau : aucune personne réelle.",
            "Les étapes encore en cours à la fin de la simulation n'y sont pas.",
        ),
    )
    coder = Coder()
    coder.add(_spelled(kept, territory, causes, origin))
    return coder.finish(about)


def log_of_run(run: StoredRun, *, replication: int = 1, draw: int = 0) -> EventLog:
    """Give the log of a stored run as an event log.

    Raises
    ------
    JumeauError
        When its log was not kept (`--keep-events`), or the territory is no longer the same.
    """
    from scenarios.scenario import Scenario
    from twin.parameters.needs2026 import CAUSES

    scenario = Scenario.model_validate(run.record.scenario)
    rows = run.events(replication, draw)
    territory = scenario.load_territory()
    absent = set(run.record.territory.hospitals) - {f.id for f in territory.of_kind("hospital")}
    if territory.code != run.record.territory.code or absent:
        raise JumeauError(
            f"{run.path}",
            "le territoire du calcul n'est plus celui du scénario : ses sites ne se nomment plus.",
            "Remettez le territoire du calcul, ou relancez-le.",
        )
    return log_of_blocks(
        rows,
        territory,
        tuple(c.id for c in CAUSES),
        start=scenario.start,
        warmup_days=scenario.warmup_days,
        name=f"{run.name}/{Path(run.path).name}, réplication {replication}",
    )


def _together(blocks: Iterable[EventBlock]) -> pd.DataFrame:
    frames = [block.frame() for block in blocks]
    if not frames:
        raise JumeauError(
            "journal de la simulation", "aucun événement.", "Gardez les événements du calcul."
        )
    return pd.concat(frames, ignore_index=True)


def _spelled(
    frame: pd.DataFrame, territory: Territory, causes: tuple[str, ...], origin: int
) -> pl.DataFrame:
    """Give the rows in words, times in microseconds."""
    import polars as pl

    zones = pl.Series(territory.zones["insee"].astype(str).tolist(), dtype=pl.String)
    sites = pl.Series([f.id for f in territory.of_kind("hospital")], dtype=pl.String)
    rows = pl.DataFrame({c: frame[c].to_numpy().astype(np.int64) for c in frame.columns})
    activity, detail = pl.col("activity"), pl.col("detail")
    known = dict(enumerate(causes))
    # After the causes come the beds already taken on the first day, then the planned stays.
    known |= {len(causes) + w: f"lit déjà occupé ({WARDS_FR[n]})" for w, n in enumerate(WARDS)}
    planned = len(causes) + len(WARDS)
    known |= {planned + w: f"séjour programmé ({WARDS_FR[n]})" for w, n in enumerate(WARDS)}
    exits = {int(o): OUTCOME_FR[o] for o in Outcome}
    cause = pl.col("cause").replace_strict(known, return_dtype=pl.String)
    return rows.with_columns(
        zones.gather(rows["zone"]).alias("commune"), cause.alias("@cause")
    ).select(
        pl.concat_str(
            "commune", "@cause", pl.col("ordinal").cast(pl.String), separator="-"
        ).alias("case"),
        activity.replace_strict(
            {int(a): ACTIVITY_FR[a] for a in Activity}, return_dtype=pl.String
        ).alias("activity"),
        (pl.col("start") * MICROSECONDS_MS + origin).alias("start"),
        (pl.col("end") * MICROSECONDS_MS + origin).alias("end"),
        _of_rank(rows["site"], sites).alias("site"),
        pl.when(pl.col("unit") >= 0).then("équipe " + pl.col("unit").cast(pl.String))
        .otherwise(None).alias("resource"),
        pl.col("commune").alias("zone"),
        "@cause",
        _of_rank(rows["age"], pl.Series(BANDS, dtype=pl.String)).alias("@age"),
        pl.when(activity == int(Activity.EXIT))
        .then(detail.replace_strict(exits, default=None, return_dtype=pl.String))
        .otherwise(detail.cast(pl.String)).alias("@detail"),
        ((pl.col("start") - pl.col("requested")) // 1000).cast(pl.String).alias("@attente_s"),
    )  # fmt: skip


def _of_rank(ranks: pl.Series, words: pl.Series) -> pl.Series:
    """Give the word of each rank; none for a rank below zero."""
    import polars as pl

    told: pl.Series = pl.select(pl.when(ranks >= 0).then(ranks)).to_series()
    return words.gather(told)
