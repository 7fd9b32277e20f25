"""`jumeau samu batch`: all cases together over the places there are, beside the usual rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

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
from scenarios.cli.samu._writing import apart, write

PLANS_FR = {"flow": "ensemble", "severity_order": "par gravité", "every_arc": "tous les sites"}
SHOWN = 40
TAKEN = ("places", "flow", "severity_order")
CSV_HEADS = ("cas", "commune", "priorite", "reponse", "besoins", "site", "destination",
             "minutes_traitement", "a_temps", "site_par_gravite", "pourquoi",
             "mention")  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("batch", cls=FrenchCommand)(batch)


def batch(
    cases: Annotated[Path, typer.Argument(metavar="CAS.csv", help="Cas archivés ou inventés.")],
    places_file: Annotated[
        Path, typer.Option("--places", metavar="F", help="CSV site;besoin;places;releve.")
    ],
    at: At = None,
    where: Where = "pilote",
    services: Services = None,
    rules_file: RulesFile = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="F", help="Écrire .csv, ou .json pour samu decide."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Répartir des cas archivés entre les hôpitaux, tous ensemble, et dire ce que cela change."""
    import json

    from logistics.samu.grading.rules import read_rules
    from scenarios.samu_batch import plan
    from scenarios.samu_reading import read_cases, read_places
    from scenarios.samu_telling import planned

    check_out(out, ".csv", ".json")
    apart({"--out": out}, (cases, places_file, services, rules_file))
    when = moment(at)
    rules = read_rules(rules_file)
    asked = read_cases(cases, rules)
    place = laid_out(where, services)
    # One decision for all, once the last of them has called.
    when = when or max(case.called for case in asked)
    places = read_places(places_file, [door.id for door in place.doors], at=when)
    answer = plan(place, rules, asked, places, at=when)
    found = planned(place, answer)
    if out is not None:
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        write(out, text if out.suffix.lower() == ".json" else as_csv(found))
    if as_json:
        screen.show_json(found)
    else:
        _show(found, proven=answer.flow.proven)
        if out is not None:
            say(f"Écrit : {out}")
    if found["summary"][0]["unserved"]:
        raise typer.Exit(1)


def as_csv(found: dict[str, Any]) -> str:
    """Give the cases as a French CSV file, needs in the words of the file that was read."""
    import csv
    import io

    from logistics.samu.grading.case import NEEDS

    lines = io.StringIO()
    lines.write("\ufeff")
    out = csv.writer(lines, delimiter=";", lineterminator="\n")
    out.writerow(CSV_HEADS)
    for row in found["cases"]:
        minutes = row["treatment_min"]
        out.writerow((
            row["case"], row["zone"], row["priority"], row["response"],
            "+".join(NEEDS[need] for need in row["needs"]),
            row["site"], row["destination"],
            "" if minutes is None else f"{minutes:.1f}".replace(".", ","),
            "" if row["in_time"] is None else int(row["in_time"]), row["rule_site"], row["why"],
            found["notice"],
        ))  # fmt: skip
    return lines.getvalue()


def _show(found: dict[str, Any], *, proven: bool) -> None:
    from logistics.samu.grading.case import NEEDS

    console = screen.out()
    console.print(typeset(f"[bold]{found['territory']} : {found['sent']} cas à conduire[/bold]"))
    console.print(screen.facts_table(
        ("Plan", "Sans place", "Délais manqués", "Minutes pondérées"),
        [(PLANS_FR[s["plan"]], screen.number(s["unserved"], 0), screen.number(s["late"], 0),
          screen.number(s["weighted_min"], 0)) for s in found["summary"]],
    ))  # fmt: skip
    _gap(found["summary"], proven=proven)
    console.print(screen.facts_table(
        ("Site", "Besoin", "Places", "Ensemble", "Par gravité"),
        [(h["name"], NEEDS[h["need"]], *(screen.number(h[k], 0) for k in TAKEN))
         for h in found["hospitals"] if h["flow"] or h["severity_order"]],
    ))  # fmt: skip
    # Who is without a place first: nobody must look for them.
    rows = sorted(found["cases"], key=lambda r: (not _left_out(r), r["priority"]))
    console.print(screen.facts_table(
        ("Cas", "Priorité", "Besoins", "Destination", "Traitement min", "À temps", "Pourquoi"),
        [(r["case"], f"{r['priority']} {r['response']}", _words(r["needs"]),
          r["destination"] or "–", screen.number(r["treatment_min"], 0),
          "–" if r["in_time"] is None else "oui" if r["in_time"] else "non", r["why"] or "–")
         for r in rows[:SHOWN]], whole=(0,),
    ))  # fmt: skip
    if len(rows) > SHOWN:
        say(f"... et {len(rows) - SHOWN} autres cas (--out F.csv pour tous).")
    for note in found["notes"]:
        say(f"note : {note}")


def _words(needs: list[str]) -> str:
    from logistics.samu.grading.case import NEEDS

    return ", ".join(NEEDS[need] for need in needs) or "–"


def _left_out(row: dict[str, Any]) -> bool:
    return bool(row["why"]) and row["response"] in ("R1", "R2")


def _gap(summary: list[dict[str, Any]], *, proven: bool) -> None:
    """Say how far the plan is from the one of all sites at once, and whether that is proven."""
    every = next((s for s in summary if s["plan"] == "every_arc"), None)
    if every is not None and every["weighted_min"]:
        gap = 100 * (summary[0]["weighted_min"] / every["weighted_min"] - 1)
        say(f"Écart à tous les sites : {screen.number(gap, 2)} % des minutes pondérées.")
    if proven:
        say("Prouvé : aucune autre répartition, par aucun site, ne fait mieux (prix des places).")
    else:
        say("Non prouvé : une autre répartition pourrait faire mieux.")
