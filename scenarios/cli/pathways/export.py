"""`jumeau pathways export`: a log in the formats that other tools read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways._common import (
    Json,
    Log,
    Public,
    check_written,
    leave_whole,
    whole,
)
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.exports.written import Written
    from twin.contracts.events import EventLog

FORMATS = ("csv", "csv-fr", "xes", "omop", "rpu")
INDIVIDUAL = (
    "Ce fichier contient des données individuelles de santé : une ligne par événement, aucun "
    "effectif n'y est masqué."
)


def export(
    log: Log,
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT",
            help="csv (réimportable), csv-fr (tableur français), xes, omop (dossier) ou rpu.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FICHIER", help="Fichier (dossier pour omop) à écrire."),
    ],
    reason: Annotated[
        str,
        typer.Option(
            "--individual-data", metavar="MOTIF",
            help="Motif : obligatoire si le journal n'est ni public ni simulé.",
        ),
    ] = "",
    public: Public = False,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Écrire un journal ligne à ligne dans un format d'échange."""
    if form not in FORMATS:
        raise JumeauError(f"--format {form}", "format inconnu.", f"Formats : {', '.join(FORMATS)}.")
    check_written(log, out=out)
    opened = whole(log, public=public)
    about = opened.about
    individual = not about.public and about.origin != "simulated"
    if individual and not reason.strip():
        raise JumeauError(
            f"{log}",
            "l'export ligne à ligne d'un journal observé et non public sort des données "
            "individuelles de santé.",
            "Donnez le motif : --individual-data « motif ».",
        )
    if not about.public:
        from twin.disclosure import Gate

        asked_for = f"export {form}, ligne à ligne : {reason.strip() or 'journal simulé'}"
        leave_whole(log, opened, Gate.of(about), asked_for)
    with screen.progress("Écriture"):
        written = _write(opened, form, out)
    notes = list(written.notes)
    if individual:
        notes.insert(0, f"{INDIVIDUAL} Motif donné : {reason.strip()}.")
    if as_json:
        screen.show_json(
            {
                "path": str(written.path),
                "format": written.format,
                "events": written.events,
                "left": written.left,
                "origin": about.origin,
                "public": about.public,
                "individual_data": individual,
                "reason": reason.strip() if individual else "",
                "notes": notes,
            }
        )
        return
    typer.echo(f"Journal écrit dans {written.path} ({screen.number(written.events, 0)} événements)")
    for note in notes:
        typer.echo(f"note : {note}")


def _write(log: EventLog, form: str, out: Path) -> Written:
    from pathways.exports.written import Written

    match form:
        case "omop":
            from pathways.exports.omop import write_omop

            return write_omop(log, out)
        case "rpu":
            from pathways.exports.rpu import write_rpu

            return write_rpu(log, out)
        case "xes":
            from pathways.exports.xes import write_xes

            return Written(out, "xes", log.events, 0, write_xes(log, out))
    from pathways.exports.csv import write_csv

    return write_csv(log, out, french=form == "csv-fr")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("export", cls=FrenchCommand)(export)
