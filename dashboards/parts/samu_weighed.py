"""What a trial of bases covers: before and after, by day and by night, and who loses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import numpy as np
from dash import html

from dashboards.figures.week_heat import week_heat
from dashboards.numbers import number, quantity
from dashboards.parts.access_said import days
from dashboards.parts.samu_areas import covered
from dashboards.parts.samu_frame import definition, fault, table
from dashboards.samu.bases_asked import Asked
from dashboards.samu.bases_body import both
from dashboards.samu.grounds import Laid
from dashboards.samu.trial import DAY, NIGHT, hours_of
from dashboards.samu.weighing import Weighed
from dashboards.theme import DEFAULT
from dashboards.words import say
from twin.tables import JumeauError

MOST_LOSERS = 20
SHARES = ("calls", "residents", "twice", "free")


def weighed(laid: Laid, asked: Asked, lang: str) -> list[Any]:
    """Give the figures of today and of the trial, side by side."""
    try:
        before, after = both(laid, asked)
    except JumeauError as error:
        return [fault(error)]
    heads = [say("sa_figure", lang), say("sa_today_long", lang), say("sa_trial", lang),
             say("sa_gap", lang)]  # fmt: skip
    name = say("sa_weighed", lang)
    links = [html.A(say(f"sa_down_{end}", lang), className="quiet-button", download="",
                    href=_link(asked, end)) for end in ("csv", "geojson", "json")]  # fmt: skip
    return [
        html.Section(
            [
                html.H2(name),
                html.P(_sentence(before, after, asked, lang), className="lead", role="status"),
                table(name, heads, _rows(before, after, lang), 3),
                html.P(say("sa_weighed_what", lang), className="source"),
                definition(lang),
                html.Div(links, className="file-actions"),
            ],
            className="panel words",
        ),
        covered(laid, asked, lang),
        html.Section(_equity(laid, asked, before, after, lang), className="panel words"),
        html.Section(
            html.Details(
                [html.Summary(say("sa_by_hour", lang)),
                 *week_heat(after.calls_by_hour.tolist(), days(lang), say("sa_by_hour", lang),
                            DEFAULT, lang)]
            ),
            className="panel words",
        ),
    ]  # fmt: skip


def _sentence(before: Weighed, after: Weighed, asked: Asked, lang: str) -> str:
    people = number(after.beyond - before.beyond, 0, lang, sign=True)
    if not asked.trial.changes:
        return say("sa_as_today", lang, share=number(100 * before.calls, 1, lang),
                   reach=number(asked.within_min, 0, lang))  # fmt: skip
    return say("sa_effect", lang, share=number(100 * after.calls, 1, lang),
               gap=number(100 * (after.calls - before.calls), 1, lang, sign=True),
               reach=number(asked.within_min, 0, lang), people=people)  # fmt: skip


def _rows(before: Weighed, after: Weighed, lang: str) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for key in SHARES:
        rows.append(_share(say(f"sa_row_{key}", lang), getattr(before, key), getattr(after, key),
                           lang))  # fmt: skip
    for hours in (DAY, NIGHT):
        held = hours_of(hours)
        for key in ("calls", "residents"):
            then, now = (
                float(getattr(one, f"{key}_by_hour")[held].mean()) for one in (before, after)
            )
            rows.append(_share(say(f"sa_row_{key}_{hours}", lang), then, now, lang))
    rows.append(_minutes(say("sa_row_mean", lang), before.mean_min, after.mean_min, lang))
    return rows


def _share(name: str, a: float, b: float, lang: str) -> list[Any]:
    return [name, quantity(a, "part", lang, 1), quantity(b, "part", lang, 1),
            quantity(b - a, "part", lang, 1, gap=True)]  # fmt: skip


def _minutes(name: str, a: float, b: float, lang: str) -> list[Any]:
    return [name, quantity(a, "min", lang, 1), quantity(b, "min", lang, 1),
            quantity(b - a, "min", lang, 1, gap=True)]  # fmt: skip


def _equity(laid: Laid, asked: Asked, before: Weighed, after: Weighed, lang: str) -> list[Any]:
    """Give who is beyond the reach, and the communes whose residents lose the most minutes."""
    heads = [say("sa_figure", lang), say("sa_today_long", lang), say("sa_trial", lang),
             say("sa_gap", lang)]  # fmt: skip
    far = [f"{number(one.farthest_min, 0, lang)} min ({one.farthest})" for one in (before, after)]
    rows = [
        [say("sa_row_communes", lang), number(before.communes_beyond, 0, lang),
         number(after.communes_beyond, 0, lang),
         number(after.communes_beyond - before.communes_beyond, 0, lang, sign=True)],
        [say("sa_row_beyond", lang), number(before.beyond, 0, lang),
         number(after.beyond, 0, lang), number(after.beyond - before.beyond, 0, lang, sign=True)],
        [say("sa_row_farthest", lang), *far,
         number(after.farthest_min - before.farthest_min, 0, lang, sign=True)],
    ]  # fmt: skip
    title = say("sa_equity", lang)
    return [
        html.H2(title),
        table(title, heads, rows, 3),
        html.H3(say("sa_losers", lang, n=MOST_LOSERS)),
        *_losers(laid, asked, before, after, lang),
    ]


def _losers(laid: Laid, asked: Asked, before: Weighed, after: Weighed, lang: str) -> list[Any]:
    ground = laid.bases(communes=asked.communes)
    zones, people = ground.territory.zones, ground.residents
    a, b = before.worst_min, after.worst_min
    longer = np.where(np.isfinite(a), np.where(np.isfinite(b), b - np.where(np.isfinite(a), a, 0),
                                               1e6), 0.0)  # fmt: skip
    worst = [int(z) for z in np.argsort(-(longer * people), kind="stable")[:MOST_LOSERS]
             if longer[z] > 1e-9 and people[z] > 0]  # fmt: skip
    if not worst:
        return [html.P(say("sa_no_loser", lang))]
    heads = [say("commune", lang), say("inhabitants", lang), say("sa_today_long", lang),
             say("sa_trial", lang)]  # fmt: skip
    rows = [
        [
            f"{zones['nom'].iloc[z]} ({zones['dep'].iloc[z]})",
            number(people[z], 0, lang),
            f"{number(a[z], 0, lang)} min",
            f"{number(b[z], 0, lang)} min",
        ]
        for z in worst
    ]
    name = say("sa_losers", lang, n=MOST_LOSERS)
    return [html.Div(table(name, heads, rows, 3), className="sa-losers"),
            html.P(say("sa_losers_what", lang), className="source")]  # fmt: skip


def _link(asked: Asked, end: str) -> str:
    fields = {name: value for name, value in asked.fields().items() if value}
    return f"/telecharger/samu/bases.{end}?{urlencode(fields, safe='~')}"
