"""What the four panels of the SAMU page share: addresses, tabs, the sentence, faults, tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.addresses import address_of
from dashboards.aria import CURRENT, labelled
from dashboards.library import Library
from dashboards.samu.wording import worded
from dashboards.words import say, typeset
from twin.access.emergency import MOBILISATION_MIN
from twin.tables import JumeauError

PAGE = "/samu"
DAY, DELAYS, BASES, CASE = "journee", "delais", "bases", "cas"
PANELS = (DAY, DELAYS, BASES, CASE)
FRENCH: dict[str, Any] = {"lang": "fr"}


def address(lang: str, panel: str, **fields: str) -> str:
    """Give the address of a panel; empty fields are left out."""
    return address_of(PAGE, lang, panel="" if panel == DAY else panel, **fields)


def addresses(lang: str, panel: str, **fields: str) -> tuple[str, str]:
    """Give what the address bar shows after the path, and the same page in the other language."""
    other = "fr" if lang == "en" else "en"
    here = address(lang, panel, **fields).removeprefix(PAGE)
    return here or "?", address(other, panel, **fields)


def head(panel: str, territory: str, lang: str) -> list[Any]:
    """Give the title, the sentence that every panel carries, and the tabs."""
    tabs = [
        html.Li(html.A(say(f"sa_tab_{name}", lang),
                       href=address(lang, name, territory=territory if name != DAY else ""),
                       **(CURRENT if name == panel else {})))
        for name in PANELS
    ]  # fmt: skip
    return [
        html.Header(
            [
                html.H1(say("sa_title", lang)),
                html.P(say(f"sa_lead_{panel}", lang), className="lead"),
            ],
            className="question",
        ),
        html.P([html.Strong(say("sa_not_a_device", lang)), " ", say("sa_synthetic", lang)],
               className="warning notice sa-banner"),
        html.Nav(html.Ul(tabs), className="views", **labelled(say("sa_tabs", lang))),
    ]  # fmt: skip


def definition(lang: str) -> html.P:
    """Give what the minutes of a coverage are."""
    return html.P(say("sa_definition", lang, min=f"{MOBILISATION_MIN:g}"), className="source")


def foot(notes: Sequence[str], lang: str, *, french: bool = False) -> html.Footer:
    """Give the limits of a panel, the sentence last.

    Parameters
    ----------
    french
        Whether the notes are in French whatever the page's language.
    """
    spoken = FRENCH if french else {}
    return html.Footer(
        [
            html.H2(say("limits_title", lang)),
            html.Ul([html.Li(note, className="limits", **spoken) for note in notes]),
            html.P(say("sa_not_a_device", lang), className="limits"),
        ],
        className="footer",
    )


def fault(error: JumeauError) -> html.P:
    """Give a fault where it was made: where, what, the remedy."""
    return html.P(typeset(worded(str(error))), className="warning", role="alert", **FRENCH)


def territory_select(library: Library, chosen: str, lang: str) -> dmc.Select:
    """Give the choice of the territory."""
    options = [{"value": key, "label": entry.name} for key, entry in library.territories().items()]
    return dmc.Select(
        id=ids.SA_TERRITORY, label=say("territory_label", lang), data=options, value=chosen,
        allowDeselect=False,
    )  # fmt: skip


def table(name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], figures: int) -> html.Div:
    """Give a table whose first column names its rows; the last `figures` columns hold numbers."""
    width = len(heads)
    lines = [
        html.Tr(
            [
                html.Th(row[0], scope="row"),
                *(html.Td(cell, className="figure" if k >= width - figures else None)
                  for k, cell in enumerate(row) if k),
            ]
        )
        for row in rows
    ]  # fmt: skip
    head_row = html.Tr([html.Th(one, scope="col") for one in heads])
    return html.Div(
        html.Table([html.Thead(head_row), html.Tbody(lines)]),
        className="scroll sa-table",
        tabIndex=0,
        role="region",
        **labelled(name),
    )
