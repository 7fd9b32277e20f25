"""`jumeau forecast explain`: why this figure, on this day, for this series."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from scenarios.cli import screen
from scenarios.cli.forecast._reading import Reading, asked_horizon, reads
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.explaining import Explained
    from twin.contracts.forecasts import Forecast

USUAL_HORIZON = {"H": 48, "D": 28, "M": 12}
FRENCH_DAY, FRENCH_HOUR = "%d/%m/%Y", "%d/%m/%Y %H:%M"
SMALL = 0.005
"""Share of the forecast under which a piece is put with the others on screen."""
WHAT = "ce qui a pesé dans le calcul, pas ce qui cause les venues"


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("explain", cls=FrenchCommand)(reads(explain))


def explain(
    reading: Reading,
    series: Annotated[
        str, typer.Option("--series", metavar="NOM", help="Série ; la première sinon.")
    ] = "",
    ds: Annotated[
        str,
        typer.Option("--ds", metavar="DATE", help="Jour (heure, mois) à expliquer ; le prochain."),
    ] = "",
    horizon: Annotated[
        int | None, typer.Option("--horizon", metavar="N", help="Périodes prévues.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="DOSSIER", help="Modèle gardé à expliquer.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Explique une prévision : ce que chaque raison ajoute ou retire, en clair."""
    from forecasting.explaining import explain as explained
    from forecasting.saved import load
    from scenarios.cli.forecast._demand_answer import answer

    saved = None if model is None else load(model)
    with screen.progress("Lecture et prévision") as report:
        read = reading.read()
        longest = horizon if saved is None else horizon or saved.horizon
        asked = asked_horizon(longest, read.frequency, USUAL_HORIZON)
        made = answer(read, asked, reading=reading, saved=saved, progress=report).made
    forecast = made.forecast
    rank, step = _series(forecast, series), _step(forecast, ds)
    found = explained(made, rank, step)
    if found is None:
        raise JumeauError(
            read.source, "passé trop court : aucun arbre appris, seule la règle simple prévoit.",
            "Donnez un passé plus long.",
        )  # fmt: skip
    if as_json:
        screen.show_json(_json(forecast, found, rank, step))
        return
    _show(forecast, found, rank, step)


def _series(forecast: Forecast, name: str) -> int:
    if not name:
        return 0
    if name in forecast.ids:
        return forecast.ids.index(name)
    from scenarios.words import near

    raise JumeauError(
        f"--series {name}", "série inconnue.",
        f"{near(name, list(forecast.ids))}Séries : {', '.join(forecast.ids[:12])}.",
    )  # fmt: skip


def _step(forecast: Forecast, text: str) -> int:
    """Give the rank of the period asked, or say which are forecast."""
    if not text:
        return 0
    import polars as pl

    from forecasting.series.dates import read_dates
    from scenarios.cli.forecast._demand_answer import iso

    # Two dates settle the order of day and month as a column would.
    # Typed at a French keyboard: the day first.
    form = FRENCH_HOUR if ":" in text else FRENCH_DAY
    read, _ = read_dates(pl.Series([text]), f"--ds {text}", form if "/" in text else "")
    unit = np.datetime_data(forecast.ds.dtype)[0]
    if read[0] is not None:
        wanted = np.datetime64(read[0]).astype(f"datetime64[{unit}]")
        found = np.flatnonzero(forecast.ds == wanted)
        if len(found):
            return int(found[0])
    raise JumeauError(
        f"--ds {text}", "cette période n'est pas prévue.",
        f"De {iso(forecast.ds[0])} à {iso(forecast.ds[-1])} (--horizon).",
    )  # fmt: skip


def _json(forecast: Forecast, found: Explained, rank: int, step: int) -> dict[str, object]:
    from scenarios.cli.forecast._demand_answer import iso

    return {
        "id": forecast.ids[rank],
        "ds": iso(forecast.ds[step]),
        "parts": [{"words": p.words, "value": round(p.value, 6)} for p in found.parts],
        "trees": round(found.trees, 6),
        "trees_share": round(found.share, 6),
        "others": [{"words": k, "value": round(v, 6)} for k, v in found.others.items()],
        "kept": round(found.kept, 6),
        "median": round(float(forecast.quantile(0.5)[rank, step]), 6),
        "method": found.method,
        "notes": [WHAT],
    }


def _show(forecast: Forecast, found: Explained, rank: int, step: int) -> None:
    from scenarios.cli.forecast._demand_screen import plain, spoken

    console = screen.out()
    unit = f" {forecast.unit}" if forecast.unit else ""
    least = SMALL * max(abs(found.trees), 1.0)
    decimals = 1 if found.trees < 200 else 0
    shown = [p for p in found.parts[1:] if abs(p.value) >= least]
    rest = sum(p.value for p in found.parts[1:] if abs(p.value) < least)
    rows = [["niveau récent", screen.number(found.parts[0].value, decimals)]]
    rows += [[plain(p.words), screen.number(p.value, decimals, signed=True)] for p in shown]
    rows.append(["autres, chacune minime", screen.number(rest, decimals, signed=True)])
    rows.append(["= prévision des arbres", screen.number(found.trees, decimals)])
    console.print(
        f"[bold]{plain(forecast.ids[rank])}, {spoken(forecast.ds[step])}[/bold] : "
        f"{screen.number(found.kept, decimals)}{plain(unit)} attendus"
    )
    console.print(screen.facts_table(("Raison", "Effet" + plain(unit and f" ({unit.strip()})")),
                                     rows))  # fmt: skip
    console.print(_kept(found, decimals))
    console.print(f"{WHAT[0].upper()}{WHAT[1:]}.", style="dim")


def _kept(found: Explained, decimals: int) -> str:
    """Say what part the trees have in the forecast kept."""
    others = " ; ".join(f"{k} : {screen.number(v, decimals)}" for k, v in found.others.items())
    if found.share == 0:
        return (
            f"Les arbres n'entrent pas dans la prévision retenue ({found.method}) : elle vaut "
            f"{screen.number(found.kept, decimals)}."
        )
    if found.share < 1:
        part = screen.number(100 * found.share, 0) + screen.NO_BREAK + "%"
        return f"Les arbres pèsent {part} de la prévision retenue ; {others}."
    return f"La prévision retenue est celle des arbres ({found.method})."
