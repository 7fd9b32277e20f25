"""`jumeau forecast decide`: what the pharmacist decides of a proposal, and why, written down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.stock_decide import Decided

ALL = "tout"
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
    veto: Annotated[
        Many, typer.Option("--veto", metavar="CODE=AUTRE", help="Interdire un substitut.")
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

    from scenarios.stock_decide import Asked, decided, write_order
    from scenarios.stock_decide import decide as write_down

    if order is not None and order.suffix.lower() not in (".xlsx", ".csv"):
        raise JumeauError("--order", f"« {order.name} » refusé.", "Finissez par .xlsx ou .csv.")
    named = [code for code in accept or [] if code != ALL]
    asked = Asked(
        accept=named, reject=reject or [], rest=ALL in (accept or []),
        modify=[_pair("--modify", "60 (unités)", text) for text in modify or []],
        veto=[_pair("--veto", "AUTRE", text) for text in veto or []], reason=reason, by=by,
    )  # fmt: skip
    found = decided(folder) if asked.empty else write_down(folder, asked)
    if order is not None:
        write_order(found, order)
    if json_:
        screen.show_json([asdict(one) for one in found.decisions.values()])
        return
    _show(found)
    if order is not None:
        typer.echo(f"Commande écrite : {order}")


def _pair(option: str, sample: str, text: str) -> tuple[str, str]:
    code, mark, other = text.partition("=")
    if not mark:
        raise JumeauError(option, f"« {text} » refusé.", f"Écrivez CODE={sample}.")
    return code.strip(), other.strip()


def _show(found: Decided) -> None:
    table = [
        [str(row["name"]).replace("[", r"\["), str(row["verdict"]),
         screen.number(row["proposed"], 0), screen.number(row["units"], 0),
         str(row["why"]).replace("[", r"\["), str(row["by"]).replace("[", r"\[")]
        for row in found.rows()
    ]  # fmt: skip
    heads = ("Produit", "Décision", "Proposé", "Décidé", "Motif", "Par")
    if table:
        screen.out().print(screen.facts_table(heads, table))
    else:
        typer.echo("Aucune décision sur cette proposition.")
    for caution in found.cautions():
        typer.echo(f"attention : {caution}")
    for (code, other), one in found.vetoes.items():
        typer.echo(f"substitution interdite : {code} par {other} ({one.reason}, {one.by})")
    if found.others:
        typer.echo(f"{found.others} décision(s) du registre portent sur une autre proposition : "
                   "gardées, non appliquées à celle-ci.")  # fmt: skip
    typer.echo(f"{found.left} ligne(s) à commander sans décision.")
