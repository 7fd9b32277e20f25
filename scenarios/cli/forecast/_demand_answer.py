"""A forecast of demand with all that must be told beside it: grades, breaks, flags, notes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.demand import Study
    from forecasting.rolling import Progress
    from forecasting.saved import Saved
    from forecasting.series.grade import Grade
    from forecasting.series.hygiene import Spell
    from forecasting.series.succession import Succession
    from scenarios.cli.forecast._hierarchy import Hierarchy
    from scenarios.cli.forecast._reading import Reading
    from twin.contracts.forecasts import Demand, Forecast

SHOWN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMES = tuple(f"q{round(100 * level):02d}" for level in SHOWN_LEVELS)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First signs that a spreadsheet would run."""
COHERENT = (
    "sites, départements et régions : les médianes s'additionnent ; les autres quantiles non, car "
    "tous les sites n'ont pas leur mauvais jour ensemble"
)


@dataclass(frozen=True, slots=True, eq=False)
class DemandAnswer:
    """What `jumeau forecast demand` tells."""

    demand: Demand
    forecast: Forecast
    levels: tuple[str, ...]
    grades: tuple[Grade, ...]
    spells: tuple[Spell, ...]
    successions: tuple[Succession, ...]
    joined: bool
    notes: tuple[str, ...]
    made: Study

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a series and period: `id`, `level`, `ds` and five quantiles."""
        return quantile_rows(self.forecast, self.levels)

    def json(self) -> dict[str, Any]:
        """Give all of it, for other programs."""
        found = self.forecast
        return {
            "series": self.rows(),
            "by_series": [
                {
                    "id": name,
                    "level": self.levels[i],
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
        return quantile_csv(self.rows())


def answer(
    demand: Demand, horizon: int, *, reading: Reading, hierarchy: Hierarchy | None = None,
    saved: Saved | None = None, progress: Progress | None = None,
) -> DemandAnswer:  # fmt: skip
    """Clean, forecast and grade series.

    Parameters
    ----------
    demand
        Series as read.
    horizon
        Periods ahead.
    reading
        Options of the verb: joining of sites, place, the user's columns.
    hierarchy
        Where each series is: departments and regions are then forecast too.
    saved
        Model already learned, used as it is.
    progress
        Told how many earlier origins are done.

    Raises
    ------
    JumeauError
        Nothing but zeros; a horizon out of reach; a model that is not of these series.
    """
    from forecasting.demand import study
    from forecasting.hierarchy import levels
    from forecasting.reusing import study_saved
    from forecasting.series.grade import grades
    from forecasting.series.hygiene import spells

    demand, found = cleaned(demand, join=reading.join)
    if saved is not None:
        same_place(saved, reading)
        extras = reading.extras(demand, saved.horizon)
        made = study_saved(saved, demand, horizon, extras=extras)
        level = levels(demand.ids, saved.above, saved.regions)
    else:
        extras = reading.extras(demand, horizon)
        above = None if hierarchy is None else hierarchy.above
        regions = None if hierarchy is None else hierarchy.regions
        made = study(
            demand, horizon, department=reading.department, zone=reading.zone, above=above,
            regions=regions, extras=extras, progress=progress,
        )  # fmt: skip
        level = levels(demand.ids, above, regions)
    forecast = made.forecast
    notes = list(dict.fromkeys((*demand.notes, *forecast.notes)))
    if set(level) != {"site"}:
        notes.append(COHERENT)
    if not reading.join:
        notes += [f"{s.french()} : --join les réunit en une série" for s in found]
    return DemandAnswer(
        made.demand,
        replace(forecast, notes=()),
        level,
        grades(made.demand, forecast.suspended_since),
        spells(demand),
        found,
        reading.join,
        tuple(notes),
        made,
    )


def same_place(saved: Saved, reading: Reading) -> None:
    """Refuse a place that is not the one a model was learned at.

    Raises
    ------
    JumeauError
        Another department or school zone.
    """
    for option, asked, held in (
        ("--department", reading.department, saved.department),
        ("--zone", reading.zone, saved.zone),
    ):
        if asked not in ("", held):
            raise JumeauError(
                f"{option} {asked}", f"le modèle a été appris avec « {held or 'rien'} ».",
                f"Ôtez {option} : celui du modèle vaut.",
            )  # fmt: skip


def cleaned(demand: Demand, *, join: bool) -> tuple[Demand, tuple[Succession, ...]]:
    """Flag what is no observation, join sites where asked; give the events found too.

    Raises
    ------
    JumeauError
        Nothing but zeros.
    """
    from forecasting.series.hygiene import clean
    from forecasting.series.succession import joined, successions

    if not np.nansum(demand.values):
        raise JumeauError(
            demand.source or "fichier",
            "toutes les valeurs sont nulles ou absentes : rien à prévoir.",
            "Vérifiez la colonne (--value) et la période de l'export.",
        )
    demand = clean(demand)
    found = successions(demand)
    return (joined(demand, found) if join else demand), found


def quantile_rows(forecast: Forecast, levels: tuple[str, ...]) -> list[dict[str, Any]]:
    """Give one row a series and period: name, level, period and five quantiles."""
    values = np.stack([forecast.quantile(level) for level in SHOWN_LEVELS], axis=-1)
    days = [iso(day) for day in forecast.ds]
    return [
        {"id": name, "level": levels[i], "ds": day}
        | {key: _number(v) for key, v in zip(NAMES, values[i, h], strict=True)}
        for i, name in enumerate(forecast.ids)
        for h, day in enumerate(days)
    ]


def quantile_csv(rows: list[dict[str, Any]]) -> str:
    """Give rows as a French spreadsheet reads them (`;`, decimal comma)."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    several = len({row["level"] for row in rows}) > 1
    heads = ("id", "level") if several else ("id",)
    writer.writerow((*heads, "ds", *NAMES))
    for row in rows:
        name = str(row["id"])
        name = f"'{name}" if name.startswith(FORMULA) else name
        cells = ["" if row[k] is None else f"{row[k]}".replace(".", ",") for k in NAMES]
        writer.writerow((name, *(row[h] for h in heads[1:]), row["ds"], *cells))
    return page.getvalue()


def iso(day: np.datetime64) -> str:
    """Give a period as text: 2026-01-12, or 2026-01-12T08:00 for an hour."""
    if np.datetime_data(day.dtype)[0] in ("h", "m", "s"):
        return str(day.astype("datetime64[m]"))
    return str(day.astype("datetime64[D]"))


def _number(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None
