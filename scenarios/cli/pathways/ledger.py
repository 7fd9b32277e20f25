"""`jumeau pathways ledger`: the book of what was let out of a log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand, FrenchGroup


def register(app: typer.Typer) -> None:
    """Add the command."""
    ledger = typer.Typer(
        cls=FrenchGroup,
        help="Registre des exports d'un journal : le lire, le vérifier.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    ledger.command("verify", cls=FrenchCommand)(verify)
    ledger.command("show", cls=FrenchCommand)(show)
    app.add_typer(ledger, name="ledger")


BOOK = typer.Argument(metavar="REGISTRE", help="Registre (.jsonl), ou journal qu'il accompagne.")


def verify(book: Annotated[Path, BOOK]) -> None:
    """Vérifie qu'aucune ligne du registre n'a été modifiée, retirée ou déplacée."""
    from twin.disclosure.ledger import START, read

    exports = read(_book(book))
    last = exports[-1].sha256 if exports else START
    typer.echo(f"Registre intact : {len(exports)} export(s). Dernière empreinte : {last}")
    typer.echo(
        "Notez cette empreinte ailleurs : sans elle, des lignes retirées à la fin ne se voient pas."
    )


def show(book: Annotated[Path, BOOK]) -> None:
    """Montre les exports faits."""
    from twin.disclosure.ledger import read

    for export in read(_book(book)):
        filters = ", ".join(f"{k} = {v}" for k, v in export.filters.items()) or "journal entier"
        rule = f"seuil {export.threshold}" if export.threshold else "journal public"
        reason = f" (abaissé : {export.reason})" if export.reason else ""
        typer.echo(
            f"{export.number}. {export.at}  {export.question}  {filters}  "
            f"{export.hidden} masqué(s), {rule}{reason}"
        )


def _book(path: Path) -> Path:
    """Give the book itself, or that of the log given."""
    from twin.disclosure.ledger import beside
    from twin.tables import JumeauError

    book = path if path.suffix == ".jsonl" else beside(path)
    if not book.is_file():
        raise JumeauError(
            str(book), "registre introuvable.", "Donnez le registre, ou le journal exporté."
        )
    return book
