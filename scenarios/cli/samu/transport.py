"""`jumeau samu transport`: shared rounds of ambulances for a day, beside separate trips."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import AsJson, Where, check_out, say, typeset
from scenarios.cli.samu._writing import apart, write_all

PLAN_FR = {"shared": "Tournées", "separate": "Trajets séparés", "saved": "Économie"}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("transport", cls=FrenchCommand)(transport)


def transport(
    requests: Annotated[
        Path, typer.Argument(metavar="TRANSPORTS.csv", help="Demandes archivées ou inventées.")
    ],
    vehicles: Annotated[
        Path, typer.Option("--vehicules", metavar="V.csv", help="Véhicules et leurs postes.")
    ],
    where: Where = "pilote",
    seconds: Annotated[
        float, typer.Option("--secondes", min=1, max=3600, help="Temps de recherche.")
    ] = 20.0,
    turns: Annotated[
        int | None,
        typer.Option("--tours", min=1, max=10_000_000, metavar="N",
                     help="Tours de recherche au lieu d'un temps : même plan partout."),
    ] = None,
    seed: Annotated[int, typer.Option("--graine", min=0, help="Graine du tirage.")] = 1,
    out_csv: Annotated[
        Path | None, typer.Option("--csv", metavar="F", help="Feuille de route par arrêt.")
    ] = None,
    out_map: Annotated[
        Path | None, typer.Option("--geojson", metavar="F", help="Carte des tournées.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="F.json", help="Pour samu decide.")
    ] = None,
    image: Annotated[
        Path | None, typer.Option("--image", metavar="F.svg", help="Tournées sur la carte.")
    ] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Regrouper les transports de patients en tournées, et dire ce que cela économise."""
    import json

    from logistics.samu.transport.plan import day_plan
    from logistics.samu.transport.solve import Effort, plan_rounds
    from scenarios.cli.where import opened
    from scenarios.samu_transport import read_day
    from scenarios.samu_transport_drawn import picture
    from scenarios.samu_transport_telling import as_csv, as_geojson, told

    check_out(out_csv, ".csv", option="--csv")
    check_out(out_map, ".geojson", ".json", option="--geojson")
    check_out(out, ".json")
    check_out(image, ".svg", option="--image")
    apart({"--csv": out_csv, "--geojson": out_map, "--out": out, "--image": image},
          (requests, vehicles))  # fmt: skip
    day = read_day(opened(where), requests, vehicles)
    with screen.progress("Tournées"):
        found = plan_rounds(day.asked, Effort(seconds, turns, seed=seed))
        plan = day_plan(day.asked, found)
    body = told(day, plan, found.bound)
    files = []
    if out_csv is not None:
        files.append((out_csv, as_csv(body)))
    if out_map is not None:
        files.append((out_map, as_geojson(day, body)))
    if out is not None:
        files.append((out, json.dumps(body, ensure_ascii=False, indent=1) + "\n"))
    if image is not None:
        files.append((image, picture(day, body)))
    written = write_all(files)
    if as_json:
        screen.show_json(body)
    else:
        _show(body)
        for path in written:
            say(f"Écrit : {path}")
        if out is not None:
            say(f"Décision : jumeau samu decide {out}")
    if body["unserved"]:
        raise typer.Exit(1)


def _show(found: dict[str, Any]) -> None:
    console = screen.out()
    head = f"{found['territory']} : {found['served']} transports sur {found['requests']} desservis"
    console.print(typeset(f"[bold]{head}[/bold]"))
    console.print(screen.facts_table(
        ("", "km", "Heures", "Euros", "kg CO2e", "Sorties"),
        [(PLAN_FR[s["plan"]], screen.number(s["km"], 0), screen.number(s["hours"], 1),
          screen.number(s["eur"], 0), screen.number(s["co2e_kg"], 1),
          screen.number(s["trips"], 0)) for s in found["summary"]],
    ))  # fmt: skip
    for tour in found["tours"]:
        console.print(typeset(
            f"\n[bold]{tour['vehicle']}[/bold] ({tour['type']}, {tour['crew']}) : "
            f"{tour['depart']} - {tour['back']}, {screen.number(tour['km'], 0)} km, "
            f"{screen.number(tour['eur'], 0)} €"
        ))  # fmt: skip
        console.print(screen.facts_table(
            ("Heure", "Transport", "", "Lieu", "À bord min"),
            [(s["begin"], s["request"], "prise en charge" if s["action"] == "pick" else "dépose",
              s["name"], "–" if s["ride_min"] is None else
              f"{screen.number(s['ride_min'], 0)} / {screen.number(s['max_ride_min'], 0)}")
             for s in tour["stops"]], whole=(0, 1),
        ))  # fmt: skip
    for one in found["unserved"]:
        say(f"{one['request']} non desservi : {one['words']}.")
    if found["gap"] is not None:
        gap = screen.number(100 * found["gap"], 1)
        say(f"Coût du plan : au plus {gap} % au-dessus du minimum possible (borne prouvée).")
    for name in ("transport_eur_km", "transport_eur_h", "transport_co2e_g_km"):
        one = next(a for a in found["assumptions"] if a["name"] == name)
        value = one["value"]
        text = " / ".join(
            f"{x:g}".replace(".", ",")
            for x in (value if isinstance(value, tuple | list) else (value,))
        )
        say(f"supposé, si le fichier ne le dit pas : {one['label']} : {text} {one['unit']}.")
    for note in found["notes"]:
        say(f"note : {note}")
