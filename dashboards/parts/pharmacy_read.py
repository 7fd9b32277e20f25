"""What was read and refused, what the policy would have done, what is assumed."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.aria import labelled
from dashboards.numbers import number
from dashboards.pharmacy.serving import WHOLE
from dashboards.pharmacy.shelf import Deposit
from dashboards.pharmacy.wording import worded
from dashboards.words import count, say, typeset
from scenarios.stock_replay import bars

FRENCH: dict[str, Any] = {"lang": "fr"}
FEW = 10
BAR_KEYS = ("stockouts", "mean_stock", "service", "stockout_days")


def replayed(body: dict[str, Any], lang: str) -> list[Any]:
    """Give the sentence of the policy replayed on the past, or why there is none."""
    if body["replay"] is None:
        return [html.P(say("ph_no_replay", lang))]
    return [html.P(typeset(body["replay"]["sentence"]), **FRENCH), *_bars(body["replay"], lang)]


def _bars(told: dict[str, Any], lang: str) -> list[Any]:
    """Give the rules side by side: the same fill rate, the same stock, what was asked for."""
    euros = told["stock_unit"] == "€"
    unit = "€" if euros else say("ph_unit_days", lang)
    heads = [say("ph_bar", lang), *(say(f"ph_b_{key}", lang, unit=unit) for key in BAR_KEYS)]
    rows = [
        html.Tr(
            [html.Th(say(f"ph_b_{name}", lang), scope="row"),
             *(html.Td(_percent(one[key], lang) if key == "service" else number(one[key], 0, lang),
                       className="figure") for key in BAR_KEYS)]
        )
        for name, one in bars(told)
    ]  # fmt: skip
    head = [html.Th(one, scope="col", className="figure" if at else "")
            for at, one in enumerate(heads)]  # fmt: skip
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)])
    return [
        html.Div(table, className="scroll", tabIndex=0, role="region",
                 **labelled(say("ph_bars", lang))),
        html.P(say("ph_bars_note", lang), className="source"),
    ]  # fmt: skip


def _percent(value: float, lang: str) -> str:
    mark = "%" if lang == "en" else "\u202f%"
    if 0.9995 <= value < 1:
        return f">\u00a0{number(99.9, 1, lang)}{mark}"
    return number(100 * value, 1, lang) + mark


def noted(body: dict[str, Any]) -> list[Any]:
    """Give what was decided while reading: it stands above the order, since it may change it."""
    if not body["notes"]:
        return []
    notes = [html.Li(typeset(worded(note))) for note in body["notes"]]
    return [html.Ul(notes, className="notes", **FRENCH)]


def read(order: Deposit, body: dict[str, Any], lang: str) -> list[Any]:
    """Say what was read, refused, netted, and what is assumed."""
    lost = body["rejects"]
    parts: list[Any] = [
        html.Ul(
            [html.Li([html.Strong(name), typeset(" : "), count("ph_rows", told["read"], lang),
                      ", ", count("ph_lost", told["read"] - told["kept"], lang)])
             for name, told in body["rows"].items()],
            className="notes",
        )
    ]  # fmt: skip
    if lost:
        parts.append(
            html.Ul([html.Li([f"{r['file']}, ", say("ph_line", "fr", n=number(r["line"], 0, "fr")),
                              " ", typeset(r["reason"])]) for r in lost[:FEW]],
                    className="notes", **FRENCH)
        )  # fmt: skip
        parts.append(html.A(count("ph_rejects", len(lost), lang), download="",
                            href=f"{WHOLE}/rejets.csv?order={order.id}"))  # fmt: skip
    parts += _returns(body, lang)
    levels = [number(100 * body["levels"][v], 1, lang).removesuffix(",0").removesuffix(".0")
              for v in "VED"]  # fmt: skip
    kind = say(f"ph_service_{body['service_kind']}", lang)
    parts.append(html.P(say("ph_aim", lang, kind=kind, vital=levels[0], essential=levels[1],
                            other=levels[2])))  # fmt: skip
    parts.append(
        html.Details(
            [
                html.Summary(count("ph_assumptions", len(body["assumptions"]), lang)),
                html.Ul([html.Li(typeset(f"{one['label']} : {_value(one['value'], lang)} "
                                         f"{one['unit']}. {one['source']}."))
                         for one in body["assumptions"]], className="notes", **FRENCH),
            ]
        )
    )  # fmt: skip
    return parts


def _returns(body: dict[str, Any], lang: str) -> list[Any]:
    back = body["returns"]
    if not back:
        return []
    units, left = (sum(float(row[key]) for row in back) for key in ("units", "left"))
    return [html.P(say("ph_returns", lang, n=number(len(back), 0, lang),
                       units=number(units, 0, lang), left=number(left, 0, lang)))]  # fmt: skip


def _value(value: Any, lang: str) -> str:
    if isinstance(value, list | tuple):
        return " / ".join(_value(one, lang) for one in value)
    return f"{float(value):g}" if lang == "en" else f"{float(value):g}".replace(".", ",")
