"""Hospital by hospital: the reference, then the difference of each policy with its interval."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag

from dashboards import ids, views
from dashboards.gathering import Gathering, Gaze
from dashboards.numbers import unit_of
from dashboards.parts.cards import SIGNS, common_places, ends_text, gap_text, level_text
from dashboards.parts.plain_grid import plain_grid
from dashboards.words import say

EFFECTS = ("worse", "better", "changed", "none", "same", "untestable", "unclear")


def grid(gathering: Gathering, gaze: Gaze) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the records and the columns of the table, for the indicator chosen."""
    lang, records = gaze.lang, dict[str, dict[str, Any]]()
    unit = ""
    for tag, study in gathering.tagged():
        rows = views.by_site(study.rows, gaze.measure)
        if rows.empty:
            continue
        levels, gaps = common_places(rows)
        unit = str(rows["unit"].iloc[0])
        for _, row in rows.iterrows():
            site = str(row["facility"])
            record = records.setdefault(
                site,
                {"head": study.places.site_name(site), "site": site, "base": _real(row["base"]),
                 "base_text": level_text(row, "base", lang, levels, unit=False)},
            )  # fmt: skip
            ends = ends_text(row, lang, gaps)
            gap = gap_text(row, lang, gaps, unit=False)
            record |= {
                tag: _real(row["difference"]),
                f"{tag}_text": f"{SIGNS[row['effect']]} {gap} {ends}".strip(),
                f"{tag}_effect": row["effect"],
            }
    largest = sorted(records.values(), key=lambda r: -_moved(r))
    return largest, _columns(gathering, unit, lang)


def table(gathering: Gathering, gaze: Gaze) -> dag.AgGrid:
    """Give the table."""
    records, columns = grid(gathering, gaze)
    return plain_grid(ids.C_TABLE, records, columns, gaze.lang)


def _columns(gathering: Gathering, unit: str, lang: str) -> list[dict[str, Any]]:
    def titled(title: str, shown: str) -> str:
        return f"{title} ({shown})" if shown else title

    columns: list[dict[str, Any]] = [
        {"field": "head", "headerName": say("site", lang), "minWidth": 150, "flex": 3,
         "wrapText": True, "autoHeight": True},
        {"field": "base", "type": "rightAligned", "minWidth": 104, "flex": 1,
         "headerName": titled(say("base", lang), unit_of(unit).text(lang)),
         "wrapHeaderText": True, "autoHeaderHeight": True,
         "valueFormatter": {"function": "params.data.base_text"}},
    ]  # fmt: skip
    for tag, _ in gathering.tagged():
        rules = {f"is-{effect}": f"params.data.{tag}_effect === '{effect}'" for effect in EFFECTS}
        columns.append(
            {"field": tag, "type": "rightAligned", "minWidth": 190, "flex": 2,
             "headerName": titled(f"{tag}, {say('difference', lang).lower()}",
                                  unit_of(unit).text(lang, gap=True)),
             "wrapHeaderText": True, "autoHeaderHeight": True, "cellClassRules": rules,
             "valueFormatter": {"function": f"params.data.{tag}_text"}}
        )  # fmt: skip
    return columns


def _moved(record: dict[str, Any]) -> float:
    return max((abs(record.get(tag) or 0.0) for tag in "ABCD"), default=0.0)


def _real(value: float) -> float | None:
    return None if value != value else float(value)
