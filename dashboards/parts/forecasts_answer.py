"""What is expected of one series: sentences, fan chart, table, files to take away."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import urlencode

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import HIDDEN, labelled
from dashboards.figures.fan import Fan, fan
from dashboards.forecasts.asking import PASTS, View
from dashboards.forecasts.results import NAMES, Result, Row
from dashboards.forecasts.serving import TABLE, french_period
from dashboards.forecasts.spoken import dated, figure, period, places
from dashboards.parts.access_table import TALL, options
from dashboards.theme import Theme
from dashboards.words import say, typeset

MOST_NAMED = 5
TICKS = {"H": 3, "D": 5, "M": 5}
"""Stretches between the marks under a drawing, about (hours have longer words)."""
GOOD = 0
"""Flag of an observation that is learned from (`twin.contracts.forecasts.Flag`)."""


def banner(result: Result, lang: str) -> list[Any]:
    """Say for which series the model is suspended, and since when."""
    since: dict[str, list[str]] = {}
    for row in result.suspended():
        since.setdefault(str(row["suspended_since"]), []).append(str(row["id"]))
    return [
        html.P(
            html.Strong(say("fc_suspended", lang, date=french_period(day), who=_listed(who, lang))),
            className="suspended", role="alert",
        )
        for day, who in sorted(since.items())
    ]  # fmt: skip


def controls(result: Result, view: View, lang: str) -> html.Section:
    """Give the labelled choices: the series, how much of the past."""
    frequency = view.frequency
    pasts = [
        {"value": str(p),
         "label": say(f"fc_past_{frequency}", lang, n=p // 7 if frequency == "D" else p)}
        for p in PASTS[frequency]
    ]  # fmt: skip
    return html.Section(
        [
            dmc.Select(
                id=ids.F_SERIES, label=say("fc_series", lang), value=view.series,
                data=[{"value": one, "label": one} for one in result.ids],
                allowDeselect=False, searchable=len(result.ids) > TALL, limit=200,
                nothingFoundMessage="–",
            ),
            dmc.Select(
                id=ids.F_PAST, label=say("fc_past", lang), data=pasts, value=str(view.past),
                allowDeselect=False,
            ),
        ],
        className="controls forecast-controls",
        **labelled(say("fc_choose", lang)),
    )  # fmt: skip


def expected(result: Result, view: View, theme: Theme, lang: str) -> html.Section:
    """Give what is expected: in words, drawn, and to take away."""
    rows = result.quantiles(view.series)
    method = say("fc_method", lang, method=result.of(view.series)["method"])
    known = [row for row in rows if row["q50"] is not None]
    title = html.H2(say("fc_expected", lang, series=view.series))
    if not known:
        why = str(result.of(view.series)["method"])
        return html.Section(
            [title, html.P(say("fc_no_forecast", lang, why=why), className="warning")],
            className="panel words",
        )
    return html.Section(
        [
            html.Div([title, *_downloads(view, lang)], className="panel-head"),
            *(html.P(words) for words in sentences(known, result.said["unit"], view, lang)),
            legend(theme, lang),
            _drawn(result, rows, view, theme, lang),
            html.P(say("fc_interval_is", lang), className="source"),
            html.P(say("fc_not_sum", lang), className="source"),
            html.P(method, className="source"),
        ],
        className="panel words",
    )


def sentences(rows: list[Row], unit: str, view: View, lang: str) -> list[str]:
    """Say the first period and the highest one, each with its interval."""
    unit = unit or say("fc_any_unit", lang)
    decimals = places(*(row["q95"] for row in rows))

    def told(key: str, row: Row) -> str:
        median, low, high = (figure(row[n], decimals, lang) for n in ("q50", "q05", "q95"))
        when = period(str(row["ds"]), view.frequency, lang)
        words = say(key, lang, period=when, median=median, low=low, high=high, unit=unit)
        return words[0].upper() + words[1:]

    highest = max(rows, key=lambda row: float(row["q50"]))
    said = [told("fc_first", rows[0])]
    return said if highest is rows[0] else [*said, told("fc_highest", highest)]


def table(result: Result, view: View, lang: str) -> html.Section:
    """Give each period with its median and both intervals."""
    title = say(f"fc_table_{view.frequency}", lang, series=view.series)
    rows = result.quantiles(view.series)
    return html.Section([html.H2(title), grid(rows, view, lang)], className="panel words")


def grid(rows: list[Row], view: View, lang: str) -> dag.AgGrid:
    """Give quantiles as a table, one line a period."""
    decimals = places(*(row["q95"] for row in rows))

    def record(row: Row) -> dict[str, Any]:
        low, under, median, over, high = (figure(row[n], decimals, lang) for n in NAMES)
        return {
            "ds": row["ds"], "ds_text": dated(str(row["ds"]), view.frequency, lang),
            "q50": row["q50"], "q50_text": median,
            "half": say("fc_between", lang, low=under, high=over),
            "most": say("fc_between", lang, low=low, high=high),
        }  # fmt: skip

    wrapped = {"wrapHeaderText": True, "autoHeaderHeight": True, "wrapText": True,
               "autoHeight": True}  # fmt: skip
    columns = [
        {"field": "ds", "headerName": say("fc_h_period", lang), "minWidth": 100, "flex": 3,
         "wrapText": True, "autoHeight": True,
         "valueFormatter": {"function": "params.data.ds_text"}},
        {"field": "q50", "headerName": say("fc_h_median", lang), "minWidth": 76, "flex": 1,
         "type": "rightAligned", "valueFormatter": {"function": "params.data.q50_text"}},
        {"field": "half", "headerName": say("fc_h_half", lang), "minWidth": 74, "flex": 2,
         "sortable": False, **wrapped},
        {"field": "most", "headerName": say("fc_h_most", lang), "minWidth": 74, "flex": 2,
         "sortable": False, **wrapped},
    ]  # fmt: skip
    return dag.AgGrid(
        rowData=[record(row) for row in rows], columnDefs=columns,
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True},
        dashGridOptions=options(len(rows), [], lang), className="grid",
        style={"height": "560px"} if len(rows) > TALL else {"height": None},
    )  # fmt: skip


def quality(result: Result, view: View, lang: str) -> html.Section:
    """Give the grade of the history, what was set aside and why, what was decided."""
    one, spells = result.of(view.series), result.spells(view.series)
    reasons = [html.Li(typeset(str(reason))) for reason in one["reasons"]]
    notes = [html.Li(typeset(str(note))) for note in result.said["notes"]]
    return html.Section(
        [
            html.H2(say("fc_quality", lang, letter=one["grade"])),
            html.Ul(reasons, className="notes") if reasons else html.P(say("fc_steady", lang)),
            html.P(say("fc_grade_is", lang), className="source"),
            html.H3(say("fc_aside", lang)),
            _spells(spells, lang) if spells else html.P(say("fc_nothing_aside", lang)),
            html.Details(
                [html.Summary(say("fc_notes", lang)), html.Ul(notes, className="notes", lang="fr")]
            ),
        ],
        className="panel words",
    )


def _spells(spells: list[Row], lang: str) -> html.Div:
    rows = []
    for spell in spells:
        low, high = spell["lowest"], spell["highest"]
        decimals = places(low, high)
        same = low == high
        values = (
            "–"
            if low is None
            else figure(low, decimals, lang)
            if same
            else say(
                "fc_between",
                lang,
                low=figure(low, decimals, lang),
                high=figure(high, decimals, lang),
            )
        )
        cells = [
            say(f"fc_flag_{spell['flag']}", lang),
            french_period(str(spell["start"])),
            french_period(str(spell["end"])),
            figure(spell["periods"], 0, lang),
            values,
        ]
        rows.append(html.Tr([html.Td(c, className="figure" if i > 2 else "")
                             for i, c in enumerate(cells)]))  # fmt: skip
    heads = [html.Th(say(f"fc_h_{h}", lang), scope="col", className="figure" if i > 2 else "")
             for i, h in enumerate(("why", "from", "to", "periods", "values"))]  # fmt: skip
    return html.Div(
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)]),
        className="scroll tall", tabIndex=0, role="region", **labelled(say("fc_aside", lang)),
    )  # fmt: skip


def _drawn(result: Result, rows: list[Row], view: View, theme: Theme, lang: str) -> html.Div:
    seen = result.history(view.series, view.past)
    values = [(value_of(row["y"]), row["flag"]) for row in seen]
    shown = fan_of(
        rows,
        [v if flag == GOOD else math.nan for v, flag in values],
        [math.nan if flag == GOOD else v for v, flag in values],
    )
    days = [str(row["ds"]) for row in (*seen, *rows)]
    return fan(shown, ticks(days, len(seen), view.frequency, lang), theme, lang,
               say("fc_alt", lang, n=len(seen)))  # fmt: skip


def fan_of(rows: list[Row], past: list[float], aside: list[float]) -> Fan:
    """Give quantiles after a past, as a fan draws them."""
    bands = [([value_of(r[low]) for r in rows], [value_of(r[high]) for r in rows])
             for low, high in (("q05", "q95"), ("q25", "q75"))]  # fmt: skip
    return Fan(past, aside, [value_of(row["q50"]) for row in rows], bands)


def ticks(days: list[str], first: int, frequency: str, lang: str) -> list[tuple[int, str]]:
    """Choose a few marks: the first period seen, the first ahead, the last, others between."""
    last = len(days) - 1
    gap = max(1, last // TICKS[frequency])
    ranks = {0, first, last}
    for rank in range(0, last, gap):
        if min(abs(rank - kept) for kept in ranks) >= gap * 0.7:
            ranks.add(rank)
    return [(r, period(days[r], frequency, lang, short=True)) for r in sorted(ranks)]


def legend(theme: Theme, lang: str, *, past: bool = True) -> html.Ul:
    """Name what a fan draws."""
    line = {"borderTop": f"3px solid {theme.ink}"}
    marks = [
        (html.Span(className="stroke", style=line, **HIDDEN), "seen"),
        (html.Span("×", className="fan-cross-mark", **HIDDEN), "aside"),
        (html.Span(className="stroke", **HIDDEN), "median"),
        (html.Span(className="swatch fan-half", **HIDDEN), "half"),
        (html.Span(className="swatch fan-most", **HIDDEN), "most"),
    ]
    return html.Ul(
        [html.Li([mark, say(f"fc_l_{key}", lang)]) for mark, key in marks[0 if past else 2 :]],
        className="day-legend",
    )


def _downloads(view: View, lang: str) -> list[html.A]:
    found = []
    for style, look in (("excel", "button"), ("iso", "button is-second")):
        address = f"{TABLE}?" + urlencode({"forecast": view.forecast, "style": style})
        found.append(html.A(say(f"fc_csv_{style}", lang), href=address, className=look,
                            download="", **labelled(say(f"fc_csv_{style}_of", lang))))  # fmt: skip
    return found


def _listed(names: list[str], lang: str) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return say("fc_and_more", lang, names=shown, n=more) if more > 0 else shown


def value_of(value: float | None) -> float:
    """Give a value that may be absent as a number."""
    return math.nan if value is None else float(value)
