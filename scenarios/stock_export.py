"""The pharmacist's files out: French Excel (real numbers and dates), CSV, JSON, rejected rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scenarios.parts import write_whole
from scenarios.report.workbook import harmless
from scenarios.stock import StockStudy
from scenarios.stock_fan import fan_rows
from twin.tables import JumeauError, said

ORDER_HEADS = {
    "code": "Code", "cip": "Code CIP", "name": "Produit", "supplier": "Fournisseur",
    "packs": "Boîtes", "units": "Unités", "wanted_units": "Unités voulues",
    "unit_price_eur": "Prix unitaire (€)", "cost_eur": "Montant (€)", "limit": "Coupé par",
    "reason": "Pourquoi",
}  # fmt: skip
PRODUCT_HEADS = {
    "code": "Code", "name": "Produit", "ved": "VED", "abc": "ABC", "pattern_fr": "Consommation",
    "demand_per_day": "Besoin par jour", "on_hand": "En stock", "on_order": "Attendu",
    "expired": "Périmé", "cover_q10_days": "Couverture 10 % (j)",
    "cover_q50_days": "Couverture médiane (j)", "cover_q90_days": "Couverture 90 % (j)",
    "p_out_before_delivery": "Risque avant livraison", "p_out_in_days": "Risque sur la période",
    "days_without": "Jours sans produit",
    "wasted_units_90d": "Péremption à 90 j (unités)", "wasted_eur_90d": "Péremption à 90 j (€)",
    "returned_units": "Retours de services", "censored_days": "Jours de rupture",
    "lead_median_days": "Délai médian (j)", "lead_from": "Délai d'où", "method": "Méthode",
    "adi_days": "ADI (j)", "cv2": "CV²", "tension": "Tension", "category": "Catégorie",
    "cip": "Code CIP",
}  # fmt: skip
RETURN_HEADS = {"date": "Date", "code": "Code", "name": "Produit", "units": "Unités rendues",
                "netted": "Déduites", "left": "Sans sortie à déduire"}  # fmt: skip
SUBSTITUTE_HEADS = {
    "code": "Code", "name": "Produit", "rank": "Rang", "rank_fr": "Lien",
    "substitute": "Code du substitut", "substitute_name": "Substitut",
    "units_each": "Unités pour une", "agreement_required": "Accord requis", "on_hand": "En stock",
    "cover_q50_days": "Couvre ses propres besoins (j)",
}  # fmt: skip
SHARE_HEADS = {"code": "Code", "name": "Produit", "ward": "Service", "priority": "Priorité",
               "need": "Besoin", "given": "Attribué", "until_days": "Jours à tenir"}  # fmt: skip
FAN_LEVELS = ("05", "25", "50", "75", "95")
FAN_HEADS = {
    "code": "Code", "name": "Produit", "date": "Soir du",
    **{f"q{q}": f"Stock sans commander, {int(q)} %" for q in FAN_LEVELS},
    "missing": "Risque de manquer ce jour, sans commander",
    **{f"order_q{q}": f"Stock avec la commande, {int(q)} %" for q in FAN_LEVELS},
    "order_missing": "Risque de manquer ce jour, avec la commande",
}  # fmt: skip
REJECT_HEADS = {"file": "Fichier", "line": "Ligne", "value": "Valeur", "reason": "Motif"}
FEWEST_FAN_DAYS = 30
SHARES = {"p_out_before_delivery", "p_out_in_days"}
FINAL_HEADS = {"code": "Code", "cip": "Code CIP", "name": "Produit", "supplier": "Fournisseur",
               "packs": "Boîtes", "units": "Unités", "cost_eur": "Montant (€)",
               "verdict": "Décision", "proposed": "Unités proposées", "why": "Motif",
               "by": "Décidé par"}  # fmt: skip
VETO_HEADS = {"code": "Code", "substitute": "Code substitut", "why": "Motif"}
WRITTEN = (
    "proposition.json",
    "proposition.xlsx",
    "proposition.csv",
    "produits.csv",
    "rejets.csv",
    "stock-a-venir.csv",
)
Row = dict[str, Any]
Sheets = Sequence[tuple[str, dict[str, str], Sequence[Row]]]


def write_study(found: StockStudy, folder: Path) -> list[Path]:
    """Write the proposal (XLSX, CSV, JSON), products, stock to come and rejects to a folder."""
    body = found.to_dict()
    ordered = sorted(body["proposal"], key=lambda r: r["units"] == 0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = [folder / name for name in WRITTEN]
        text = json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False)
        write_whole(made[0], lambda path: _write_text(path, text))
        sheets = (
            ("Commande", ORDER_HEADS, ordered), ("Produits", PRODUCT_HEADS, body["products"]),
            ("Retours", RETURN_HEADS, _dated(body["returns"])),
            ("Substituts", SUBSTITUTE_HEADS, body["substitutes"]),
            ("Répartition", SHARE_HEADS, body["shares"]), ("Rejets", REJECT_HEADS, body["rejects"]),
        )  # fmt: skip
        write_workbook(sheets, made[1])
        write_csv(ORDER_HEADS, ordered, made[2])
        write_csv(PRODUCT_HEADS, body["products"], made[3])
        write_csv(REJECT_HEADS, body["rejects"], made[4])
        days = max(found.asked.days, FEWEST_FAN_DAYS)
        write_csv(FAN_HEADS, fan_rows(found.lines(), found.shelf.asof, days), made[5])
    except OSError as error:
        raise JumeauError(
            f"{folder}", f"écriture impossible : {said(error)}.", "Choisissez un autre dossier."
        ) from error
    return made


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _dated(rows: Iterable[Row]) -> list[Row]:
    return [{**row, "date": date.fromisoformat(row["date"])} for row in rows]


def write_csv(heads: dict[str, str], rows: Iterable[Row], path: Path) -> None:
    """Write a CSV for French Excel: `;`, decimal comma, UTF-8 with a mark; no formula can hide."""

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow(heads.values())
            for row in rows:
                writer.writerow([cell(row.get(key)) for key in heads])

    write_whole(path, write)


def cell(value: object) -> str:
    """Write one value as French Excel reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case date():
            return f"{value:%d/%m/%Y}"
        case int():
            return str(value)
        case float():
            return f"{round(value, 4):.10g}".replace(".", ",") if value == value else ""
    return harmless(str(value))


def write_workbook(sheets: Sheets, path: Path) -> None:
    """Write tables as XLSX: numbers stay numbers, texts never become formulas."""
    write_whole(path, lambda temporary: _workbook(sheets, temporary))


def _workbook(sheets: Sheets, path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path),
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    head = book.add_format({"bold": True, "bg_color": "#E8EEF3", "text_wrap": True})
    forms = {
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
        "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
    }
    for title, heads, rows in sheets:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 1)
        for at, (key, name) in enumerate(heads.items()):
            sheet.write_string(0, at, name, head)
            wide = {"reason": 90, "name": 34, "rank_fr": 40, "substitute_name": 34, "why": 40}
            sheet.set_column(at, at, wide.get(key, 15))
        for rank, row in enumerate(rows, 1):
            for at, key in enumerate(heads):
                _put(sheet, rank, at, row.get(key), forms, share=key in SHARES)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(heads) - 1)
    book.close()


def _put(sheet: Any, rank: int, at: int, value: object, forms: Row, *, share: bool) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(rank, at, "oui" if value else "non", forms["text"])
        case date():
            sheet.write_datetime(rank, at, value, forms["day"])
        case int():
            sheet.write_number(rank, at, value, forms["whole"])
        case float() if value != value:
            return
        case float():
            form = "share" if share else "whole" if value == int(value) else "number"
            sheet.write_number(rank, at, value, forms[form])
        case _:
            sheet.write_string(rank, at, harmless(str(value)), forms["text"])
