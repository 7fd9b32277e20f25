"""The SAMU's figures by area: who is within reach, who waits how long, who is answered in time."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from dashboards.numbers import number, quantity
from dashboards.parts.samu_frame import FRENCH, table
from dashboards.samu.bases_asked import Asked
from dashboards.samu.by_area import Reached, reached
from dashboards.samu.delays import Level
from dashboards.samu.grounds import Laid
from dashboards.samu.run_areas import by_centre, by_class
from dashboards.samu.trial import teams_of
from dashboards.words import say, typeset
from scenarios.store import StoredRun
from twin.territory.quality.words import NO_BREAK


def covered(laid: Laid, asked: Asked, lang: str) -> html.Section:
    """Give residents and calls within reach by department, density and deprivation."""
    ground = laid.bases(communes=asked.communes)
    rows, told = reached(ground, teams_of(ground, asked.trial), asked.within_min)
    title, arrow = say("sa_areas", lang), " → ".join(
        say(key, lang).lower() for key in ("sa_today_long", "sa_trial"))  # fmt: skip
    tried = bool(asked.trial.changes)
    heads = [say("sa_area", lang), say("inhabitants", lang)]
    heads += [say(f"sa_row_{key}", lang) + (f" ({arrow})" if tried else "")
              for key in ("residents", "calls")]  # fmt: skip
    return html.Section(
        [
            html.H2(title),
            table(title, heads, [_row(one, tried, lang) for one in rows], len(heads) - 1),
            html.P(say("sa_areas_what", lang, reach=number(asked.within_min, 0, lang)),
                   className="source"),
            *(html.P(typeset(one), className="source", **FRENCH) for one in told),
        ],
        className="panel words",
    )  # fmt: skip


def _row(one: Reached, tried: bool, lang: str) -> list[Any]:
    pairs = ((one.residents_today, one.residents_after), (one.calls_today, one.calls_after))
    return [_named(one.area.by, one.area.name, lang), number(one.residents, 0, lang),
            *(" → ".join(_share(v, lang) for v in (pair if tried else pair[:1]))
              for pair in pairs)]  # fmt: skip


def _share(value: float, lang: str) -> str:
    return quantity(value, "part", lang, 1) if np.isfinite(value) else "–"


def _named(by: str, name: str, lang: str) -> str:
    if by == "territory":
        return say("whole", lang)
    if by == "department":
        return name
    return f"{say(f'by_{by}', lang)}{NO_BREAK if lang == 'fr' else ''}: {name}"


def of_run(run: StoredRun, lang: str) -> list[html.Section]:
    """Give what a run measured by kind of commune, and by call centre."""
    parts = []
    classes = by_class(run)
    if classes:
        title = say("sa_classes", lang)
        heads = [say("sa_area", lang), say("sa_mean_min", lang), "mc95"]
        rows = [[_named(one.by, str(one.rank), lang), number(one.level.mean, 1, lang),
                 _ends(one.level, 1.0, lang)] for one in classes]  # fmt: skip
        parts.append(html.Section(
            [html.H2(title), table(title, heads, rows, 2),
             html.P(say("sa_classes_what", lang), className="source"),
             html.P(say("sa_noise", lang), className="source")],
            className="panel words",
        ))  # fmt: skip
    centres = by_centre(run)
    if centres:
        title = say("sa_answered", lang)
        heads = [say("sa_centre", lang), "30 s", "mc95", "60 s", "mc95"]
        lines = []
        for centre in centres:
            cells = [centre.name or say("whole", lang)]
            for level in centre.levels:
                cells += [quantity(level.mean, "part", lang, 1), _ends(level, 100.0, lang)]
            lines.append(cells)
        parts.append(html.Section(
            [html.H2(title), table(title, heads, lines, 4),
             html.P(say("sa_answered_what", lang), className="source"),
             html.P(say("sa_noise", lang), className="source")],
            className="panel words",
        ))  # fmt: skip
    return parts


def _ends(level: Level, factor: float, lang: str) -> str:
    if not np.isfinite(level.low):
        return "–"
    low, high = (number(factor * v, 1, lang) for v in (level.low, level.high))
    return f"[{low} ; {high}]" if lang == "fr" else f"[{low}; {high}]"
