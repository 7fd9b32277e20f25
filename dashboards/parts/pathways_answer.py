"""An answer on a log of pathways: its sentences, its picture, its tables, what may leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dash import html

from dashboards.aria import labelled
from dashboards.logs.answering import Answers
from dashboards.logs.asking import Question
from dashboards.logs.serving import PICTURE, TABLE
from dashboards.words import say, typeset

if TYPE_CHECKING:
    from pathways.answers.answer import Answer

MOST_ROWS = 200
NUMERIC = ("count", "s", "share", "points", "more_s")
FRENCH: dict[str, Any] = {"lang": "fr"}
NODES = {"activity": ("Activité", "text"), "count": ("Événements", "count"),
         "cases": ("Parcours", "count"), "patients": ("Patients", "count")}  # fmt: skip


def answered(answers: Answers, question: Question, lang: str) -> list[Any]:
    """Give an answer made of one picture and its tables.

    Raises
    ------
    JumeauError
        The question has no answer.
    """
    answer = answers.answer(question)
    tables = [(_table_title(question.view, lang), *screen_rows(answer, _most(question)))]
    if question.view == "map":
        tables.append((say("p_t_activities", lang), *_nodes(answer)))
    names = {"map": ("passages", "activites"), "variants": ("variantes",),
             "bottlenecks": ("goulots",), "compare": ("comparaison",)}[question.view]  # fmt: skip
    return [
        html.Section(
            [
                html.H2(typeset(answer.title), **FRENCH),
                *sentences([*answer.lines, *_paths(answer)]),
                *picture(answers, answer, question, lang),
            ],
            className="panel words",
        ),
        *(
            html.Section(
                [
                    html.Div([html.H2(title), download(question, name, lang)],
                             className="panel-head"),
                    *shown,
                ],
                className="panel words",
            )
            for (title, *shown), name in zip(
                [(t, *grid(t, h, n, r, total, lang)) for t, h, n, r, total in tables], names,
                strict=True,
            )
        ),
        footer(answer.footer(), lang),
    ]  # fmt: skip


def picture(
    answers: Answers, answer: Answer, question: Question, lang: str, side: str = "",
    title: str = "",
) -> list[Any]:  # fmt: skip
    """Give the picture in a frame that can be enlarged and moved, by the keyboard too."""
    svg = answers.svg(answer)
    found = re.search(r'width="(\d+)" height="(\d+)"', svg)
    wide, high = (found[1], found[2]) if found else ("800", "600")
    more = {"side": side} if side else {}
    address = f"{PICTURE}?" + urlencode({**question.query(), **more}, safe="/")
    named = typeset(title or answer.title)
    buttons = [
        html.Button(text, type="button", className="quiet-button",
                    **{"data-zoom": way, **labelled(say(f"p_zoom_{way}", lang))})
        for way, text in (("in", "+"), ("out", "−"), ("fit", say("p_fit", lang)))
    ]  # fmt: skip
    return [
        html.Figure(
            [
                html.Div(buttons, className="zoom-bar", role="group",
                         **labelled(say("p_zoom", lang))),
                html.Div(
                    html.Img(src=address, alt=say("p_alt", lang, title=named), width=wide,
                             height=high, draggable="false"),
                    className=f"zoom-frame is-{answer.kind}", tabIndex=0, role="region",
                    **labelled(say("p_frame", lang, title=named)),
                ),
                html.Figcaption(
                    [say("p_move", lang), " ",
                     html.A(say("p_svg", lang), href=address, download="parcours.svg")],
                    className="source",
                ),
            ],
            className="zoomed",
        )
    ]  # fmt: skip


def grid(
    title: str, heads: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]],
    total: int, lang: str,
) -> list[Any]:  # fmt: skip
    """Give a table within its own scroll, and what it leaves out."""
    body = [
        html.Tr(
            [html.Td(cell, className="figure" if n else "")
             for cell, n in zip(row, numeric, strict=True)]
        )
        for row in rows
    ]  # fmt: skip
    if not rows:
        return [html.P(say("p_no_row", lang), className="quiet")]
    table = html.Table(
        [
            html.Thead(
                html.Tr([html.Th(h, scope="col", className="figure" if n else "")
                         for h, n in zip(heads, numeric, strict=True)])
            ),
            html.Tbody(body),
        ],
        **FRENCH,
    )  # fmt: skip
    left = total - len(rows)
    return [
        html.Div(table, className="scroll tall", tabIndex=0, role="region",
                 **labelled(say("p_table", lang, title=title))),
        *([html.P(say("p_left", lang, n=left), className="source")] if left > 0 else []),
    ]  # fmt: skip


def screen_rows(
    answer: Answer, most: int = MOST_ROWS
) -> tuple[list[str], list[bool], list[list[str]], int]:
    """Give headings, which are numbers, rows and how many there are in all."""
    heads, rows = answer.screen_rows(most)
    numeric = [unit in NUMERIC for _, unit in answer.heads.values()]
    return heads, numeric, rows, answer.table.height


def sentences(lines: Sequence[str]) -> list[html.P]:
    """Give what an answer says, in French."""
    return [html.P(typeset(line), **FRENCH) for line in lines]


def download(question: Question, name: str, lang: str) -> html.A:
    """Give the link to one table as a file."""
    address = f"{TABLE}?" + urlencode(question.query(table=name), safe="/")
    return html.A(say("download", lang), href=address, className="button", download="",
                  **labelled(say(f"p_csv_{name}", lang)))  # fmt: skip


def footer(lines: Sequence[str], lang: str) -> html.Footer:
    """Say the filters, the source and what the disclosure gate hides."""
    said = [html.P(typeset(line), **FRENCH) for line in lines]
    return html.Footer([*said, html.P(say("p_hidden", lang))], className="footer gate")


def _paths(answer: Answer) -> list[str]:
    """Say how many successions are shown where some are left out."""
    every = answer.facts.get("map_filters", {}).get("edges_found", 0)
    shown = answer.table.height
    return [f"Passages montrés : les {shown} plus fréquents sur {every}."] if shown < every else []


def _nodes(answer: Answer) -> tuple[list[str], list[bool], list[list[str]], int]:
    from pathways.pictures.numbers import cell

    nodes = answer.facts["nodes"]
    rows = [[cell(n[k], unit) for k, (_, unit) in NODES.items()] for n in nodes[:MOST_ROWS]]
    return (
        [h for h, _ in NODES.values()],
        [u != "text" for _, u in NODES.values()],
        rows,
        len(nodes),
    )


def _most(question: Question) -> int:
    return int(question["most"]) if question.view == "variants" else MOST_ROWS


def _table_title(view: str, lang: str) -> str:
    return say(f"p_t_{view}", lang)
