"""One card an indicator: the reference, then what each policy changes, on one scale."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from dashboards import views
from dashboards.figures.interval_bar import interval_bar
from dashboards.gathering import Gathering, Gaze
from dashboards.library import indicators
from dashboards.parts.cards import (
    SIGNS,
    decides_words,
    ends_text,
    gap_places,
    gap_text,
    label_of,
    level_text,
    made_by,
    unshown_words,
)
from dashboards.words import say
from scenarios.paired import Asked

DRAWN = ("year90", "mc95")
"""The interval that is drawn: the first that there is; all are written."""
Rows = dict[str, dict[str, pd.Series]]


def cards(gathering: Gathering, gaze: Gaze) -> list[Any]:
    """Give the cards of the key indicators, for the site chosen or the whole territory."""
    rows: Rows = {
        tag: {r["indicator"]: r for _, r in views.of_site(study.rows, gaze.site).iterrows()}
        for tag, study in gathering.tagged()
    }
    asked = dict.fromkeys(views.decided_by(study.scenario) for _, study in gathering.tagged())
    lead = [card for one in asked if one is not None for card in _deciding(one, gathering, gaze)]
    shown = {one[0] for one in asked if one is not None and one[1:] == (gaze.site, "")}
    known = views.in_order({n for one in rows.values() for n in one}, [i.id for i in indicators()])
    known = [name for name in known if name not in shown]
    first = [name for name in views.HEADLINE if name in known]
    first += [n for n in known if n not in first][: max(0, len(views.HEADLINE) - len(first))]
    if not first and not lead:
        return [html.P(say("no_card", gaze.lang), className="quiet")]
    return [*lead, *(_card(name, rows, gathering, gaze.lang) for name in first)]


def _deciding(asked: Asked, gathering: Gathering, gaze: Gaze) -> list[Any]:
    """Give the card of a figure that a policy said it would be judged on, where it is measured."""
    rows: Rows = {
        tag: {str(row["indicator"]): row for _, row in views.at(study.rows, asked).iterrows()}
        for tag, study in gathering.tagged()
    }
    if not any(rows.values()):
        return []
    return [_card(asked[0], rows, gathering, gaze.lang, decides=True)]


def tag_of(tag: str) -> html.Span:
    """Give the letter of a policy, as it is drawn everywhere on the page."""
    return html.Span(tag, className=f"tag tag-{tag.lower()}")


def _card(
    name: str, rows: Rows, gathering: Gathering, lang: str, *, decides: bool = False
) -> html.Article:
    held = {tag: one[name] for tag, one in rows.items() if name in one}
    some = next(iter(held.values()))
    known = {i.id: i for i in indicators()}.get(name)
    reach = max(
        (abs(v) for row in held.values() for pair in views.ends(row).values() for v in pair),
        default=0.0,
    )
    lines = [
        _line(tag, held[tag], reach, lang)
        if tag in held
        else html.Li([tag_of(tag), html.Span(say("c_absent", lang), className="quiet")])
        for tag, _ in gathering.tagged()
    ]
    return html.Article(
        [
            html.H3(label_of(name, lang)),
            *([html.P(decides_words(gathering.studies[0], some, lang), className="card-what")]
              if decides else []),
            html.P(say("c_base", lang, value=level_text(some, "base", lang)),
                   className="card-what"),
            html.Ul(lines, className="sides"),
            html.P(made_by(gathering.studies[0], lang), className="source"),
        ],
        className="card",
        title=known.definition if known is not None else None,
    )  # fmt: skip


def _line(tag: str, row: pd.Series, reach: float, lang: str) -> html.Li:
    """Give one policy: its difference, its intervals, their drawing, a sentence."""
    found = views.ends(row)
    chips: list[Any] = [
        html.Span([ends_text(row, lang, name=name), html.Span(name, className="chip")],
                  className="side-ends")
        for name in found
    ]  # fmt: skip
    chips += [html.Span(said, className="side-ends") for said in unshown_words(row, lang)]
    drawn = [
        interval_bar(row["difference"], *found[name], reach, row["effect"])
        for name in DRAWN
        if name in found
    ][:1]
    return html.Li(
        [
            html.P(
                [tag_of(tag), html.Strong(gap_text(row, lang), className="side-gap")],
                className="side-head",
            ),
            html.P(chips, className="card-ends"),
            *drawn,
            html.P(
                [html.Span(f"{SIGNS[row['effect']]} "), sentence(row, lang)],
                className=f"side-said is-{row['effect']}",
            ),
        ],
    )


def sentence(row: pd.Series, lang: str) -> str:
    """Say in words what a policy does to an indicator."""
    effect = row["effect"]
    if effect == "same":
        return say("c_said_same", lang)
    if views.few(row):
        return say("c_said_few", lang, n=int(row["n"]))
    if effect == "none":
        return say("c_said_none", lang)
    if effect not in ("worse", "better", "changed"):
        return say("c_said_unclear", lang)
    places = gap_places(row)
    levels = {w: level_text(row, w, lang, places) for w in ("base", "policy")}
    return say("c_said_found", lang, verdict=say(effect, lang), **levels)
