"""`jumeau forecast backtest`: what the forecasts would have been worth, beside plain rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.forecast._reading import Reading, asked_horizon, reads
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.backtest import Backtest

USUAL_HORIZON = {"H": 24, "D": 7, "M": 12}
RULES = {
    "seasonal_naive": "même période de la saison précédente",
    "season_median": "médiane des 8 mêmes jours",
    "last_mean": "moyenne de la dernière saison",
}
MOST_SERIES = 20


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("backtest", cls=FrenchCommand)(reads(backtest))


def backtest(
    reading: Reading,
    horizon: Annotated[
        int | None, typer.Option("--horizon", metavar="N", help="Périodes à l'avance.")
    ] = None,
    test: Annotated[
        int, typer.Option("--test", metavar="N", help="Dernières périodes jugées (0 : un an).")
    ] = 0,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FICHIER", help="Écrire une image .svg.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Rejoue les prévisions du passé et les compare aux règles simples."""
    if picture is not None and picture.suffix.lower() != ".svg":
        raise JumeauError(f"--picture {picture}", "seul le .svg est écrit.", "Donnez un .svg.")
    if test < 0 or (horizon is not None and horizon < 1):
        raise JumeauError(
            "--horizon, --test", "il faut au moins une période.", "Exemple : --horizon 7."
        )
    from forecasting.backtest import backtest as run
    from scenarios.cli.forecast._demand_answer import cleaned

    read, _ = cleaned(reading.read(), join=reading.join)
    asked = asked_horizon(horizon, read.frequency, USUAL_HORIZON)
    extras = reading.extras(read, asked)
    with screen.progress("Prévisions rejouées") as report:
        found = run(
            read, asked, test=test, department=reading.department, zone=reading.zone,
            extras=extras, progress=report,
        )  # fmt: skip
    notes = (*read.notes, *(() if extras is None else extras.notes))
    if picture is not None:
        from scenarios.cli.forecast._backtest_figure import figure
        from scenarios.cli.pathways._common import keep

        keep(picture, figure(found))
    if as_json:
        screen.show_json({**found.json(), "notes": list(notes)})
        return
    _show(found, notes)


def _show(found: Backtest, notes: tuple[str, ...]) -> None:
    said = found.json()
    console = screen.out()
    console.print(
        f"[bold]{len(found.origins)} origines, {len(found.ids)} séries, "
        f"{said['points']} points jugés[/bold]"
    )
    rows = [["prévision retenue", *_cells(said), _percent(said["coverage90"])]]
    rows += [[RULES[name], *_cells(row), "–"] for name, row in said["baselines"].items()]
    console.print(screen.facts_table(("Méthode", "MASE", "WAPE", "Dans l'intervalle à 90 %"), rows))
    _coverage(said)
    names = list(said["baselines"])
    heads = (
        "À l'avance",
        "Points",
        "MASE",
        *(f"MASE, {RULES[n]}" for n in names),
        "Dans 90 %",
        "À 95 %",
    )
    console.print(
        screen.facts_table(
            heads,
            [
                [str(row["horizon"]), str(row["n"]), screen.number(row["mase"], 3),
                 *(screen.number(row[f"{n}_mase"], 3) for n in names),
                 _percent(row["coverage90"]),
                 _between(row["coverage90_low"], row["coverage90_high"])]
                for row in said["horizons"]
            ],
        )
    )  # fmt: skip
    series = said["series"]
    console.print(
        screen.facts_table(
            ("Série", "MASE", "Meilleure règle", "Méthode", "Origines suspendues"),
            [
                [row["id"].replace("[", r"\["), screen.number(row["mase"], 3),
                 screen.number(row["best_rule_mase"], 3), row["method"],
                 str(row["suspended_origins"])]
                for row in series[:MOST_SERIES]
            ],
        )
    )  # fmt: skip
    if len(series) > MOST_SERIES:
        console.print(f"... et {len(series) - MOST_SERIES} séries de plus (--json).", style="dim")
    for note in notes:
        console.print(note.replace("[", r"\["), style="dim")


def _coverage(said: dict[str, Any]) -> None:
    """Show the coverage with its own interval, and that of harder days."""
    low, high = said["coverage90_interval"]
    rows = [["tous les points", str(said["points"]), _percent(said["coverage90"]),
             _between(low, high)]]  # fmt: skip
    rows += [
        [row["part"], str(row["n"]), _percent(row["coverage90"]), _between(row["low"], row["high"])]
        for row in said["coverage_parts"]
    ]
    heads = ("Couverture visée : 90\u00a0%", "Points", "Obtenue", "À 95\u00a0% (blocs d'origines)")
    screen.out().print(screen.facts_table(heads, rows))


def _between(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{_percent(low)} à {_percent(high)}"


def _cells(row: dict[str, float | None]) -> list[str]:
    return [screen.number(row["mase"], 3), _percent(row["wape"])]


def _percent(share: float | None) -> str:
    return "–" if share is None else screen.number(100 * share, 1) + screen.NO_BREAK + "%"
