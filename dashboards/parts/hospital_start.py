"""Where the manager begins: drop the files, try the example, open a plan again."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import ids
from dashboards.addresses import address_of
from dashboards.deposits.dropping import Zone
from dashboards.hospital.opening import CYCLES, EMPTY, Opened
from dashboards.hospital.shelf import EXAMPLE, EXAMPLES, Deposit, Shelf, Source
from dashboards.hospital.wording import worded
from dashboards.numbers import day, number
from dashboards.parts.deposits import deposited, drop_zone_of_many, folder_link
from dashboards.words import count, say, typeset
from twin.tables import JumeauError

PAGE = "/hopital"
ZONE = Zone(ids.HO_UPLOAD, ids.HO_DROPPED, ids.HO_ERASE, ids.HO_GO, ids.HO_LANG)
FRENCH: dict[str, Any] = {"lang": "fr"}


def address(lang: str, **fields: str) -> str:
    """Give an address of the page."""
    return address_of(PAGE, lang, **fields)


def start(shelf: Shelf, lang: str) -> list[Any]:
    """Give the ways in."""
    plans = shelf.plans()
    needs = [html.Li(say(f"ho_need_{kind}", lang)) for kind in ("problem", "tables", "roster")]
    return [
        html.Section(
            [
                html.H2(say("ho_drop", lang)),
                html.P(say("ho_drop_lead", lang)),
                html.Ul(needs, className="notes"),
                drop_zone_of_many(ZONE, shelf.root.name, lang),
                *folder_link(shelf, address, lang),
                *_example(lang),
            ],
            className="panel words",
        ),
        html.Section(
            [
                html.H2(say("ho_plans", lang)),
                html.Ul([_plan(one, lang) for one in plans], className="jobs")
                if plans
                else html.P(say("ho_no_plan", lang), className="quiet"),
            ],
            className="panel words",
        ),
    ]  # fmt: skip


def _example(lang: str) -> list[Any]:
    if not EXAMPLES.is_dir():
        return []
    link = html.A(say("ho_example", lang), href=address(lang, files=EXAMPLE))
    return [html.P([link, " ", html.Span(say("ho_example_note", lang), className="quiet")])]


def _plan(one: Deposit, lang: str) -> html.Li:
    return deposited(
        one, address(lang, plan=one.id), "", {"type": ids.HO_ERASE, "of": one.id},
        say("ho_erase_note", lang), lang,
    )  # fmt: skip


def files_page(sources: list[Source], asked: str, found: Opened | str, lang: str) -> Any:
    """Give the files as they were read, the roster to begin with, and the way to open them."""
    names = ", ".join(source.name for source in sources)
    head = html.Header(
        [html.P(html.A(say("ho_back", lang), href=address(lang)), className="eyebrow"),
         html.H1(say("ho_files_title", lang))],
        className="question",
    )  # fmt: skip
    store = dcc.Store(id=ids.HO_FILES, data=asked)
    if isinstance(found, str):
        said: list[Any] = [
            html.P(html.Strong(say("ho_refused", lang)), className="state is-job-failed"),
            *lines(found),
        ]  # fmt: skip
    else:
        said = [_read(found, lang), _choice(found, lang),
                html.Div(html.Button(say("ho_open", lang), id=ids.HO_OPEN, type="button",
                                     className="button"), className="file-actions"),
                html.Div(id=ids.HO_OPEN_SAID, role="status")]  # fmt: skip
    return [head, html.Section([store, html.P(names, className="source"), *said],
                               className="panel words")]  # fmt: skip


def _read(found: Opened, lang: str) -> html.P:
    problem = found.problem
    return html.P(
        say("ho_read", lang, name=problem.title or problem.name,
            persons=number(len(problem.person), 0, lang),
            shifts=number(len(problem.shift), 0, lang), first=day(problem.start, lang),
            last=day(problem.last_day, lang), needs=number(len(problem.need), 0, lang),
            absences=count("ho_absences", len(problem.absence), lang))
    )  # fmt: skip


def _choice(found: Opened, lang: str) -> dmc.Select:
    special = {CYCLES: "ho_from_cycles", EMPTY: "ho_from_empty"}
    options = [{"value": one, "label": say(special[one], lang) if one in special else one}
               for one in found.tables]  # fmt: skip
    return dmc.Select(id=ids.HO_TABLE, label=say("ho_table", lang), data=options,
                      value=found.table, allowDeselect=False, maw=420)  # fmt: skip


def faults(error: JumeauError, *folders: Any) -> list[Any]:
    """Say faults in the words of the page, one a line."""
    return lines(worded(str(error), *folders))


def lines(text: str) -> list[Any]:
    """Give a warning a line."""
    return [html.P(typeset(line), className="warning", **FRENCH)
            for line in text.split("\n")[:30] if line]  # fmt: skip
