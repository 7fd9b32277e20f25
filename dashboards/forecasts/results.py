"""A forecast that was made, read back for the page: one series at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.deposits.shelf import Deposit
from dashboards.forecasts.settings import Asked
from dashboards.forecasts.shelf import BEDS, BEDS_SAID, CHECK, FORECAST, HISTORY, QUANTILES
from dashboards.jobs.folder import State, read_json
from twin.tables import JumeauError

if TYPE_CHECKING:
    import polars as pl

NAMES = ("q05", "q25", "q50", "q75", "q95")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """The forecast of a deposit.

    Attributes
    ----------
    said
        All but the quantiles: methods, grades, flags, notes.
    check
        The check on the past; None while it runs.
    beds
        What goes with the beds occupied (or `error`); None where they were not asked.
    """

    deposit: Deposit
    said: dict[str, Any]
    check: dict[str, Any] | None
    beds: dict[str, Any] | None

    @property
    def ids(self) -> list[str]:
        """Give the names of the series."""
        return list(self.said["ids"])

    @property
    def asked(self) -> Asked:
        """Give what was asked."""
        return Asked.of(self.deposit.settings())

    @property
    def state(self) -> State | None:
        """Tell how far the work is."""
        return self.deposit.state()

    def quantiles(self, series: str = "") -> list[Row]:
        """Give the quantiles of one series (of all without a name)."""
        return _rows(self.deposit.folder / QUANTILES, series)

    def occupied(self, series: str = "") -> list[Row]:
        """Give the quantiles of the beds occupied."""
        return _rows(self.deposit.folder / BEDS, series)

    def history(self, series: str, periods: int) -> list[Row]:
        """Give the last observations of one series."""
        return _rows(self.deposit.folder / HISTORY, series)[-periods:]

    def of(self, series: str) -> Row:
        """Give what is said of one series: method, grade, reasons, suspension."""
        return next(row for row in self.said["by_series"] if row["id"] == series)

    def spells(self, series: str) -> list[Row]:
        """Give the stretches of one series that were set aside."""
        return [row for row in self.said["flags"] if row["id"] == series]

    def suspended(self) -> list[Row]:
        """Give the series whose model is suspended."""
        return [row for row in self.said["by_series"] if row["suspended_since"]]


def result_of(deposit: Deposit) -> Result:
    """Read the forecast of a deposit.

    Raises
    ------
    JumeauError
        It is not there (not asked, refused, erased).
    """
    said = read_json(deposit.folder / FORECAST)
    if said is None:
        raise JumeauError(deposit.name, "la prévision n'est pas faite.", "Demandez-la.")
    folder = deposit.folder
    return Result(deposit, said, read_json(folder / CHECK), read_json(folder / BEDS_SAID))


def _rows(path: Path, series: str) -> list[Row]:
    try:
        state = path.stat()
    except OSError:
        raise JumeauError(
            path.name, "la prévision n'est plus là.", "Demandez-la à nouveau."
        ) from None
    return _frame(path, series, state.st_mtime_ns).to_dicts()


@lru_cache(maxsize=32)
def _frame(path: Path, series: str, _changed: int) -> pl.DataFrame:
    import polars as pl

    every = pl.scan_parquet(path)
    return (every.filter(pl.col("id") == series) if series else every).collect()
