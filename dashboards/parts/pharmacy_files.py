"""Before an order: what each file is taken for, its columns, the rows it would lose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.numbers import number
from dashboards.parts import pharmacy_settings
from dashboards.parts.pharmacy_start import address, drop
from dashboards.pharmacy.previewing import (
    ASIDE,
    KINDS,
    NEEDED,
    Headings,
    Look,
    headings,
    kinds_of,
    look,
)
from dashboards.pharmacy.shelf import Shelf, Source
from dashboards.words import count, say, typeset
from twin.tables import JumeauError

FRENCH: dict[str, Any] = {"lang": "fr"}
LONGEST = 40


def files(sources: Sequence[Source], settings: Mapping[str, Any], lang: str) -> list[Any]:
    """Give a panel a file; what was said of the same files before is kept."""
    kinds = settings.get("kinds") or kinds_of(list(sources))
    if len(kinds) != len(sources):
        kinds = kinds_of(list(sources))
    told = settings.get("mapping") or {}
    absent = [say(f"ph_kind_{kind}", lang) for kind in NEEDED if kind not in kinds]
    return [
        *([html.P(say("ph_absent", lang, kinds=", ".join(absent)), className="warning notice",
                  role="status")] if absent else []),
        *(_file(i, source, str(kind), told.get(kind) or {}, lang)
          for i, (source, kind) in enumerate(zip(sources, kinds, strict=True))),
    ]  # fmt: skip


def _file(rank: int, source: Source, kind: str, told: dict[str, str], lang: str) -> html.Section:
    options = [{"value": k, "label": say(f"ph_kind_{k}", lang)} for k in (*KINDS, ASIDE)]
    return html.Section(
        [
            html.Div(
                [
                    html.H2(source.name),
                    dmc.Select(id={"type": ids.PH_KIND, "of": rank}, data=options, value=kind,
                               allowDeselect=False, maxDropdownHeight=360,
                               **labelled(say("ph_kind_of", lang, name=source.name))),
                ],
                className="panel-head",
            ),
            html.Div(said(source, kind, told, lang), id={"type": ids.PH_LOOK, "of": rank},
                     role="status"),
            html.Div(roles(rank, source, kind, told, lang), id={"type": ids.PH_ROLES, "of": rank}),
        ],
        className="panel words",
    )  # fmt: skip


def said(source: Source, kind: str, told: dict[str, str], lang: str) -> list[Any]:
    """Say how many rows can be read, which were refused, or why none can."""
    if kind == ASIDE:
        return [html.P(say("ph_aside", lang), className="quiet")]
    found = look(source, kind, told)
    if found.fault:
        return [html.P(typeset(found.fault), className="warning", **FRENCH)]
    lost = found.read - found.kept
    parts: list[Any] = [
        html.P([html.Strong(count("ph_rows", found.read, lang)), " · ",
                html.Span(count("ph_lost", lost, lang), className="is-worse" if lost else "")])
    ]  # fmt: skip
    if found.doubt:
        doubt = typeset(found.doubt[:1].upper() + found.doubt[1:])
        parts.append(html.P([html.Span(doubt, **FRENCH), " ", say("ph_price_doubt", lang)],
                            className="warning"))  # fmt: skip
    if found.rejects:
        parts.append(_rejects(found, lang))
    parts += [html.P(typeset(note), className="source", **FRENCH) for note in found.notes]
    return parts


def _rejects(found: Look, lang: str) -> html.Ul:
    rows = [
        html.Li([say("ph_line", lang, n=number(line, 0, "fr")), " ", typeset(reason),
                 html.Span(f" ({value[:LONGEST]}…)" if value else "", className="quiet")])
        for line, value, reason in found.rejects
    ]  # fmt: skip
    return html.Ul(rows, className="notes", **FRENCH)


def roles(rank: int, source: Source, kind: str, told: dict[str, str], lang: str) -> list[Any]:
    """Give what is looked for in a file, and the column taken for each."""
    from forecasting.stock.columns import FILES

    shown = headings(source)
    if kind == ASIDE or not shown.names:
        return []
    taken = look(source, kind, told).columns | told
    options = [{"value": name, "label": _option(shown, i)}
               for i, name in enumerate(shown.names) if name]  # fmt: skip
    fields = []
    for role in FILES[kind]:
        label = say("ph_role", lang, role=say(f"ph_r_{role.name}", lang),
                    need=say("ph_needed", lang) if role.required else "").strip()  # fmt: skip
        value = taken.get(role.name)
        fields.append(
            dmc.Select(
                id={"type": ids.PH_ROLE, "of": rank, "kind": kind, "role": role.name},
                label=label, data=options, value=value if value in shown.names else None,
                placeholder=say("ph_no_column", lang), clearable=value is None,
                maxDropdownHeight=360,
            )
        )  # fmt: skip
    needed = sum(role.required for role in FILES[kind])
    found = sum(1 for role in FILES[kind] if role.required and taken.get(role.name))
    return [
        html.Details(
            [html.Summary(say("ph_columns", lang, n=len(taken), all=len(FILES[kind]))),
             html.Div(fields, className="form-grid")],
            open=found < needed,
        )
    ]  # fmt: skip


def _option(shown: Headings, rank: int) -> str:
    values = ", ".join(shown.values[rank])
    values = values if len(values) <= LONGEST else f"{values[:LONGEST]}…"
    return f"{shown.names[rank]}{f' ({values})' if values else ''}"


def files_page(shelf: Shelf, asked: str, before: str, lang: str) -> list[Any] | None:
    """Give what files would be read as; None where one of them is not there."""
    try:
        sources = shelf.sources(asked)
    except JumeauError:
        return None
    if not sources:
        return None
    order = shelf.order(before)
    settings = order.settings() if order is not None else {}
    return [
        dcc.Store(id=ids.PH_FILES, data=asked),
        html.Header(
            [
                html.P(html.A(say("ph_back", lang), href=address(lang)), className="eyebrow"),
                html.H1(say("ph_files_title", lang)),
                html.P(say("ph_files_lead", lang), className="lead"),
            ],
            className="question",
        ),
        *files(sources, settings, lang),
        html.Section([html.H2(say("ph_add_file", lang)), drop(shelf, lang)],
                     className="panel words"),
        html.Section(
            [
                html.H2(say("ph_settings", lang)),
                pharmacy_settings.fields(settings, lang),
                html.Div(html.Button(say("ph_compute", lang), id=ids.PH_COMPUTE, type="button",
                                     className="button"), className="file-actions"),
                html.Div(id=ids.PH_SAID, role="status"),
            ],
            className="panel words compose",
        ),
    ]  # fmt: skip
