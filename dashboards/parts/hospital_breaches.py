"""What the independent checker says of the roster: the verdict, each breach with its cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.numbers import day, number
from dashboards.words import count, say, typeset
from logistics.staffing.law.rule import CERTAINTY_FR
from logistics.staffing.verdict import Verdict, verdict_rows

FRENCH: dict[str, Any] = {"lang": "fr"}
MOST = 60
HEADS = ("force", "who", "when", "what", "rule")


def headline(verdict: Verdict, lang: str) -> list[Any]:
    """Say in one sentence whether the roster is legal, and what is only signalled."""
    hard, alerts = verdict.count("hard"), verdict.count("alert")
    words = say("ho_legal", lang) if verdict.legal else count("ho_illegal", hard, lang)
    return [html.P([html.Strong(words, className="ho-legal" if verdict.legal else "is-error"), " ",
                    count("ho_alerts", alerts, lang)], className="ho-verdict")]  # fmt: skip


def breaches(verdict: Verdict, lang: str) -> list[Any]:
    """Give the breaches, hard ones first; each has a button that goes to its cell."""
    rows = [row for row in verdict_rows(verdict) if row["severity"] != "past"]
    past = verdict.count("past")
    shown = rows[:MOST]
    more = [html.P(say("ho_more", lang, n=number(len(rows) - MOST, 0, lang)), className="source")]
    notes = [html.Li(typeset(note)) for note in verdict.notes]
    return [
        _table(shown, verdict, lang) if shown else html.P(say("ho_no_breach", lang)),
        *(more if len(rows) > MOST else []),
        *([html.P(count("ho_past", past, lang), className="source")] if past else []),
        html.Ul(notes, className="notes source", **FRENCH),
    ]  # fmt: skip


def _table(rows: Sequence[dict[str, Any]], verdict: Verdict, lang: str) -> html.Div:
    heads = html.Tr([html.Th(say(f"ho_b_{name}", lang), scope="col") for name in HEADS])
    body = [_line(rank, row, verdict, lang) for rank, row in enumerate(rows)]
    return html.Div(
        html.Table([html.Thead(heads), html.Tbody(body)]),
        className="scroll tall", tabIndex=0, role="region",
        **labelled(say("ho_breaches", lang)),
    )  # fmt: skip


def _line(rank: int, row: dict[str, Any], verdict: Verdict, lang: str) -> html.Tr:
    zone = ZoneInfo(verdict.problem.zone)
    when = datetime.fromisoformat(row["start"]).astimezone(zone).date()
    inside = min(max(when, verdict.problem.start), verdict.problem.last_day)
    who = row["name"] or row["person"] or say("ho_team", lang)
    doubt = "" if row["certainty"] == "verified" else CERTAINTY_FR[row["certainty"]]
    goto = html.Button(
        day(when, lang), type="button", className="link-button",
        id={"type": ids.HO_GOTO, "rank": rank, "who": row["person"], "day": f"{inside}"},
        **labelled(say("ho_goto", lang, who=who, date=day(when, lang))),
    )  # fmt: skip
    return html.Tr(
        [
            html.Td(say(f"ho_f_{row['severity']}", lang),
                    className="is-error" if row["severity"] == "hard" else "is-warning"),
            html.Th(who, scope="row"),
            html.Td(goto),
            html.Td(typeset(row["words"]), **FRENCH),
            html.Td([typeset(row["title"]), html.Br(),
                     html.Span(typeset(row["article"]), className="quiet"),
                     *([html.Br(), html.Em(typeset(doubt))] if doubt else [])], **FRENCH),
        ]
    )  # fmt: skip
