"""`jumeau forecast occupancy`: beds needed, from arrivals foreseen and lengths of stay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from scenarios.cli import screen
from scenarios.cli.forecast._reading import Reading, asked_horizon, reads
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.stays import Stays
    from twin.contracts.forecasts import Demand, Floats, Forecast

USUAL_HORIZON = {"H": 48, "D": 14, "M": 12}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("occupancy", cls=FrenchCommand)(reads(occupancy))


def occupancy(
    reading: Reading,
    stays: Annotated[
        Path | None,
        typer.Option(
            "--stays", metavar="FICHIER", help="Séjours : entree;sortie, duree_h ou duree_j."
        ),
    ] = None,
    present: Annotated[
        str,
        typer.Option(
            "--present",
            metavar="N|FICHIER",
            help="Présents à la fin du fichier : un nombre, id;presents, ou id;entree.",
        ),
    ] = "",
    horizon: Annotated[
        int | None, typer.Option("--horizon", metavar="N", help="Périodes à prévoir.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FICHIER", help="Écrire les quantiles en CSV.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Prévoit les lits occupés : arrivées prévues, durées de séjour, présents du jour."""
    if stays is None:
        raise JumeauError("--stays", "durées de séjour non données.", "Exemple : --stays s.csv.")
    from forecasting.occupancy import check_periods, error_memory
    from forecasting.occupancy import occupancy as beds
    from forecasting.series.stay_files import read_stays
    from scenarios.cli.forecast._demand_answer import answer, cleaned

    notes: list[str] = []
    with screen.progress("Lecture et prévision") as report:
        read = reading.read()
        asked = asked_horizon(horizon, read.frequency, USUAL_HORIZON)
        check_periods(read.frequency)
        # Sites that are joined have new names: their law is asked for by those.
        series = cleaned(read, join=reading.join)[0]
        laws = read_stays(stays, series.ids, notes)
        known = _present(present, series)
        arrivals = answer(read, asked, reading=reading, progress=report)
        made = arrivals.made
        errors = made.found.errors
        judged = bool(np.isfinite(errors.signed).any())
        memory = error_memory(errors.signed, errors.expected) if judged else None
        found = beds(made.forecast, laws, known, past=made.demand, memory=memory)
    notes = list(dict.fromkeys((*arrivals.notes, *found.notes, *notes)))
    from scenarios.cli.forecast._demand_answer import quantile_csv, quantile_rows

    rows = quantile_rows(found, ("site",) * len(found.ids))
    if out is not None:
        from scenarios.cli.pathways._common import keep

        keep(out, "\ufeff" + quantile_csv(rows))
    if as_json:
        screen.show_json(_json(found, rows, laws, known, notes))
        return
    _show(found, laws, known, notes)
    if out is not None:
        screen.err().print(f"Quantiles : {out}", markup=False)


def _present(text: str, demand: Demand) -> dict[str, int | Floats] | None:
    """Read who is there: nobody told, one number, or a file."""
    if not text.strip():
        return None
    if text.strip().isdigit():
        if len(demand.ids) > 1:
            raise JumeauError(
                f"--present {text}", f"un seul nombre pour {len(demand.ids)} séries.",
                "Donnez un fichier id;presents.",
            )  # fmt: skip
        return {demand.ids[0]: int(text)}
    from forecasting.series.stay_files import read_present

    unit = np.datetime_data(demand.ds.dtype)[0]
    end = demand.ds[-1] + np.timedelta64(1, unit)  # type: ignore[call-overload]
    return read_present(Path(text), demand.ids, end)


def _json(
    found: Forecast, rows: list[dict[str, Any]], laws: dict[str, Stays],
    known: dict[str, int | Floats] | None, notes: list[str],
) -> dict[str, Any]:  # fmt: skip
    from scenarios.cli.forecast._demand_answer import iso

    return {
        "series": rows,
        "by_series": [
            {
                "id": name,
                "stays": len(laws[name].hours),
                "stays_running": laws[name].running,
                "mean_stay_h": round(laws[name].mean_h, 3),
                "present": _count((known or {}).get(name)),
                "present_since_known": isinstance((known or {}).get(name), np.ndarray),
            }
            for name in found.ids
        ],
        "origin": iso(found.origin),
        "frequency": found.frequency,
        "unit": found.unit,
        "source": found.source,
        "notes": notes,
        "digest": found.digest(),
    }


def _count(known: int | Floats | None) -> int | None:
    if known is None:
        return None
    return len(known) if isinstance(known, np.ndarray) else known


def _show(
    found: Forecast, laws: dict[str, Stays], known: dict[str, int | Floats] | None,
    notes: list[str],
) -> None:  # fmt: skip
    from scenarios.cli.forecast._demand_screen import plain, quantile_table, spoken

    console = screen.out()
    console.print(
        f"[bold]Lits occupés après le {spoken(found.origin, weekday=False)}[/bold] : "
        f"{len(found.ids)} série(s), {len(found.ds)} période(s)"
    )
    quantile_table(found)
    rows = []
    for name in found.ids[:24]:
        law, here = laws[name], _count((known or {}).get(name))
        mean = f"{screen.number(law.mean_h / 24, 1)} j" if law.mean_h >= 48 else (
            f"{screen.number(law.mean_h, 1)} h"
        )  # fmt: skip
        told = "déduits des arrivées passées" if here is None else f"{here} donnés"
        rows.append([plain(name), mean, screen.number(len(law.hours), 0), told])
    titles = ("Série", "Durée moyenne", "Séjours lus", "Présents au départ")
    console.print(screen.facts_table(titles, rows))
    for note in notes:
        console.print(f"- {plain(note)}", style="dim")
