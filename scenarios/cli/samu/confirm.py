"""`jumeau samu confirm`: proposed SMUR bases, by the coverage model and by the twin."""

from __future__ import annotations

from typing import Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import typeset

MOST_REPLICATIONS = 1000


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("confirm", cls=FrenchCommand)(confirm)


def confirm(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCÉNARIO", help="Fichier écrit par jumeau samu site --scenario."),
    ],
    replications: Annotated[
        int,
        typer.Option("--replications", metavar="N", min=1, max=MOST_REPLICATIONS,
                     help="Répétitions de la référence et de la proposition."),
    ] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Confronter des bases proposées au jumeau : le chiffre du modèle et le sien, côte à côte."""
    from scenarios.access_said import access_said
    from scenarios.samu_confirm import NOTES, plain
    from scenarios.samu_confirm import confirm as judge
    from scenarios.scenario import find_scenario

    asked = find_scenario(scenario)
    territory = asked.load_territory()
    with screen.progress("Jumeau") as report:
        rows = judge(asked, territory, replications=replications, progress=report)
    access = access_said(territory, asked.start, asked.last_day)
    if as_json:
        screen.show_json(plain(asked, rows, replications, access))
        return
    console = screen.out()
    console.print(f"[bold]{asked.title} : {asked.days} jours, {replications} répétitions[/bold]")
    titles = ("Chiffre", "Aujourd'hui", "Ensuite", "Écart", "mc95 (bruit)")
    table = []
    for r in rows:
        table.append((
            f"Modèle : {r.model}", screen.quantity(r.model_today, r.unit),
            screen.quantity(r.model_after, r.unit),
            screen.quantity(r.model_after - r.model_today, r.unit, signed=True), "",
        ))  # fmt: skip
        table.append((
            f"Jumeau : {r.twin}", screen.quantity(r.twin_today, r.unit),
            screen.quantity(r.twin_after, r.unit),
            screen.quantity(r.twin_after - r.twin_today, r.unit, signed=True),
            r.flag or screen.interval(r.low, r.high, r.unit),
        ))  # fmt: skip
    console.print(screen.facts_table(titles, table))
    for note in (*NOTES, access):
        typer.echo(typeset(note))
