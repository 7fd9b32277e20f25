"""What a result rests on: levers with their reasons, assumptions, intervals, sources, limits."""

from __future__ import annotations

import re
from typing import Any

from dash import dcc, html

from dashboards import views
from dashboards.aria import labelled
from dashboards.library import Study
from dashboards.numbers import NARROW, day, number
from dashboards.selection import Selection
from dashboards.words import say, typeset
from twin.parameters import assumptions

APART = ("kind", "reason", "source")
MARKS = re.compile(r"[\\`*_{}\[\]()#+\-.!>]")


def levers(study: Study, lang: str) -> list[Any]:
    """Give each lever of the scenario with its values, its reason and its source."""
    listed = study.scenario.get("lever", ())
    if not listed:
        return [html.P(say("no_lever", lang))]
    return [_lever(study, dict(lever), lang) for lever in listed]


def _lever(study: Study, lever: dict[str, Any], lang: str) -> html.Section:
    meanings = _meanings(str(lever.get("kind", "")))
    lines = [
        html.Tr(
            [
                html.Th(html.Code(name), scope="row"),
                html.Td(_value(study, value, lang), className="figure"),
                html.Td(meanings.get(name, "")),
            ]
        )
        for name, value in lever.items()
        if name not in APART and value is not None
    ]
    head = [say(key, lang) for key in ("parameter", "value", "meaning")]
    return html.Section(
        [
            html.H3([say("lever", lang), " ", html.Code(str(lever.get("kind", "?")))]),
            html.P([html.Strong(_lead("reason", lang)), typeset(lever.get("reason") or
                    say("not_said", lang))]),
            html.P([html.Strong(_lead("source", lang)), typeset(lever.get("source") or
                    say("not_said", lang))]),
            html.Div(
                html.Table(
                    [html.Thead(html.Tr([html.Th(h, scope="col") for h in head])),
                     html.Tbody(lines)]
                ),
                className="scroll",
                tabIndex=0,
                role="region",
                **labelled(f"{say('lever', lang)} {lever.get('kind', '')}"),
            ),
        ],
        className="lever",
    )  # fmt: skip


def _lead(key: str, lang: str) -> str:
    """Give a word and its colon."""
    return say(key, lang) + (": " if lang == "en" else f"{NARROW}: ")


def _meanings(kind: str) -> dict[str, str]:
    """Give what each key of a lever means, as its declaration says."""
    from scenarios.lever import lever_kinds

    model = lever_kinds().get(kind)
    fields = model.model_fields.items() if model is not None else ()
    return {info.alias or name: info.description or "" for name, info in fields}


def _value(study: Study, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        yes, no = ("yes", "no") if lang == "en" else ("oui", "non")
        return yes if value else no
    if isinstance(value, int | float):
        return number(float(value), 0 if float(value).is_integer() else 2, lang)
    if isinstance(value, dict):
        return ", ".join(f"{k} {_value(study, v, lang)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        if len(value) == 2 and all(isinstance(v, int | float) for v in value):
            low, high = (_value(study, v, lang) for v in value)
            return f"{low} to {high}" if lang == "en" else f"{low} à {high}"
        return ", ".join(_value(study, v, lang) for v in value)
    name = study.places.site_name(str(value))
    return str(value) if name == str(value) else f"{name} ({value})"


def hypotheses(lang: str) -> html.Details:
    """Give the assumptions of the model, counted and listed.

    Hundreds of lines are one component of text: as many components would be evaluated again by the
    browser at each choice made on the page.
    """
    found = assumptions()
    colon = ": " if lang == "en" else f"{NARROW}: "
    lines = [
        f"- **{_plain(p.label)}**{colon}{_plain(_series(p.value, lang))}"
        + (f" {_plain(p.unit)}" if p.unit else "")
        + (f" *{_plain(p.source)}*" if p.source else "")
        for p in found
    ]
    return html.Details(
        [
            html.Summary(say("hypotheses", lang, n=number(len(found), 0, lang))),
            html.P(say("hypotheses_why", lang)),
            dcc.Markdown("\n".join(lines), className="assumed", link_target="_blank"),
        ]
    )


def _plain(text: str) -> str:
    """Give a text in which Markdown reads no mark of its own."""
    named = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return MARKS.sub(r"\\\g<0>", named)


def _series(value: float | tuple[float, ...], lang: str) -> str:
    values = value if isinstance(value, tuple) else (value,)
    texts = [f"{v:.4g}" for v in values[:12]]
    if lang != "en":
        texts = [t.replace(".", ",") for t in texts]
    return " · ".join(texts) + (" …" if len(values) > 12 else "")


def interval_words(study: Study, lang: str) -> list[Any]:
    """Say what each interval of the comparison means, and what is missing to decide."""
    present = views.intervals_present(study.rows)
    lines = [html.P(say(f"interval_{name}", lang)) for name in present]
    lines.append(html.P(say("interval_verdict", lang)))
    if not {"param90", "year90"} & set(present):
        lines.append(html.P(say("interval_missing", lang), className="warning"))
    return lines


def sources(study: Study, chosen: Selection) -> list[Any]:
    """Give the sources with publisher, licence and vintage, the run's identity and the limits."""
    lang, manifest = chosen.lang, study.policy
    columns = ("source", "publisher", "licence", "vintage")
    keys = ("name", "publisher", "licence", "vintage")
    lines = [
        html.Tr([html.Td(source.get(k) or "–") for k in keys])
        for source in manifest.territory.sources
    ]
    version = manifest.versions.get("jumeau", "")
    about = say("about_run", lang, date=day(manifest.created, lang), version=version,
                digest=manifest.digest[:12])  # fmt: skip
    return [
        html.H2(say("sources_title", lang)),
        html.Div(
            html.Table(
                [
                    html.Thead(html.Tr([html.Th(say(c, lang), scope="col") for c in columns])),
                    html.Tbody(lines),
                ]
            ),
            className="scroll",
            tabIndex=0,
            role="region",
            **labelled(say("sources_title", lang)),
        ),
        html.H2(say("limits_title", lang)),
        html.P(say("limits", lang), className="limits"),
        html.P(about, className="quiet"),
    ]
