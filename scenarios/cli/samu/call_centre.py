"""`jumeau samu call-centre`: who answers the telephone, hour by hour, for a promise."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import check_out, day_of, say, typeset
from scenarios.cli.samu._writing import apart, write_all
from scenarios.words import near
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.call_centre import Post, Promise, Sized

WEEK = 7
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
    week: Annotated[
        str | None,
        typer.Option("--semaine", metavar="LUNDI", help="Semaine dont l'accès aux urgences compte, "
                                                       "2026-01-12."),
    ] = None,
    rooms: Annotated[
        list[str] | None,
        typer.Option("--salle", metavar="ID", help="Une seule salle ; répétable, toutes par "
                                                   "défaut."),
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option("--image", metavar="F.svg", help="Charge, présents, part prise à temps."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="F.json", help="Pour samu decide.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Dimensionner une salle de régulation : assistants et médecins, heure par heure."""
    from scenarios.access_said import access_said
    from scenarios.call_centre import Promise, size
    from scenarios.call_centre_telling import picture, plain, proposal, scenario_text
    from scenarios.cli.where import opened
    from scenarios.territory_period import period_inputs

    for option, value in (("--part", share), ("--part-regulation", file_share)):
        if not 0 < value < 1:
            raise JumeauError(option, f"{value:g} refusé.", "Donnez une part entre 0 et 1 : 0.9.")
    for option, value in (("--secondes", seconds), ("--minutes-regulation", minutes)):
        if not (math.isfinite(value) and 0 < value <= 3600):
            raise JumeauError(option, f"{value:g} refusé.", "Donnez un délai positif.")
    check_out(scenario, ".toml", option="--scenario")
    check_out(image, ".svg", option="--image")
    check_out(out, ".json")
    apart({"--scenario": scenario, "--image": image, "--out": out})
    monday = _monday(week)
    promises: dict[Post, Promise] = {
        "call_assistants": Promise(share, seconds / 60),
        "regulators": Promise(file_share, minutes),
        "gp_regulators": Promise(file_share, minutes),
    }
    territory = opened(where)
    _known(rooms or [], [f.id for f in territory.of_kind("samu")])
    with screen.progress("Salles de régulation"):
        every = size(period_inputs(territory, monday, WEEK), promises, monday)
    found = tuple(one for one in every if not rooms or one.centre in rooms)
    access = access_said(territory, monday, monday + timedelta(days=WEEK - 1))
    files = []
    if scenario is not None:
        text = scenario_text(found, promises, where, scenario.stem, monday)
        if text is None:
            raise JumeauError(
                "--scenario", "la promesse est déjà tenue partout.", "Demandez davantage."
            )
        files.append((scenario, text))
    if image is not None:
        files.append((image, picture(found, promises, [access])))
    if out is not None:
        body = proposal(found, promises, monday=monday, access=access)
        files.append((out, json.dumps(body, ensure_ascii=False, indent=1) + "\n"))
    write_all(files)
    if as_json:
        screen.show_json(plain(found, promises, monday=monday, access=access))
        return
    _show(found)
    say(f"note : {access}")
    for path, _ in files:
        say(f"Écrit : {path}")
    if out is not None:
        say(f"Décision : jumeau samu decide {out}")
    if scenario is not None:
        say(f"Confirmation par le jumeau : jumeau run {scenario}")


def _monday(week: str | None) -> date:
    """Read `--semaine`: a Monday.

    Raises
    ------
    JumeauError
        Not a date, or another day.
    """
    from scenarios.samu_period import START

    if week is None:
        return START
    found = day_of(week, "--semaine")
    if found.weekday():
        before = found - timedelta(days=found.weekday())
        raise JumeauError("--semaine", f"{week} n'est pas un lundi.", f"Donnez {before}.")
    return found


def _known(rooms: Sequence[str], known: Sequence[str]) -> None:
    for room in rooms:
        if room not in known:
            raise JumeauError(
                "--salle", f"« {room} » inconnue.",
                f"{near(room, list(known))}Salles : {', '.join(known) or 'aucune'}.",
            )  # fmt: skip


def _show(sizes: tuple[Sized, ...]) -> None:
    from scenarios.call_centre import DEFINITIONS, POSTS_FR, WITHIN_S
    from scenarios.call_centre_telling import NOTES

    console = screen.out()
    rows, answered = [], []
    for one in sizes:
        peak = int((one.need - one.today).argmax())
        gap = int(one.need[peak] - one.today[peak])
        telephone = one.post == "call_assistants"
        rows.append((
            one.name, POSTS_FR[one.post], screen.number(float(one.calls.sum()) / 7, 0),
            screen.number(100 * one.kept_today, 1),
            screen.number(100 * one.abandoned_today, 1) if telephone else "–",
            screen.number(100 * one.busy_today, 0),
            screen.number(float(one.today.sum()), 0), screen.number(float(one.need.sum()), 0),
            screen.number(one.plan.paid_hours, 0),
            f"{DAYS_FR[peak // 24]} {peak % 24} h : {gap:+d}" if gap > 0 else "aucune",
        ))  # fmt: skip
        if telephone:
            both = zip(one.within_today, one.within_need, strict=True)
            cells = [screen.number(100 * v, 1) for pair in both for v in pair]
            answered.append((one.name, *cells))
    console.print(screen.facts_table(
        ("Salle", "Poste", "Par jour", "À temps %", "Raccrochés %", "Occupés %",
         "Aujourd'hui h", "Besoin h", "Vacations h",
         "Heure la plus courte"), rows,
    ))  # fmt: skip
    if answered:
        heads = [f"{s} s, {w} %" for s in WITHIN_S for w in ("aujourd'hui", "besoin")]
        console.print(typeset("\n[bold]Appels décrochés[/bold]"))
        console.print(screen.facts_table(("Salle", *heads), answered))
    for post in dict.fromkeys(one.post for one in sizes):
        say(f"définition, {POSTS_FR[post]} : {DEFINITIONS[post]}.")
    say("définition, occupés : part du temps de présence passée avec un appelant ou un dossier.")
    for note in NOTES:
        say(f"note : {note}")
