"""One field of a form as a labelled control, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.compose_deposit import SUFFIXES
from dashboards.forms.fields import Field
from dashboards.forms.naming import about, choice_name, key_name, label, shape_name
from dashboards.forms.values import NO, YES, Raw, shape_of
from dashboards.library import indicators
from dashboards.parts.cards import label_of
from dashboards.words import say
from scenarios.toml_text import toml_value

WAIT_MS = 350
"""Pause in typing after which a field is read."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the selectors of places offer: hospitals, bases, communes, territories.

    Attributes
    ----------
    folder
        Where files named without a path are looked for.
    """

    sites: Sequence[Mapping[str, str]] = ()
    bases: Sequence[Mapping[str, str]] = ()
    communes: Sequence[Mapping[str, str]] = ()
    territories: Sequence[Mapping[str, str]] = ()
    folder: str = ""


def identity(part: str, path: str, kind: str = ids.S_FIELD) -> dict[str, str]:
    """Give the id of a control: which part of the scenario, which path in it."""
    return {"type": kind, "of": part, "path": path}


def control(field: Field, part: str, path: str, raw: Raw, offer: Offer, lang: str) -> Any:
    """Give the control of a field, its label and what is said under it."""
    if field.kind == "table":
        return _table(field, part, path, raw, offer, lang)
    if field.kind == "uncertain":
        return _uncertain(field, part, path, raw, lang)
    value = raw.get(path)
    said = {
        "id": identity(part, path),
        "label": label(field, lang),
        "description": about(field, lang) or None,
        "value": value,
        "className": "field-wide"
        if field.kind in WIDE
        else "wide-2"
        if field.key == "title"
        else None,
        "inputWrapperOrder": ["label", "input", "description", "error"],
        "required": not field.optional,
        "withAsterisk": not field.optional,
    }
    if field.kind in ("integer", "number"):
        return _number(said, field, lang)
    if field.key == "territory" and offer.territories:
        return dmc.Select(data=offer.territories, allowDeselect=False, **said)
    if field.key == "indicator" and field.kind == "text":
        measured = [{"value": i.id, "label": label_of(i.id, lang)} for i in indicators()]
        return dmc.Select(data=measured, searchable=True, nothingFoundMessage="–",
                          **{**said, "value": value or None})  # fmt: skip
    if field.kind == "yesno":
        return dmc.Select(data=_yes_no(lang), allowDeselect=False, **said)
    if field.kind == "choice":
        listed = [{"value": c, "label": choice_name(c, lang)} for c in field.choices]
        return dmc.Select(data=listed, allowDeselect=field.optional, clearable=field.optional
                          and field.default is None, **said)  # fmt: skip
    if field.kind == "site":
        return dmc.Select(data=_sites(field, value, offer), searchable=True,
                          nothingFoundMessage="–", clearable=field.optional, **said)  # fmt: skip
    if field.kind in ("choices", "sites", "communes"):
        return _several(said, field, offer, lang)
    if field.kind == "texts":
        return dmc.TagsInput(placeholder=say("s_add_value", lang), **said)
    if field.kind == "file":
        where = say("y_file_where", lang, folder=offer.folder)
        said["description"] = " ".join(part for part in (about(field, lang), where) if part)
        return _file(said, part, path, field.key, lang)
    hint = {"date": "s_date_hint", "clock": "s_clock_hint"}.get(field.kind)
    if field.kind == "raw" and field.example is not None:
        said["placeholder"] = toml_value(field.example)
    if field.kind in ("long", "raw"):
        return dmc.Textarea(autosize=True, minRows=2, debounce=WAIT_MS, **said)
    return dmc.TextInput(debounce=WAIT_MS, placeholder=say(hint, lang) if hint else None, **said)


WIDE = ("long", "raw", "choices", "sites", "communes", "texts")


def _file(said: dict[str, Any], part: str, path: str, key: str, lang: str) -> html.Div:
    """Give the name of a file, the place to drop it, and what was said of the one dropped."""
    endings = ", ".join(SUFFIXES[key])
    said.pop("className")
    return html.Div(
        [
            dmc.TextInput(debounce=WAIT_MS, **said),
            dcc.Upload(
                html.Strong(say("y_drop", lang, endings=endings)),
                id=identity(part, path, ids.S_DROP), className="drop is-line",
                className_active="drop is-line is-over", style={}, style_active={},
            ),
            html.P(id=identity(part, path, ids.S_DROP_SAID), className="lines", role="status"),
            html.Button(say("y_drop_again", lang), id=identity(part, path, ids.S_DROP_AGAIN),
                        type="button", className="quiet-button", style={"display": "none"}),
        ],
        className="field-wide field-file",
    )  # fmt: skip


def _number(said: dict[str, Any], field: Field, lang: str) -> dmc.NumberInput:
    return dmc.NumberInput(
        **said,
        # A whole number too: "7,5" must be read as typed and refused, never cut down to 7.
        allowDecimal=True,
        decimalSeparator="." if lang == "en" else ",",
        clampBehavior="none",
        hideControls=True,
        debounce=WAIT_MS,
    )


def _several(said: dict[str, Any], field: Field, offer: Offer, lang: str) -> dmc.MultiSelect:
    listed: Sequence[Mapping[str, str]] = (
        [{"value": c, "label": choice_name(c, lang)} for c in field.choices]
        if field.kind == "choices"
        else offer.sites if field.kind == "sites" else offer.communes
    )  # fmt: skip
    return dmc.MultiSelect(
        data=listed,
        searchable=field.kind != "choices",
        nothingFoundMessage="–",
        limit=200 if field.kind == "communes" else None,
        hidePickedOptions=True,
        **said,
    )


def _sites(field: Field, value: Any, offer: Offer) -> list[Mapping[str, str]]:
    """Give the hospitals, or every place where a field also speaks of bases; and what is held."""
    bases = any(word in field.about for word in ("base", "SMUR", "SAMU"))
    listed = [*offer.sites, *(offer.bases if bases else ())]
    known = {item["value"] for item in listed}
    return [*listed, *([{"value": value, "label": value}] if value and value not in known else [])]


def _yes_no(lang: str) -> list[dict[str, str]]:
    return [{"value": YES, "label": say("s_yes", lang)}, {"value": NO, "label": say("s_no", lang)}]


def _uncertain(field: Field, part: str, path: str, raw: Raw, lang: str) -> html.Fieldset:
    """Give the numbers of an uncertain value, and the choice of how it is written."""
    shape = shape_of(field, raw.get(f"{path}:shape"))
    named, under = label(field, lang), about(field, lang)
    may_lack = field.optional and field.default is None
    numbers = [
        dmc.NumberInput(
            id=identity(part, f"{path}:{key}"),
            label=key_name(key, lang),
            value=raw.get(f"{path}:{key}"),
            decimalSeparator="." if lang == "en" else ",",
            clampBehavior="none",
            hideControls=True,
            debounce=WAIT_MS,
            required=key in shape.needed or (key == "value" and not may_lack),
        )
        for key in shape.keys or ("value",)
    ]
    return html.Fieldset(
        [
            html.Legend(named),
            dmc.Select(
                id=identity(part, f"{path}:shape", ids.S_SHAPE),
                data=[{"value": s.id, "label": shape_name(s.id, lang)} for s in field.shapes],
                value=shape.id,
                allowDeselect=False,
                **labelled(say("s_shape", lang, name=named)),
            ),
            html.Div(numbers, className="law"),
            *([html.P(under, className="under")] if under else []),
        ],
        className="field-law",
    )


def _table(field: Field, part: str, path: str, raw: Raw, offer: Offer, lang: str) -> html.Fieldset:
    """Give a sub-table: whether it is wanted, then its own fields."""
    on = raw.get(f"{path}:on") == YES
    inner = [control(f, part, f"{path}.{f.key}", raw, offer, lang) for f in field.inside if on]
    under = about(field, lang)
    return html.Fieldset(
        [
            html.Legend(label(field, lang)),
            dmc.Select(
                id=identity(part, f"{path}:on", ids.S_SHAPE),
                data=[{"value": NO, "label": say("s_no", lang)},
                      {"value": YES, "label": say("s_table_on", lang)}],
                value=YES if on else NO,
                allowDeselect=False,
                **labelled(label(field, lang)),
            ),
            *([html.Div(inner, className="form-grid")] if inner else []),
            *([html.P(under, className="under")] if under else []),
        ],
        className="field-wide field-table",
    )  # fmt: skip
