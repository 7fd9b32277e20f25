"""Before a forecast: the columns and their roles, the choices; then how far the work is."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.deposits.shelf import Deposit
from dashboards.forecasts.previewing import Preview
from dashboards.forecasts.settings import FREQUENCIES, ROLES, Asked
from dashboards.forecasts.shelf import is_ready
from dashboards.jobs.folder import END, PROGRESS, STDERR, read_json
from dashboards.numbers import number
from dashboards.parts.forecasts_start import PATH, speak
from dashboards.words import say, typeset

ANY = "*"
"""Value of a select for "not said" (a select has no empty value)."""
BELOW = ["label", "input", "description", "error"]
BUSY = ("waiting", "running", "stopping")


def mapping(found: Preview, asked: Asked, name: str, files: dict[str, str], lang: str) -> list[Any]:
    """Give what the file would be read as, and what may be chosen.

    Parameters
    ----------
    files
        Names of the other files, by id: lengths of stay may be among them.
    """
    trouble = [
        html.P(say("fc_trouble", lang, why=typeset(found.trouble)), className="warning",
               role="status"),
        html.P(say("fc_trouble_stays", lang), className="source"),
    ] if found.trouble else []  # fmt: skip
    return [
        html.Section(
            [
                html.H2(say("fc_read_as", lang)),
                html.P(say("fc_columns_lead", lang, n=number(found.rows, 0, lang))),
                *trouble,
                _columns(found, asked, lang),
                *[html.P(typeset(note), className="source") for note in found.notes],
            ],
            className="panel words",
        ),
        html.Section(
            [
                html.H2(say("fc_choices", lang)),
                html.Div(_choices(asked, files, lang), className="form-grid"),
                html.Details(
                    [html.Summary(say("fc_more", lang)),
                     html.Div(_more(asked, lang), className="form-grid")],
                    open=asked != Asked(**{k: getattr(asked, k) for k in _SHOWN}),
                ),
                html.Div(
                    html.Button(say("fc_go", lang), id=ids.F_RUN, type="button",
                                className="button", **labelled(say("fc_go_of", lang, name=name))),
                    className="file-actions",
                ),
                html.Div(id=ids.F_SAID, role="status"),
            ],
            className="panel words compose",
        ),
    ]  # fmt: skip


_SHOWN = ("time", "id", "value", "freq", "horizon", "department", "zone", "join", "stays",
          "present")  # fmt: skip
"""Choices that are always on screen; the others open only where they were used."""


def _columns(found: Preview, asked: Asked, lang: str) -> html.Div:
    """Give one line a column: its name, some values, its role."""
    options = [{"value": r, "label": say(f"fc_r_{r}", lang)} for r in ROLES]
    before = {c: r for r in ("time", "id", "value") for c in getattr(asked, r).split(",") if c}
    rows = [
        html.Tr(
            [
                html.Th(column.name, scope="row"),
                html.Td(", ".join(column.values) or html.Em(say("p_empty_column", lang)),
                        className="values"),
                html.Td(
                    dmc.Select(
                        id={"type": ids.F_ROLE, "of": i}, data=options,
                        value=before.get(column.name, "ignore") if before else column.role,
                        allowDeselect=False, maxDropdownHeight=360,
                        **labelled(say("p_role_of", lang, name=column.name)),
                    ),
                ),
            ]
        )
        for i, column in enumerate(found.columns)
    ]  # fmt: skip
    heads = [html.Th(say(f"p_h_{h}", lang), scope="col") for h in ("column", "values", "role")]
    return html.Div(
        html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="columns"),
        className="scroll-free",
    )


def _choices(asked: Asked, files: dict[str, str], lang: str) -> list[Any]:
    others = [{"value": key, "label": file} for key, file in files.items()]
    freqs = [{"value": f, "label": say(f"fc_freq_{f}", lang)} for f in FREQUENCIES]
    return [
        _select("freq", asked.freq, say("fc_freq_any", lang), freqs, lang),
        dmc.NumberInput(
            id={"type": ids.F_SET, "name": "horizon"}, label=say("fc_horizon", lang), min=1,
            value=asked.horizon or "", allowDecimal=False, placeholder="28",
            description=say("fc_horizon_note", lang), inputWrapperOrder=BELOW,
        ),
        _text("department", asked.department, "67", lang),
        _select("zone", asked.zone, say("fc_zone_any", lang),
                [{"value": z, "label": z} for z in "ABC"], lang),
        _box("join", asked.join, lang),
        _select("stays", asked.stays, say("fc_stays_any", lang), others, lang),
        _select("present", asked.present, say("fc_present_any", lang), others, lang),
    ]  # fmt: skip


def _more(asked: Asked, lang: str) -> list[Any]:
    marks = [{"value": ",", "label": say("fc_comma", lang)},
             {"value": ".", "label": say("fc_point", lang)}]  # fmt: skip
    return [
        _text("date_format", asked.date_format, "%d/%m/%Y", lang, "fc_dates"),
        _select("decimal", asked.decimal, say("fc_decimal_any", lang), marks, lang),
        _box("total", asked.total, lang),
        _box("absent_zero", asked.absent_zero, lang, "fc_absent"),
    ]


def _text(name: str, value: str, example: str, lang: str, key: str = "") -> dmc.TextInput:
    key = key or f"fc_{name}"
    return dmc.TextInput(
        id={"type": ids.F_SET, "name": name}, label=say(key, lang), value=value,
        placeholder=example, description=say(f"{key}_note", lang), inputWrapperOrder=BELOW,
    )  # fmt: skip


def _select(
    name: str, value: str, nothing: str, options: list[dict[str, str]], lang: str
) -> dmc.Select:
    return dmc.Select(
        id={"type": ids.F_SET, "name": name}, label=say(f"fc_{name}", lang), value=value or ANY,
        data=[{"value": ANY, "label": nothing}, *options], allowDeselect=False,
        description=say(f"fc_{name}_note", lang), inputWrapperOrder=BELOW,
    )  # fmt: skip


def _box(name: str, on: bool, lang: str, key: str = "") -> dmc.Checkbox:
    key = key or f"fc_{name}"
    return dmc.Checkbox(
        id={"type": ids.F_ON, "name": name}, label=say(key, lang), checked=on,
        description=say(f"{key}_note", lang),
    )  # fmt: skip


def chosen(names: list[dict[str, str]], values: list[Any]) -> dict[str, Any]:
    """Give what the controls hold, by name."""
    return {n["name"]: "" if v == ANY else v for n, v in zip(names, values, strict=True)}


def status(deposit: Deposit | None, lang: str) -> list[Any]:
    """Say how far the forecast is, or why it failed."""
    state = None if deposit is None else deposit.state()
    if deposit is None or state is None:
        return []
    if is_ready(deposit):
        link = html.A(say("fc_open", lang), className="button",
                      href=f"{PATH}?forecast={deposit.id}{speak(lang)}")  # fmt: skip
        return [html.P(html.Strong(say("fc_ready", lang)), className="state"),
                html.Div(link, className="file-actions")]  # fmt: skip
    if state in BUSY:
        return working(deposit, say("fc_running", lang), lang)
    end = read_json(deposit.folder / END) or {}
    words = str(end.get("error") or say("fc_broken", lang, file=f"{deposit.id}/{STDERR}"))
    return [
        html.P(html.Strong(say("fc_failed", lang)), className="state is-job-failed"),
        *(html.P(typeset(line), className="warning") for line in words.split("\n")[:20] if line),
    ]


def working(deposit: Deposit, words: str, lang: str) -> list[Any]:
    """Give a bar of what is done."""
    page = read_json(deposit.folder / PROGRESS) or {}
    done, total = int(page.get("done", 0)), int(page.get("total", 0))
    if total:
        words += " " + say("fc_running_done", lang, done=number(done, 0, lang),
                           total=number(total, 0, lang))  # fmt: skip
    share = 100 * done / total if total else 100
    return [
        html.P(html.Strong(words), className="state is-job-running"),
        dmc.Progress(value=share, animated=True, **labelled(words)),
    ]
