"""`jumeau pathways mapping`: what would be read of a file, written down to be edited."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError, said


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("mapping", cls=FrenchCommand)(mapping)


def mapping(
    source: Annotated[
        Path | None, typer.Argument(metavar="SOURCE", help="Fichier CSV à regarder.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="M.toml", help="Fichier à écrire.")
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Montrer le schéma JSON d'une correspondance.")
    ] = False,
) -> None:
    """Devine la correspondance des colonnes et l'écrit, avec des valeurs, pour être relue."""
    from pathways.importing.mapping import mapping_schema
    from pathways.importing.mapping_file import mapping_text
    from pathways.importing.registry import source_of
    from pathways.sources import csv

    if schema:
        screen.show_json(mapping_schema())
        return
    if source is None:
        raise JumeauError("SOURCE", "il manque le fichier à regarder.", "Voyez --help.")
    found = source_of(source)
    if found.NAME != csv.NAME:
        raise JumeauError(
            f"{source}", f"format {found.NAME} : ses champs sont connus, rien n'est à deviner.",
            "Importez-le : jumeau pathways import.",
        )  # fmt: skip
    guessed, sample = csv.preview(source)
    text = mapping_text(guessed, sample, found.NAME, source.name)
    if out is None:
        typer.echo(text, nl=False)
        return
    if out.exists():
        raise JumeauError("--out", f"{out} existe déjà.", "Choisissez un autre nom.")
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise JumeauError(
            f"{out}", f"écriture impossible : {said(error)}.", "Choisissez un autre dossier."
        ) from error
    typer.echo(f"Correspondance écrite dans {out} : relisez-la, puis import --mapping {out}")
