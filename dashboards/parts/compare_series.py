"""The course of the day (or of the days) in each policy, beside the reference."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from dashboards.aria import labelled
from dashboards.figures.lines import DASHES, Line, colour_of, lines
from dashboards.gathering import Gathering, Gaze
from dashboards.library import Library
from dashboards.numbers import day, number, unit_of
from dashboards.parts.cards import made_by
from dashboards.parts.compare_cards import tag_of
from dashboards.theme import Theme
from dashboards.words import say
from scenarios.film.files import read_details
from scenarios.store import StoredRun, reference_of
from twin.tables import JumeauError

SERIES = (("day", "ed_arrivals_day"), ("day", "ed_present"), ("hour", "ed_present"),
          ("hour", "ed_arrivals"))  # fmt: skip
"""What is drawn where it is stored: family of `where`, indicator."""
HOURS = (0, 6, 12, 18, 23)


def series(library: Library, gathering: Gathering, gaze: Gaze, theme: Theme) -> list[Any]:
    """Give a drawing a series stored, for the site chosen or the whole territory."""
    base = reference_of(gathering.runs[0], library.runs().values())
    if base is None:
        return [html.P(say("c_no_series", gaze.lang), className="quiet")]
    held = [_details(run) for run in (base, *gathering.runs)]
    tags = ["", *(tag for tag, _ in gathering.tagged())]
    drawn = []
    for family, indicator in SERIES:
        found = [_line(t, f, family, indicator, gaze.site) for t, f in zip(tags, held, strict=True)]
        known = [(rank, one) for rank, one in enumerate(found) if one is not None]
        if len(known) == len(found) and known:
            drawn.append(_drawn(family, indicator, [one for _, one in known], gathering, gaze,
                                theme))  # fmt: skip
    return drawn or [html.P(say("c_no_series", gaze.lang), className="quiet")]


def _details(run: StoredRun) -> pd.DataFrame | None:
    try:
        return read_details(run)
    except JumeauError:
        return None


def _line(
    tag: str, frame: pd.DataFrame | None, family: str, indicator: str, site: str
) -> tuple[Line, tuple[str, ...], str] | None:
    """Give one series with its marks and its unit; None when the run does not hold it."""
    from scipy.special import stdtrit

    if frame is None:
        return None
    own = frame[(frame["indicator"] == indicator) & (frame["facility"] == site)
                & (frame["zone"] == "") & (frame["draw"] == 0)
                & frame["where"].str.startswith(f"{family}=")]  # fmt: skip
    if own.empty:
        return None
    wide = own.pivot_table(index="where", columns="replication", values="value").sort_index()
    n = wide.notna().sum(axis=1)
    mean = wide.mean(axis=1)
    half = pd.Series(float("nan"), index=mean.index)
    if (n > 1).any():
        half = stdtrit((n - 1).clip(lower=1), 0.975) * wide.std(axis=1, ddof=1) / n**0.5
    marks = tuple(str(where).partition("=")[2] for where in wide.index)
    line = Line(tag, mean.tolist(), (mean - half).clip(lower=0).tolist(), (mean + half).tolist())
    return line, marks, str(own["unit"].iloc[0])


def _drawn(
    family: str,
    indicator: str,
    found: list[tuple[Line, tuple[str, ...], str]],
    gathering: Gathering,
    gaze: Gaze,
    theme: Theme,
) -> html.Section:
    lang = gaze.lang
    shown, marks, unit = [line for line, _, _ in found], found[0][1], found[0][2]
    study = gathering.studies[0]
    where = study.places.site_name(gaze.site) if gaze.site else say("whole", lang)
    title = say(f"c_series_{family}", lang, indicator=say(f"d_{indicator}", lang), where=where)
    ticks = [marks[0], marks[-1]]
    if family == "hour":
        ticks = [f"{h} h" if lang != "en" else f"{h}:00" for h in range(0, 24, 1)]
        ticks = [t if h in HOURS else "" for h, t in enumerate(ticks)]
    else:
        ticks = [day(mark, lang) for mark in ticks]
    return html.Section(
        [
            html.H3(f"{title} ({unit_of(unit).text(lang)})"),
            lines(shown, ticks, theme, lang, title),
            html.Ul([_key(rank, one.tag, theme, lang) for rank, one in enumerate(shown)],
                    className="day-legend"),
            html.P(f"{say('c_series_note', lang)} {made_by(study, lang)}", className="source"),
            _table(family, marks, shown, title, lang),
        ]
    )  # fmt: skip


def _key(rank: int, tag: str, theme: Theme, lang: str) -> html.Li:
    style = "dashed" if DASHES[rank % len(DASHES)] else "solid"
    stroke = html.Span(
        className="stroke", style={"borderTop": f"3px {style} {colour_of(rank, theme)}"}
    )
    return html.Li([stroke, tag_of(tag) if tag else say("base", lang)])


def _table(family: str, marks: tuple[str, ...], shown: list[Line], title: str,
           lang: str) -> html.Details:  # fmt: skip
    heads = [say("c_hour" if family == "hour" else "c_day", lang)]
    heads += [one.tag or say("base", lang) for one in shown]
    rows = [
        html.Tr([html.Th(mark, scope="row"),
                 *(html.Td(number(one.points[at], 1, lang), className="figure") for one in shown)])
        for at, mark in enumerate(marks)
    ]  # fmt: skip
    head = html.Tr([html.Th(h, scope="col") for h in heads])
    return html.Details(
        [html.Summary(say("c_series_table", lang)),
         html.Div(html.Table([html.Thead(head), html.Tbody(rows)]), className="scroll",
                  tabIndex=0, role="region", **labelled(title))]
    )  # fmt: skip
