"""`jumeau samu site`: where and when SMUR teams should be, and what closing a base costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import check_out, say
from scenarios.cli.samu._writing import apart, write_all
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.siting import Siting

MOST_MORE = 40


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
        str | None,
        typer.Option("--modele", metavar="MODÈLE",
                     help="couverture (par défaut), double, attendue, tandem, minimum, mediane, "
                          "centre."),
    ] = None,
    more: Annotated[
        int | None, typer.Option("--ajouter", metavar="N", min=0, max=MOST_MORE,
                                 help="Équipes ajoutées au plus ; la courbe de 0 à N est montrée "
                                      "(1 sans budget)."),
    ] = None,
    calendars: Annotated[
        str | None,
        typer.Option("--calendriers", metavar="A,B",
                     help="Heures possibles : 24h, jour, nuit, semaine, weekend, ou 10-22."),
    ] = None,
    crews: Annotated[
        str, typer.Option("--equipes", metavar="A,B",
                          help="Équipes possibles : medecin, paramedical, helicoptere."),
    ] = "medecin",
    budget: Annotated[
        float | None, typer.Option("--budget", metavar="EUROS", help="Euros par an à dépenser."),
    ] = None,
    hours: Annotated[
        float | None,
        typer.Option("--heures", metavar="H", help="Heures d'équipe par semaine à dépenser."),
    ] = None,
    costs: Annotated[
        list[str] | None,
        typer.Option("--cout", metavar="ÉQUIPE=EUROS",
                     help="Coût annuel d'une équipe jour et nuit ; répétable."),
    ] = None,
    doctor_within: Annotated[
        float | None,
        typer.Option("--minutes-medecin", metavar="MIN",
                     help="Portée du médecin (tandem) ; celle de --minutes par défaut."),
    ] = None,
    need: Annotated[
        float | None,
        typer.Option("--part-medecin", metavar="PCT", min=0, max=100,
                     help="Appels qui demandent un médecin, en % (tandem)."),
    ] = None,
    guarantee: Annotated[
        float, typer.Option("--garantie", metavar="PCT", min=0, max=100,
                            help="Au moins ce % de ces appels à portée d'un médecin (tandem)."),
    ] = 0.0,
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
    day: Annotated[
        str, typer.Option("--date", metavar="JOUR",
                          help="Premier jour : règles d'accès des urgences, lumière du jour."),
    ] = "2026-01-12",
    seconds: Annotated[
        float, typer.Option("--secondes", min=0.1, max=3600, help="Temps laissé à chaque modèle.")
    ] = 20.0,
    out_csv: Annotated[
        Path | None, typer.Option("--csv", metavar="F", help="Minutes par commune (;).")
    ] = None,
    out_map: Annotated[
        Path | None, typer.Option("--geojson", metavar="F", help="Carte des communes et bases.")
    ] = None,
    image: Annotated[
        Path | None, typer.Option("--image", metavar="F", help="Carte dessinée (.svg).")
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="F",
                     help="Scénario à faire juger : jumeau run F."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Dire où et quand mettre des équipes de SMUR, et ce que coûte chaque fermeture."""
    from scenarios.cli.samu._site_asked import Told, question_of
    from scenarios.cli.samu._site_show import show
    from scenarios.cli.where import opened
    from scenarios.siting import site as answer
    from scenarios.siting_files import plain
    from scenarios.siting_scenario import DAYS, WARMUP_DAYS, flies
    from scenarios.territory_period import period_inputs

    question = question_of(
        Told(within, model, more, calendars, crews, budget, hours, tuple(costs or ()),
             doctor_within, need, guarantee, weight, ceiling, tuple(close or ()), day, seconds)
    )  # fmt: skip
    if scenario is not None and communes:
        raise JumeauError(
            "--scenario", "le jumeau n'ouvre une base que dans un hôpital.",
            "Retirez --communes pour faire juger la réponse.",
        )  # fmt: skip
    outputs = {"--csv": out_csv, "--geojson": out_map, "--image": image, "--scenario": scenario}
    check_out(image, ".svg", option="--image")
    for option, path in outputs.items():
        if path is not None and not path.parent.is_dir():
            raise JumeauError(option, f"le dossier {path.parent} n'existe pas.", "Créez-le.")
    apart(outputs)
    with screen.progress("Bases"):
        inputs = period_inputs(opened(where), question.day, DAYS, WARMUP_DAYS)
        found = answer(inputs, question, communes=communes)
    written = write_all(_files(found, where, out_csv, out_map, image, scenario))
    if as_json:
        screen.show_json(plain(found))
    else:
        show(found)
        for path in written:
            say(f"Écrit : {path}")
        if scenario is not None:
            said = f"Confirmation par le jumeau : jumeau run {scenario}"
            say(f"{said} (samu confirm ne compte pas les hélicoptères)." if flies(found) else
                f"{said}, ou, à côté du modèle, jumeau samu confirm {scenario}")  # fmt: skip
    if found.steps[-1].status == "infeasible":
        raise typer.Exit(1)


def _files(
    found: Siting,
    where: str,
    out_csv: Path | None,
    out_map: Path | None,
    image: Path | None,
    scenario: Path | None,
) -> list[tuple[Path, str]]:
    """Give every file asked for, and its text."""
    from scenarios.siting_files import by_commune, geojson
    from scenarios.siting_picture import picture
    from scenarios.siting_scenario import scenario_text

    files = []
    if out_csv is not None:
        files.append((out_csv, "\ufeff" + by_commune(found, french=True)))
    if out_map is not None:
        files.append((out_map, geojson(found)))
    if image is not None:
        files.append((image, picture(found)))
    if scenario is not None:
        text = scenario_text(found, where, scenario.stem, found.question.day.isoformat())
        if text is None:
            raise JumeauError(
                "--scenario", "rien ne change : il n'y a rien à faire juger.",
                "Ajoutez des équipes (--ajouter) ou fermez-en (--fermer).",
            )  # fmt: skip
        files.append((scenario, text))
    return files
