"""`jumeau samu policies`: dispatch, destination and move-up rules side by side in the twin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import check_out, day_of, say, typeset
from scenarios.cli.samu._writing import write
from scenarios.words import near
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.samu_policies import Compared
    from twin.parameters.sourced import Sourced

MOST_DAYS, MOST_REPLICATIONS = 366, 1000


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("policies", cls=FrenchCommand)(policies)


def policies(
    where: Annotated[
        str, typer.Argument(metavar="DOSSIER|pilote", help="Territoire, ou fichiers sources.")
    ] = "pilote",
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=MOST_DAYS, help="Jours mesurés.")
    ] = 28,
    replications: Annotated[
        int,
        typer.Option("--replications", metavar="N", min=1, max=MOST_REPLICATIONS,
                     help="Répétitions de chaque politique."),
    ] = 10,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Graine des nombres aléatoires.")]
    = 2026,
    only: Annotated[
        list[str] | None,
        typer.Option("--politique", metavar="NOM", help="Politique comparée ; répétable, toutes "
                                                       "par défaut."),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--du", metavar="DATE", help="Premier jour mesuré, 2026-01-12."),
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option("--image", metavar="F.svg", help="Écarts et leurs intervalles."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Comparer les règles du SAMU dans le jumeau : envoi, hôpital, repositionnement."""
    from scenarios.cli.where import opened
    from scenarios.samu_period import START
    from scenarios.samu_policies import POLICIES, compare_policies
    from scenarios.samu_policies_telling import picture, plain

    check_out(image, ".svg", option="--image")
    first = START if start is None else day_of(start, "--du")
    for name in only or ():
        if name not in POLICIES:
            hint = near(name, list(POLICIES))
            raise JumeauError(
                "--politique", f"« {name} » inconnue.", f"{hint}Choix : {', '.join(POLICIES)}."
            )
    with screen.progress("Politiques") as report:
        found = compare_policies(
            opened(where), start=first, days=days, replications=replications, seed=seed,
            policies=tuple(only) if only else tuple(POLICIES), progress=report,
        )  # fmt: skip
    if image is not None:
        write(image, picture(found))
    if as_json:
        screen.show_json(plain(found))
        return
    _show(found)
    if image is not None:
        say(f"Écrit : {image}")


def values_head(unit: str) -> tuple[str, str]:
    """Give the heads of a value and of a difference; shares carry their sign in each cell."""
    mark = "" if unit in screen.SHARE_UNITS else f" ({unit})"
    return f"Valeur{mark}", f"Écart{mark}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''}"


def _told(one: Sourced) -> str:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    numbers = " · ".join(f"{value:g}".replace(".", ",") for value in values)
    return f"{numbers} {one.unit}"


def _show(found: Compared) -> None:
    from scenarios.samu_policies import MEASURES, POLICIES, differences
    from scenarios.samu_policies_telling import NOTES
    from twin.parameters.regulation2026 import RULES

    console, count = screen.out(), found.values.shape[1]
    console.print(
        f"[bold]{found.territory} : {_counted(found.scenario.days, 'jour')}, "
        f"{_counted(count, 'répétition')}[/bold]"
    )
    every = differences(found)
    for rank, measure in enumerate(MEASURES):
        usual = float(found.values[0, :, rank].mean())
        console.print(f"\n[bold]{measure.name}[/bold] : {measure.definition}")
        rows = [(POLICIES[found.policies[0]][0], screen.quantity(usual, measure.unit), "", "", "")]
        rows += [
            (POLICIES[d.policy][0], screen.quantity(d.value, measure.unit),
             screen.quantity(d.difference, measure.unit, signed=True),
             d.flag or screen.interval(d.low, d.high, measure.unit), d.verdict)
            for d in every if d.measure == measure.id
        ]  # fmt: skip
        titles = ("Politique", *values_head(measure.unit), "mc95 (bruit)", "Ce qui est détecté")
        console.print(screen.facts_table(titles, rows))
    _areas(found)
    typer.echo("\nHypothèses des règles :")
    for one in RULES:
        typer.echo(f"- {one.label} : {_told(one)}. {one.source}.")
    typer.echo("")
    for note in (*NOTES, *found.told):
        say(note)


def _areas(found: Compared) -> None:
    """Show the usual rule by area; the other rules by area are in the JSON."""
    from scenarios.samu_areas import AREA_MEASURES, BY_FR
    from scenarios.samu_policies_telling import AREA_NOTE

    console = screen.out()
    console.print(typeset("\n[bold]Par zone, règle habituelle[/bold] (les autres : --json)"))
    means = found.by_area[0].mean(axis=0)
    console.print(screen.facts_table(
        ("Découpage", "Zone", *(m.name for m in AREA_MEASURES)),
        [(BY_FR[area.by], area.name, *(screen.quantity(float(v), m.unit)
                                       for v, m in zip(row, AREA_MEASURES, strict=True)))
         for area, row in zip(found.areas, means, strict=True)], whole=(1,),
    ))  # fmt: skip
    for measure in AREA_MEASURES:
        say(f"définition, {measure.name} : {measure.definition} (par {measure.where}).")
    say(AREA_NOTE)
