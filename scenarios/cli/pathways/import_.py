"""`jumeau pathways import`: a source of care events becomes one log."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways._common import check_written
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.importing.importer import ImportReport

REJECTS = ".rejects.csv"


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("import", cls=FrenchCommand)(import_)


def import_(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="Fichier, ou dossier de tables (OMOP).")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="JOURNAL", help="Journal à écrire (.parquet).")
    ],
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="M.toml", help="Correspondance ; absente : devinée."),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="NOM", help="Format de la source, sinon reconnu.")
    ] = "",
    timezone: Annotated[
        str,
        typer.Option("--timezone", metavar="ZONE", help="Fuseau des heures sans décalage."),
    ] = "",
    date_format: Annotated[
        str,
        typer.Option(
            "--date-format", metavar="FORMAT", help="Écriture des dates : %d/%m/%Y %H:%M."
        ),
    ] = "",
    object_type: Annotated[
        str, typer.Option("--object", metavar="TYPE", help="OCEL : l'objet qui fait le parcours.")
    ] = "",
    public: Annotated[
        bool, typer.Option("--public", help="Déclarer le journal public : rien n'est masqué.")
    ] = False,
    opt_out: Annotated[
        Path | None,
        typer.Option("--opt-out", metavar="LISTE", help="Patients qui refusent : retirés d'abord."),
    ] = None,
    pseudonymise: Annotated[
        Path | None,
        typer.Option("--pseudonymise", metavar="CLÉ", help="Clé gardée à part ; créée si absente."),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects", metavar="FICHIER", help="Lignes refusées ; sinon près du journal."
        ),
    ] = None,
    complete_until: Annotated[
        str,
        typer.Option("--complete-until", metavar="AAAA-MM", help="Dernier mois complet, si connu."),
    ] = "",
    json_: Annotated[bool, typer.Option("--json", help="Compte rendu en JSON.")] = False,
) -> None:
    """Importe des événements de soins dans un journal (CSV, XES, OMOP, RPU, PMSI, FHIR...)."""
    from pathways.importing.identifiers import key_of
    from pathways.importing.importer import import_log
    from pathways.importing.mapping import read_mapping
    from pathways.importing.refusals import read_refusals
    from pathways.importing.source import Ask
    from twin.contracts.events import write_log

    refused = rejects or out.with_name(out.stem + REJECTS)
    _check_places(source, out, refused, [p for p in (mapping, opt_out, pseudonymise) if p])
    if complete_until and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", complete_until):
        raise JumeauError(
            "--complete-until", f"mois « {complete_until} » refusé.", "Écrivez-le 2024-03."
        )
    ask = Ask(
        mapping=read_mapping(mapping) if mapping else None,
        zone=timezone, date_format=date_format, public=public, object_type=object_type,
    )  # fmt: skip
    listed = read_refusals(opt_out) if opt_out else None
    key, drawn = key_of(pseudonymise, [source, out]) if pseudonymise else (None, False)
    log, report = import_log(
        source, ask, source=format_, opt_out=listed, key=key, rejects=refused,
        whole_until=complete_until,
    )  # fmt: skip
    write_log(log, out)
    if json_:
        screen.show_json({"log": str(out), **report.to_dict()})
        return
    _show(report, out)
    if drawn:
        typer.echo(f"Clé tirée et écrite dans {pseudonymise} : gardez-la à part des données.")


def _check_places(source: Path, out: Path, rejects: Path, others: list[Path]) -> None:
    """Refuse to write over what is read, or over a file that is not a log.

    Raises
    ------
    JumeauError
        Before anything is read.
    """
    from twin.contracts.events import is_log

    check_written(source, *others, out=out, rejects=rejects)
    for option, path in (("--out", out), ("--rejects", rejects)):
        if not path.absolute().parent.is_dir():
            raise JumeauError(
                option, f"dossier {path.parent} absent.", "Créez-le, ou changez de dossier."
            )
    if out.exists() and not is_log(out):
        raise JumeauError(
            "--out", f"{out} existe et n'est pas un journal de parcours.",
            "Choisissez un autre fichier, ou supprimez-le d'abord.",
        )  # fmt: skip


def _show(report: ImportReport, out: Path) -> None:
    """Write what was done."""
    about = report.about
    rows = [
        ("Lignes lues", about.rows_in), ("gardées", about.rows_kept),
        ("rejetées", about.rows_rejected), ("annulées (régularisations)", about.rows_netted),
        ("fusionnées (doublons)", about.rows_merged),
        ("retirées (refus des patients)", about.rows_opted_out),
        ("Parcours", report.cases), ("Patients", report.patients),
        ("Activités", report.activities),
        ("Patients ayant refusé, retirés", about.patients_opted_out),
    ]  # fmt: skip
    table = screen.facts_table(("", "Nombre"), [(k, screen.number(v, 0)) for k, v in rows])
    screen.out().print(table)
    for note in about.notes:
        typer.echo(f"- {note}")
    if report.rejects is not None:
        typer.echo(f"Lignes refusées ou signalées : {report.rejects}")
    typer.echo(f"Journal : {out}" + (" (déclaré public)" if about.public else ""))
    if not about.public:
        from twin.disclosure import THRESHOLD

        typer.echo(
            f"Les effectifs de moins de {THRESHOLD} patients y seront masqués ; --public les "
            "montre, si le détenteur du journal le déclare public."
        )
