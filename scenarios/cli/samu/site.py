"""`jumeau samu site`: where SMUR bases should be, and what closing each of them costs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import say, typeset
from scenarios.cli.samu._writing import apart, write_all
from scenarios.words import near
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.siting import Served, Siting

MOST_MORE = 40
STATUS_FR = {"optimal": "prouvé", "feasible": "temps écoulé", "infeasible": "impossible",
             "unknown": "rien trouvé"}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("site", cls=FrenchCommand)(site)


def site(
    where: Annotated[
        str, typer.Argument(metavar="DOSSIER|pilote", help="Territoire, ou fichiers sources.")
    ] = "pilote",
    within: Annotated[
        float, typer.Option("--minutes", metavar="MIN", help="Portée, du départ au patient.")
    ] = 30.0,
    model: Annotated[
        str,
        typer.Option("--modele", metavar="MODÈLE",
                     help="couverture, double, attendue, minimum, mediane, centre."),
    ] = "couverture",
    more: Annotated[
        int, typer.Option("--ajouter", metavar="N", min=0, max=MOST_MORE,
                          help="Bases ajoutées au plus ; la courbe de 0 à N est montrée."),
    ] = 1,
    weight: Annotated[
        str, typer.Option("--poids", metavar="POIDS", help="appels (de SMUR) ou habitants.")
    ] = "appels",
    communes: Annotated[
        bool,
        typer.Option("--communes", help="Toute commune peut recevoir une base, pas les seuls "
                                        "hôpitaux."),
    ] = False,
    close: Annotated[
        list[str] | None,
        typer.Option("--fermer", metavar="BASE", help="Base fermée (FINESS) ; répétable."),
    ] = None,
    ceiling: Annotated[
        bool, typer.Option("--equite", help="Aucune commune (joignable) au-delà de la portée.")
    ] = False,
    seconds: Annotated[
        float, typer.Option("--secondes", min=0.1, max=3600, help="Temps laissé à chaque modèle.")
    ] = 20.0,
    out_csv: Annotated[
        Path | None, typer.Option("--csv", metavar="F", help="Minutes par commune (;).")
    ] = None,
    out_map: Annotated[
        Path | None, typer.Option("--geojson", metavar="F", help="Carte des communes et bases.")
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="F",
                     help="Scénario à faire juger : jumeau run F."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Dire où mettre des bases de SMUR, ce qu'elles couvrent, et ce que coûte chaque fermeture."""
    from scenarios.baseline import base_inputs
    from scenarios.cli.where import opened
    from scenarios.siting import MODELS, WEIGHTS, Question
    from scenarios.siting import site as answer
    from scenarios.siting_files import by_commune, geojson, plain, scenario_text

    for option, value, known in (("--modele", model, MODELS), ("--poids", weight, WEIGHTS)):
        if value not in known:
            hint = near(value, list(known))
            raise JumeauError(option, f"« {value} » inconnu.", f"{hint}Choix : {', '.join(known)}.")
    if not (math.isfinite(within) and 1 <= within <= 240):
        raise JumeauError("--minutes", f"{within:g} refusé.", "Donnez de 1 à 240 minutes.")
    if scenario is not None and communes:
        raise JumeauError(
            "--scenario", "le jumeau n'ouvre une base que dans un hôpital.",
            "Retirez --communes pour faire juger la réponse.",
        )  # fmt: skip
    for option, path in (("--csv", out_csv), ("--geojson", out_map), ("--scenario", scenario)):
        if path is not None and not path.parent.is_dir():
            raise JumeauError(option, f"le dossier {path.parent} n'existe pas.", "Créez-le.")
    apart({"--csv": out_csv, "--geojson": out_map, "--scenario": scenario})
    question = Question(
        within, model, more, weight, within if ceiling else math.inf, tuple(close or ()), seconds
    )
    with screen.progress("Bases"):
        found = answer(base_inputs(opened(where)), question, communes=communes)
    files = []
    if out_csv is not None:
        files.append((out_csv, "\ufeff" + by_commune(found, french=True)))
    if out_map is not None:
        files.append((out_map, geojson(found)))
    if scenario is not None:
        text = scenario_text(found, where, scenario.stem)
        if text is None:
            raise JumeauError(
                "--scenario", "rien ne change : il n'y a rien à faire juger.",
                "Ajoutez des bases (--ajouter) ou fermez-en (--fermer).",
            )  # fmt: skip
        files.append((scenario, text))
    written = write_all(files)
    if as_json:
        screen.show_json(plain(found))
    else:
        _show(found)
        for path in written:
            say(f"Écrit : {path}")
        if scenario is not None:
            say(
                f"Confirmation par le jumeau : jumeau run {scenario}, ou, à côté du modèle, "
                f"jumeau samu confirm {scenario}"
            )
    if any(step.status == "infeasible" for step in found.steps):
        raise typer.Exit(1)


def _cells(one: Served) -> tuple[str, ...]:
    return (
        screen.number(100 * one.calls, 1), screen.number(100 * one.residents, 1),
        screen.number(100 * one.twice, 1), screen.number(100 * one.free, 1),
        screen.number(one.mean_min, 1), f"{screen.number(one.farthest_min, 0)} ({one.farthest})",
    )  # fmt: skip


def _show(found: Siting) -> None:
    from scenarios.siting import MODELS, WEIGHTS
    from scenarios.siting_files import DAYS_FR, NOTES

    console, q, place = screen.out(), found.question, found.place
    low, high = int(found.by_hour.argmin()), int(found.by_hour.argmax())
    head = f"{place.territory.name} : {len(place.bases)} bases de SMUR"
    console.print(typeset(f"[bold]{head}[/bold]"))
    say(
        f"Aujourd'hui, {screen.number(100 * found.today.calls, 1)} % des appels qui demandent un "
        f"SMUR sont à {q.within:g} min ou moins d'une base, "
        f"{screen.number(100 * found.today.residents, 1)} % des habitants "
        f"({screen.number(found.today.beyond, 0)} habitants au-delà)."
    )
    say(
        f"Selon l'heure : de {screen.number(100 * found.by_hour[low], 1)} % "
        f"({DAYS_FR[low // 24]} {low % 24} h) à {screen.number(100 * found.by_hour[high], 1)} % "
        f"({DAYS_FR[high // 24]} {high % 24} h)."
    )
    heads = ("Appels %", "Habitants %", "Deux bases %", "Équipe libre %", "Moyenne min",
             "Plus loin min")  # fmt: skip
    where = "une commune" if any(len(p.id) == 5 for p in place.places) else "un hôpital"
    console.print(
        typeset(f"\n[bold]Ajouter ({where}) : {MODELS[q.model]}, {WEIGHTS[q.weight]}[/bold]")
    )
    names = {p.id: p.name for p in place.places}
    console.print(screen.facts_table(
        ("Bases de plus", "Où", *heads, "Preuve"),
        [(f"+{len(s.added)}" if s.opened else f"+{s.count}",
          ", ".join(f"{names[c]} ({c})" for c in s.added) or "–",
          *(_cells(s.served) if s.opened else ("–",) * 6),
          STATUS_FR[s.status] if s.status != "feasible"
          else f"à {screen.number(100 * s.gap, 2)} %") for s in found.steps],
    ))  # fmt: skip
    console.print("\n[bold]Fermer une base (les autres restent)[/bold]")
    console.print(screen.facts_table(
        ("Base", "FINESS", "Appels perdus, points", "Habitants perdus, points", "Moyenne min",
         "Commune la plus touchée"),
        [(c.name, c.base.removeprefix("SMUR-"), screen.number(100 * c.calls_lost, 1),
          screen.number(100 * c.residents_lost, 1), screen.number(c.served.mean_min, 1),
          "–" if not c.worst else f"{c.worst[0][0]} : {screen.number(c.worst[0][1], 0)} → "
                                  f"{screen.number(c.worst[0][2], 0)} min")
         for c in found.closures], whole=(1,),
    ))  # fmt: skip
    if found.beyond_all[0]:
        lost, people = (screen.number(one, 0) for one in found.beyond_all)
        say(
            f"Communes qu'aucun lieu possible n'atteint à temps : {lost} ({people} habitants) ; "
            "« minimum » et --equite les laissent de côté."
        )
    if found.unreachable:
        say(f"note : sans route vers une base : {', '.join(found.unreachable)}")
    for note in NOTES:
        say(f"note : {note}")
