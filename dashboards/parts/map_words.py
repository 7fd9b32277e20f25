"""The map in words: a sentence, and the table of the communes worst hit."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from dashboards import views
from dashboards.aria import labelled
from dashboards.figures.choropleth import LEAST_TESTED
from dashboards.library import Study
from dashboards.numbers import number, quantity
from dashboards.parts.cards import (
    better_of,
    common_places,
    ends_text,
    gap_text,
    label_of,
    level_text,
)
from dashboards.selection import Selection
from dashboards.words import say


def map_words(study: Study, chosen: Selection, count: int = 20) -> list[Any]:
    """Give the text alternative of the map."""
    lang = chosen.lang
    rows = views.by_zone(study.rows, chosen.mapped)
    if rows.empty:
        return [html.P(say("no_map", lang), className="quiet")]
    hit = views.losers(rows, better_of(chosen.mapped), count)
    parts: list[Any] = [html.P(_sentence(study, rows, hit, chosen), className="map-sentence")]
    if hit.empty:
        return [*parts, html.P(say("losers_none", lang), className="quiet")]
    title = say("losers_title", lang, n=len(hit))
    return [*parts, html.H3(title), _table(study, hit, lang)]


def commune_names(study: Study) -> pd.DataFrame:
    """Give name and department of each commune, by INSEE code."""
    zones = study.places.zones
    return zones.set_index("insee")[["nom", "dep"]] if len(zones) else pd.DataFrame()


def _named(names: pd.DataFrame, code: str) -> tuple[str, str]:
    if code in names.index:
        return str(names.loc[code, "nom"]), str(names.loc[code, "dep"])
    return code, code[:2]


def _sentence(study: Study, rows: pd.DataFrame, hit: pd.DataFrame, chosen: Selection) -> str:
    lang, names = chosen.lang, commune_names(study)
    label, total = label_of(chosen.mapped, lang), number(len(rows), 0, lang)
    if chosen.view != "difference":
        values = rows[chosen.view].dropna()
        unit = str(rows["unit"].iloc[0])
        which = say(chosen.view, lang).lower()
        return say("map_sentence_level", lang, indicator=label, which=which,
                   median=quantity(values.median(), unit, lang),
                   maximum=quantity(values.max(), unit, lang),
                   top=_named(names, str(rows.loc[values.idxmax(), "zone"]))[0])  # fmt: skip
    if hit.empty:
        nothing = rows[~rows["effect"].isin(("worse", "better", "changed", "same"))]
        if any(views.few(row) or row["n"] < LEAST_TESTED for _, row in nothing.iterrows()):
            return say("map_sentence_few", lang, indicator=label, total=total,
                       n=int(rows["n"].max()))  # fmt: skip
        return say("map_sentence_none", lang, indicator=label, total=total)
    found = rows[rows["effect"].isin(("worse", "better", "changed"))]
    top = hit.iloc[0]
    return say("map_sentence_found", lang, indicator=label, total=total,
               worse=number(int((found["difference"] > 0).sum()), 0, lang),
               better=number(int((found["difference"] < 0).sum()), 0, lang),
               top=_named(names, top["zone"])[0], detail=_gap(top, lang))  # fmt: skip


def _gap(row: pd.Series, lang: str, places: int | None = None) -> str:
    gap, ends = gap_text(row, lang, places), ends_text(row, lang, places)
    return f"{gap} {ends} (mc95)" if ends else gap


def _table(study: Study, hit: pd.DataFrame, lang: str) -> html.Div:
    names = commune_names(study)
    heads = ("commune", "department", "base", "policy", "difference")
    lines = []
    levels, gaps = common_places(hit)
    for _, row in hit.iterrows():
        commune, department = _named(names, row["zone"])
        cells = [level_text(row, which, lang, levels) for which in ("base", "policy")]
        lines.append(
            html.Tr(
                [
                    html.Th(commune, scope="row"),
                    html.Td(department),
                    *(html.Td(c, className="figure") for c in cells),
                    html.Td(_gap(row, lang, gaps), className="figure"),
                ]
            )
        )
    head = html.Tr([html.Th(say(h, lang), scope="col") for h in heads])
    return html.Div(
        html.Table([html.Thead(head), html.Tbody(lines)]),
        className="scroll losers",
        tabIndex=0,
        role="region",
        **labelled(say("losers_title", lang, n=len(hit))),
    )
