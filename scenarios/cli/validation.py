"""`jumeau validate`: what the twin gives beside what is observed, and beside honest rules."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.studies import Json

_STATUS_FR = {"emergent": "émergent", "fitted": "ajusté", "imposed": "imposé"}


def validate(
    territory: Annotated[str, typer.Argument(help="Dossier d'un territoire construit.")],
    seed: Annotated[int, typer.Option(min=0, help="Graine.")] = 20260101,
    json: Json = False,
) -> None:
    """Compare les passages par site simulés sur un an aux passages observés (SAE)."""
    from scenarios.validation import visits_by_site
    from twin.territory import Territory

    place = Territory.pilot() if territory == "pilote" else Territory.load(Path(territory))
    rows = visits_by_site(place, seed=seed)
    if json:
        screen.show_json({"format": 1, "visits_by_site": [asdict(row) for row in rows]})
        return

    def between(low: float, high: float, *, share: bool) -> str:
        scale, decimals = (100, 0) if share else (1, 2)
        return f"[{screen.number(scale * low, decimals)} ; {screen.number(scale * high, decimals)}]"

    table = screen.facts_table(
        (
            "Passages par site",
            "Statut",
            "Corrélation (IC 95 %)",
            "Erreur moyenne (IC 95 %)",
        ),
        [
            (
                row.method,
                _STATUS_FR[row.status],
                f"{screen.number(row.correlation, 2)} "
                + between(row.correlation_low, row.correlation_high, share=False),
                f"{screen.number(100 * row.mape, 0)} % "
                + between(row.mape_low, row.mape_high, share=True),
            )
            for row in rows
        ],
    )
    screen.out().print(table)
    typer.echo(
        "Le total régional est donné à chaque méthode : seule la répartition entre sites est "
        "jugée. Un résultat imposé ne prouve rien ; intervalles par rééchantillonnage des sites."
    )
