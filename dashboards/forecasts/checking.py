"""What the forecast would have been worth, in the shape that the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.rolling import Progress
    from twin.contracts.forecasts import Demand

MOST_SERIES = 200
"""Series judged one by one, the first of the file."""


def checked(
    demand: Demand, horizon: int, department: str, zone: str, progress: Progress | None = None
) -> dict[str, Any]:
    """Make the forecasts of the past again; say who won and how often intervals held.

    Where the past is too short, the same words as on the command line are under `error`.
    """
    from dashboards.forecasts.wording import worded
    from forecasting.backtest import backtest
    from forecasting.winning import outcome

    try:
        found = backtest(demand, horizon, department=department, zone=zone, progress=progress)
    except JumeauError as error:
        return {"error": worded(str(error))}
    said = found.json()
    said["winner"] = outcome(found).json()
    for rank, row in enumerate(said["series"][:MOST_SERIES]):
        row["winner"] = outcome(found, rank).json()
    return said
