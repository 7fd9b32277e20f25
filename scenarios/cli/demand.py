"""`jumeau territory demand`: observed demand out of RPU, SurSaUD or one's own series."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen

if TYPE_CHECKING:
    from scenarios.demand import LoadedDemand


def demand(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FICHIER...", help="RPU (XML OSCOUR), SurSaUD (CSV), ou id,ds,y."),
    ],
    out: Annotated[Path, typer.Option("--out", help="Fichier à écrire, .parquet ou .csv.")],
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help="CSV des lignes rejetées, avec la raison.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Lire la demande observée : passages par jour et par site."""
    from scenarios.demand import load_demand, save_demand
    from twin.territory.sources.reading import write_rejects

    found = load_demand(files)
    save_demand(found.demand, out)
    if rejects is not None:
        write_rejects(found.readings, rejects)
    page = _summary(found) | {
        "path": str(out),
        "rejects_path": None if rejects is None else str(rejects),
    }
    if as_json:
        screen.show_json(page)
        return
    labels = {
        "series": "séries", "rows": "jours de série", "first": "du", "last": "au",
        "total": "total", "rows_in": "lignes lues", "rejected": "lignes rejetées",
    }  # fmt: skip
    typer.echo(f"Demande écrite dans {out}")
    screen.out().print(
        screen.facts_table(("", ""), [(label, _shown(page[key])) for key, label in labels.items()])
    )
    for note in found.notes:
        typer.echo(f"note : {note}")
    if page["rejected"] and rejects is None:
        typer.echo("note : --rejects FICHIER donne chaque ligne rejetée et sa raison")


def _summary(found: LoadedDemand) -> dict[str, Any]:
    frame = found.demand.frame
    return {
        "series": len(found.demand.ids),
        "rows": len(frame),
        "first": frame["ds"].min().date().isoformat(),
        "last": frame["ds"].max().date().isoformat(),
        "freq": found.demand.freq,
        "total": found.demand.total,
        "rows_in": sum(reading.rows_in for reading in found.readings),
        "rejected": sum(len(reading.rejects) for reading in found.readings),
        "notes": list(found.notes),
        "sources": [asdict(source) for source in found.demand.record],
    }


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return screen.day(value)
    return screen.number(float(value), 0)
