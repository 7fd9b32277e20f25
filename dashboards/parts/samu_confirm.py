"""A trial of bases lived by the twin, both figures side by side, and what is decided of it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import ids
from dashboards.jobs.folder import OPEN
from dashboards.library import Library
from dashboards.numbers import day, number, quantity
from dashboards.parts.cards import ends_text, gap_text, label_of, level_text, verdict_words
from dashboards.parts.samu_frame import fault, table
from dashboards.parts.samu_jobs import job_line
from dashboards.samu.bases_asked import Asked
from dashboards.samu.bases_body import body, both
from dashboards.samu.book import Book
from dashboards.samu.confirming import EFFORTS, job_named, lived, run_of, trial_text
from dashboards.samu.grounds import Laid, scenario_key
from dashboards.words import say, typeset
from scenarios.samu_telling import sealed
from twin.decisions import VERDICT_FR, Decision
from twin.tables import JumeauError

TICK_MS = 2000
VERDICTS = ("accept", "modify", "reject")
SHORT = "court"


def confirm(library: Library, laid: Laid, asked: Asked, lang: str) -> html.Section:
    """Give the button that has the twin live the trial, then both figures."""
    drawn, busy = following(library, laid, asked, SHORT, lang)
    return html.Section(
        [
            html.H2(say("sa_confirm", lang)),
            html.P(say("sa_confirm_why", lang)),
            dcc.Interval(id=ids.SA_TICK, interval=TICK_MS, disabled=not busy),
            html.Div(
                [
                    dmc.Select(id=ids.SA_EFFORT, label=say("sa_effort", lang), value=SHORT,
                               data=[{"value": e, "label": say(f"sa_effort_{e}", lang, days=d, n=n)}
                                     for e, (d, n) in EFFORTS.items()], allowDeselect=False),
                    html.Button(say("sa_confirm_go", lang), id=ids.SA_CONFIRM, type="button",
                                className="button"),
                ],
                className="file-actions sa-confirm",
            ),
            html.Div(id=ids.SA_CONFIRMED, role="status"),
            html.Div(drawn, id=ids.SA_LIVED),
        ],
        className="panel words",
    )  # fmt: skip


def following(
    library: Library, laid: Laid, asked: Asked, effort: str, lang: str
) -> tuple[list[Any], bool]:
    """Give how far the twin is on a trial, then what it says; and whether it is still at work."""
    ground = laid.bases(communes=asked.communes)
    try:
        where = scenario_key(library, asked.territory)
        name, text = trial_text(ground, asked.trial, where, effort)
        job = job_named(library, name)
        rows = lived(library, name, text, ground.territory)
        before, after = both(laid, asked)
    except JumeauError as error:
        return ([fault(error)] if asked.trial.changes else []), False
    parts = job_line(job, "", "", lang)
    busy = job is not None and job.state() in OPEN
    if not rows:
        return parts, busy
    heads = [
        say("sa_figure", lang),
        say("sa_from", lang),
        say("sa_today_long", lang),
        say("sa_trial", lang),
        say("sa_gap", lang),
        "mc95",
        say("sa_reading", lang),
    ]
    share = [quantity(v, "part", lang, 1) for v in (before.calls, after.calls)]
    told = [[say("sa_row_calls", lang), say("sa_from_model", lang), *share,
             quantity(after.calls - before.calls, "part", lang, 1, gap=True), "–",
             say("sa_exact", lang)]]  # fmt: skip
    told += [[label_of(row["indicator"], lang), say("sa_from_twin", lang),
              level_text(row, "base", lang), level_text(row, "policy", lang), gap_text(row, lang),
              ends_text(row, lang) or "–", verdict_words(row, lang)] for row in rows]  # fmt: skip
    title = say("sa_both", lang)
    ref = run_of(library, name, text, ground.territory) or ""
    speak = "&lang=en" if lang == "en" else ""
    return [
        *parts,
        html.H3(title),
        table(title, heads, told, 0),
        html.P(say("sa_both_what", lang), className="source"),
        html.P(html.A(say("sa_whole", lang), href=f"/comparer?runs={ref}{speak}")),
    ], busy


def decide(library: Library, laid: Laid, asked: Asked, lang: str) -> html.Section:
    """Give the fields of the decision on a trial, and what was decided of it."""
    return html.Section(
        [
            html.H2(say("sa_decide", lang)),
            html.P(say("sa_decide_bases", lang)),
            *fields("bases", [], lang),
            html.Div(trial_decisions(library, laid, asked, lang), id=ids.SA_DECISIONS),
        ],
        className="panel words",
    )  # fmt: skip


def fields(of: str, more: list[Any], lang: str) -> list[Any]:
    """Give the reason, the name, the three buttons of a decision."""
    looks = {"accept": "button", "modify": "button is-second", "reject": "button is-second"}
    buttons = [
        html.Button(
            say(f"sa_say_{of}_{verdict}", lang),
            type="button",
            className=looks[verdict],
            id={"type": ids.SA_VERDICT, "of": of, "verdict": verdict},
        )
        for verdict in VERDICTS
    ]
    return [
        html.Div(
            [
                *more,
                dmc.TextInput(id=ids.SA_REASON, label=say("sa_reason", lang), value=""),
                dmc.TextInput(id=ids.SA_BY, label=say("sa_by", lang), value="", persistence=True,
                              persistence_type="local"),
            ],
            className="form-grid",
        ),
        html.Div(buttons, className="file-actions"),
        html.Div(id=ids.SA_DECIDED, role="status"),
    ]  # fmt: skip


def trial_decisions(library: Library, laid: Laid, asked: Asked, lang: str) -> list[Any]:
    """Give what was decided of the trial on screen, from the oldest."""
    if not asked.trial.changes:
        return []
    try:
        name = str(sealed(body(laid, asked))["digest"])[:16]
        found = Book.beside(library.root).decisions(name)
    except JumeauError as error:
        return [fault(error)]
    return decisions(found, lang, share=True)


def decisions(found: list[Decision], lang: str, *, share: bool) -> list[Any]:
    """Give a book as a table; shares of calls, or ranks of options (0: none)."""
    if not found:
        return [html.P(say("sa_undecided", lang), className="quiet")]

    def shown(value: float) -> str:
        return quantity(value, "part", lang, 1) if share else number(value, 0, lang)

    heads = [say(f"sa_dec_{key}", lang) for key in ("at", "verdict", "proposed", "decided",
                                                    "reason", "by")]  # fmt: skip
    rows = [[f"{day(one.at, lang)}, {one.at[11:16]} UTC",
             VERDICT_FR[one.verdict] if lang != "en" else one.verdict, shown(one.proposed),
             shown(one.decided), one.reason or "–", one.by] for one in found]  # fmt: skip
    name = say("sa_decisions", lang)
    return [html.H3(name), table(name, heads, rows, 0),
            html.P(typeset(say("sa_dec_what_share" if share else "sa_dec_what_rank", lang)),
                   className="source")]  # fmt: skip
