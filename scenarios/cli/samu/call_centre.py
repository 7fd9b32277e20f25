"""`jumeau samu call-centre`: who answers the telephone, hour by hour, for a promise."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import say
from scenarios.cli.samu._writing import write
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.call_centre import Post, Promise, Sized

DAYS_FR = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("call-centre", cls=FrenchCommand)(call_centre)


def call_centre(
    where: Annotated[
        str, typer.Argument(metavar="DOSSIER|pilote", help="Territoire, ou fichiers sources.")
    ] = "pilote",
    share: Annotated[
        float, typer.Option("--part", help="Part des appels décrochés à temps (assistants).")
    ] = 0.9,
    seconds: Annotated[
        float, typer.Option("--secondes", help="Décroché, en secondes au plus.")
    ] = 30.0,
    file_share: Annotated[
        float, typer.Option("--part-regulation", help="Part des dossiers pris à temps (médecins).")
    ] = 0.8,
    minutes: Annotated[
        float, typer.Option("--minutes-regulation", help="Attente du médecin, minutes au plus.")
    ] = 5.0,
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="F", help="Scénario à faire juger : jumeau run F."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:
    """Dimensionner une salle de régulation : assistants et médecins, heure par heure."""
    from scenarios.baseline import base_inputs
    from scenarios.call_centre import Promise, plain, scenario_text, size
    from scenarios.cli.where import opened

    for option, value in (("--part", share), ("--part-regulation", file_share)):
        if not 0 < value < 1:
            raise JumeauError(option, f"{value:g} refusé.", "Donnez une part entre 0 et 1 : 0.9.")
    for option, value in (("--secondes", seconds), ("--minutes-regulation", minutes)):
        if not (math.isfinite(value) and 0 < value <= 3600):
            raise JumeauError(option, f"{value:g} refusé.", "Donnez un délai positif.")
    if scenario is not None and not scenario.parent.is_dir():
        raise JumeauError("--scenario", f"le dossier {scenario.parent} n'existe pas.", "Créez-le.")
    promises: dict[Post, Promise] = {
        "call_assistants": Promise(share, seconds / 60),
        "regulators": Promise(file_share, minutes),
        "gp_regulators": Promise(file_share, minutes),
    }
    with screen.progress("Salles de régulation"):
        found = size(base_inputs(opened(where)), promises)
    if scenario is not None:
        text = scenario_text(found, promises, where, scenario.stem)
        if text is None:
            raise JumeauError(
                "--scenario", "la promesse est déjà tenue partout.", "Demandez davantage."
            )
        write(scenario, text)
    if as_json:
        screen.show_json(plain(found, promises))
        return
    _show(found)
    if scenario is not None:
        say(f"Écrit : {scenario}")
        say(f"Confirmation par le jumeau : jumeau run {scenario}")


def _show(sizes: tuple[Sized, ...]) -> None:
    from scenarios.call_centre import NOTES, POSTS_FR

    console = screen.out()
    rows = []
    for one in sizes:
        peak = int((one.need - one.today).argmax())
        gap = int(one.need[peak] - one.today[peak])
        rows.append((
            one.name, POSTS_FR[one.post], screen.number(float(one.calls.sum()) / 7, 0),
            screen.number(100 * one.kept_today, 1),
            screen.number(100 * one.abandoned_today, 1) if one.post == "call_assistants" else "–",
            screen.number(float(one.today.sum()), 0), screen.number(float(one.need.sum()), 0),
            screen.number(one.plan.paid_hours, 0),
            f"{DAYS_FR[peak // 24]} {peak % 24} h : {gap:+d}" if gap > 0 else "aucune",
        ))  # fmt: skip
    console.print(screen.facts_table(
        ("Salle", "Poste", "Par jour", "À temps aujourd'hui %", "Raccrochés %",
         "Heures/sem. aujourd'hui", "Heures du besoin", "Heures en vacations",
         "Heure la plus courte"), rows,
    ))  # fmt: skip
    for note in NOTES:
        say(f"note : {note}")
