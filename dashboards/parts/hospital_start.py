"""Where the manager begins: drop the files, try the example, open a plan again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import ids
from dashboards.deposits.receiving import MOST_BYTES
from dashboards.hospital.opening import CYCLES, EMPTY, Opened
from dashboards.hospital.shelf import BETWEEN, EXAMPLE, EXAMPLES, Deposit, Shelf, Source
from dashboards.hospital.wording import worded
from dashboards.numbers import day, number
from dashboards.parts.deposits import deposited
from dashboards.words import count, say, typeset
from twin.tables import JumeauError

PAGE = "/hopital"
FRENCH: dict[str, Any] = {"lang": "fr"}


def address(lang: str, **fields: str) -> str:
    """Give an address of the page."""
    said = {name: value for name, value in fields.items() if value}
    said |= {"lang": "en"} if lang == "en" else {}
    return PAGE + ("?" + urlencode(said, safe="/.") if said else "")


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
                _drop(shelf, lang),
                *_folder(shelf, lang),
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


def _drop(shelf: Shelf, lang: str) -> html.Div:
    return html.Div(
        [
            dcc.Upload(
                html.Div([html.Strong(say("ph_drop_here", lang)),
                          html.Span(say("p_drop_or", lang), className="quiet")]),
                id=ids.HO_UPLOAD, multiple=True, max_size=MOST_BYTES, className="drop",
                className_active="drop is-over", className_reject="drop is-refused",
                style={}, style_active={}, style_reject={},
            ),
            html.P(say("ph_drop_note", lang, size=MOST_BYTES // 1024**2, folder=shelf.root.name),
                   className="source"),
            html.P(id=ids.HO_DROPPED, role="status"),
        ]
    )  # fmt: skip


def _example(lang: str) -> list[Any]:
    if not EXAMPLES.is_dir():
        return []
    link = html.A(say("ho_example", lang), href=address(lang, files=EXAMPLE))
    return [html.P([link, " ", html.Span(say("ho_example_note", lang), className="quiet")])]


def _folder(shelf: Shelf, lang: str) -> list[Any]:
    served = shelf.served()
    if not served:
        return []
    link = html.A(say("ph_folder", lang, folder=f"{shelf.root.name}/"),
                  href=address(lang, files=BETWEEN.join(served)))  # fmt: skip
    names = ", ".join(one.name for one in served.values())
    return [html.P([link, " ", html.Span(names, className="quiet")])]


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
