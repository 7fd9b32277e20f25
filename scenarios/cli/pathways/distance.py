"""`jumeau pathways distance`: how far a simulated log is from the observed one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways._common import (
    DEFAULT_THRESHOLD,
    Json,
    Override,
    Public,
    Threshold,
    opened,
)

TITLES = {
    "map": "Carte (part des passages)",
    "variants": "Variantes (part à réécrire)",
    "length_s": "Durée du parcours",
    "gap_s": "Durée du passage",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("distance", cls=FrenchCommand)(distance)


def distance(
    observed: Annotated[Path, typer.Argument(metavar="OBSERVÉ", help="Journal observé.")],
    simulated: Annotated[Path, typer.Argument(metavar="SIMULÉ", help="Journal simulé.")],
    draws: Annotated[int, typer.Option(min=10, metavar="N", help="Tirages des intervalles.")] = 40,
    public: Public = False,
    threshold: Threshold = DEFAULT_THRESHOLD,
    override: Override = "",
    as_json: Json = False,
) -> None:
    """Mesure l'écart entre un journal simulé et l'observé, et ce que donne le seul hasard."""
    import pathways
    from pathways.opening import open_log
    from pathways.pictures.numbers import duration, share

    asked = opened(observed, public=public, threshold=threshold, override=override)
    found = pathways.compare(asked.log, open_log(simulated), gate=asked.gate, draws=draws)
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    for d in found.distances:
        title = TITLES[d.name] + (f", {d.step[0]} → {d.step[1]}" if d.step else "")
        if d.value is None or d.low is None or d.high is None or d.floor is None:
            typer.echo(f"{title}\u00a0: n.\u00a0c.")
            continue
        verdict = "au-dessus du hasard" if d.apart else "pas plus que le hasard"
        write = duration if d.name.endswith("_s") else share
        value, low, high, floor = (write(v) for v in (d.value, d.low, d.high, d.floor))
        typer.echo(
            f"{title}\u00a0: {value} (90\u00a0%\u00a0: {low} à {high}), "
            f"plancher {floor}\u00a0: {verdict}"
        )
    typer.echo(
        "Plancher\u00a0: écart que 95\u00a0% des paires de moitiés du journal observé "
        "ne dépassent pas."
    )
    typer.echo(found.gate)
