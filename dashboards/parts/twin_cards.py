"""The indicators of one run: mean of its replications, interval drawn, unit, source and date."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from dash import html

from dashboards import views
from dashboards.figures.level_bar import level_bar
from dashboards.library import indicators
from dashboards.numbers import day, interval, number, quantity, unit_of
from dashboards.parts.cards import label_of
from dashboards.parts.twin_said import made_by
from dashboards.reel import Reel
from dashboards.words import say, typeset

INTERVAL = "mc95"


def levels(frame: pd.DataFrame, site: str, zone: str = "") -> dict[str, tuple[str, list[float]]]:
    """Give unit and values by replication of each indicator, at the central parameters."""
    rows = frame[(frame["draw"] == 0) & (frame["zone"] == zone) & (frame["facility"] == site)]
    return {
        str(name): (str(part["unit"].iloc[0]),
                    [float(v) for v in part.sort_values("replication")["value"]])
        for name, part in rows.groupby("indicator", sort=False)
    }  # fmt: skip


def student95(values: list[float]) -> tuple[float, float]:
    """Give the 95 % interval of a mean (simulation noise); not a number under two values."""
    from scipy.special import stdtrit

    n = len(values)
    if n < 2:
        return float("nan"), float("nan")
    half = float(stdtrit(n - 1, 0.975) * np.std(values, ddof=1) / np.sqrt(n))
    mean = float(np.mean(values))
    return mean - half, mean + half


def cards(shown: Reel, site: str, lang: str) -> tuple[list[Any], list[Any]]:
    """Give the key cards and the others, for a hospital or the whole territory."""
    found = levels(shown.run.indicators(), site)
    order = views.in_order(found, [i.id for i in indicators()])
    lead = _deciding(shown, lang)
    asked = views.decided_by(shown.run.record.scenario)
    if asked is not None and lead and asked[1:] == (site, ""):
        order.remove(asked[0])
    first = [name for name in views.HEADLINE if name in order]
    rest = [name for name in order if name not in first]
    if not found and not lead:
        return [html.P(say("no_card", lang), className="quiet")], []
    if not first:
        first, rest = rest[:4], rest[4:]

    def drawn(names: list[str]) -> list[Any]:
        return [_card(name, *found[name], shown, lang) for name in names]

    return [*lead, *drawn(first)], drawn(rest)


def _deciding(shown: Reel, lang: str) -> list[Any]:
    """Give the card of the figure that the scenario said it would be judged on, where measured."""
    asked = views.decided_by(shown.run.record.scenario)
    if asked is None:
        return []
    name, facility, zone = asked
    found = levels(shown.run.indicators(), facility, zone)
    if name not in found:
        return []
    return [_card(name, *found[name], shown, lang, decides=_where(shown, facility, zone, lang))]


def _where(shown: Reel, facility: str, zone: str, lang: str) -> str:
    """Say that a figure is the one that decides, and where it is measured."""
    territory = shown.run.record.territory
    place = territory.hospitals.get(facility, facility) or zone or territory.name
    return f"{say('decides', lang)}, {typeset(place)}"


def heading(shown: Reel, lang: str) -> str:
    """Say of what period and of how many replications the cards are."""
    scenario = shown.run.record.scenario
    return say("w_cards_of", lang, days=number(scenario["days"], 0, lang),
               start=day(str(scenario["start"]), lang),
               n=number(len(shown.run.replications()), 0, lang))  # fmt: skip


def _places(mean: float, low: float, high: float, unit: str) -> int:
    """Choose the decimals that the interval deserves."""
    factor = unit_of(unit).factor
    half = (high - low) / 2 * factor
    if not half > 0:
        return 0 if abs(mean * factor) >= 20 else 1
    return 0 if half >= 2 or abs(mean * factor) >= 1000 else 1 if half >= 0.05 else 2


def _card(
    name: str, unit: str, values: list[float], shown: Reel, lang: str, *, decides: str = ""
) -> html.Article:
    mean = float(np.mean(values))
    low, high = student95(values)
    places = _places(mean, low, high, unit)
    if low == low:
        ends = [
            html.P(
                [html.Span(interval(low, high, unit, lang, places)),
                 html.Span(INTERVAL, className="chip")],
                className="card-ends",
            ),
            level_bar(mean, low, high, values),
        ]  # fmt: skip
    else:
        ends = [html.P(say("w_no_interval", lang), className="card-ends")]
    known = {i.id: i for i in indicators()}.get(name)
    return html.Article(
        [
            html.H3(label_of(name, lang)),
            *([html.P(decides, className="card-what")] if decides else []),
            html.P(quantity(mean, unit, lang, places), className="card-gap"),
            *ends,
            html.P(made_by(shown, lang), className="source"),
        ],
        className="card",
        title=known.definition if known is not None else None,
    )  # fmt: skip
