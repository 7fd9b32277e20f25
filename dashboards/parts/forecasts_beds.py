"""Beds that arrivals foreseen will need, where lengths of stay were given."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.figures.fan import fan
from dashboards.forecasts.asking import View
from dashboards.forecasts.results import Result
from dashboards.numbers import NO_BREAK, number
from dashboards.parts.forecasts_answer import fan_of, grid, legend, sentences, ticks
from dashboards.theme import Theme
from dashboards.words import say, typeset

LONG_H = 48
"""Mean stays from which they are said in days."""


def occupied(result: Result, view: View, theme: Theme, lang: str) -> list[Any]:
    """Give the beds occupied at the end of each period; nothing where they were not asked."""
    said = result.beds
    if said is None:
        return []
    title = html.H2(say("fc_beds", lang, series=view.series))
    if "error" in said:
        why = say("fc_beds_off", lang, why=typeset(str(said["error"])))
        return [html.Section([title, html.P(why, className="warning")], className="panel words")]
    rows = [row for row in result.occupied(view.series) if row["q50"] is not None]
    if not rows:
        return []
    one = next(row for row in said["by_series"] if row["id"] == view.series)
    days = [str(row["ds"]) for row in rows]
    here = (
        say("fc_beds_here", lang, file=said["present"])
        if said["present"]
        else say("fc_beds_deduced", lang)
    )
    told = say("fc_beds_stays", lang, file=said["stays"], n=number(one["stays"], 0, lang),
               mean=_mean(float(one["mean_stay_h"]), lang))  # fmt: skip
    return [
        html.Section(
            [
                title,
                *(html.P(words) for words in sentences(rows, str(said["unit"]), view, lang)),
                html.P(f"{told} {here}"),
                legend(theme, lang, past=False),
                fan(fan_of(rows, [], []), ticks(days, 0, view.frequency, lang), theme, lang,
                    say("fc_beds_alt", lang)),
                html.Details([html.Summary(say("fc_beds_table", lang)), grid(rows, view, lang)]),
                html.Ul([html.Li(typeset(str(note))) for note in said["notes"]],
                        className="notes", lang="fr"),
            ],
            className="panel words",
        )
    ]  # fmt: skip


def _mean(hours: float, lang: str) -> str:
    if hours < LONG_H:
        return f"{number(hours, 1, lang)}{NO_BREAK}h"
    return f"{number(hours / 24, 1, lang)}{NO_BREAK}{'days' if lang == 'en' else 'jours'}"
