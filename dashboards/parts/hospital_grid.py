"""The roster as a grid: a line a person (or a shift), a column a day, the need above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import dash_ag_grid as dag

from dashboards import ids
from dashboards.hospital.desk import Cells, cells_of
from dashboards.parts.hospital_strip import strip
from dashboards.words import say
from logistics.staffing.problem.need_days import holidays_of
from logistics.staffing.problem.parts import days_of
from logistics.staffing.problem.problem import Problem
from logistics.staffing.verdict import Verdict
from scenarios.staff_export import colour_of
from twin.contracts.rosters import Roster

PERSON, SHIFT = "person", "shift"
DAYS = {"fr": ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
        "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}  # fmt: skip
ROW_PX, MOST_PX = 33, 760
MARKS = {"l": "ho-locked", "c": "ho-changed", "h": "ho-hard", "a": "ho-alert", "x": "ho-away",
         "s": "ho-chosen"}  # fmt: skip
"""Prefix of a row's field for a day, and the class of the cell where it is set."""


@dataclass(frozen=True, slots=True)
class View:
    """What the grid shows.

    Attributes
    ----------
    roster
        The one on the desk, or a proposal.
    marked
        Cells to mark as changed.
    chosen
        The cell under the hand.
    by
        A line a person, or a line a shift.
    """

    problem: Problem
    roster: Roster
    verdict: Verdict
    locks: Cells
    marked: set[tuple[str, date]]
    chosen: tuple[str, date] | None
    by: str
    lang: str


def grid(view: View) -> dag.AgGrid:
    """Give the grid; a click on a cell chooses it."""
    people = view.by != SHIFT
    lines = len(view.problem.person) + len(strip(view.problem, view.roster, view.lang))
    return dag.AgGrid(
        id=ids.HO_GRID, rowData=rows(view), columnDefs=columns(view), getRowId="params.data.id",
        defaultColDef={"sortable": False, "resizable": True, "suppressMovable": True},
        dashGridOptions=options(view),
        style={"height": min(MOST_PX, 70 + ROW_PX * lines) if people else MOST_PX},
        className="grid ho-grid",
    )  # fmt: skip


def options(view: View) -> dict[str, Any]:
    """Give the options; the coverage strip stays in sight above the persons."""
    return {
        "ensureDomOrder": True,
        "suppressColumnVirtualisation": True,
        "headerHeight": 44,
        **({} if view.by == SHIFT else {"rowHeight": ROW_PX}),
        "theme": {"function": "themeQuartz"},
        "localeText": {} if view.lang == "en" else {"noRowsToShow": "Aucune ligne"},
        "pinnedTopRowData": strip(view.problem, view.roster, view.lang),
    }


def rows(view: View) -> list[dict[str, Any]]:
    """Give a record a line."""
    return _by_shift(view) if view.by == SHIFT else _by_person(view)


def columns(view: View) -> list[dict[str, Any]]:
    """Give the columns: who, each day, then the counts of a person."""
    people = view.by != SHIFT
    public = holidays_of(view.problem, view.problem.dates)
    rules = {name: f"params.data.{mark}{{at}}" for mark, name in MARKS.items()}
    rules |= {"ho-lack": "params.data.k{at}", "ho-short": "params.data.w{at}"}
    colours = list(colour_of(view.problem).values())
    paints = [{"condition": f"params.data.n{{at}} === {rank}", "style": {"backgroundColor": c}}
              for rank, c in enumerate(colours)]  # fmt: skip
    found: list[dict[str, Any]] = [
        {"field": "name", "headerName": say("ho_who" if people else "ho_shift", view.lang),
         "pinned": "left", "width": 150, "cellClass": "ho-name", "tooltipField": "name"}
    ]  # fmt: skip
    for at, (when, free) in enumerate(zip(view.problem.dates, public, strict=True)):
        found.append({
            "field": f"d{at}", "headerName": head(when, view.lang),
            "width": 52 if people else 132, "minWidth": 40,
            "headerClass": "ho-free" if free or when.weekday() >= 5 else "ho-open",
            "cellClass": "ho-cell" if people else "ho-cell ho-names",
            "cellClassRules": {n: rule.format(at=at) for n, rule in rules.items()},
            "wrapHeaderText": True,
            **({} if people else {"wrapText": True, "autoHeight": True}),
            "cellStyle": {"styleConditions": [
                {**paint, "condition": str(paint["condition"]).format(at=at)} for paint in paints
            ] if people else []},
        })  # fmt: skip
    if people:
        found += [
            {"field": field, "headerName": say(f"ho_{field}", view.lang), "width": wide,
             "type": "rightAligned", "wrapHeaderText": True}
            for field, wide in (("hours", 74), ("nights", 66), ("sundays", 92))
        ]  # fmt: skip
    return found


def head(when: date, lang: str) -> str:
    """Give a day as the head of a column."""
    return f"{DAYS['en' if lang == 'en' else 'fr'][when.weekday()]} {when:%d/%m}"


def _by_person(view: View) -> list[dict[str, Any]]:
    problem, held = view.problem, cells_of(view.roster)
    ranks = {shift.id: rank for rank, shift in enumerate(problem.shift)}
    hurt = touched(view.verdict)
    away = {(a.person, d) for a in problem.absence for d in days_of(a.start, a.end)}
    public = holidays_of(problem, problem.dates)
    found = []
    for person in problem.person:
        line: dict[str, Any] = {"id": person.id, "name": person.said}
        for at, when in enumerate(problem.dates):
            cell = (person.id, when)
            shift = held.get(cell, "")
            out = cell in away or not person.under_contract(when)
            line[f"d{at}"] = shift or (say("ho_away", view.lang) if out else "")
            if shift in ranks:
                line[f"n{at}"] = ranks[shift]
            flags = {"l": cell in view.locks, "c": cell in view.marked, "x": out,
                     "h": hurt.get(cell) == "hard", "a": hurt.get(cell) == "alert",
                     "s": cell == view.chosen}  # fmt: skip
            line |= {f"{mark}{at}": True for mark, on in flags.items() if on}
        found.append(line | _counts(view, person.id, public))
    return found


def _counts(view: View, person: str, public: list[bool]) -> dict[str, Any]:
    """Count the hours, nights, Sundays and public holidays of a person in the table."""
    own = [d for d in view.roster.of(person) if d.day >= view.roster.start]
    zone = ZoneInfo(view.problem.zone)
    free = {d for d, off in zip(view.problem.dates, public, strict=True)
            if off or d.weekday() == 6}  # fmt: skip
    hours = sum(d.worked_min for d in own) / 60
    return {
        "hours": f"{hours:.1f}" if view.lang == "en" else f"{hours:.1f}".replace(".", ","),
        "nights": sum(d.end.astimezone(zone).date() > d.day for d in own),
        "sundays": sum(d.day in free for d in own),
    }  # fmt: skip


def touched(verdict: Verdict) -> Mapping[tuple[str, date], str]:
    """Give the cells that a breach names, each with the gravest force."""
    zone = ZoneInfo(verdict.problem.zone)
    found: dict[tuple[str, date], str] = {}
    for one in verdict.findings:
        breach = one.breach
        if not breach.person or one.severity == "past":
            continue
        last = (breach.end - timedelta(seconds=1)).astimezone(zone).date()
        if (last - breach.start.astimezone(zone).date()).days > 1:
            continue  # a window of a week or more is named in the list, not painted whole
        for when in days_of(breach.start.astimezone(zone).date(), last):
            found.setdefault((breach.person, when), one.severity)
    return found


def _by_shift(view: View) -> list[dict[str, Any]]:
    names = {p.id: p.said for p in view.problem.person}
    held = cells_of(view.roster)
    found = []
    for shift in view.problem.shift:
        line: dict[str, Any] = {"id": f"@{shift.id}", "name": f"{shift.id} {shift.label}"}
        for at, when in enumerate(view.problem.dates):
            here = [p.id for p in view.problem.person if shift.id in held.get(
                (p.id, when), "").split("+")]  # fmt: skip
            line[f"d{at}"] = "\n".join(names[one] for one in here)
            if any((one, when) in view.marked for one in here):
                line[f"c{at}"] = True
        found.append(line)
    return found
