"""Commands around the studies: the store, the dashboard, the doctor."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.studies import Json, Out


def dashboard(
    out: Out = None,
    host: Annotated[str, typer.Option(help="Adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port.")] = 8050,
    territories: Annotated[
        Path | None,
        typer.Option(
            "--territoires",
            metavar="DOSSIER",
            help="Dossier de territoires construits (./territoires s'il existe).",
        ),
    ] = None,
) -> None:
    """Ouvre le tableau de bord : études gardées et territoires (cette machine seulement)."""
    from scenarios.store import Store

    # By name: the dashboard stands one floor above and may not be imported from here.
    serve = importlib.import_module("dashboards.serve").serve
    serve(Store.open(out).root, host, port, territories)


def doctor(out: Out = None, json: Json = False) -> None:
    """Vérifie l'installation : versions, données, paquets masqués, place libre."""
    from scenarios.doctor import diagnose
    from scenarios.store import Store

    checks = diagnose(Store.open(out).root)
    sound = all(check.ok for check in checks)
    if json:
        rows = [
            {"topic": c.topic, "name": c.name, "value": c.value, "ok": c.ok, "remedy": c.remedy}
            for c in checks
        ]
        screen.show_json({"format": 1, "ok": sound, "checks": rows})
    else:
        rows_shown = [("oui" if c.ok else "NON", c.name, c.value) for c in checks]
        screen.out().print(screen.facts_table(("Bon", "Quoi", "Constat"), rows_shown))
        for check in checks:
            if not check.ok:
                typer.echo(f"erreur : {check.name} : {check.value}. {check.remedy}", err=True)
    if not sound:
        raise typer.Exit(1)
