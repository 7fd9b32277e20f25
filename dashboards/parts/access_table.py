"""The table of access by area, and the CSV by commune."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from dashboards.choice import Choice
from dashboards.numbers import quantity, unit_of
from dashboards.parts import access_said as said
from dashboards.parts.table import safe
from dashboards.place import Place
from dashboards.words import say, typeset
from twin.access import threshold_name

FIGURES = ("mean", "median", "p90")
TALL = 14
"""Rows beyond which the table scrolls in itself."""


def grid(place: Place, choice: Choice) -> dict[str, Any]:
    """Give the properties of the grid: rows, columns, the territory pinned on top."""
    lang, one = choice.lang, choice.one
    table = place.table(one.id, choice.moment, choice.by)
    whole = place.whole(one.id, choice.moment) | {"label": place.territory.name}
    rows = [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
    shares = [f"share_{threshold_name(one, t)}" for t in one.thresholds]
    unit = unit_of(one.unit).text(lang)
    columns: list[dict[str, Any]] = [
        {"field": "label", "headerName": say("area", lang), "minWidth": 190, "flex": 3,
         "wrapText": True, "autoHeight": True},
        _number("inhabitants", say("inhabitants", lang)),
    ]  # fmt: skip
    if whole["without_value"]:
        columns.append(_number("without_value", say("without_value", lang)))
    columns += [_number(name, f"{say(name, lang)} ({unit})") for name in FIGURES]
    for name, threshold in zip(shares, one.thresholds, strict=True):
        head = say(f"card_share_{one.better}", lang,
                   threshold=said.threshold_text(one, threshold, lang))  # fmt: skip
        columns.append(_number(name, head))
    return {
        "rowData": [_record(row, one.unit, shares, lang) for row in rows],
        "columnDefs": columns,
        "dashGridOptions": options(len(rows), [_record(whole, one.unit, shares, lang)], lang),
        "style": {"height": "560px"} if len(rows) > TALL else {"height": None},
    }


def options(rows: int, pinned: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    """Give the options of the grid; a long one scrolls in itself."""
    return {
        "domLayout": "normal" if rows > TALL else "autoHeight",
        "pinnedTopRowData": pinned,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "suppressColumnVirtualisation": True,
        "theme": {"function": "themeQuartz"},
        "localeText": {} if lang == "en" else {"noRowsToShow": "Aucune ligne"},
    }


def title(choice: Choice) -> str:
    """Name the table."""
    by = say(f"by_{choice.by}", choice.lang).partition(" (")[0]
    by = by if by.isupper() else by.lower()
    return say("t_table_title", choice.lang, title=said.headed(choice), by=by)


def note(place: Place, choice: Choice) -> list[str]:
    """Say where the grouping comes from, then source and date."""
    lang, found = choice.lang, place.groups(choice.by).note
    lines = [said.made_by(place, lang)]
    if found:
        by = say(f"by_{choice.by}", lang)
        lines.insert(0, say("by_note", lang, by=by, note=typeset(found)))
    return lines


def download(choice: Choice) -> str:
    """Give the address of the CSV of the view."""
    return "/telecharger/acces.csv" + choice.search(by="", lang="")


def _number(field: str, head: str) -> dict[str, Any]:
    return {
        "field": field,
        "headerName": head,
        "flex": 1,
        "type": "rightAligned",
        "minWidth": 116,
        "wrapHeaderText": True,
        "autoHeaderHeight": True,
        "valueFormatter": {"function": f"params.data.{field}_text"},
    }


def _record(row: dict[str, Any], unit: str, shares: list[str], lang: str) -> dict[str, Any]:
    """Give one line of the grid: numbers kept as numbers so that they sort, and their text."""
    record: dict[str, Any] = {"label": typeset(str(row["label"]))}
    for name in ("inhabitants", "without_value"):
        record |= {name: int(row[name]), f"{name}_text": said.people_text(row[name], lang)}
    for name in FIGURES:
        value = float(row[name])
        text = said.value_text(value, unit, lang, unit_too=False)
        record |= {name: _sortable(value), f"{name}_text": text}
    for name in shares:
        value = float(row[name])
        record |= {name: _sortable(value), f"{name}_text": quantity(value, "part", lang, 1)}
    return record


def _sortable(value: float) -> float | None:
    """Give what JSON can hold: out of reach sorts last, unknown is empty."""
    if math.isnan(value):
        return None
    return 1e9 if math.isinf(value) else value


def csv_bytes(place: Place, choice: Choice) -> bytes:
    """Give the value of each commune as a CSV that a French Excel opens.

    Semicolons, decimal commas, UTF-8 with its mark; codes stay text; a cell that would be read as
    a formula is led by an apostrophe.
    """
    one, moment = choice.one, choice.moment
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        ["insee", "commune", "departement", "epci", "nom_epci", "habitants", "valeur", "unite",
         "raison", "indicateur", "libelle", "heure_de_la_semaine", "date_des_regles", "territoire",
         "millesime", "definition"]
    )  # fmt: skip
    hour = "" if moment.hour_of_week is None else str(moment.hour_of_week)
    day = "" if moment.day is None else moment.day.isoformat()
    tail = [one.id, one.title, hour, day, place.territory.name, place.territory.vintage,
            one.definition]  # fmt: skip
    for row in place.by_commune(one.id, moment).to_dict("records"):
        head = [row["insee"], row["nom"], row["dep"], row["epci"], row["epci_nom"]]
        value = f"{row['value']:.4g}".replace(".", ",") if math.isfinite(row["value"]) else ""
        writer.writerow(
            [*map(safe, head), row["inhabitants"], value, one.unit, safe(row["reason"]),
             *map(safe, tail)]
        )  # fmt: skip
    return text.getvalue().encode("utf-8-sig")


def csv_name(choice: Choice) -> str:
    """Name the file of the CSV."""
    parts = dict.fromkeys(["acces", choice.territory, choice.indicator])
    hour = choice.moment.hour_of_week
    when = [] if hour is None else [f"{said.days('fr')[hour // 24]}-{hour % 24}h"]
    stem = "-".join([*parts, *when])
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in stem)
    return f"{kept}.csv"
