"""The indicator cards: baseline against policy, difference, interval, unit, source and date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import html

from dashboards import views
from dashboards.aria import HIDDEN
from dashboards.figures.interval_bar import interval_bar
from dashboards.library import Study, indicators
from dashboards.numbers import NO_BREAK, day, decimals_for, interval, quantity, unit_of
from dashboards.selection import Selection
from dashboards.words import say, typeset
from scenarios import unshown

SIGNS = {"worse": "■", "better": "●", "changed": "◆", "none": "○", "same": "○",
         "untestable": "?", "unclear": "?"}  # fmt: skip
DETECTED = ("worse", "better", "changed")
SHORT_UNIT = 5
REASON_KEYS = {
    unshown.UNDETECTED_DRAWS: "undetected", unshown.TOO_FEW_DRAWS: "few_draws",
    unshown.STILL: "still",
    unshown.CONTRADICTS: "contradicts", unshown.UNPLACED: "unplaced",
    unshown.NARROWER: "narrower",
    unshown.NO_CHANGE: "no_change", unshown.EQUAL: "equal", unshown.ALONE: "alone",
    unshown.ABSENT: "absent",
}  # fmt: skip
"""Word of each reason why an interval is not shown."""


def cards(study: Study, chosen: Selection) -> tuple[list[Any], list[Any]]:
    """Give the key cards and the others, for the site chosen or the whole territory."""
    rows = {r["indicator"]: r for _, r in views.of_site(study.rows, chosen.site).iterrows()}
    asked = views.decided_by(study.scenario)
    deciding = [] if asked is None else [r for _, r in views.at(study.rows, asked).iterrows()]
    if asked is not None and deciding and asked[1:] == (chosen.site, ""):
        rows.pop(asked[0], None)
    order = views.in_order(rows, [i.id for i in indicators()])
    first = [name for name in views.HEADLINE if name in rows]
    if len(first) < len(views.HEADLINE):
        first += [n for n in order if n not in first][: len(views.HEADLINE) - len(first)]
    rest = [name for name in order if name not in first]
    drawn = {name: _card(name, rows[name], study, chosen.lang) for name in order}
    if not drawn and not deciding:
        return [html.P(say("no_card", chosen.lang), className="quiet")], []
    lead = [_card(str(row["indicator"]), row, study, chosen.lang, decides=True) for row in deciding]
    return [*lead, *(drawn[name] for name in first)], [drawn[name] for name in rest]


def decides_words(study: Study, row: Mapping[str, Any] | pd.Series, lang: str) -> str:
    """Say that a figure is the one that decides, and where it is measured."""
    place = str(row["facility"] or row["zone"])
    where = study.places.site_name(place) if place else study.policy.territory.name
    return f"{say('decides', lang)}, {typeset(where)}"


def unshown_words(row: Mapping[str, Any] | pd.Series, lang: str) -> list[str]:
    """Say why an interval of the drawn parameters is not shown; the verdict says that of mc95."""
    return [
        say(f"unshown_{REASON_KEYS[reason]}", lang, name=name)
        for name, reason in views.unshown(row).items()
        if name != "mc95"
    ]


def verdict_words(row: Mapping[Any, Any] | pd.Series, lang: str) -> str:
    """Say what was detected; where nothing was, with too few replications to tell, say that."""
    if views.few(row):
        return say("few", lang, n=int(row["n"]))
    return say(str(row["effect"]), lang)


def label_of(indicator: str, lang: str) -> str:
    """Give the name of an indicator on screen."""
    known = {i.id: i for i in indicators()}.get(indicator)
    if known is None:
        return indicator
    return known.label_en if lang == "en" else typeset(known.label)


def better_of(indicator: str) -> str:
    """Give which way of an indicator is better for patients."""
    return next((i.better for i in indicators() if i.id == indicator), "neutral")


def gap_places(row: Mapping[str, Any] | pd.Series) -> int:
    """Choose the decimals of a difference: those that its interval deserves, no more."""
    factor = unit_of(row["unit"]).factor
    gap, half = abs(row["difference"]) * factor, (row["mc95_high"] - row["mc95_low"]) / 2 * factor
    if not half > 0:
        return 0 if gap == 0 else decimals_for(gap)
    places = 0 if half >= 2 or gap >= 100 else 1 if half >= 0.05 or gap >= 1 else 2
    places = max(places, 1) if factor != 1 else places
    ends = [abs(row[end]) * factor for end in ("mc95_low", "mc95_high")]
    # an end that would be read as zero although the difference is detected
    hidden = row["effect"] in DETECTED and any(end < 0.5 * 10.0**-places for end in ends)
    return min(places + 1, 2) if hidden else places


def level_places(row: Mapping[str, Any] | pd.Series) -> int:
    """Choose the decimals of the two levels: enough to see the difference, no more."""
    factor = unit_of(row["unit"]).factor
    size = max(abs(row["base"]), abs(row["policy"])) * factor
    most = 0 if size >= 1000 else 1 if size >= 10 else 2
    return min(gap_places(row), most) if row["difference"] != 0 else decimals_for(size)


def common_places(rows: pd.DataFrame) -> tuple[int, int]:
    """Choose the decimals of levels and differences for a whole column, so that it reads well."""
    moved = [row for _, row in rows[rows["effect"] != "same"].iterrows()]
    if not moved:
        moved = [row for _, row in rows.iterrows()]
    levels, gaps = [level_places(row) for row in moved], [gap_places(row) for row in moved]
    return max(levels, default=0), max(gaps, default=0)


def gap_text(
    row: Mapping[str, Any] | pd.Series, lang: str, places: int | None = None, *, unit: bool = True
) -> str:
    """Write the difference of a row."""
    decimals = gap_places(row) if places is None else places
    text = quantity(row["difference"], row["unit"], lang, decimals, gap=True)
    return text if unit else text.partition(NO_BREAK)[0]


def level_text(
    row: Mapping[str, Any] | pd.Series,
    which: str,
    lang: str,
    places: int | None = None,
    *,
    unit: bool = True,
) -> str:
    """Write the level of a row, `base` or `policy`."""
    decimals = level_places(row) if places is None else places
    text = quantity(row[which], row["unit"], lang, decimals)
    return text if unit else text.partition(NO_BREAK)[0]


def ends_text(
    row: Mapping[str, Any] | pd.Series, lang: str, places: int | None = None, name: str = "mc95"
) -> str:
    """Write one interval of a row, empty when it has none."""
    decimals = gap_places(row) if places is None else places
    return interval(row[f"{name}_low"], row[f"{name}_high"], row["unit"], lang, decimals)


def made_by(study: Study, lang: str) -> str:
    """Give the source and the date of every figure of a study."""
    version = study.policy.versions.get("jumeau", "")
    named = f"{NO_BREAK}{version}" if version[:1].isdigit() else ""
    return say("source_simulation", lang, version=named, date=day(study.policy.created, lang))


def _intervals(row: pd.Series, lang: str) -> list[Any]:
    """Give each interval of the row: its name, its ends, its drawing (all on one scale).

    One that is not shown is said in words: drawn, it would mislead.
    """
    found = views.ends(row)
    reach = max((abs(v) for pair in found.values() for v in pair), default=0.0)
    lines: list[Any] = []
    for name, (low, high) in found.items():
        text = ends_text(row, lang, name=name)
        lines.append(
            html.P([html.Span(text), html.Span(name, className="chip")], className="card-ends")
        )
        lines.append(interval_bar(row["difference"], low, high, reach, row["effect"]))
    return [*lines, *(html.P(said, className="card-ends") for said in unshown_words(row, lang))]


def _card(
    name: str, row: pd.Series, study: Study, lang: str, *, decides: bool = False
) -> html.Article:
    effect = row["effect"]
    known = {i.id: i for i in indicators()}.get(name)
    short = len(unit_of(row["unit"]).text(lang)) <= SHORT_UNIT
    values = [
        html.Div([html.Dt(say(which, lang)), html.Dd(level_text(row, which, lang, unit=short))])
        for which in ("base", "policy")
    ]
    return html.Article(
        [
            html.H3(label_of(name, lang)),
            *([html.P(decides_words(study, row, lang), className="card-what")] if decides else []),
            html.P(
                [html.Span(SIGNS[effect], **HIDDEN), NO_BREAK, verdict_words(row, lang)],
                className=f"verdict is-{effect}",
            ),
            html.P(gap_text(row, lang), className="card-gap"),
            *_intervals(row, lang),
            html.Dl(values, className="card-values"),
            html.P(made_by(study, lang), className="source"),
        ],
        className=f"card is-{effect}",
        title=known.definition if known is not None else None,
    )  # fmt: skip
