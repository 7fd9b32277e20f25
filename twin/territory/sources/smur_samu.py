"""SMUR bases and SAMU seats that a user knows: no official file lists them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from twin.tables import Column, Table
from twin.territory.sources.catalogue import Source
from twin.territory.sources.cells import Reject
from twin.territory.sources.reading import Publisher, Reading, read_rows
from twin.territory.sources.recognition import columns

PUBLISHER = Publisher("Bases SMUR et sièges de SAMU", "fichier fourni par l'utilisateur",
                      "à confirmer")  # fmt: skip
SMUR_SAMU = Table(
    name="smur",
    meaning="une ligne par site ; une cellule vide ne change rien à ce que disent les autres "
    "sources",
    columns=(
        Column("finess", "text", "numéro FINESS géographique", length=9),
        Column("smur", "text", "base SMUR sur le site", nullable=True,
               choices=("oui", "non", "incertain")),
        Column("samu", "text", "siège du SAMU du département", required=False, nullable=True,
               choices=("oui", "non", "incertain")),
    ),
    key=("finess",),
    source="saisie de l'utilisateur",
)  # fmt: skip
SEAT = {"oui": True, "non": False}


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a list of SMUR bases."""
    found = columns(head)
    return {"finess", "smur"} <= found and "forme" not in found


def read(path: Path) -> Reading:
    """Read a CSV `finess,smur,samu` whose words are oui, non, incertain.

    Raises
    ------
    JumeauError
        When the file is not this table.
    """
    return read_rows(path, SMUR_SAMU, PUBLISHER)


def with_smur_samu(
    emergency: pd.DataFrame, reading: Reading
) -> tuple[pd.DataFrame, tuple[Reject, ...]]:
    """Give the emergency departments with the SMUR and the SAMU seats that the user declares.

    Parameters
    ----------
    emergency
        Columns of `EMERGENCY`.
    reading
        What `read` gave.

    Returns
    -------
    pandas.DataFrame
        The same rows; `smur_nv` and `samu_siege_nv` changed where the user says something.
    tuple of Reject
        Sites of the file that are not among the rows: they change nothing.
    """
    said = reading.frame
    smur = emergency["finess"].map(said.set_index("finess")["smur"])
    seat = emergency["finess"].map(said.set_index("finess")["samu"].map(SEAT))
    changed = emergency.assign(
        smur_nv=emergency["smur_nv"].astype("object").where(smur.isna(), smur),
        samu_siege_nv=emergency["samu_siege_nv"]
        .astype("object")
        .where(seat.isna(), seat)
        .astype("boolean"),
    )
    away = said[~said["finess"].isin(emergency["finess"])]
    pairs = zip(away.index.tolist(), away["finess"].tolist(), strict=True)
    return changed, tuple(
        Reject(line, "finess", code, "site absent des urgences lues") for line, code in pairs
    )


SOURCE = Source("smur_samu", "Bases SMUR et sièges de SAMU déclarés", PUBLISHER, (SMUR_SAMU,),
                recognise, read)  # fmt: skip
