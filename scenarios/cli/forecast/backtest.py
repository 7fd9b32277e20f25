"""`jumeau forecast backtest`: what the forecasts would have been worth, beside plain rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
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
    app.command("backtest", cls=FrenchCommand)(backtest)


def backtest(
    data: Annotated[
        Path,
        typer.Argument(metavar="FICHIER", help="CSV, XLSX ou Parquet : une ligne par période."),
    ],
    horizon: Annotated[
        int | None, typer.Option("--horizon", metavar="N", help="Périodes à l'avance.")
    ] = None,
    test: Annotated[
        int, typer.Option("--test", metavar="N", help="Dernières périodes jugées (0 : un an).")
    ] = 0,
    freq: Annotated[
        str, typer.Option("--freq", metavar="H|D|M", help="Heures, jours ou mois ; sinon trouvé.")
    ] = "",
    time: Annotated[str, typer.Option("--time", metavar="COLONNE", help="Colonne des dates.")] = "",
    id: Annotated[
        str,
        typer.Option("--id", metavar="COLONNE,...", help="Colonnes qui distinguent les séries."),
    ] = "",
    value: Annotated[
        str, typer.Option("--value", metavar="COLONNE,...", help="Colonnes à prévoir.")
    ] = "",
    date_format: Annotated[
        str,
        typer.Option("--date-format", metavar="FORMAT", help="Écriture des dates, « %d/%m/%Y »."),
    ] = "",
    zone: Annotated[str, typer.Option("--zone", metavar="A|B|C", help="Zone scolaire.")] = "",
    department: Annotated[
        str,
        typer.Option(
            "--department", metavar="67", help="Département : jours fériés, zone, lumière."
        ),
    ] = "",
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
    from forecasting.series.hygiene import clean
    from forecasting.series.reading import read_demand

    read = clean(
        read_demand(
            data, time=time, id=id, value=value, frequency=freq.strip().upper(),
            date_format=date_format,
        )
    )  # fmt: skip
    with screen.progress("Prévisions rejouées") as report:
        found = run(
            read,
            horizon or USUAL_HORIZON[read.frequency],
            test=test,
            department=department,
            zone=zone,
            progress=report,
        )
    if picture is not None:
        from scenarios.cli.forecast._backtest_figure import figure

        try:
            picture.write_text(figure(found), encoding="utf-8")
        except OSError as error:
            raise JumeauError(
                str(picture), "écriture impossible.", "Choisissez un autre fichier."
            ) from error
    if as_json:
        screen.show_json({**found.json(), "notes": list(read.notes)})
        return
    _show(found, read.notes)


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
    names = list(said["baselines"])
    heads = ("À l'avance", "Points", "MASE", *(f"MASE, {RULES[n]}" for n in names), "Dans 90 %")
    console.print(
        screen.facts_table(
            heads,
            [
                [str(row["horizon"]), str(row["n"]), screen.number(row["mase"], 3),
                 *(screen.number(row[f"{n}_mase"], 3) for n in names),
                 _percent(row["coverage90"])]
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


def _cells(row: dict[str, float | None]) -> list[str]:
    return [screen.number(row["mase"], 3), _percent(row["wape"])]


def _percent(share: float | None) -> str:
    return "–" if share is None else screen.number(100 * share, 1) + screen.NO_BREAK + "%"
