"""One background run of the SAMU page: where it stands, how to stop it, what it left."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.jobs import Job
from dashboards.numbers import number
from dashboards.parts.compose_jobs import SIGNS
from dashboards.words import say, typeset


def job_line(job: Job | None, link: str, link_words: str, lang: str) -> list[Any]:
    """Give the state of a run, its progress, the button that stops it, then where to look.

    Parameters
    ----------
    link, link_words
        What is opened once it has ended well; no link where empty.
    """
    if job is None:
        return []
    state = job.state()
    parts: list[Any] = [
        html.P(
            [html.Strong(typeset(job.title)), " : " if lang != "en" else ": ",
             html.Span(f"{SIGNS[state]} {say(f's_state_{state}', lang)}",
                       className=f"state is-job-{state}")]
        )
    ]  # fmt: skip
    progress = job.progress()
    if state in ("running", "stopping") and progress is not None and progress.total:
        parts.append(
            dmc.Progress(
                value=100 * progress.done / progress.total,
                **labelled(say("s_progress_of", lang, title=job.title)),
            )
        )
        parts.append(html.P(say("s_done", lang, done=number(progress.done, 0, lang),
                                total=number(progress.total, 0, lang))))  # fmt: skip
    if state in ("waiting", "running"):
        stop = html.Button(say("s_cancel", lang), id={"type": ids.SA_STOP, "of": job.id},
                           type="button", className="quiet-button")  # fmt: skip
        parts.append(html.Div(stop, className="job-actions"))
    if state in ("failed", "dead") and (words := job.messages()):
        parts.append(html.Pre(words))
    if state == "finished" and link:
        parts.append(html.Div(html.A(link_words, href=link, className="button"),
                              className="job-actions"))  # fmt: skip
    return [html.Div(parts, className="job")]
