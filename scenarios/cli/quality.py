"""`jumeau territory check`: everything doubtful in a territory, on screen or as a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.where import opened
from twin.tables import JumeauError

if TYPE_CHECKING:
    from twin.territory import Territory
    from twin.territory.quality import Evidence, QualityReport

SEVERITY_FR = {"error": "erreur", "warning": "avertissement", "information": "information"}
SHOWN = 200
"""Findings on screen; --html and --json give them all."""
MOST = 15_000_000
"""Inhabitants beyond which the synthetic population is not made only to be checked."""


def check(
    where: Annotated[
        str, typer.Argument(metavar="DOSSIER|pilote", help="Territoire, ou fichiers sources.")
    ] = "pilote",
    html: Annotated[
        Path | None, typer.Option("--html", help="Écrire aussi le rapport, en une page HTML.")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejets", help="CSV des lignes refusées (celui du dossier, s'il y est)."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:  # fmt: skip
    """Dire tout ce qui est douteux dans un territoire ; code 1 s'il y a une erreur."""
    from twin.territory.quality import report, to_html, to_json

    if html is not None:
        _refuse_place(html)
    territory = opened(where)
    found = report(territory, _evidence(territory, _rejects_of(where, rejects)))
    if html is not None:
        _write(html, to_html(found))
    if as_json:
        screen.show_json(to_json(found))
    else:
        _show(found)
    if html is not None:
        typer.echo(f"Rapport écrit dans {html}", err=as_json)
    if found.has_error:
        raise typer.Exit(1)


def _rejects_of(where: str, given: Path | None) -> Path | None:
    """Give the file of rejected rows: the one given, or the one in the territory's folder."""
    from twin.territory.quality.rejects import NAME

    own = Path(where) / NAME
    return given if given is not None else own if own.is_file() else None


def _evidence(territory: Territory, rejects: Path | None) -> Evidence:
    """Bring what the territory does not carry: an APL, its oldest persons, rejected rows."""
    from twin.territory.quality import Evidence, read_rejects

    apl = oldest = None
    if {"apl_published", "gp_fte"} <= set(territory.zones):
        from twin.access import find, measure

        indicator = find("apl_2015")
        if not indicator.lacks(territory):
            apl = measure(indicator, territory).by_zone
    if territory.pyramid is not None and territory.population.total <= MOST:
        from twin.territory.persons import persons_of
        from twin.territory.persons.summary import pyramid_gaps

        own = ~territory.in_ring
        oldest = pyramid_gaps(persons_of(territory), territory.pyramid[own], territory.zones[own])
    return Evidence(
        apl_computed=apl,
        oldest=oldest,
        rejects=() if rejects is None else read_rejects(rejects),
    )


def _refuse_place(path: Path) -> None:
    """Refuse a place where nothing can be written before anything is computed."""
    if path.is_dir():
        raise JumeauError(f"{path}", "est un dossier.", "Donnez un nom de fichier en .html.")
    if not path.parent.is_dir():
        raise JumeauError("--html", f"le dossier {path.parent} n'existe pas.", "Créez-le d'abord.")


def _write(path: Path, page: str) -> None:
    from scenarios.parts import write_whole

    def put(at: Path) -> None:
        at.write_text(page, encoding="utf-8", newline="\n")

    write_whole(path, put)


def _show(found: QualityReport) -> None:
    from rich.markup import escape

    from twin.territory.quality.check import CATEGORIES, STATUSES

    heads = ("catégorie", *STATUSES.values())
    rows = [
        (title, *(str(many) for many in found.counts(category).values()))
        for category, (title, _) in CATEGORIES.items()
    ]
    rows.append(("Ensemble", *(str(many) for many in found.counts().values())))
    screen.out().print(f"[bold]Qualité des données : {escape(found.name)}[/bold]")
    screen.out().print(screen.facts_table(heads, rows))
    findings = [
        (SEVERITY_FR[f.severity], escape(f.place), escape(f.message), escape(f.remedy))
        for f in found.findings
    ]
    titles = ("gravité", "où", "constat", "remède")
    screen.out().print(f"{len(findings)} constats")
    screen.out().print(screen.facts_table(titles, findings[:SHOWN]))
    if len(findings) > SHOWN:
        typer.echo(f"... et {len(findings) - SHOWN} autres : --html FICHIER les donne par contrôle")
    for result in found.results:
        if result.check.id == "conformity.ring" and result.detail:
            typer.echo(result.detail)
