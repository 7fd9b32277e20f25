"""The table hospital by hospital, or of one hospital indicator by indicator; and its CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

from dashboards import views
from dashboards.library import Study, indicators
from dashboards.numbers import unit_of
from dashboards.parts.cards import (
    DETECTED,
    SIGNS,
    common_places,
    ends_text,
    gap_text,
    label_of,
    level_text,
    verdict_words,
)
from dashboards.selection import Selection
from dashboards.words import say

NUMBERS = ("base", "policy", "difference",
           *(f"{name}_{end}" for name in views.INTERVALS for end in ("low", "high")))  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
EFFECT_RULES = {f"is-{e}": f"params.data.effect == '{e}'" for e in DETECTED}


def shown_rows(study: Study, chosen: Selection) -> pd.DataFrame:
    """Give the rows of the table: one a site (detected first), or one an indicator of the site."""
    if chosen.site:
        rows = views.of_site(study.rows, chosen.site)
        order = {n: i for i, n in enumerate(i.id for i in indicators())}
        return rows.sort_values("indicator", key=lambda s: s.map(order), kind="stable")
    rows = views.by_site(study.rows, chosen.measure)
    found = rows["effect"].isin(DETECTED)
    keys = rows.assign(
        _far=rows["difference"].abs().where(found, 0.0),
        _name=rows["facility"].map(study.places.site_name),
    ).sort_values(["_far", "_name"], ascending=[False, True], kind="stable")
    return keys.drop(columns=["_far", "_name"])


def grid(study: Study, chosen: Selection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the rows and the columns of the grid, numbers kept as numbers so that they sort."""
    lang, rows = chosen.lang, shown_rows(study, chosen)
    one_unit = not chosen.site
    places = common_places(rows) if one_unit else (None, None)
    records = [_record(study, row, lang, places) for row in _lines(rows)]
    unit = str(rows["unit"].iloc[0]) if one_unit and len(rows) else ""
    columns: list[dict[str, Any]] = [
        {"field": "head", "headerName": say("site" if one_unit else "indicator", lang),
         "minWidth": 170, "flex": 3, "wrapText": True, "autoHeight": True}
    ]  # fmt: skip
    for which in ("base", "policy", "difference"):
        shown = unit_of(unit).text(lang, gap=which == "difference")
        columns.append(
            {"field": which, "headerName": _titled(say(which, lang), shown), "flex": 1,
             "type": "rightAligned", "minWidth": 130, "wrapHeaderText": True,
             "autoHeaderHeight": True,
             "valueFormatter": {"function": f"params.data.{which}_text"}}
        )  # fmt: skip
    shown = unit_of(unit).text(lang, gap=True)
    name = f"{say('interval', lang)} mc95"
    columns += [
        {"field": "ends", "headerName": _titled(name, shown), "minWidth": 150, "flex": 2,
         "sortable": False, "wrapHeaderText": True, "autoHeaderHeight": True},
        {"field": "reading", "headerName": say("reading", lang), "minWidth": 270, "flex": 2,
         "cellClassRules": EFFECT_RULES},
    ]  # fmt: skip
    return records, columns


def _lines(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in rows.to_dict("records")]


def _titled(title: str, unit: str) -> str:
    return f"{title} ({unit})" if unit else title


def _record(
    study: Study, row: dict[str, Any], lang: str, places: tuple[int | None, int | None]
) -> dict[str, Any]:
    """Give one line of the grid; with common decimals it has one unit, said in the head."""
    one_unit = places[0] is not None
    named = study.places.site_name(row["facility"])
    record: dict[str, Any] = {
        "head": named if one_unit else label_of(row["indicator"], lang),
        "effect": row["effect"],
        "ends": ends_text(row, lang, places[1]) or "–",
        "reading": f"{SIGNS[row['effect']]} {say(row['effect'], lang)}",
        "difference_text": gap_text(row, lang, places[1], unit=not one_unit),
    }
    for which in ("base", "policy"):
        record[f"{which}_text"] = level_text(row, which, lang, places[0], unit=not one_unit)
    for which in ("base", "policy", "difference"):
        record[which] = None if row[which] != row[which] else row[which]
    return record


def csv_bytes(study: Study, chosen: Selection) -> bytes:
    """Give every indicator of the site chosen (or of all) as a CSV that a French Excel opens.

    Semicolons, decimal commas, UTF-8 with its mark; a cell that would be read as a formula is
    led by an apostrophe. Codes stay text.
    """
    rows = study.rows[study.rows["zone"] == ""]
    if chosen.site:
        rows = rows[rows["facility"] == chosen.site]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        ["indicateur", "libelle", "site", "nom_site", "unite", "reference", "politique",
         "difference", *(f"{name}_{end}" for name in views.INTERVALS for end in ("bas", "haut")),
         "repetitions", "lecture", "scenario", "calcule_le"]
    )  # fmt: skip
    for row in rows.to_dict("records"):
        name = study.places.site_name(row["facility"]) if row["facility"] else say(
            "every_site", chosen.lang
        )  # fmt: skip
        numbers = [_decimal(row[c]) for c in NUMBERS]
        cells = [row["indicator"], label_of(row["indicator"], chosen.lang), row["facility"], name,
                 unit_of(row["unit"]).text(chosen.lang) if unit_of(row["unit"]).factor == 1
                 else row["unit"]]  # fmt: skip
        tail = [row["n"], verdict_words(row, chosen.lang),
                study.scenario["name"], study.policy.created[:10]]  # fmt: skip
        writer.writerow([*map(safe, cells), *numbers, *map(safe, tail)])
    return text.getvalue().encode("utf-8-sig")


def safe(cell: object) -> str:
    """Give a text that no spreadsheet runs as a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _decimal(value: float) -> str:
    return "" if value != value else f"{value:.6g}".replace(".", ",")
