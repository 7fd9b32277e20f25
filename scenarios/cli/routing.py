"""`jumeau territory route`: minutes by road from OpenStreetMap, written as a table of overrides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.where import Communes, Emergency, Region, opened

if TYPE_CHECKING:
    from twin.territory import Territory

ROUTED = ("hospital", "ambulance")  # a SMUR or a SAMU takes the minutes of its hospital


def route(
    pbf: Annotated[
        Path, typer.Option("--pbf", help="Extrait OpenStreetMap de la région (.osm.pbf).")
    ],
    out: Annotated[Path, typer.Option("--out", help="CSV à créer : insee,finess,minutes.")],
    where: Annotated[
        str | None,
        typer.Option("--territoire", metavar="DOSSIER|pilote", help="Territoire déjà construit."),
    ] = None,
    communes: Communes = None,
    emergency: Emergency = None,
    region: Region = None,
    snap: Annotated[
        float,
        typer.Option("--accrochage", min=0.0, help="Distance maximale à une route, en km."),
    ] = 2.0,
    skip_far: Annotated[
        bool,
        typer.Option("--ignorer-eloignes", help="Laisser au modèle les points loin des routes."),
    ] = False,
    ferries: Annotated[
        bool, typer.Option("--bacs", help="Accepter les bateaux, comptés sans attente.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Calculer les trajets routiers avec un routeur hors ligne (extra « routing »)."""
    from twin.territory.islands import Place
    from twin.territory.routing import check_target, routed_minutes, write_routed

    check_target(out)
    territory = _territory(where, communes, emergency, region)
    points = territory.zones[["insee", "lon", "lat"]].itertuples(index=False, name=None)
    starts = [Place(code, code, float(lon), float(lat)) for code, lon, lat in points]
    ends = [Place(f.id, f.zone, f.lon, f.lat) for f in territory.facilities if f.kind in ROUTED]
    with screen.progress("Trajets") as report:
        minutes = routed_minutes(
            pbf, starts, ends, max_snap_km=snap, skip_far=skip_far, ferries=ferries,
            progress=report,
        )  # fmt: skip
    written = write_routed(out, minutes, starts, ends)
    if as_json:
        screen.show_json({"path": str(out), "pairs": minutes.size, "pairs_written": written})
        return
    left = minutes.size - written
    screen.out().print(
        f"{screen.number(written, 0)} trajets écrits dans {out} ; {screen.number(left, 0)} "
        "sans route, laissés au modèle.\n"
        f"Pour les prendre : jumeau territory build ... --trajets {out}",
        markup=False,
    )


def _territory(
    where: str | None, communes: Path | None, emergency: Path | None, region: str | None
) -> Territory:
    from twin.tables import JumeauError
    from twin.territory.build import build

    if (where is None) == (emergency is None):
        raise JumeauError(
            "jumeau territory route",
            "il faut --territoire ou --urgences, et un seul des deux.",
            "Donnez le dossier d'un territoire, ou les fichiers qui le construiront.",
        )
    if emergency is not None:
        return build(communes, emergency, region=region)
    return opened(str(where))
