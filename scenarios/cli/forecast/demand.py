"""`jumeau forecast demand`: what is expected in the next hours, days or months, with quantiles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.forecast._reading import Reading, asked_horizon, reads
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.cli.forecast._demand_answer import DemandAnswer
    from scenarios.cli.forecast._hierarchy import Hierarchy

USUAL_HORIZON = {"H": 48, "D": 28, "M": 12}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("demand", cls=FrenchCommand)(reads(demand))


def demand(
    reading: Reading,
    horizon: Annotated[
        int | None,
        typer.Option("--horizon", metavar="N", help="Périodes à prévoir (28 jours, 12 mois...)."),
    ] = None,
    hierarchy: Annotated[
        Path | None,
        typer.Option(
            "--hierarchy",
            metavar="FICHIER",
            help="id;departement;region : prévoir aussi les départements et la région.",
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model", metavar="DOSSIER", help="Prévoir par un modèle gardé, sans réapprendre."
        ),
    ] = None,
    save_model: Annotated[
        Path | None,
        typer.Option(
            "--save-model",
            metavar="DOSSIER",
            help="Garder le modèle et sa fiche (MODELE.md), jugé d'abord sur le passé.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FICHIER",
            help="Écrire les quantiles en CSV, ou toute la prévision (.json).",
        ),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FICHIER", help="Écrire une image .svg.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Prévoit la demande des prochains jours (heures, mois), avec son incertitude."""
    if picture is not None and picture.suffix.lower() != ".svg":
        raise JumeauError(f"--picture {picture}", "seul le .svg est écrit.", "Donnez un .svg.")
    if horizon is not None and horizon < 1:
        raise JumeauError(f"--horizon {horizon}", "il faut au moins une période.", "Exemple : 28.")
    if model is not None and (save_model is not None or hierarchy is not None):
        other = "--save-model" if save_model is not None else "--hierarchy"
        raise JumeauError(
            f"--model {model}", f"un modèle gardé est pris tel quel : pas avec {other}.",
            "Réapprenez sans --model.",
        )  # fmt: skip
    from forecasting.saved import load
    from scenarios.cli.forecast._demand_answer import answer
    from scenarios.cli.forecast._hierarchy import read_hierarchy

    saved = None if model is None else load(model)
    placed = None if hierarchy is None else read_hierarchy(hierarchy)
    with screen.progress("Lecture et prévision") as report:
        read = reading.read()
        longest = horizon if saved is None else horizon or saved.horizon
        asked = asked_horizon(longest, read.frequency, USUAL_HORIZON)
        found = answer(
            read, asked, reading=reading, hierarchy=placed, saved=saved, progress=report
        )  # fmt: skip
    if save_model is not None:
        _keep_model(save_model, found, reading, placed)
    _write(found, out, picture)
    if as_json:
        screen.show_json(found.json())
        return
    from scenarios.cli.forecast._demand_screen import show

    show(found)
    for kind, path in (("Quantiles", out), ("Image", picture), ("Modèle", save_model)):
        if path is not None:
            screen.err().print(f"{kind} : {path}", markup=False)


def _keep_model(
    folder: Path, found: DemandAnswer, reading: Reading, placed: Hierarchy | None
) -> None:
    """Judge the model on the past, then write it with its card."""
    from scenarios.cli.forecast._model_card import keep_model

    with screen.progress("Modèle rejoué sur le passé") as report:
        keep_model(folder, found.made, reading, placed, report)


def _write(found: DemandAnswer, out: Path | None, picture: Path | None) -> None:
    from scenarios.cli.pathways._common import keep

    if out is not None and out.suffix.lower() == ".json":
        from twin.contracts.forecast_file import save_forecast

        save_forecast(found.forecast, out)
    elif out is not None:
        keep(out, "\ufeff" + found.csv())
    if picture is not None:
        from scenarios.cli.forecast._fan import fan

        keep(picture, fan(found))
