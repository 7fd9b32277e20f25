"""The general practitioners of each commune, as a user's table gives them."""

from __future__ import annotations

from pathlib import Path

from twin.tables import Column, Table
from twin.territory.sources.catalogue import Source
from twin.territory.sources.insee_codes import whole_commune
from twin.territory.sources.reading import Publisher, Reading, read_rows
from twin.territory.sources.recognition import columns

PUBLISHER = Publisher("Médecins généralistes par commune", "fichier fourni par l'utilisateur",
                      "à confirmer")  # fmt: skip
GP_SUPPLY = Table(
    name="medecins",
    meaning="une ligne par commune",
    columns=(
        Column("insee", "text", "code INSEE de la commune", length=5),
        Column("medecins_generalistes", "number", "médecins généralistes qui y exercent",
               "médecins", minimum=0, maximum=1e5),
        Column("etp", "number", "équivalents temps plein ; vide : un par médecin", "ETP",
               required=False, nullable=True, minimum=0, maximum=1e5),
    ),
    key=("insee",),
    source="saisie de l'utilisateur",
)  # fmt: skip


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a table of GPs by commune."""
    return {"insee", "medecins_generalistes"} <= columns(head)


def read(path: Path) -> Reading:
    """Read a CSV `insee,medecins_generalistes[,etp]`.

    Raises
    ------
    JumeauError
        When the file is not this table.
    """
    return read_rows(path, GP_SUPPLY, PUBLISHER)


def gp_fte(reading: Reading) -> dict[str, float]:
    """Give the full-time equivalents by commune: `etp` where given, else one a GP.

    Arrondissements of Paris, Lyon and Marseille are added up.

    Parameters
    ----------
    reading
        What this module's `read`, or that of `rpps`, gave.
    """
    frame = reading.frame
    fte = frame["etp"].fillna(frame["medecins_generalistes"]).astype(float)
    # A commune whose cell is empty is unknown, not without a GP.
    total = fte.groupby(whole_commune(frame["insee"])).sum(min_count=1)
    return {str(code): float(number) for code, number in total.items()}


SOURCE = Source("medecins", "Médecins généralistes par commune", PUBLISHER, (GP_SUPPLY,),
                recognise, read)  # fmt: skip
