"""`jumeau samu benchmark`: published instances, with cost, proven bound and time."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("benchmark", cls=FrenchCommand)(benchmark)


def benchmark(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Instance p-médiane de l'OR-Library.")
    ],
    seconds: Annotated[
        float, typer.Option("--time", min=0.1, max=36000, help="Secondes laissées.")
    ] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:
    """Résoudre une instance publiée : coût, borne prouvée, temps."""
    from logistics.samu.benchmark_files.pmed import read_pmed
    from logistics.samu.siting.median import p_median

    asked = read_pmed(file)
    found = p_median(asked.cost, asked.count, seconds=seconds)
    body = {
        "file": str(file), "kind": "p-median", "cost": found.value, "bound": found.bound,
        "gap": found.gap, "seconds": found.seconds, "violations": 0, "status": found.status,
        "opened": [j + 1 for j in found.opened],
    }  # fmt: skip
    if as_json:
        screen.show_json(body)
        return
    proof = "prouvé" if found.status == "optimal" else f"écart {100 * found.gap:.2f} %"
    typer.echo(
        f"{file.name} : coût {screen.number(found.value, 0)}, borne "
        f"{screen.number(found.bound, 0)} ({proof}), {screen.number(found.seconds, 1)} s"
    )
