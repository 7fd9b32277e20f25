"""The headline cards of access, the national figures beside them, and the curve of the week."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from dashboards.aria import labelled
from dashboards.choice import Choice
from dashboards.figures.week import week_curve
from dashboards.numbers import number, quantity
from dashboards.parts import access_said as said
from dashboards.place import Place, curve_threshold
from dashboards.words import count, say, typeset
from twin import access

MILLION = 1e6
NATIONAL_MIN = 30.0


def cards(place: Place, choice: Choice) -> list[Any]:
    """Give population, shares beyond each threshold, mean and P90, each with its definition."""
    lang, one = choice.lang, choice.one
    whole = place.whole(one.id, choice.moment)
    drawn = [
        (say("card_population", lang), said.people_text(whole["inhabitants"], lang),
         f"{say('card_population_what', lang)} {count('t_communes', whole['communes'], lang)}.")
    ]  # fmt: skip
    for threshold in one.thresholds:
        people, share = said.beyond(whole, one, threshold)
        named = said.threshold_text(one, threshold, lang)
        what = say("card_share_what", lang, people=count("t_people", people, lang))
        title = say(f"card_share_{one.better}", lang, threshold=named)
        drawn.append((title, quantity(share, "part", lang, 1), what))
    weighed = "card_mean_what" if one.weight is None else "card_mean_apl"
    drawn += [
        (say("card_mean", lang), said.value_text(whole["mean"], one.unit, lang),
         say(weighed, lang)),
        (say("card_p90", lang), said.value_text(whole["p90"], one.unit, lang),
         say("card_p90_what", lang)),
    ]  # fmt: skip
    articles: list[Any] = [
        html.Article(
            [
                html.H3(title),
                html.P(value, className="card-gap"),
                html.P(what, className="card-what"),
            ],
            className="card",
        )
        for title, value, what in drawn
    ]
    return [*articles, html.P(said.made_by(place, lang), className="source")]


def national(place: Place, choice: Choice) -> list[Any]:
    """Give the range of the published national figures, each figure, and why they differ."""
    lang, one = choice.lang, choice.one
    if not one.urgent:
        return []
    found = access.national_figures()
    low, high = (
        number(found[f"people_over_30_min_{end}"] / MILLION, 1, lang) for end in ("low", "high")
    )
    people, share = said.beyond(place.whole(one.id, choice.moment), one, NATIONAL_MIN)
    lines = [
        html.Li(
            [
                html.Strong(say("millions", lang, n=number(figure["people"] / MILLION, 1, lang))),
                " ",
                html.Span(f"{typeset(figure['label'])}. ", lang="fr"),
                html.Span(f"{typeset(figure['source'])}.", className="quiet", lang="fr"),
            ]
        )
        for figure in found["figures"]
    ]
    return [
        html.H2(say("national_title", lang)),
        html.P(say("national_range", lang, low=low, high=high), className="national-range"),
        html.P(
            say("national_here", lang, people=count("t_people", people, lang),
                share=quantity(share, "part", lang, 1))
        ),
        html.P(say("national_why", lang, why=typeset(found["why_they_differ"]))),
        html.Details(
            [html.Summary(say("national_list", lang, n=len(lines))), html.Ul(lines)]
        ),
        html.P(say("national_docs", lang), className="source"),
    ]  # fmt: skip


def week(place: Place, choice: Choice) -> list[Any]:
    """Give the curve of the week with its words, its table, and the hour chosen."""
    lang, one = choice.lang, choice.one
    title = html.H2(say("week_title", lang))
    if not one.hourly or not one.thresholds:
        return [title, html.P(say("week_none", lang), className="quiet")]
    shares = place.curve(one.id, choice.date)
    chosen = choice.moment.hour_of_week
    level = said.threshold_text(one, curve_threshold(one), lang)
    written = [quantity(float(share), "part", lang, 1) for share in shares]
    name = say("week_low", lang, threshold=level)
    if len(set(written)) == 1:
        text = say("week_flat", lang, share=written[0])
    else:
        low, high = int(np.nanargmin(shares)), int(np.nanargmax(shares))
        text = say("week_words", lang, low=written[low], low_when=said.hour_text(low, lang),
                   high=written[high], high_when=said.hour_text(high, lang))  # fmt: skip
        if chosen is not None:
            text += " " + say("week_chosen", lang, when=said.hour_text(chosen, lang),
                              share=written[chosen])  # fmt: skip
    return [
        title,
        html.P(name, className="quiet"),
        week_curve([float(s) for s in shares], chosen, said.days(lang), lang),
        html.P(text),
        html.Details([html.Summary(say("week_table", lang)), _table(written, lang)]),
        html.P(said.road_text(place, one, lang), className="source"),
        html.P(said.made_by(place, lang), className="source"),
    ]


def _table(written: list[str], lang: str) -> html.Div:
    """Give a row a day, consecutive equal hours together."""
    rows = []
    for day, name in enumerate(said.days(lang)):
        hours = written[24 * day : 24 * day + 24]
        starts = [h for h in range(24) if h == 0 or hours[h] != hours[h - 1]]
        spans = [
            say("week_span", lang, a=a, b=b, share=hours[a])
            for a, b in zip(starts, [*starts[1:], 24], strict=True)
        ]
        rows.append(html.Tr([html.Th(name, scope="row"), html.Td(", ".join(spans))]))
    heads = [say(key, lang) for key in ("week_day", "week_hours")]
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody(rows)]
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **labelled(say("week_table", lang)),
    )
