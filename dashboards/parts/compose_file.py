"""What a form gives: whether it can run, its buttons, and the file that it writes."""

from __future__ import annotations

from typing import Any, NamedTuple

import dash_mantine_components as dmc
from dash import html

from dashboards import compose_ids, ids
from dashboards.aria import labelled
from dashboards.words import say


class FileIds(NamedTuple):
    """Names of the parts of one such panel."""

    verdict: str
    effort: str
    run: str
    save: str
    replace: str
    said: str
    text: str
    note: str


SCENARIO = FileIds(ids.S_VERDICT, ids.S_EFFORT, ids.S_RUN, ids.S_SAVE, ids.S_REPLACE, ids.S_SAID,
                   ids.S_TEXT, ids.S_NOTE)  # fmt: skip
STUDY = FileIds(
    compose_ids.VERDICT, compose_ids.EFFORT, compose_ids.RUN, compose_ids.SAVE,
    compose_ids.REPLACE, compose_ids.SAID, compose_ids.TEXT, compose_ids.NOTE,
)  # fmt: skip


def file_parts(at: FileIds, words: str, lang: str, *, shown: bool) -> list[Any]:
    """Give the verdict, the buttons and the text of the file of a form.

    Parameters
    ----------
    words
        First letter of the words of the panel: "s" of a scenario, "y" of a study.
    shown
        Whether the text of the file is unfolded.
    """
    named = say(f"{words}_text", lang)
    return [
        html.P(id=at.verdict, className="verdict", role="status"),
        html.Div(id=at.effort, className="words"),
        html.Div(
            [
                html.Button(say(f"{words}_run", lang), id=at.run, type="button",
                            className="button"),
                html.Button(say(f"{words}_save", lang), id=at.save, type="button",
                            className="button is-second"),
                dmc.Checkbox(id=at.replace, label=say(f"{words}_replace", lang), checked=False,
                             style={"display": "none"}),
            ],
            className="file-actions",
        ),
        html.Div(id=at.said, role="status"),
        html.Details(
            [
                html.Summary(named),
                html.Pre(id=at.text, className="toml", tabIndex=0, role="region",
                         **labelled(named)),
                html.P(id=at.note, className="source"),
            ],
            open=shown,
        ),
    ]  # fmt: skip


def bare(at: FileIds) -> list[Any]:
    """Give bare components with every id of a panel, for Dash's own validation."""
    texts = (at.verdict, at.effort, at.said, at.text, at.note)
    return [
        dmc.Checkbox(id=at.replace),
        *(html.Button(id=name) for name in (at.run, at.save)),
        *(html.Div(id=name) for name in texts),
    ]
