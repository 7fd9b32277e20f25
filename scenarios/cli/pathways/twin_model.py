"""`jumeau pathways twin-model`: what the twin uses of a log, for the lever `learned-pathways`."""

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
    Site,
    Threshold,
    leave_whole,
)

PILOT = "pilote"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("twin-model", cls=FrenchCommand)(twin_model)


def twin_model(
    log: Log,
    out: Annotated[Path, typer.Option("--out", metavar="FICHIER", help="Modèle (.json) à écrire.")],
    territory: Annotated[
        str,
        typer.Option(metavar="DOSSIER", help="« pilote », ou dossier d'un territoire construit."),
    ] = PILOT,
    site: Site = None,
    public: Public = False,
    threshold: Threshold = DEFAULT_THRESHOLD,
    override: Override = "",
) -> None:
    """Apprend d'un journal d'urgences ce que le jumeau en utilise (levier learned-pathways)."""
    from pathways.learning.emergency import learn_emergency
    from scenarios.baseline import base_inputs
    from scenarios.cli.pathways._common import whole
    from twin.disclosure import Gate
    from twin.territory import Territory

    opened = whole(log, public=public)
    gate = Gate.of(opened.about, threshold, override)
    place = Territory.pilot() if territory == PILOT else Territory.load(Path(territory))
    inputs = base_inputs(place)
    hospitals = [f.id for f in place.of_kind("hospital")]
    model = learn_emergency(
        opened, inputs.pathways, inputs.needs.causes, hospitals, sites=site or (), gate=gate
    )
    leave_whole(log, opened, gate, "twin-model")
    model.save(out)
    typer.echo(
        f"{model.visits} passages lus, {len(model.covered())} motifs appris sur "
        f"{len(model.causes)}, {len(model.sites)} site(s) : {out}"
    )
    if missing := [c for c in model.causes if c not in model.covered()]:
        typer.echo(f"Motifs laissés aux valeurs du territoire : {', '.join(missing)}.")
    typer.echo(gate.words())
