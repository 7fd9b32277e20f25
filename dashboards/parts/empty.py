"""What is shown when nothing has been computed yet: the command to type."""

from __future__ import annotations

from dash import html

from dashboards.library import Library
from dashboards.words import say


def empty(library: Library, lang: str) -> html.Div:
    """Give the page of an empty store, with the commands that fill it."""
    commands = (("make demo", "empty_demo"), ("jumeau run MON-SCENARIO.toml", "empty_run"))
    lone = [r for r in library.runs().values() if r.record.scenario.get("lever")]
    return html.Div(
        [
            html.H1(say("empty_title", lang)),
            html.P(say("empty_why", lang, root=library.root)),
            *([html.P(say("no_base", lang), className="warning")] if lone else []),
            html.P(say("empty_how", lang)),
            html.Dl(
                [
                    html.Div([html.Dt(html.Code(command)), html.Dd(say(key, lang))])
                    for command, key in commands
                ]
            ),
        ],
        className="panel words empty",
    )
