"""The process of one forecast: a file becomes quantiles, then its check on the past.

    python -m dashboards.forecasts.predicting <previsions>/deposes/<id> <lock>

The same functions as `jumeau forecast demand` and `jumeau forecast backtest`. It outlives the
server; everything it says is in the folder of the deposit: the forecast is there to be read while
the check on the past still runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.deposits import working
from dashboards.deposits.shelf import TOLD, Deposit
from dashboards.forecasts.beds import beds
from dashboards.forecasts.checking import checked
from dashboards.forecasts.settings import Asked
from dashboards.forecasts.shelf import (
    BEDS,
    BEDS_SAID,
    CHECK,
    FORECAST,
    HISTORY,
    QUANTILES,
    Series,
)
from dashboards.forecasts.wording import worded
from dashboards.jobs import folder as kept
from scenarios.cli.progress_file import ProgressFile
from scenarios.parts import write_json, write_whole
from twin.tables import JumeauError

if TYPE_CHECKING:
    import polars as pl

    from scenarios.cli.forecast._demand_answer import DemandAnswer

SHOWN_PAST = {"H": 28 * 24, "D": 400, "M": 60}
"""Periods of the past kept for the page."""


def start(deposit: Deposit, asked: Asked) -> None:
    """Forecast a deposit in the background, in place of what still runs on it."""
    stale = (FORECAST, QUANTILES, HISTORY, CHECK, BEDS, BEDS_SAID)
    working.start(deposit, "dashboards.forecasts.predicting", asked.plain(), stale, instead=True)


def main(folder: Path) -> int:
    """Forecast the deposit of a folder; give the exit code that is written there."""
    shelf = Series(folder.parent.parent)
    deposit = working.given(shelf, folder)
    return working.finish(
        folder, lambda: _forecast(shelf, deposit),
        lambda said: worded(said, shelf.source(deposit), deposit.name),
        "La mémoire de cette machine ne suffit pas pour ce fichier.",
    )  # fmt: skip


def _forecast(shelf: Series, deposit: Deposit) -> None:
    from scenarios.cli.forecast._demand_answer import answer
    from scenarios.cli.forecast._reading import asked_horizon
    from scenarios.cli.forecast.demand import USUAL_HORIZON

    folder, source = deposit.folder, shelf.source(deposit)
    asked = Asked.of(deposit.settings())
    if source is None:
        raise JumeauError(deposit.name, "le fichier n'est plus là.", "Déposez-le à nouveau.")
    reading = asked.reading(source)
    read = reading.read()
    horizon = asked_horizon(asked.horizon or None, read.frequency, USUAL_HORIZON)
    report = ProgressFile(folder / kept.PROGRESS).report
    found = answer(read, horizon, reading=reading, progress=report)
    if asked.stays:
        _keep_beds(folder, *beds(shelf, found, asked.stays, asked.present))
    _keep_forecast(folder, found, deposit.name, source)
    report = ProgressFile(folder / kept.PROGRESS).report
    past = checked(found.demand, horizon, asked.department, asked.zone, report)
    write_json(folder / CHECK, past)


def _keep_forecast(folder: Path, found: DemandAnswer, name: str, source: Path) -> None:
    """Write what the page reads: tables by series, then what goes with them."""
    import polars as pl

    said = found.json()
    rows = said.pop("series")
    # What people read is the name they know, not the one of our folder.
    notes = [worded(note, source, name) for note in said["notes"]]
    said |= {"source": name, "notes": notes, "ids": list(found.forecast.ids)}
    _table(folder / QUANTILES, pl.DataFrame(rows, infer_schema_length=None))
    _table(folder / HISTORY, history(found))
    told = {"series": len(found.forecast.ids), "periods": len(found.forecast.ds)}
    write_json(folder / TOLD, told)
    write_json(folder / FORECAST, said)


def _keep_beds(folder: Path, said: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    import polars as pl

    if rows:
        _table(folder / BEDS, pl.DataFrame(rows, infer_schema_length=None))
    write_json(folder / BEDS_SAID, said)


def history(found: DemandAnswer) -> pl.DataFrame:
    """Give the last observations with what is known of each (`id`, `ds`, `y`, `flag`)."""
    import numpy as np
    import polars as pl

    from scenarios.cli.forecast._demand_answer import iso

    demand = found.demand
    last = slice(-SHOWN_PAST[demand.frequency], None)
    days = [iso(day) for day in demand.ds[last]]
    many = len(demand.ids)
    return pl.DataFrame(
        {
            "id": np.repeat(np.array(demand.ids, dtype=object), len(days)),
            "ds": days * many,
            "y": demand.values[:, last].ravel(),
            "flag": demand.flags[:, last].ravel(),
        },
        schema={"id": pl.String, "ds": pl.String, "y": pl.Float64, "flag": pl.Int8},
    )


def _table(path: Path, frame: pl.DataFrame) -> None:
    write_whole(path, lambda temporary: frame.write_parquet(temporary))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
