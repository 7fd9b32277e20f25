"""`jumeau forecast decide`: what the pharmacist decides of a proposal, and why, written down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from twin.decisions import Choice, Decision

ALL = "tout"
BOOK = "decisions.jsonl"
Many = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("decide", cls=FrenchCommand)(decide)


def decide(
    folder: Annotated[
        Path, typer.Argument(metavar="DOSSIER", help="Dossier écrit par forecast stock --out.")
    ],
    accept: Annotated[
        Many, typer.Option("--accept", metavar="CODE", help="Accepter une ligne, ou tout.")
    ] = None,
    modify: Annotated[
        Many, typer.Option("--modify", metavar="CODE=UNITÉS", help="Changer une quantité.")
    ] = None,
    reject: Annotated[
        Many, typer.Option("--reject", metavar="CODE", help="Refuser une ligne.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="MOTIF", help="Motif : obligatoire sauf accord.")
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="QUI", help="Qui décide.")] = "",
    order: Annotated[
        Path | None,
        typer.Option("--order", metavar="F", help="Écrire la commande décidée (.xlsx ou .csv)."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Décisions en JSON.")] = False,
) -> None:
    """Accepte, modifie ou refuse les lignes d'une proposition ; rien n'est jamais effacé.

    Sans option : montre les décisions prises. « tout » accepte les lignes non encore décidées.
    """
    from dataclasses import asdict

    from twin.decisions import latest, read, record

    body = _proposal(folder)
    book = folder / BOOK
    lines = {str(row["code"]): row for row in body["proposal"]}
    if order is not None and order.suffix.lower() not in (".xlsx", ".csv"):
        raise JumeauError("--order", f"« {order.name} » refusé.", "Finissez par .xlsx ou .csv.")
    choices = _choices(lines, accept or [], modify or [], reject or [], reason,
                       set(latest(read(book), body["digest"])))  # fmt: skip
    if choices:
        if not by.strip():
            raise JumeauError("--by", "qui décide ?", 'Ajoutez --by "Dr Dupont".')
        record(book, body["digest"], choices, by)
    decided = latest(read(book), body["digest"])
    if order is not None:
        _write_order(lines, decided, order)
    if json_:
        screen.show_json([asdict(one) for one in decided.values()])
        return
    _show(lines, decided)
    if order is not None:
        typer.echo(f"Commande écrite : {order}")


def _proposal(folder: Path) -> dict[str, Any]:
    """Read a proposal, and check that it is as it was written."""
    from scenarios.stock import digest

    path = folder / "proposition.json" if folder.is_dir() else folder
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        told, right = body["digest"], digest(body)
    except (OSError, ValueError, KeyError, TypeError):
        raise JumeauError(
            f"{folder}", "ce dossier n'a pas de proposition lisible.",
            "Donnez le dossier écrit par : jumeau forecast stock ... --out DOSSIER.",
        ) from None  # fmt: skip
    if told != right:
        raise JumeauError(f"{path}", "la proposition a été modifiée.", "Recalculez-la.")
    found: dict[str, Any] = body
    return found


def _choices(
    lines: dict[str, dict[str, Any]], accept: list[str], modify: list[str], reject: list[str],
    reason: str, done: set[str],
) -> list[Choice]:  # fmt: skip
    from twin.decisions import Choice

    found = []
    if ALL in accept:
        named = {*reject, *(text.partition("=")[0].strip() for text in modify)}
        accept = [c for c, row in lines.items() if row["units"] and c not in done | named]
    for code in accept:
        units = float(_line(lines, code)["units"])
        found.append(Choice(code, "accept", units, units, reason))
    for text in modify:
        code, mark, amount = text.partition("=")
        row = _line(lines, code.strip())
        units = _units(text, amount if mark else "", float(row["pack"]))
        found.append(Choice(code.strip(), "modify", float(row["units"]), units, reason))
    for code in reject:
        found.append(Choice(code, "reject", float(_line(lines, code)["units"]), 0.0, reason))
    codes = [one.subject for one in found]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise JumeauError(
            ", ".join(sorted(twice)), "deux décisions sur la même ligne.", "Gardez-en une."
        )
    return found


def _line(lines: dict[str, dict[str, Any]], code: str) -> dict[str, Any]:
    from scenarios.words import near

    if code not in lines:
        raise JumeauError(
            code or "code absent", "cette ligne n'est pas dans la proposition.",
            f"{near(code, list(lines))}Voyez proposition.csv.",
        )  # fmt: skip
    return lines[code]


def _units(text: str, amount: str, pack: float) -> float:
    from forecasting.stock.cells import amounts

    (units,) = amounts([amount])
    if not isinstance(units, float) or units < 0:
        raise JumeauError("--modify", f"« {text} » refusé.", "Écrivez CODE=60 (unités).")
    packs = units / pack
    if abs(packs - round(packs)) > 1e-6:
        raise JumeauError(
            "--modify", f"{amount.strip()} unités ne font pas des boîtes entières de {pack:g}.",
            f"Écrivez {pack * int(packs):g} ou {pack * (int(packs) + 1):g}.",
        )  # fmt: skip
    return units


def _rows(lines: dict[str, dict[str, Any]], decided: dict[str, Decision]) -> list[dict[str, Any]]:
    from twin.decisions import VERDICT_FR

    rows = []
    for code, one in decided.items():
        row = lines[code]
        price = row["unit_price_eur"]
        rows.append({
            "code": code, "name": row["name"], "supplier": row["supplier"],
            "packs": round(one.decided / float(row["pack"])), "units": one.decided,
            "cost_eur": None if price is None else one.decided * float(price),
            "verdict": VERDICT_FR[one.verdict], "proposed": one.proposed, "why": one.reason,
            "by": one.by,
        })  # fmt: skip
    return rows


def _write_order(
    lines: dict[str, dict[str, Any]], decided: dict[str, Decision], path: Path
) -> None:
    """Write what is to be ordered: accepted and modified lines above zero."""
    from scenarios.stock_export import FINAL_HEADS, write_csv, write_workbook

    rows = [row for row in _rows(lines, decided) if row["units"]]
    if not rows:
        raise JumeauError("--order", "aucune ligne acceptée.", "Ajoutez --accept tout.")
    if path.suffix.lower() == ".csv":
        write_csv(FINAL_HEADS, rows, path)
    else:
        write_workbook((("Commande", FINAL_HEADS, rows),), path)


def _show(lines: dict[str, dict[str, Any]], decided: dict[str, Decision]) -> None:
    table = [
        [str(row["name"]).replace("[", r"\["), str(row["verdict"]),
         screen.number(row["proposed"], 0), screen.number(row["units"], 0),
         str(row["why"]).replace("[", r"\["), str(row["by"]).replace("[", r"\[")]
        for row in _rows(lines, decided)
    ]  # fmt: skip
    heads = ("Produit", "Décision", "Proposé", "Décidé", "Motif", "Par")
    screen.out().print(screen.facts_table(heads, table))
    left = sum(1 for code, row in lines.items() if row["units"] and code not in decided)
    typer.echo(f"{left} ligne(s) à commander sans décision.")
