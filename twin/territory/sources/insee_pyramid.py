"""INSEE census: inhabitants of each commune by sex and single age (table TD_POP1B)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.tables import Column, Table
from twin.territory.sources.catalogue import Source
from twin.territory.sources.insee_codes import ARRONDISSEMENTS
from twin.territory.sources.reading import Publisher, Reading, read_rows
from twin.territory.sources.recognition import columns, year_in

PUBLISHER = Publisher(
    "Recensement : population par sexe et âge (TD_POP1B)", "INSEE", "Licence Ouverte 2.0",
    "https://www.insee.fr/fr/statistiques/5395878",
)  # fmt: skip
SEXES, AGES = 2, 101
PYRAMID = Table(
    "pyramide",
    "une ligne par commune (ou arrondissement municipal), sexe et âge ; une commune dont une ligne "
    "est refusée l'est entière",
    (
        Column("nivgeo", "text", "COM (commune) ou ARM (arrondissement de Paris, Lyon, Marseille)",
               choices=("COM", "ARM")),
        Column("codgeo", "text", "code INSEE", length=5),
        Column("sexe", "integer", "1 : hommes, 2 : femmes", minimum=1, maximum=2),
        Column("aged100", "integer", "âge révolu, 100 : cent ans ou plus", "ans", minimum=0,
               maximum=AGES - 1),
        Column("nb", "number", "habitants, valeur pondérée du recensement", "habitants",
               minimum=0, maximum=1e6),
    ),
    key=("nivgeo", "codgeo", "sexe", "aged100"),
    source="INSEE, recensement de la population (Licence Ouverte 2.0)",
)  # fmt: skip


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a table TD_POP1B."""
    return {"nivgeo", "codgeo", "sexe", "aged100", "nb"} <= columns(head)


def read(path: Path) -> Reading:
    """Read the inhabitants by commune, sex and age.

    Parameters
    ----------
    path
        `BTT_TD_POP1B_<year>.csv` or `.txt`.

    Raises
    ------
    JumeauError
        When the file is not this table.
    """
    year = year_in(path.name)
    reading = read_rows(
        path, PYRAMID, PUBLISHER, vintage=f"recensement {year}".strip(), together="codgeo"
    )
    cells = reading.frame.groupby(["nivgeo", "codgeo"], sort=False).size()
    holed = int((cells < SEXES * AGES).sum())
    if not holed:
        return reading
    return reading.noting(
        f"{holed} communes ont moins de {SEXES * AGES} lignes : les âges absents sont tenus pour 0"
    )


def pyramid_array(
    reading: Reading, zones: Sequence[str]
) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
    """Give the inhabitants of the zones by sex and single age.

    Paris, Lyon and Marseille are the sum of their arrondissements where the file has no line for
    the commune itself; an arrondissement asked for by its own code is given too.

    Parameters
    ----------
    reading
        What `read` gave.
    zones
        INSEE codes, without repetition.

    Returns
    -------
    ndarray
        Shape (zones, 2, 101): men, then women; ages 0 to 100 or more. Census weights, not whole
        persons.
    tuple of str
        Zones that the file does not have; their rows are zero.
    """
    frame = reading.frame
    place = pd.Series(np.arange(len(zones)), index=list(zones))
    own = frame["codgeo"].map(place)
    whole = set(frame["codgeo"][own.notna()])
    # The commune of an arrondissement, unless the file has a line for it.
    town = frame["codgeo"].map({a: c for a, c in ARRONDISSEMENTS.items() if c not in whole})
    own = own.fillna(town.map(place).where(frame["nivgeo"].eq("ARM")))
    kept = own.notna().to_numpy(bool)
    at = own[kept].to_numpy(np.int64)
    sex = frame["sexe"].to_numpy(np.int64)[kept] - 1
    age = frame["aged100"].to_numpy(np.int64)[kept]
    counts = np.zeros((len(zones), SEXES, AGES), np.float64)
    np.add.at(counts, (at, sex, age), frame["nb"].to_numpy(np.float64)[kept])
    seen = set(at.tolist())
    return counts, tuple(code for i, code in enumerate(zones) if i not in seen)


SOURCE = Source("insee_pyramide", "INSEE : population par commune, sexe et âge", PUBLISHER,
                (PYRAMID,), recognise, read)  # fmt: skip
