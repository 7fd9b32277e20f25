"""`jumeau pathways learn`: branching and durations, with what is not known of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways._common import (
    DEFAULT_THRESHOLD,
    Log,
    Override,
    Public,
    Threshold,
    check_written,
    leave_whole,
    opened,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("learn", cls=FrenchCommand)(learn)


def learn(
    log: Log,
    out: Annotated[Path, typer.Option("--out", metavar="FICHIER", help="Modèle (.json) à écrire.")],
    cause: Annotated[
        str | None, typer.Option(metavar="ATTRIBUT", help="Attribut qui donne le motif.")
    ] = None,
    age: Annotated[
        str | None, typer.Option(metavar="ATTRIBUT", help="Attribut qui donne la tranche d'âge.")
    ] = None,
    public: Public = False,
    threshold: Threshold = DEFAULT_THRESHOLD,
    override: Override = "",
) -> None:
    """Apprend d'un journal où vont les patients et au bout de combien de temps."""
    import pathways
    from pathways.learning.model import write_model

    check_written(log, out=out)
    asked = opened(log, public=public, threshold=threshold, override=override)
    gate = asked.gate
    model = pathways.learn(asked.log, cause=cause, age=age, gate=gate)
    leave_whole(log, asked.log, gate, "learn")
    write_model(model, out)
    typer.echo(
        f"{len(model.groups())} groupe(s), empreinte {model.digest()[:16]}, écrit dans {out}."
    )
    if model.about["steps_left_out"]:
        typer.echo(f"{model.about['steps_left_out']} passage(s) trop rares laissés de côté.")
    typer.echo(gate.words())
