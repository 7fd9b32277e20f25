"""The form of a scenario: its frame, then one panel a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.forms.draft import FRAME, Draft, Part
from dashboards.forms.fields import Field, lever_fields, scenario_fields
from dashboards.forms.naming import kind_name
from dashboards.forms.values import Raw
from dashboards.parts.compose_field import Offer, control
from dashboards.words import say

FIRST = ("name", "title", "question", "territory", "start", "days", "replications", "draws")
"""Fields of the frame that everyone fills."""
SHOWN = ("start", "end", "reason", "source")
"""Fields of a lever that are never folded away, though they may be left out."""


def frame(draft: Draft, offer: Offer, lang: str) -> list[Any]:
    """Give the fields of the question; the settings of the run are folded."""
    by_key = {field.key: field for field in scenario_fields()}
    first = [by_key[key] for key in FIRST if key in by_key]
    more = [field for field in scenario_fields() if field.key not in FIRST]
    return [
        html.Ul(id={"type": ids.S_FAULT, "of": FRAME}, className="faults"),
        _grid(first, FRAME, draft.frame, offer, lang),
        _folded(more, FRAME, draft.frame, offer, lang, "s_frame_more"),
    ]


def levers(draft: Draft, offer: Offer, lang: str) -> list[Any]:
    """Give one panel a measure, in the order in which they apply."""
    if not draft.levers:
        return [html.P(say("s_no_lever", lang), className="quiet")]
    return [_lever(n, part, offer, lang) for n, part in enumerate(draft.levers, 1)]


def _lever(number: int, part: Part, offer: Offer, lang: str) -> html.Section:
    fields = lever_fields(part.kind)
    first = [f for f in fields if not f.optional or f.key in SHOWN]
    more = [f for f in fields if f.optional and f.key not in SHOWN]
    named = say("s_lever_n", lang, n=number, name=kind_name(part.kind, lang))
    return html.Section(
        [
            html.Div(
                [
                    html.H3(named),
                    html.Button(
                        say("s_remove", lang, n=number),
                        id={"type": ids.S_REMOVE, "of": part.id},
                        type="button",
                        className="quiet-button",
                    ),
                ],
                className="panel-head",
            ),
            html.Ul(id={"type": ids.S_FAULT, "of": part.id}, className="faults"),
            _grid(first, part.id, part.raw, offer, lang),
            _folded(more, part.id, part.raw, offer, lang, "s_options"),
        ],
        className="compose-lever",
        **labelled(named),
    )


def _grid(fields: Sequence[Field], part: str, raw: Raw, offer: Offer, lang: str) -> html.Div:
    return html.Div(
        [control(field, part, field.key, raw, offer, lang) for field in fields],
        className="form-grid",
    )


def _folded(
    fields: Sequence[Field], part: str, raw: Raw, offer: Offer, lang: str, title: str
) -> html.Details | html.Div:
    if not fields:
        return html.Div()
    return html.Details(
        [html.Summary(say(title, lang)), _grid(fields, part, raw, offer, lang)],
        open=any(raw.get(path) != value for path, value in _at_first(fields).items()),
    )


def _at_first(fields: Sequence[Field]) -> Mapping[str, Any]:
    from dashboards.forms.values import raw_of

    return raw_of(fields, {})
