"""What the forecast would have been worth: who wins, by how much, do the intervals hold."""

from __future__ import annotations

import math
from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.forecasts.results import Result, Row
from dashboards.numbers import interval, number, quantity
from dashboards.parts.forecasts_mapping import BUSY, working
from dashboards.words import count, say, typeset

AIM = 0.9
PARTS = {"lundis": "fc_k_monday", "jours fériés": "fc_k_holiday", "hiver": "fc_k_winter"}
LEAST_MARKED = 30
"""Points under which a coverage is not marked as off: chance alone moves it by 5 points or more."""


def check(result: Result, series: str, lang: str) -> list[Any]:
    """Give the check on the past, how far it is, or why there is none."""
    title = html.H2(say("fc_check", lang))
    found = result.check
    if found is None:
        if result.state in BUSY:
            return [title, *working(result.deposit, say("fc_checking", lang), lang)]
        return [title, html.P(say("fc_check_dead", lang), className="warning")]
    if "error" in found:
        said = say("fc_check_off", lang, why=typeset(str(found["error"])))
        return [title, html.P(said, className="warning")]
    one = next(row for row in found["series"] if row["id"] == series)
    lead = say(
        "fc_check_lead", lang, origins=len(found["origins"]),
        points=number(found["points"], 0, lang), horizon=len(found["horizons"]),
        series=count("fc_size", len(found["series"]), lang),
    )  # fmt: skip
    many = len(found["series"]) > 1
    # Too few blocks of dates: an interval of the coverage would promise what it cannot.
    enough = found["winner"]["verdict"] != "few"
    low, high = found["coverage90_interval"] if enough else (None, None)
    which = say("fc_all", lang) if many else _quoted(series, lang)
    return [
        title,
        html.P(lead),
        html.P(html.Strong(winner(found["winner"], found, which, lang)), className="lead"),
        *([html.P(_alone(one, series, lang))] if many and "winner" in one else []),
        _methods(found, lang),
        html.P(say("fc_mase_is", lang, blocks=found["winner"]["blocks"]), className="source"),
        html.H3(say("fc_cover", lang)),
        html.P(_held(found["coverage90"], low, high, lang)),
        _parts(found["coverage_parts"], enough, lang),
        html.Details([html.Summary(say("fc_by_ahead", lang)), _horizons(found, lang)]),
        html.P(say("fc_cover_note", lang), className="source"),
    ]  # fmt: skip


def winner(told: Row, scores: Row, which: str, lang: str) -> str:
    """Say who won, in one sentence.

    Parameters
    ----------
    told
        Verdict, best rule and gaps (`forecasting.winning.Outcome.json`).
    scores
        `mase` of the forecast on the same points.
    """
    rule = say(f"fc_rule_{told['best_rule']}", lang)
    gap = next(g for g in told["gaps"] if g["rule"] == told["best_rule"])
    verdict, percent = str(told["verdict"]), ""
    if verdict in ("forecast", "rule") and gap["difference"] is not None:
        own = float(scores["mase"])
        theirs = own - float(gap["difference"])
        # Less error than the other, as a share of the other's.
        share = 1 - (own / theirs if verdict == "forecast" else theirs / own)
        percent = quantity(share, "share", lang, 0)
    return say(f"fc_won_{verdict}", lang, which=which, rule=rule, percent=percent)


def _alone(one: Row, series: str, lang: str) -> str:
    return winner(one["winner"], one, _quoted(series, lang), lang)


def _quoted(series: str, lang: str) -> str:
    return f"“{series}”" if lang == "en" else typeset(f"« {series} »")


def _methods(found: Row, lang: str) -> html.Div:
    """Give the forecast and each plain rule on the same points."""
    gaps = {g["rule"]: g for g in found["winner"]["gaps"]}
    rows: list[tuple[str, Row, Row | None]] = [(say("fc_chosen", lang), found, None)]
    rows += [(say(f"fc_rule_{name}", lang), row, gaps[name])
             for name, row in found["baselines"].items()]  # fmt: skip
    body = []
    for name, row, gap in rows:
        covered = _share(found["coverage90"], lang) if gap is None else "–"
        cells = [_score(row["mase"], lang), _share(row["wape"], lang), _gap(gap, lang), covered]
        body.append(
            html.Tr([html.Th(name, scope="row"), *(html.Td(c, className="figure") for c in cells)])
        )
    heads = [html.Th(say(f"fc_h_{h}", lang), scope="col", className="figure" if i else "")
             for i, h in enumerate(("who", "mase", "wape", "gap", "covered"))]  # fmt: skip
    return _framed(html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)]),
                   say("fc_check", lang), "scroll")  # fmt: skip


def _held(share: float | None, low: float | None, high: float | None, lang: str) -> str:
    """Say whether the intervals held: the interval of the coverage holds 90 %, or not."""
    if share is None or low is None or high is None:
        return say("fc_cover_few", lang, share=_share(share, lang))
    key = "low" if high < AIM else "high" if low > AIM else "right"
    return say(f"fc_cover_{key}", lang, share=_share(share, lang), low=_share(low, lang),
               high=_share(high, lang))  # fmt: skip


def _parts(parts: list[Row], enough: bool, lang: str) -> html.Ul:
    """Give the coverage of Mondays, public holidays and winter, each apart."""
    return html.Ul(
        [
            html.Li(
                say("fc_cover_part", lang, part=say(PARTS[row["part"]], lang),
                    n=number(row["n"], 0, lang))
                + _held(row["coverage90"], row["low"] if enough else None, row["high"], lang)
            )
            for row in parts
            if row["n"]
        ],
        className="notes",
    )  # fmt: skip


def _horizons(found: Row, lang: str) -> html.Div:
    names = list(found["baselines"])
    body = []
    for row in found["horizons"]:
        cells = [number(row["n"], 0, lang), _score(row["mase"], lang),
                 *(_score(row[f"{n}_mase"], lang) for n in names),
                 _marked(row["coverage90"], row["n"], lang)]  # fmt: skip
        body.append(
            html.Tr(
                [html.Th(str(row["horizon"]), scope="row"),
                 *(html.Td(c, className="figure") for c in cells)]
            )
        )  # fmt: skip
    words = [say("fc_h_ahead", lang), say("fc_h_points", lang), say("fc_h_mase", lang),
             *(f"MASE, {say(f'fc_rule_{n}', lang)}" for n in names),
             say("fc_h_covered", lang)]  # fmt: skip
    heads = [html.Th(w, scope="col", className="figure" if i else "")
             for i, w in enumerate(words)]  # fmt: skip
    return _framed(html.Table([html.Thead(html.Tr(heads)), html.Tbody(body)]),
                   say("fc_by_ahead", lang), "scroll tall")  # fmt: skip


def _framed(table: html.Table, title: str, look: str) -> html.Div:
    return html.Div(table, className=look, tabIndex=0, role="region", **labelled(title))


def _marked(share: float | None, n: int, lang: str) -> str:
    """Give a coverage, marked where it is further from 90 % than `tolerance` allows."""
    from forecasting.metrics import tolerance

    text = _share(share, lang)
    if share is None or n < LEAST_MARKED:
        return text
    apart = 100 * share - 90
    if abs(apart) <= tolerance(n):
        return text
    return f"{'▲' if apart > 0 else '▼'} {text}"


def _gap(gap: Row | None, lang: str) -> str:
    if gap is None or gap["difference"] is None:
        return "–"
    text = number(float(gap["difference"]), 3, lang, sign=True)
    if gap["low"] is None:
        return text
    return f"{text} {interval(float(gap['low']), float(gap['high']), '', lang, 3)}"


def _score(value: float | None, lang: str) -> str:
    return number(math.nan if value is None else value, 3, lang)


def _share(value: float | None, lang: str) -> str:
    return "–" if value is None else quantity(value, "share", lang, 1)
