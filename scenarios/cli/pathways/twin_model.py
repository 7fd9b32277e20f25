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
    check_written,
    leave_whole,
    opened,
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
    from twin.territory import Territory

    check_written(log, None if territory == PILOT else Path(territory), out=out)
    asked = opened(log, site=site, public=public, threshold=threshold, override=override)
    gate, every = asked.gate, asked.whole or asked.log
    place = Territory.pilot() if territory == PILOT else Territory.load(Path(territory))
    inputs = base_inputs(place)
    hospitals = [f.id for f in place.of_kind("hospital")]
    model = learn_emergency(
        every, inputs.pathways, inputs.needs.causes, hospitals, sites=site or (), gate=gate
    )
    leave_whole(log, every, gate, "twin-model")
    model.save(out)
    visits = "n.\u00a0c." if gate.hides(model.visits) else str(model.visits)
    typer.echo(
        f"{visits} passages lus, {len(model.covered())} motifs appris sur "
        f"{len(model.causes)}, {len(model.sites)} site(s) : {out}"
    )
    if missing := [c for c in model.causes if c not in model.covered()]:
        typer.echo(f"Motifs laissés aux valeurs du territoire : {', '.join(missing)}.")
    if place.access_rules:
        # What is learned holds inside the ED: who comes there is the runs' matter.
        typer.echo(
            f"Accès des urgences : les {len(place.access_rules)} règles du territoire ne changent "
            "rien à ce qui est appris (ce qui se passe aux urgences, non qui y vient) ; chaque "
            "calcul applique celles de ses jours."
        )
    typer.echo(gate.words())
