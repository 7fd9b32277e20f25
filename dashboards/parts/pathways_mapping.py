"""Before an import: the columns, some of their values, the role of each; after: what was done."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.jobs.folder import END, PROGRESS, Job, read_json
from dashboards.logs.previewing import KEPT, LEFT, PERSONAL, Column, Preview
from dashboards.logs.serving import REFUSED
from dashboards.logs.shelf import REJECTS, Deposit
from dashboards.numbers import number
from dashboards.words import say, typeset

ROLES = ("case", "patient", "activity", "start", "end", "site", "resource", "zone", "sex", "born",
         "died", "covered_from", "covered_to", "event_id", "amount", KEPT, LEFT)  # fmt: skip
ZONES = ("Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne",
         "Indian/Reunion", "Indian/Mayotte", "America/Miquelon", "Pacific/Noumea",
         "Pacific/Tahiti", "UTC")  # fmt: skip
LOCAL = "*"
COUNTS = ("rows_in", "rows_kept", "rows_rejected", "rows_netted", "rows_merged", "rows_opted_out",
          "cases", "patients", "activities")  # fmt: skip


def mapping(found: Preview, settings: dict[str, Any], name: str, lang: str) -> list[Any]:
    """Give the preview and the settings of an import."""
    return [
        html.Section(
            [
                html.H2(say("p_read_as", lang)),
                html.P([html.Strong(typeset(found.title)),
                        " " + say("p_columns_lead" if found.columns else "p_no_column", lang)]),
                *([html.P(_missing(found, lang), className="warning", role="status")]
                  if found.missing else []),
                *([_columns(found, settings, lang)] if found.columns else []),
            ],
            className="panel words",
        ),
        html.Section(
            [
                html.H2(say("p_settings", lang)),
                html.Div(_settings(found, settings, lang), className="form-grid"),
                html.Div(
                    html.Button(say("p_import", lang), id=ids.P_IMPORT, type="button",
                                className="button", **labelled(say("p_import_of", lang,
                                                                   name=name))),
                    className="file-actions",
                ),
                html.Div(id=ids.P_SAID, role="status"),
            ],
            className="panel words compose",
        ),
    ]  # fmt: skip


def _missing(found: Preview, lang: str) -> str:
    roles = ", ".join(say(f"p_r_{role}", lang) for role in found.missing)
    return say("p_trouble", lang, roles=roles)


def _columns(found: Preview, settings: dict[str, Any], lang: str) -> html.Div:
    """Give one line a column: its name, some values, its role."""
    options = [{"value": r, "label": say(f"p_r_{r}", lang)} for r in ROLES]
    asked = _asked_roles(settings)
    rows = [
        html.Tr(
            [
                html.Th(column.name, scope="row"),
                html.Td(_values(column, asked.get(column.name, ""), lang), className="values"),
                html.Td(
                    dmc.Select(
                        id={"type": ids.P_ROLE, "of": i}, data=options,
                        value=asked.get(column.name, column.role), allowDeselect=False,
                        maxDropdownHeight=360,
                        **labelled(say("p_role_of", lang, name=column.name)),
                    ),
                ),
                html.Td(_why(column, lang), className="quiet"),
            ]
        )
        for i, column in enumerate(found.columns)
    ]  # fmt: skip
    heads = [html.Th(say(f"p_h_{h}", lang), scope="col")
             for h in ("column", "values", "role", "why")]  # fmt: skip
    return html.Div(
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="columns"),
        className="scroll-free",
    )


def _asked_roles(settings: dict[str, Any]) -> dict[str, str]:
    """Give the roles of the last import of the same file."""
    said = settings.get("mapping") or {}
    roles = dict.fromkeys(said.get("attributes", ()), KEPT)
    roles |= dict.fromkeys(said.get("ignore", ()), LEFT)
    for role, columns in reversed(said.get("columns", {}).items()):
        roles |= dict.fromkeys([columns] if isinstance(columns, str) else columns, role)
    return roles


def _values(column: Column, asked: str, lang: str) -> Any:
    if column.values is None or asked in PERSONAL:
        return html.Em(say("p_masked", lang))
    return ", ".join(column.values) or html.Em(say("p_empty_column", lang))


def _why(column: Column, lang: str) -> str:
    return say(f"p_why_{column.why}", lang) if column.why in ("nom", "contenu", "patient") else ""


def _settings(found: Preview, settings: dict[str, Any], lang: str) -> list[Any]:
    zones = [{"value": LOCAL, "label": say("p_zone_local", lang)},
             *({"value": z, "label": z} for z in ZONES)]  # fmt: skip
    dates = {} if found.columns else {"display": "none"}
    objects = {} if found.format == "ocel" else {"display": "none"}
    return [
        dmc.Select(id=ids.P_ZONE, label=say("p_zone", lang), data=zones, allowDeselect=False,
                   value=settings.get("zone") or LOCAL, description=say("p_zone_note", lang),
                   inputWrapperOrder=["label", "input", "description", "error"]),
        dmc.TextInput(id=ids.P_DATES, label=say("p_dates", lang), style=dates,
                      value=str(settings.get("date_format", "")), placeholder="%d/%m/%Y %H:%M",
                      description=say("p_dates_note", lang),
                      inputWrapperOrder=["label", "input", "description", "error"]),
        dmc.TextInput(id=ids.P_OBJECT, label=say("p_object", lang), style=objects,
                      value=str(settings.get("object_type", "")),
                      description=say("p_object_note", lang),
                      inputWrapperOrder=["label", "input", "description", "error"]),
        dmc.Checkbox(id=ids.P_PUBLIC, label=say("p_public", lang), description=say(
            "p_public_note", lang), checked=settings.get("public") is True),
        dmc.Checkbox(id=ids.P_HASH, label=say("p_hash", lang), description=say(
            "p_hash_note", lang), checked=settings.get("pseudonymise") is True),
    ]  # fmt: skip


def status(deposit: Deposit | None, lang: str) -> list[Any]:
    """Say how far the import is, what it kept and refused, or why it failed."""
    state = None if deposit is None else deposit.state()
    if deposit is None or state is None:
        return []
    if state in ("waiting", "running", "stopping"):
        rows = (read_json(deposit.folder / PROGRESS) or {}).get("rows")
        read = say("p_reading", lang) if not rows else say(
            "p_rows_read", lang, n=number(float(rows), 0, lang))  # fmt: skip
        return [html.P(html.Strong(read), className="state is-job-running"),
                dmc.Progress(value=100, animated=True, **labelled(read))]  # fmt: skip
    if state == "finished":
        return _report(deposit, lang)
    end = read_json(deposit.folder / END) or {}
    words = str(end.get("error") or Job(deposit.folder, deposit.asked).messages())
    lines = words.split("\n")[:20]
    return [
        html.P(html.Strong(say("p_failed", lang)), className="state is-job-failed"),
        *(html.P(typeset(line), className="warning") for line in lines if line),
        *_rejects(deposit, lang),
    ]


def _report(deposit: Deposit, lang: str) -> list[Any]:
    told = deposit.told()
    rows = [
        html.Tr([html.Th(say(f"p_n_{k}", lang), scope="row"),
                 html.Td(number(float(told[k]), 0, lang), className="figure")])
        for k in COUNTS
        if k in told
    ]  # fmt: skip
    speak = "&lang=en" if lang == "en" else ""
    declared = say("p_is_public" if told.get("public") else "p_is_guarded", lang)
    return [
        html.P(html.Strong(say("p_done", lang)), className="state"),
        html.Table([html.Tbody(rows)], className="report"),
        html.P(declared),
        *([html.Ul([html.Li(typeset(note)) for note in told["notes"]], className="notes")]
          if told.get("notes") else []),
        html.Div(
            [html.A(say("p_open", lang), href=f"/parcours?log={deposit.id}{speak}",
                    className="button"), *_rejects(deposit, lang)],
            className="file-actions",
        ),
    ]  # fmt: skip


def _rejects(deposit: Deposit, lang: str) -> list[Any]:
    if not (deposit.folder / REJECTS).is_file():
        return []
    return [html.A(say("p_rejects", lang), href=f"{REFUSED}?depot={deposit.id}", download="",
                   className="button is-second")]  # fmt: skip
