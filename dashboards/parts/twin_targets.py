"""The table "simulated, observed, source, gap", from the figures that the run keeps."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.library import Library
from dashboards.numbers import day, number
from dashboards.parts.access_said import marked
from dashboards.words import say, told, typeset
from scenarios.film.files import read_targets
from scenarios.store import StoredRun, reference_of
from scenarios.targets import TARGETS, TargetRow
from scenarios.targets import words as said
from scenarios.targets.table import for_territory, row_of
from twin.tables import JumeauError
from twin.territory import Territory

HEADS = ("figure", "tag", "simulated", "observed", "source", "gap")
FIGURES = ("simulated", "observed")
YEAR_DAYS = 365


def table(library: Library, run: StoredRun, lang: str) -> list[Any]:
    """Give the table of a run, of its reference when it holds a policy."""
    if run.record.scenario.get("lever"):
        run = reference_of(run, library.runs().values()) or run
    values = read_targets(run)
    heading = html.H2(say("w_targets", lang))
    if not values:
        return [
            heading,
            html.P(marked(say("w_targets_none", lang, name=run.name)), className="warning"),
        ]
    scenario = run.record.scenario
    rows = [row for row in target_rows(run, values) if row.status != "not_simulated"]
    head = [html.Th(say(f"w_head_{name}", lang), scope="col") for name in HEADS]
    of = say("w_targets_of", lang, days=number(scenario["days"], 0, lang),
             start=day(str(scenario["start"]), lang), n=number(len(values), 0, lang))  # fmt: skip
    short = scenario["days"] < YEAR_DAYS
    return [
        heading,
        html.P(of),
        *([html.P(marked(say("w_targets_short", lang)), className="warning")] if short else []),
        html.Div(
            html.Table([html.Thead(html.Tr(head)), html.Tbody([_line(row, lang) for row in rows])]),
            className="scroll targets",
            tabIndex=0,
            role="region",
            **labelled(say("w_targets", lang)),
        ),
        html.P(told(said.READING, lang), className="source"),
    ]


def target_rows(run: StoredRun, values: list[dict[str, float]]) -> list[TargetRow]:
    """Give the rows, with the observed figures of the run's own territory where it is at hand."""
    place = _territory(str(run.record.scenario.get("territory", "")), run.record.territory.digest)
    targets = [for_territory(t, place) if place is not None else t for t in TARGETS]
    return [row_of(t, [found[t.id] for found in values if t.id in found]) for t in targets]


def _line(row: TargetRow, lang: str) -> html.Tr:
    """Give a line; a source keeps the title it was published under."""
    first, *others = said.cells(row)
    cells = [
        html.Td(typeset(cell), lang="fr") if name == "source" and lang == "en"
        else html.Td(told(cell, lang), className="figure" if name in FIGURES else None)
        for name, cell in zip(HEADS[1:], others, strict=True)
    ]  # fmt: skip
    note = told(row.note, lang) if row.note else None
    return html.Tr([html.Th(told(first, lang), scope="row", title=note), *cells])


@lru_cache(maxsize=4)
def _territory(named: str, digest: str) -> Territory | None:
    folder = Path(named)
    try:
        found = Territory.load(folder) if folder.is_dir() else Territory.pilot()
    except JumeauError:
        return None
    return found if found.digest() == digest else None
