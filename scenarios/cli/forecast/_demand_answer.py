"""A forecast of demand with all that must be told beside it: grades, breaks, flags, notes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.series.grade import Grade
    from forecasting.series.hygiene import Spell
    from forecasting.series.succession import Succession
    from twin.contracts.forecasts import Demand, Forecast

SHOWN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMES = tuple(f"q{round(100 * level):02d}" for level in SHOWN_LEVELS)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First signs that a spreadsheet would run."""


@dataclass(frozen=True, slots=True, eq=False)
class DemandAnswer:
    """What `jumeau forecast demand` tells."""

    demand: Demand
    forecast: Forecast
    grades: tuple[Grade, ...]
    spells: tuple[Spell, ...]
    successions: tuple[Succession, ...]
    joined: bool
    notes: tuple[str, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a series and period: `id`, `ds` and five quantiles."""
        found = self.forecast
        values = np.stack([found.quantile(level) for level in SHOWN_LEVELS], axis=-1)
        days = [iso(day) for day in found.ds]
        return [
            {"id": name, "ds": day}
            | {key: _number(v) for key, v in zip(NAMES, values[i, h], strict=True)}
            for i, name in enumerate(found.ids)
            for h, day in enumerate(days)
        ]

    def json(self) -> dict[str, Any]:
        """Give all of it, for other programs."""
        found = self.forecast
        return {
            "series": self.rows(),
            "by_series": [
                {
                    "id": name,
                    "method": found.method[i],
                    "grade": self.grades[i].letter,
                    "reasons": list(self.grades[i].reasons),
                    "suspended_since": found.suspended_since[i],
                }
                for i, name in enumerate(found.ids)
            ],
            "flags": [
                {
                    "id": s.id,
                    "flag": s.flag.name.lower(),
                    "start": s.start,
                    "end": s.end,
                    "periods": s.periods,
                    "lowest": _number(s.lowest),
                    "highest": _number(s.highest),
                }
                for s in self.spells
            ],
            "successions": [
                {
                    "day": s.day,
                    "before": list(s.before),
                    "after": list(s.after),
                    "ratio": _number(s.ratio),
                    "joined": self.joined,
                }
                for s in self.successions
            ],
            "origin": iso(found.origin),
            "frequency": found.frequency,
            "unit": self.demand.unit,
            "source": self.demand.source,
            "notes": list(self.notes),
            "digest": found.digest(),
        }

    def csv(self) -> str:
        """Give the rows as a French spreadsheet reads them (`;`, decimal comma)."""
        page = io.StringIO()
        writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
        writer.writerow(("id", "ds", *NAMES))
        for row in self.rows():
            name = str(row["id"])
            name = f"'{name}" if name.startswith(FORMULA) else name
            cells = ["" if row[k] is None else f"{row[k]}".replace(".", ",") for k in NAMES]
            writer.writerow((name, row["ds"], *cells))
        return page.getvalue()


def answer(
    demand: Demand, horizon: int, *, join: bool = False, department: str = "", zone: str = ""
) -> DemandAnswer:
    """Clean, forecast and grade series.

    Parameters
    ----------
    demand
        Series as read.
    horizon
        Periods ahead.
    join
        Give sites that split, merged or changed name as one series.
    department, zone
        Where they are, for the calendar.

    Raises
    ------
    JumeauError
        Nothing but zeros; a horizon out of reach.
    """
    from forecasting.demand import forecast_demand
    from forecasting.series.grade import grades
    from forecasting.series.hygiene import clean, spells
    from forecasting.series.succession import joined, successions

    if not np.nansum(demand.values):
        raise JumeauError(
            demand.source or "fichier",
            "toutes les valeurs sont nulles ou absentes : rien à prévoir.",
            "Vérifiez la colonne (--value) et la période de l'export.",
        )
    demand = clean(demand)
    found = successions(demand)
    if join:
        demand = joined(demand, found)
    forecast = forecast_demand(demand, horizon, department=department, zone=zone)
    notes = list(dict.fromkeys((*demand.notes, *forecast.notes)))
    if not join:
        notes += [f"{s.french()} : --join les réunit en une série" for s in found]
    return DemandAnswer(
        demand,
        replace(forecast, notes=()),
        grades(demand, forecast.suspended_since),
        spells(demand),
        found,
        join,
        tuple(notes),
    )


def iso(day: np.datetime64) -> str:
    """Give a period as text: 2026-01-12, or 2026-01-12T08:00 for an hour."""
    if np.datetime_data(day.dtype)[0] in ("h", "m", "s"):
        return str(day.astype("datetime64[m]"))
    return str(day.astype("datetime64[D]"))


def _number(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None
