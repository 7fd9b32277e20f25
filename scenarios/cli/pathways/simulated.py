"""`jumeau pathways simulated`: the log of a stored run, as a log of care pathways."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways._common import check_written


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulated", cls=FrenchCommand)(simulated)


def simulated(
    ref: Annotated[str, typer.Argument(metavar="CALCUL", help="Nom, nom/empreinte ou dossier.")],
    out: Annotated[Path, typer.Option("--out", metavar="FICHIER", help="Journal à écrire.")],
    replication: Annotated[int, typer.Option(metavar="N", help="Réplication.")] = 1,
    draw: Annotated[int, typer.Option(metavar="N", help="Tirage (0 : valeurs centrales).")] = 0,
    rpu: Annotated[
        bool,
        typer.Option("--rpu", help="Les passages aux urgences seulement, dans les mots des RPU."),
    ] = False,
    runs: Annotated[
        Path | None, typer.Option("--runs", metavar="DOSSIER", help="Dossier des résultats.")
    ] = None,
) -> None:
    """Lit le journal d'un calcul gardé (`jumeau run ... --keep-events`) comme des parcours."""
    from scenarios.simulated_log import log_of_run
    from scenarios.store import Store
    from twin.contracts.events import write_log

    run = Store.open(runs).get(ref)
    check_written(run.path, out=out)
    log = log_of_run(run, replication=replication, draw=draw)
    if rpu:
        from scenarios.simulated_rpu import visits_of

        log = visits_of(log)
    write_log(log, out)
    typer.echo(
        f"{log.events} étapes, {log.case_count()} parcours écrits dans {out} (journal simulé)."
    )
