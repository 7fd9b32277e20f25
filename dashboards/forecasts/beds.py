"""Beds that the arrivals foreseen will need, in the shape that the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.forecasts.shelf import Series
from dashboards.forecasts.wording import worded
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathlib import Path

    from forecasting.stays import Stays
    from scenarios.cli.forecast._demand_answer import DemandAnswer

Rows = list[dict[str, Any]]


def beds(
    shelf: Series, found: DemandAnswer, stays: str, present: str
) -> tuple[dict[str, Any], Rows]:
    """Forecast the beds occupied, as `jumeau forecast occupancy` does.

    Parameters
    ----------
    found
        The forecast of arrivals.
    stays, present
        Ids of the files of lengths of stay and of those there now; the second may be empty.

    Returns
    -------
    dict
        What goes with the quantiles, or `error`: the words of the command line.
    list
        One row a series and period.
    """
    try:
        return _beds(shelf, found, stays, present)
    except JumeauError as error:
        message = str(error)
        for identifier in (stays, present):
            if identifier and (one := shelf.found(identifier)):
                message = worded(message, one[1], one[2])
        return {"error": message}, []


def _beds(
    shelf: Series, found: DemandAnswer, stays: str, present: str
) -> tuple[dict[str, Any], Rows]:
    import numpy as np

    from forecasting.occupancy import error_memory, occupancy
    from forecasting.series.stay_files import read_present, read_stays
    from scenarios.cli.forecast._demand_answer import quantile_rows

    notes: list[str] = []
    arrivals, names = found.forecast, found.made.demand.ids
    path, told = _file(shelf, stays)
    laws: dict[str, Stays] = read_stays(path, names, notes)
    known = None
    if present:
        unit = np.datetime_data(arrivals.ds.dtype)[0]
        end = arrivals.origin + np.timedelta64(1, unit)  # type: ignore[call-overload]
        known = read_present(_file(shelf, present)[0], names, end)
    errors = found.made.found.errors
    memory = error_memory(errors.signed, errors.expected)
    made = occupancy(arrivals, laws, known, past=found.made.demand, memory=memory)
    said = {
        "stays": told,
        "present": _file(shelf, present)[1] if present else "",
        "unit": made.unit,
        "notes": [worded(note, path, told) for note in dict.fromkeys((*made.notes, *notes))],
        "by_series": [
            {"id": n, "mean_stay_h": round(laws[n].mean_h, 3), "stays": len(laws[n].hours)}
            for n in made.ids
        ],
    }
    return said, quantile_rows(made, found.levels)


def _file(shelf: Series, identifier: str) -> tuple[Path, str]:
    found = shelf.found(identifier)
    if found is None:
        raise JumeauError(
            "Durées de séjour, présents", "le fichier n'est plus là.", "Déposez-le à nouveau."
        )
    return found[1], found[2]
