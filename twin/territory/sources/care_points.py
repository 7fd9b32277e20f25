"""Other places of care that a user lists: maternities, stroke units, cath labs, EHPAD, MCS..."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pandas as pd

from twin.tables import Column, Table
from twin.territory.care_point import FRENCH, CareKind, CarePoint
from twin.territory.sources.catalogue import Source
from twin.territory.sources.cells import Reject
from twin.territory.sources.places import in_france
from twin.territory.sources.reading import Publisher, Reading, read_rows
from twin.territory.sources.recognition import columns

PUBLISHER = Publisher("Autres lieux de soins", "fichier fourni par l'utilisateur",
                      "à confirmer")  # fmt: skip
KINDS: dict[str, CareKind] = {word: cast("CareKind", kind) for kind, word in FRENCH.items()}
CARE_POINTS = Table(
    name="lieux_de_soins",
    meaning="une ligne par lieu et par sorte de soins",
    columns=(
        Column("id", "text", "numéro FINESS géographique, ou un identifiant lisible"),
        Column("type", "text", "sorte de soins", choices=tuple(KINDS)),
        Column("nom", "text", "nom du lieu", required=False, nullable=True),
        Column("insee", "text", "commune ; vide si FINESS la donne", required=False, nullable=True,
               length=5),
        Column("lon", "number", "longitude ; vide si FINESS la donne", "degrés WGS84",
               required=False, nullable=True, minimum=-180, maximum=180),
        Column("lat", "number", "latitude ; vide si FINESS la donne", "degrés WGS84",
               required=False, nullable=True, minimum=-90, maximum=90),
        Column("nombre", "number", "taille dans l'unité de sa sorte (places, naissances par an, "
               "appareils)", required=False, nullable=True, minimum=0, maximum=1e6),
    ),
    key=("id", "type"),
    source="saisie de l'utilisateur",
)  # fmt: skip


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a list of places of care."""
    found = columns(head)
    return {"id", "type"} <= found and bool({"insee", "lon", "nombre"} & found)


def read(path: Path) -> Reading:
    """Read a CSV `id,type,nom,insee,lon,lat,nombre`.

    A row with one coordinate of two, or a point outside France, is refused.

    Raises
    ------
    JumeauError
        When the file is not this table.
    """
    reading = read_rows(path, CARE_POINTS, PUBLISHER)
    refused = []
    frame = reading.frame
    for line, lon, lat in zip(frame.index.tolist(), frame["lon"], frame["lat"], strict=True):
        if pd.isna(lon) != pd.isna(lat):
            refused.append(Reject(line, "lon", f"{lon} {lat}", "une coordonnée sans l'autre"))
        elif not pd.isna(lon) and not in_france(float(lon), float(lat)):
            words = "point hors de France : degrés WGS84 attendus, longitude puis latitude"
            refused.append(Reject(line, "lon", f"{lon:g} {lat:g}", words))
    return reading.without(refused)


def care_points(
    reading: Reading, finess: Reading | None = None
) -> tuple[tuple[CarePoint, ...], tuple[Reject, ...]]:
    """Give the places of care of a file, with what FINESS knows of them.

    Parameters
    ----------
    reading
        What `read` gave.
    finess
        Establishments, for the name, commune and point that the file leaves empty.

    Returns
    -------
    tuple of CarePoint
        Places with a commune and a point, in file order.
    tuple of Reject
        Places that neither the file nor FINESS puts anywhere.
    """
    names = ["nom", "insee", "lon", "lat"]
    frame = reading.frame
    if finess is not None:
        known = finess.frame.set_index("finess")[names].reindex(frame["id"]).set_index(frame.index)
        point = known[["lon", "lat"]].where(frame["lon"].isna())
        frame = frame.assign(
            nom=frame["nom"].where(frame["nom"].notna(), known["nom"]),
            insee=frame["insee"].where(frame["insee"].notna(), known["insee"]),
            lon=frame["lon"].fillna(point["lon"]), lat=frame["lat"].fillna(point["lat"]),
        )  # fmt: skip
    lost = frame["lon"].isna() | frame["insee"].isna()
    rejects = tuple(
        Reject(line, "id", code, "ni commune ni point, dans ce fichier ni dans FINESS")
        for line, code in zip(frame.index[lost].tolist(), frame["id"][lost].tolist(), strict=True)
    )
    return tuple(
        CarePoint(
            id=str(row["id"]),
            kind=KINDS[str(row["type"])],
            name=str(row["id"] if pd.isna(row["nom"]) else row["nom"]),
            zone=str(row["insee"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            number=None if pd.isna(row["nombre"]) else float(row["nombre"]),
            source=f"déclaré : {reading.path.name}",
        )
        for row in frame[~lost].to_dict("records")
    ), rejects


SOURCE = Source("lieux_de_soins", "Autres lieux de soins", PUBLISHER, (CARE_POINTS,), recognise,
                read)  # fmt: skip
