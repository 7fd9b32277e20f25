"""What the verbs that read cases share: options, territory, and the sentence that they all say."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.samu_period import START
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.samu_ground import Ground

RulesFile = Annotated[
    Path | None,
    typer.Option("--rules", metavar="F", help="Règles de gradation (TOML) à la place des nôtres."),
]
Where = Annotated[
    str,
    typer.Option("--territoire", metavar="DOSSIER|pilote", help="Territoire, ou fichiers sources."),
]
Services = Annotated[
    Path | None,
    typer.Option("--services", metavar="F", help="CSV site;besoin : qui répond à quel besoin."),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="QUAND", help='Heure de la décision, "2026-01-12 03:00".'),
]
AsJson = Annotated[bool, typer.Option("--json", help="Tout en JSON.")]


def typeset(text: str) -> str:
    """Set French punctuation with no-break spaces."""
    for mark in ":;?!%»":
        text = text.replace(f" {mark}", f"{screen.NO_BREAK}{mark}")
    return text.replace("« ", f"«{screen.NO_BREAK}")


def say(text: str) -> None:
    """Write a line in French."""
    typer.echo(typeset(text))


def moment(at: str | None) -> datetime | None:
    """Read `--at`.

    Raises
    ------
    JumeauError
        Not an instant, or one to come.
    """
    from scenarios.samu_reading import instant

    return None if at is None else instant(at, "--at")


def day_of(text: str, option: str) -> date:
    """Read a day, "2026-01-12".

    Raises
    ------
    JumeauError
        Not a date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise JumeauError(
            option, f"« {text} » n'est pas une date.", "Écrivez 2026-01-12."
        ) from None


def laid_out(
    where: str, services: Path | None, first: date = START, last: date | None = None
) -> Ground:
    """Open a territory for referrals, with the services that the user declares.

    Parameters
    ----------
    first, last
        Days of the decisions: the access rules in force then hold; one day by default.

    Raises
    ------
    JumeauError
        When the territory or the file is refused.
    """
    from scenarios.cli.where import opened
    from scenarios.samu_ground import ground
    from scenarios.samu_reading import read_services
    from scenarios.territory_period import period_inputs

    with screen.progress("Territoire"):
        inputs = period_inputs(opened(where), first, ((last or first) - first).days + 1)
    if services is None:
        return ground(inputs)
    sites = [f.id for f in inputs.territory.of_kind("hospital")]
    sites += [point.id for point in inputs.territory.care_points]
    return ground(inputs, read_services(services, sites))


def check_out(out: Path | None, *ends: str, option: str = "--out") -> None:
    """Refuse a file to write in a folder that is not there, or of another kind.

    Raises
    ------
    JumeauError
        With what to change.
    """
    if out is None:
        return
    if out.suffix.lower() not in ends:
        raise JumeauError(option, f"« {out.name} » refusé.", f"Finissez par {' ou '.join(ends)}.")
    if not out.parent.is_dir():
        raise JumeauError(option, f"le dossier {out.parent} n'existe pas.", "Créez-le.")
