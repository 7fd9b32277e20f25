"""The products, those that will miss first and most gravely first."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag

from dashboards import ids
from dashboards.numbers import number
from dashboards.parts.pharmacy_fan import percent
from dashboards.words import say
from scenarios.stock_decide import Decided
from twin.decisions import VERDICT_FR

LONGEST_DAYS = 90
RISKY = 0.1
"""Share above which the study counts a product among those that risk missing."""


def grid(found: Decided, lang: str) -> dag.AgGrid:
    """Give the table; a line opens its product below."""
    return dag.AgGrid(
        id=ids.PH_GRID,
        rowData=rows(found, lang),
        columnDefs=_columns(found, lang),
        defaultColDef={"sortable": True, "resizable": True, "suppressMovable": True,
                       "wrapHeaderText": True, "autoHeaderHeight": True},
        getRowId="params.data.code",
        dashGridOptions={
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "suppressColumnVirtualisation": True,
            "theme": {"function": "themeQuartz"},
            "localeText": {} if lang == "en" else {"noRowsToShow": "Aucune ligne"},
        },
        style={"height": 430},
        className="grid ph-grid",
    )  # fmt: skip


def rows(found: Decided, lang: str) -> list[dict[str, Any]]:
    """Give a record a product, numbers kept as numbers so that they sort."""
    records = []
    for rank, one in enumerate(found.body["products"], 1):
        line = found.lines[one["code"]]
        choice = found.decisions.get(one["code"])
        units = choice.decided if choice else line["units"]
        records.append(
            {
                "rank": rank, "code": one["code"], "name": one["name"],
                "class": f"{one['ved']} / {one['abc']}",
                "cover": one["cover_q50_days"],
                "cover_text": " – ".join(_days(one[f"cover_q{q}_days"], lang)
                                         for q in (10, 50, 90)),
                "before": one["p_out_before_delivery"],
                "before_text": percent(one["p_out_before_delivery"], lang),
                "risky": one["p_out_before_delivery"] > RISKY,
                "delivery": one["next_delivery_days"],
                "delivery_text": number(one["next_delivery_days"], 0, lang),
                "period_text": percent(one["p_out_in_days"], lang), "period": one["p_out_in_days"],
                "stock": one["on_hand"], "stock_text": number(one["on_hand"], 0, lang),
                "awaited": one["on_order"], "awaited_text": number(one["on_order"], 0, lang),
                "units": units, "units_text": number(units, 0, lang),
                "decision": decision(choice.verdict if choice else "", bool(line["units"]), lang),
            }
        )  # fmt: skip
    return records


def decision(verdict: str, ordered: bool, lang: str) -> str:
    """Give the decision on a line in one word; none is asked where nothing is to be ordered."""
    if verdict:
        return VERDICT_FR[verdict] if lang != "en" else say(f"ph_v_{verdict}", lang)
    return say("ph_v_none" if ordered else "ph_v_nothing", lang)


def _days(value: float, lang: str) -> str:
    return f">\u00a0{LONGEST_DAYS}" if value >= LONGEST_DAYS else number(value, 0, lang)


def _columns(found: Decided, lang: str) -> list[dict[str, Any]]:
    days = next((one["days"] for one in found.body["products"]), 0)

    def column(field: str, wide: int, **more: Any) -> dict[str, Any]:
        return {"field": field, "headerName": say(f"ph_g_{field}", lang, days=days),
                "minWidth": wide, **more}  # fmt: skip

    def figure(field: str, wide: int, **more: Any) -> dict[str, Any]:
        shown = {"function": f"params.data.{field}_text"}
        return column(field, wide, type="rightAligned", flex=1, valueFormatter=shown, **more)

    risk = {"is-worse": "params.data.risky"}
    return [
        column("rank", 78, width=78, type="rightAligned"),
        column("name", 190, flex=3, wrapText=True, autoHeight=True),
        column("class", 88, width=96),
        figure("cover", 132),
        figure("before", 112, cellClassRules=risk),
        figure("delivery", 100),
        figure("period", 136),
        figure("stock", 84),
        figure("awaited", 104),
        figure("units", 128),
        column("decision", 116, flex=1),
    ]
