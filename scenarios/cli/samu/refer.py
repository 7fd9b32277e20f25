"""`jumeau samu refer`: for each archived case, up to three ways to send it, with their reasons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import (
    AsJson,
    At,
    RulesFile,
    Services,
    Where,
    check_out,
    laid_out,
    moment,
    say,
    typeset,
)
from scenarios.cli.samu._writing import apart, write_all

if TYPE_CHECKING:
    from logistics.samu.grading.rules import Rules


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("refer", cls=FrenchCommand)(refer)


def refer(
    cases: Annotated[Path, typer.Argument(metavar="CAS.csv", help="Cas archivés ou inventés.")],
    capacity: Annotated[
        Path | None,
        typer.Option("--capacity", metavar="F", help="CSV site;besoin;places;releve."),
    ] = None,
    at: At = None,
    only: Annotated[
        str | None,
        typer.Option("--cas", metavar="NUMÉRO", help="Un seul cas ; les autres attendent."),
    ] = None,
    teams: Annotated[
        Path | None, typer.Option("--equipes", metavar="F", help="CSV base;moyen;libres.")
    ] = None,
    where: Where = "pilote",
    services: Services = None,
    rules_file: RulesFile = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="F.json", help="Écrire, pour samu decide.")
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option("--image", metavar="F.svg", help="Options de chaque cas : leurs délais."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Orienter des cas archivés : équipe, destination, délais, couverture laissée, raisons."""
    import json

    from logistics.samu.grading.rules import read_rules
    from scenarios.samu_ground import MODE_WORDS
    from scenarios.samu_reading import read_cases, read_places, read_teams
    from scenarios.samu_refer import Situation, refer_all
    from scenarios.samu_refer_drawn import picture
    from scenarios.samu_telling import referrals

    check_out(out, ".json")
    check_out(image, ".svg", option="--image")
    apart({"--out": out, "--image": image}, (cases, capacity, teams, services, rules_file))
    when = moment(at)
    rules = read_rules(rules_file)
    asked = read_cases(cases, rules)
    first = min((case.called for case in asked if only in (None, case.id)), default=None)
    days = [(when or case.called).date() for case in asked]
    place = laid_out(where, services, min(days), max(days))
    places = {} if capacity is None else read_places(
        capacity, [door.id for door in place.doors], at=when or first)  # fmt: skip
    bases = [(base.id, MODE_WORDS[base.mode]) for base in place.bases]
    free = {} if teams is None else read_teams(teams, bases)
    situation = Situation(place, rules, places, free)
    found = referrals(situation, refer_all(situation, asked, at=when, only=only))
    files = []
    if out is not None:
        files.append((out, json.dumps(found, ensure_ascii=False, indent=1) + "\n"))
    if image is not None:
        files.append((image, picture(found, {n.id: n.name for n in rules.needs.values()})))
    write_all(files)
    if as_json:
        screen.show_json(found)
    else:
        for row in found["cases"]:
            _show(row, rules)
        for note in found["notes"]:
            say(f"note : {note}")
        for path, _ in files:
            say(f"Écrit : {path}")
        if out is not None:
            say(f"Décision : jumeau samu decide {out}")
    if any(row["answer"] == "no_safe_option" for row in found["cases"]):
        raise typer.Exit(1)


def _show(row: dict[str, Any], rules: Rules) -> None:
    console = screen.out()
    needs = ", ".join(rules.needs[n].name for n in row["needs"]) or "–"
    head = f"Cas {row['case']} : {row['priority']}, {row['response']}, {needs}"
    console.print(f"\n[bold]{typeset(head)}[/bold]")
    say(f"{row['reason']}.")
    if row["answer"] == "no_safe_option":
        say(f"Aucune option sûre : {row['why']}.")
        for one in row["refused"]:
            if one["count"]:
                say(f"  écarté : {one['count']} {one['words']}")
    elif row["answer"] == "no_transport":
        say(f"{row['why']}.")
    for note in row["notes"]:
        say(f"  {note}.")
    if row["rescue"] and row["response"] == "R1":
        say(f"  Premier secours : {row['rescue']}, {screen.number(row['rescue_min'], 0)} min.")
    if not row["options"]:
        return
    console.print(screen.facts_table(
        ("", "Équipe", "Destination", "Sur place min", "Médecin min", "Traitement min (9 sur 10)",
         "Délai tenu %", "Couverture %", "Places", "Prix"),
        [(str(o["rank"]), f"{o['mode']} {o['team'].removeprefix('SMUR ')}", o["destination"],
          screen.number(o["scene_min"], 0), screen.number(o["contact_min"], 0),
          f"{screen.number(o['treatment_min'], 0)} ({screen.number(o['treatment_p90_min'], 0)})",
          "–" if o["in_time_probability"] is None
          else screen.number(100 * o["in_time_probability"], 0),
          _cover(o), _places(o), screen.number(o["price_weighted_min"], 0))
         for o in row["options"]],
    ))  # fmt: skip
    for o in row["options"]:
        limits = f" Limites : {', '.join(o['limits'])}." if o["limits"] else ""
        say(f"  {o['rank']}. {o['reason'].capitalize()}.{limits}")


def _cover(option: dict[str, Any]) -> str:
    after, lost = option["covered_after_share"], option["covered_lost_share"]
    if after is None:
        return "–"
    return f"{screen.number(100 * after, 1)} ({screen.number(-100 * lost, 1, signed=True)})"


def _places(option: dict[str, Any]) -> str:
    if option["places"] is None:
        return "–"
    age = option["places_age_min"]
    text = screen.number(option["places"], 0)
    return text if age is None else f"{text} (il y a {screen.number(age, 0)} min)"
