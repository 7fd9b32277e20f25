"""`jumeau forecast drift`: whether a model still errs as it did when it was judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.forecast._reading import Reading, reads
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.drift import Drift
    from forecasting.watching import Watched

DRIFTED = 1
SPOKEN = {"bias": "écart moyen", "coverage": "part dans l'intervalle à 90 %"}
MOST_ROWS = 20


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("drift", cls=FrenchCommand)(reads(drift))


def drift(
    reading: Reading,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="DOSSIER", help="Modèle gardé à surveiller.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Compare les erreurs récentes d'un modèle à celles de son jugement ; 1 en cas de dérive."""
    if model is None:
        raise JumeauError("--model", "modèle non donné.", "Exemple : --model modele-urgences.")
    from forecasting.saved import load
    from forecasting.watching import watch
    from scenarios.cli.forecast._demand_answer import cleaned, same_place

    saved = load(model)
    same_place(saved, reading)
    with screen.progress("Prévisions récentes") as report:
        read, _ = cleaned(reading.read(), join=reading.join)
        found = watch(saved, read, extras=reading.extras(read, saved.horizon), progress=report)
    alarms = [d for d in found.drifts if d.drifted]
    if as_json:
        screen.show_json(_json(found))
    else:
        _show(found, alarms)
    raise typer.Exit(DRIFTED if alarms else 0)


def _json(found: Watched) -> dict[str, Any]:
    return {
        "drifted": any(d.drifted for d in found.drifts),
        "since": found.since,
        "until": found.until,
        "windows": found.windows,
        "window_periods": found.length,
        "series": [
            {
                "id": d.id,
                "measure": d.measure,
                "before": round(d.before, 6),
                "after": round(d.after, 6),
                "windows": d.windows,
                "p": round(d.p, 6),
                "drifted": d.drifted,
            }
            for d in found.drifts
        ],
        "notes": list(found.notes),
    }


def _show(found: Watched, alarms: list[Drift]) -> None:
    from scenarios.cli.forecast._demand_screen import plain

    console = screen.out()
    between = f"du {screen.day(found.since[:10])} au {screen.day(found.until[:10])}"
    verdict = (
        f"DÉRIVE : {len(alarms)} mesure(s) hors du hasard ; réapprenez le modèle"
        if alarms
        else "Pas de dérive visible"
    )
    console.print(f"[bold]{verdict}[/bold] ({found.windows} fenêtres {between})")
    ranked = sorted(found.drifts, key=lambda d: d.p)
    rows = [
        [plain(d.id), SPOKEN[d.measure], _percent(d, d.before), _percent(d, d.after),
         "< 0,001" if d.p < 0.001 else screen.number(d.p, 3), "dérive" if d.drifted else "stable"]
        for d in ranked[:MOST_ROWS]
    ]  # fmt: skip
    titles = ("Série", "Mesure", "Au jugement", "Depuis", "p", "Lecture")
    console.print(screen.facts_table(titles, rows))
    if len(ranked) > MOST_ROWS:
        console.print(f"... et {len(ranked) - MOST_ROWS} lignes de plus (--json).", style="dim")
    for note in found.notes:
        console.print(f"- {plain(note)}", style="dim")


def _percent(d: Drift, share: float) -> str:
    signed = d.measure == "bias"
    return screen.number(100 * share, 1, signed=signed) + screen.NO_BREAK + "%"
