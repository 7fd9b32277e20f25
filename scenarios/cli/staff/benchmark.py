"""`jumeau staff benchmark`: the solver on public rostering instances, with a proven bound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from logistics.staffing.benchmark_files.trial import Outcome

STATUSES = {
    "optimal": "optimal, prouvé",
    "feasible": "trouvé",
    "infeasible": "impossible, prouvé",
    "unknown": "rien trouvé",
}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("benchmark", cls=FrenchCommand)(benchmark)


def benchmark(
    place: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER", help="Instance Curtois-Qu (.txt), dossier de ces fichiers, ou "
            "dossier INRC-II."
        ),
    ],
    time: Annotated[
        float, typer.Option("--time", metavar="S", help="Secondes par instance.")
    ] = 120.0,
    weeks: Annotated[
        str, typer.Option("--weeks", metavar="W", help="INRC-II : semaines, par exemple 5-4-1-2.")
    ] = "",
    history: Annotated[
        int, typer.Option("--history", metavar="H", help="INRC-II : numéro de l'historique.")
    ] = 0,
    workers: Annotated[int, typer.Option("--workers", metavar="N", help="Processus légers.")] = 2,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DOSSIER", help="Écrire les plannings trouvés.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:  # fmt: skip
    """Résout des plannings publics et donne le coût, la borne prouvée et l'écart entre les deux.

    Le coût est compté par les règles du fichier, indépendamment du solveur.
    """
    if not 0 < time <= 86_400 or not 1 <= workers <= 64:
        raise JumeauError(
            "--time, --workers", "hors limites.", "De 1 à 86 400 secondes, de 1 à 64 processus."
        )
    if not place.exists():
        raise JumeauError(f"{place}", "introuvable.", "Vérifiez le chemin.")
    from logistics.staffing.benchmark_files import trial

    solver = trial.usual(time, workers)
    if trial.is_inrc2(place):
        found = [trial.try_inrc2(place, numbers(weeks), history, solver)]
    elif weeks:
        raise JumeauError(
            f"{place}",
            "pas de fichier Sc-*.txt.",
            "--weeks n'a de sens qu'avec un dossier INRC-II.",
        )
    else:
        paths = trial.nrp_files(place)
        found = []
        with screen.progress("Plannings") as report:
            for path in paths:
                found.append(trial.try_nrp(path, solver))
                if report is not None:
                    report(len(found), len(paths))
    if out is not None:
        for outcome in found:
            trial.write(outcome, out)
    if as_json:
        rows = [outcome.row() for outcome in found]
        screen.show_json(rows[0] if trial.is_inrc2(place) or place.is_file() else
                         {"instances": rows})  # fmt: skip
    else:
        _show(found)
    if any(outcome.cost is None or outcome.violations for outcome in found):
        raise typer.Exit(1)


def numbers(text: str) -> list[int]:
    """Read a sequence of weeks, "5-4-1-2"."""
    parts = text.split("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        raise JumeauError(
            "--weeks",
            f"«\u00a0{text}\u00a0» n'est pas une suite de semaines.",
            "Exemple : 5-4-1-2.",
        )
    return [int(part) for part in parts]


def _show(found: list[Outcome]) -> None:
    """Show one row an instance."""
    titles = ("Instance", "Coût", "Borne prouvée", "Écart", "Règles enfreintes", "Secondes", "État")
    rows = [
        (
            outcome.instance,
            screen.number(outcome.cost, 0),
            screen.number(outcome.bound, 0),
            screen.quantity(outcome.gap, "share"),
            str(outcome.violations),
            screen.number(outcome.seconds, 1),
            STATUSES[outcome.status],
        )
        for outcome in found
    ]
    screen.out().print(screen.facts_table(titles, rows, whole=(0,)))
