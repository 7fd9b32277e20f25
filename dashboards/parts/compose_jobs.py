"""The background runs: where each stands, how long is left, how to stop it, what it left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import html

from dashboards import ids, note
from dashboards.aria import labelled
from dashboards.jobs import Job, Progress, State, at_most
from dashboards.numbers import NO_BREAK, day, number
from dashboards.words import say, told
from dashboards.workshop import OWN

SHOWN = 12
"""Jobs on the page, the newest."""
SIGNS = {"waiting": "…", "running": "▶", "stopping": "■", "finished": "✓", "cancelled": "■",
         "failed": "✕", "dead": "✕"}  # fmt: skip


def panel(jobs: tuple[Job, ...], latest: Mapping[str, str], lang: str) -> list[Any]:
    """Give the list of jobs, the newest first.

    Parameters
    ----------
    latest
        Latest result of each scenario, by name.
    """
    if not jobs:
        return [html.P(say("s_no_job", lang), className="quiet")]
    return [
        html.Ul([_job(job, latest.get(job.name), lang) for job in jobs[:SHOWN]], className="jobs"),
        html.P(say("s_jobs_note", lang, n=at_most()), className="source"),
    ]


def _job(job: Job, ref: str | None, lang: str) -> html.Li:
    state = job.state()
    inside: list[Any] = [
        html.Div(
            [
                html.Strong(f"{say('y_job', lang)}{_colon(lang)}{job.title}" if job.study
                            else job.title),
                html.Span(f"{SIGNS[state]} {say(f's_state_{state}', lang)}",
                          className=f"state is-job-{state}"),
            ],
            className="job-head",
        ),
        html.P([html.Code(job.study or job.name), " · ", _asked(job, lang)], className="source"),
    ]  # fmt: skip
    progress = job.progress()
    if state == "running" and (step := job.step()):
        inside.append(html.P(_step(step, job.step_rank(), lang)))
    if state in ("running", "stopping"):
        inside += _bar(job, progress, lang)
    rank, _ = job.step_rank() or (1, 1)
    if why := _why(state, progress, lang, first=rank == 1):
        inside.append(html.P(why))
    if state in ("failed", "dead") and (words := job.messages()):
        inside.append(
            html.Details(
                [html.Summary(say("s_messages", lang)), html.Pre(words, tabIndex=0)],
                open=state == "failed",
            )
        )
    inside.append(html.Div(_actions(job, state, ref, lang), className="job-actions"))
    return html.Li(inside, className="job")


def _bar(job: Job, progress: Progress | None, lang: str) -> list[Any]:
    if progress is None or not progress.total:
        return []
    text = say("y_step_done" if job.study else "s_done", lang, done=number(progress.done, 0, lang),
               total=number(progress.total, 0, lang))  # fmt: skip
    if progress.left_s is not None and progress.done < progress.total:
        text += ", " + say("s_left", lang, left=_duration(progress.left_s, lang))
    return [
        dmc.Progress(
            value=100 * progress.done / progress.total,
            **labelled(say("s_progress_of", lang, title=job.title)),
        ),
        html.P(text),
    ]


def _step(step: str, rank: tuple[int, int] | None, lang: str) -> str:
    """Say what a study does now, and which of its steps it is."""
    if rank is None:
        return say("y_step", lang, step=told(step, lang))
    return say("y_step_of", lang, rank=rank[0], of=rank[1], step=told(step, lang))


def _why(state: State, progress: Progress | None, lang: str, *, first: bool) -> str:
    if state == "running":
        started = not first or (progress is not None and progress.done > 0)
        return "" if started else say("s_why_starting", lang)
    known = ("waiting", "stopping", "cancelled", "dead")
    return say(f"s_why_{state}", lang) if state in known else ""


def _actions(job: Job, state: State, ref: str | None, lang: str) -> list[Any]:
    if state in ("waiting", "running"):
        return [
            html.Button(
                say("s_cancel", lang),
                id={"type": ids.S_CANCEL, "of": job.id},
                type="button",
                className="quiet-button",
                **labelled(say("s_cancel_of", lang, title=job.title)),
            )
        ]
    if state != "finished" or ref is None:
        return []
    speak = {"lang": "en"} if lang == "en" else {}
    see = "/?" + urlencode({"run": ref, **speak}, safe="/")
    both = "/comparer?" + urlencode({"runs": ref, **speak}, safe="/")
    if job.study:
        study = "/scenarios?" + urlencode(
            {"etude": job.study, "model": f"{OWN}/{job.name}", **speak}, safe="/"
        )
        links = [html.A(say("y_see", lang), href=study, className="button"),
                 html.A(say("s_compare", lang), href=both, className="button")]  # fmt: skip
        if note.available():
            links.append(html.A(say("y_doc", lang), href=note.address((ref,)), download="",
                                className="button"))  # fmt: skip
        return links
    return [
        html.A(say("s_see", lang), href=see, className="button"),
        html.A(say("s_compare", lang), href=both, className="button"),
    ]


def _colon(lang: str) -> str:
    return ": " if lang == "en" else f"{NO_BREAK}: "


def _asked(job: Job, lang: str) -> str:
    try:
        at = datetime.fromisoformat(job.created)
    except ValueError:
        return ""
    clock = f"{at:%H:%M}" if lang == "en" else f"{at:%H} h {at:%M}"
    return say("s_asked", lang, date=day(at, lang), time=clock)


def _duration(seconds: float, lang: str) -> str:
    """Say how long, no finer than one can know."""
    if seconds < 90:
        return say("s_seconds", lang, n=max(5, 5 * round(seconds / 5)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return say("s_minutes", lang, n=minutes)
    return say("s_hours", lang, h=minutes // 60, m=f"{minutes % 60:02d}")
