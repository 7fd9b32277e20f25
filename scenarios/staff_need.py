r"""From arrivals by hour to persons by hour, then to shifts: the need that a problem reads.

Each hour is a queue at its steady state (Erlang; `logistics.queues`): patients arrive at rate
$\lambda_h$, each takes some minutes of one person, and the fewest persons are kept with which the
promised share begins within the promised wait. A series gives $\lambda_h$ as the mean total of its
weekday, times the share of the hour (one profile for Monday to Friday, one for the weekend), times
the day's quantile (total of a day over the mean of its weekday); hours not told count 0. A forecast
gives its quantile, which already holds the chance of each hour: a little careful. Shifts are then
chosen by set cover (`logistics.shift_cover`), over the week.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logistics.queues import least_servers
from logistics.shift_cover import HOURS, ShiftPlan, ShiftTemplate, cover_week
from logistics.staffing.problem.cells import Cells, read_cells
from logistics.staffing.problem.parts import ShiftType
from logistics.staffing.problem.tables import WEEKDAYS, a_date, plain
from scenarios.parts import write_whole
from twin.tables import JumeauError, refuse, shown

FOREVER_MIN = 1e5
"""Patience of someone who does not leave: the promise is made to all."""
HOURS_A_DAY = 24
MOMENTS = ("ds", "moment", "date", "jour", "heure", "horodate", "date heure")
SITES = ("id", "site", "finess", "serie")
COUNTS = ("arrivees", "passages", "valeur", "y", "nombre", "effectif")
HEADS = ("jour", "competence", "poste", "debut", "fin", "besoin", "cout_manque")
HOUR_COST, SHIFT_COST = 20, 100
"""Cost of a missing person, an hour or a shift, in the points of the problem (assumed)."""

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Work:
    """What a patient asks of one person, and what is promised.

    Attributes
    ----------
    minutes
        Minutes of work a patient.
    wait_min
        Wait promised.
    service
        Share of the patients for whom it is kept, under 1.
    """

    minutes: float
    wait_min: float
    service: float


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Patients an hour of the days told.

    Attributes
    ----------
    days
        Dates of a forecast, or weekdays' names of a series.
    rates
        [day, hour], patients an hour.
    told
        Where they come from, in French.
    notes
        What the reader must know of them, French sentences.
    """

    days: tuple[str, ...]
    rates: Floats
    told: str
    notes: tuple[str, ...] = ()

    @property
    def weekly(self) -> bool:
        """Say whether the days are the seven weekdays."""
        return self.days == WEEKDAYS


def read_arrivals(path: Path, quantile: float, site: str = "") -> Arrivals:
    """Read a series of counts by hour, or the quantiles of a forecast.

    Parameters
    ----------
    quantile
        Of the day (series), or the column to take (forecast: 0.8 is `q80`).
    site
        Which series, where the file holds several.

    Raises
    ------
    JumeauError
        Without a moment and a number a line, without hours, or with several series.
    """
    cells = read_cells(path)
    heads = [plain(str(h or "")) for h in cells.header]
    at = next((k for k, h in enumerate(heads) if h in MOMENTS), None)
    column = f"q{round(100 * quantile):02d}"
    forecast = any(h.startswith("q") and h[1:].isdigit() for h in heads)
    wanted = (column,) if forecast else COUNTS
    value = next((k for k, h in enumerate(heads) if h in wanted), None)
    if at is None or value is None:
        lacking = "de moment (ds, date, heure)" if at is None else f"« {' ou '.join(wanted)} »"
        raise JumeauError(f"{path}, ligne 1", f"colonne {lacking} absente.",
                          f"Lues : {', '.join(h for h in heads if h)}.")  # fmt: skip
    where = next((k for k, h in enumerate(heads) if h in SITES), None)
    counts = _counts(cells, at, value, where, site)
    if forecast:
        days = tuple(sorted({d for d, _ in counts}))
        rates = np.array([[counts.get((d, h), 0.0) for h in range(HOURS_A_DAY)] for d in days])
        return Arrivals(tuple(d.isoformat() for d in days), rates, f"prévision, colonne {column}")
    return _usual_week(counts, quantile, path)


def _counts(
    cells: Cells, at: int, value: int, where: int | None, site: str
) -> dict[tuple[date, int], float]:
    """Give the number of each day and hour."""
    found: dict[tuple[date, int], float] = defaultdict(float)
    faults, sites = [], set()
    for line, row in cells.rows:
        own = "" if where is None else str(row[where] or "").strip()
        if site and own != site:
            continue
        sites.add(own)
        when, number = _moment(row[at]), _number(row[value])
        if when is None or number is None or number < 0:
            faults.append(JumeauError(
                f"{cells.path}, ligne {line}", f"« {row[at]} ; {row[value]} » illisible.",
                "Écrivez 2026-01-12T08:00 et un nombre d'arrivées."))  # fmt: skip
            continue
        found[when.date(), when.hour] += number
    refuse(shown(faults, cells.path))
    if len(sites) > 1:
        raise JumeauError(f"{cells.path}", f"{len(sites)} séries ({', '.join(sorted(sites)[:5])}).",
                          "Choisissez-en une avec --site.")  # fmt: skip
    if not found:
        raise JumeauError(f"{cells.path}", "aucune arrivée lue.", "Vérifiez --site et le fichier.")
    if len({h for _, h in found}) < 2:
        raise JumeauError(f"{cells.path}", "des jours, pas des heures.",
                          "Donnez une ligne par heure (forecast series --freq H).")  # fmt: skip
    return found


def _usual_week(counts: dict[tuple[date, int], float], quantile: float, path: Path) -> Arrivals:
    """Give the usual week of a series, raised to a quantile of its days."""
    days = sorted({d for d, _ in counts})
    if len({d.weekday() for d in days}) < 7 or len(days) < 14:
        raise JumeauError(f"{path}", f"{len(days)} jours seulement.",
                          "Donnez deux semaines entières au moins.")  # fmt: skip
    table = np.array([[counts.get((d, h), 0.0) for h in range(HOURS_A_DAY)] for d in days])
    weekday = np.array([d.weekday() for d in days])
    totals = np.array([table[weekday == k].sum(axis=1).mean() for k in range(7)])
    # Few weeks leave some weekday and hour empty by chance: the profile is shared.
    shares = [table[part].sum(axis=0) / max(1e-9, table[part].sum())
              for part in (weekday < 5, weekday >= 5)]  # fmt: skip
    mean = np.array([totals[k] * shares[k >= 5] for k in range(7)])
    usual = totals[weekday]
    ratio = table.sum(axis=1)[usual > 0] / usual[usual > 0]
    factor = float(np.quantile(ratio, quantile)) if len(ratio) else 1.0
    told = (f"série du {days[0]} au {days[-1]} : moyenne de chaque jour, x {factor:.2f} "
            f"(quantile {quantile:g} des journées)")  # fmt: skip
    return Arrivals(WEEKDAYS, mean * factor, told.replace(".", ","))


def _moment(cell: Any) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    for form in ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M",
                 "%Y-%m-%dT%H:%M:%S"):  # fmt: skip
        try:
            return datetime.strptime(str(cell).strip(), form)
        except ValueError:
            continue
    day = a_date(cell)
    return datetime(day.year, day.month, day.day) if isinstance(day, date) else None


def _number(cell: Any) -> float | None:
    try:
        found = float(str(cell).strip().replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def persons_by_hour(arrivals: Arrivals, work: Work, least: int = 0) -> Ints:
    """Give the fewest persons with which the promise is kept, [day, hour].

    Parameters
    ----------
    least
        Present at any hour, even without a patient.

    Raises
    ------
    JumeauError
        When the promise asks for more than can be computed.
    """
    try:
        found = np.array([
            [least_servers(rate / 60.0, 1.0 / work.minutes, 1.0 / FOREVER_MIN,
                           share=work.service, minutes=work.wait_min) for rate in map(float, row)]
            for row in arrivals.rates
        ], np.int64)  # fmt: skip
        return np.maximum(found, least)
    except ValueError:
        raise JumeauError("--service, --wait", "promesse intenable.",
                          "Allongez l'attente ou baissez la part.") from None  # fmt: skip


def by_hours(arrivals: Arrivals, persons: Ints, skill: str) -> list[dict[str, Any]]:
    """Give the need as rows, equal hours joined."""
    rows = []
    for day, hours in zip(arrivals.days, persons, strict=True):
        start = 0
        for hour in range(1, HOURS_A_DAY + 1):
            if hour < HOURS_A_DAY and hours[hour] == hours[start]:
                continue
            if hours[start]:
                rows.append(_row(day, skill, "", f"{start:02d}:00", f"{hour % 24:02d}:00",
                                 int(hours[start]), HOUR_COST))  # fmt: skip
            start = hour
    return rows


def _row(
    day: str, skill: str, shift: str, start: str, end: str, need: int, cost: int
) -> dict[str, Any]:
    return dict(zip(HEADS, (day, skill, shift, start, end, need, cost), strict=True))


def templates_of(shifts: tuple[ShiftType, ...]) -> list[ShiftTemplate]:
    """Give the work shifts of a problem as whole hours: those during which they are there."""
    found = []
    for shift in shifts:
        spans = shift.clock()
        if shift.kind != "work" or len(spans) > 1:
            continue
        first, last = math.ceil(spans[0][0] / 60), spans[0][1] // 60
        if 1 <= last - first <= HOURS_A_DAY and first < HOURS_A_DAY:
            found.append(ShiftTemplate(shift.id, first, last - first))
    return found


def by_shifts(
    arrivals: Arrivals, persons: Ints, skill: str, templates: list[ShiftTemplate]
) -> tuple[list[dict[str, Any]], ShiftPlan]:
    """Give the need by shift of a week, and the plan that it comes from.

    Raises
    ------
    JumeauError
        When the arrivals are not a usual week, or an hour has no shift.
    """
    if not arrivals.weekly:
        raise JumeauError("--problem", "une prévision datée se donne par heures.",
                          "Retirez --problem, ou donnez une série de semaines.")  # fmt: skip
    assert persons.size == HOURS  # seven days
    try:
        plan = cover_week(persons.ravel(), templates)
    except ValueError as error:
        raise JumeauError("--problem", f"les postes ne couvrent pas toutes les heures ({error}).",
                          "Ajoutez un poste, ou donnez le besoin par heures (sans --problem)."
                          ) from None  # fmt: skip
    held: dict[tuple[str, int], int] = defaultdict(int)
    for template, day, number in plan.starts:
        held[template.name, day] += number
    rows = [
        _row(WEEKDAYS[day], skill, name, "", "", number, SHIFT_COST)
        for (name, day), number in sorted(held.items(), key=lambda item: (item[0][1], item[0][0]))
    ]
    return rows, plan


def write_need(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write a need as the CSV that a problem reads (`need = ...` under `[files]`)."""

    def write(at: Path) -> None:
        with at.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, HEADS, delimiter=";")
            writer.writeheader()
            writer.writerows(rows)

    write_whole(path, write)
