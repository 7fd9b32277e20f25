"""`jumeau validate`: what the twin gives beside what is observed, and beside honest rules."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.studies import Json, Workers
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.targets import TargetTable
    from scenarios.validation import VisitsRow
    from twin.territory import Territory

_STATUS_FR = {"emergent": "émergent", "fitted": "ajusté", "imposed": "imposé"}
_NOT_DECLARED = 1


def validate(
    territory: Annotated[
        str, typer.Argument(help="« pilote », ou le dossier d'un territoire construit.")
    ] = "pilote",
    replications: Annotated[
        int, typer.Option(min=1, max=1000, help="Répétitions, pour les chiffres observés.")
    ] = 5,
    days: Annotated[
        int, typer.Option(min=1, max=3660, help="Jours simulés, pour les chiffres observés.")
    ] = 365,
    seed: Annotated[int, typer.Option(min=0, help="Graine.")] = 20260101,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Compare la situation de référence à ce qui est observé : chiffres, passages par site.

    Chaque chiffre est dit imposé (le modèle y a été calé) ou émergent (rien n'y a été ajusté).
    La table des passages par site simule toujours un an ; il lui faut des passages déclarés.
    """
    from scenarios.targets import targets_table
    from twin.territory import Territory

    place = Territory.pilot() if territory == "pilote" else Territory.load(Path(territory))
    with screen.progress("Simulation") as report:
        table = targets_table(
            place, days=days, replications=replications, seed=seed, workers=workers,
            progress=report,
        )  # fmt: skip
    rows, reason = _by_site(place, seed)
    if json:
        plain = table.plain()
        screen.show_json(
            {
                "format": 1,
                "visits_by_site": [asdict(row) for row in rows],
                "visits_by_site_missing": reason,
                "targets": plain.pop("rows"),
                "targets_of": plain,
            }
        )
        return
    _show_targets(table)
    if rows:
        _show_sites(rows)
    else:
        typer.echo(f"Passages par site : pas de table. {reason}")


def _by_site(place: Territory, seed: int) -> tuple[tuple[VisitsRow, ...], str | None]:
    """Give the table of visits by site, or why there is none."""
    from scenarios.validation import visits_by_site

    try:
        return visits_by_site(place, seed=seed), None
    except JumeauError as error:
        if error.exit_code != _NOT_DECLARED:
            raise
        return (), f"{error.problem} {error.remedy}"


def _show_targets(table: TargetTable) -> None:
    from scenarios.targets import words

    typer.echo(
        f"{table.territory}, situation de référence : {table.days} jours à partir du "
        f"{screen.day(table.start)}, réplications : {table.replications}, graine {table.seed}"
    )
    screen.out().print(screen.facts_table(words.HEAD, [words.cells(row) for row in table.rows]))
    typer.echo(words.READING)
    for note in table.notes:
        typer.echo(f"À savoir : {note}")


def _show_sites(rows: tuple[VisitsRow, ...]) -> None:
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
