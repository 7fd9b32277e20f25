"""Commands around the studies: scenario files, the store, the dashboard, the doctor."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand, FrenchGroup
from scenarios.cli.studies import Json, Out
from scenarios.store import Store
from twin.tables import JumeauError

scenario_app = typer.Typer(
    cls=FrenchGroup, help="Vérifie, montre ou décrit les fichiers de scénario."
)
store_app = typer.Typer(cls=FrenchGroup, help="Liste les résultats gardés.")

Name = Annotated[str, typer.Argument(help="Fichier TOML, ou nom de la bibliothèque.")]


@scenario_app.command("check", cls=FrenchCommand)
def check(scenario: Name, json: Json = False) -> None:
    """Vérifie un scénario, territoire compris, et montre toutes ses fautes d'un coup."""
    from scenarios.scenario import find_scenario

    if not json:
        find_scenario(scenario)
        typer.echo(f"{scenario} : aucun défaut.")
        return
    faults: tuple[JumeauError, ...] = ()
    try:
        find_scenario(scenario)
    except JumeauError as error:
        faults = error.faults()
    screen.show_json(
        {
            "format": 1,
            "valid": not faults,
            "faults": [
                {"place": f.place, "problem": f.problem, "remedy": f.remedy} for f in faults
            ],
        }
    )
    if faults:
        raise typer.Exit(faults[0].exit_code)


@scenario_app.command("show", cls=FrenchCommand)
def show(
    scenario: Annotated[str, typer.Argument(help="Fichier, nom ; vide : la bibliothèque.")] = "",
    json: Json = False,
) -> None:
    """Montre un scénario, ou la liste de ceux de la bibliothèque."""
    from scenarios.scenario import find_scenario, library

    names = [scenario] if scenario else list(library())
    found = [find_scenario(name, check_sites=False) for name in names]
    if json:
        screen.show_json({"format": 1, "scenarios": [one.plain() for one in found]})
        return
    for one in found:
        levers = ", ".join(lever.kind for lever in one.lever) or "aucun levier"
        typer.echo(
            f"{one.name} : {one.title}\n  {one.question}\n  {one.territory}, "
            f"du {screen.day(str(one.start))} au {screen.day(str(one.last_day))}, "
            f"{one.replications} réplications, {levers}"
        )
        for lever in one.lever if scenario else ():
            typer.echo(f"  {lever.kind} : {lever.reason}\n    source : {lever.source}")


@scenario_app.command("schema", cls=FrenchCommand)
def schema() -> None:
    """Donne le schéma JSON des fichiers de scénario."""
    from scenarios.scenario import scenario_schema

    screen.show_json(scenario_schema())


@store_app.command("list", cls=FrenchCommand)
def list_runs(out: Out = None, json: Json = False) -> None:
    """Liste les résultats gardés, le dernier d'abord."""
    store = Store.open(out)
    runs = store.list()
    if json:
        rows = [
            {
                "name": run.name,
                "title": run.title,
                "digest": run.record.digest,
                "path": str(run.path),
                "period": run.record.period,
                "territory": run.record.territory.name,
                "replications": len(run.replications()),
                "draws": run.record.draws,
                "seed": run.record.seed,
                "created": run.record.created,
            }
            for run in runs
        ]
        screen.show_json({"format": 1, "runs": rows})
        return
    if not runs:
        typer.echo(f"Aucun résultat dans {store.root}. Lancez `jumeau demo`.")
        return
    titles = ("Résultat", "Période", "Territoire", "Réplications", "Créé (UTC)")
    shown = [
        (f"{run.name}/{run.path.name}", run.record.period, run.record.territory.name,
         str(len(run.replications())), run.record.created[:16].replace("T", " "))
        for run in runs
    ]  # fmt: skip
    screen.out().print(screen.facts_table(titles, shown))


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
    # By name: the dashboard stands one floor above and may not be imported from here.
    serve = importlib.import_module("dashboards.serve").serve
    serve(Store.open(out).root, host, port, territories)


def doctor(out: Out = None, json: Json = False) -> None:
    """Vérifie l'installation : versions, données, paquets masqués, place libre."""
    from scenarios.doctor import diagnose

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
