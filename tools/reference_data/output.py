"""Write the tables and their provenance, byte for byte the same each time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tools.reference_data import census, contours, points, schema
from tools.reference_data.build import Reference
from tools.reference_data.sources import SOURCES

INCOMPLETE = ("25390",)
"""Merged communes whose absorbed land is open to the border: no gap to give back."""


def write(reference: Reference, folder: Path) -> None:
    """Write the four Parquet files and `PROVENANCE.json`.

    Parameters
    ----------
    reference
        The tables.
    folder
        Where they go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = (
        ("communes.parquet", reference.communes, schema.COMMUNES),
        ("contours_communes.parquet", reference.commune_contours, schema.COMMUNE_CONTOURS),
        (
            "contours_departements.parquet",
            reference.department_contours,
            schema.DEPARTMENTS,
        ),
        ("collectivites.parquet", reference.collectivities, schema.COLLECTIVITIES),
    )
    outputs = {name: _table(frame, columns, folder / name) for name, frame, columns in tables}
    page = {
        "titre": "Données de référence de Jumeau",
        "commande": "python -m tools.reference_data",
        "attribution": "INSEE, DGCL, IGN (Admin Express), DILA ; Licence Ouverte 2.0",
        "sources": [asdict(source) for source in SOURCES],
        "methode": _method(),
        "lacunes": _gaps(reference),
        "fichiers": outputs,
    }
    text = json.dumps(page, ensure_ascii=False, indent=2) + "\n"
    (folder / "PROVENANCE.json").write_text(text, encoding="utf-8")


def _table(frame: pd.DataFrame, columns: schema.Columns, path: Path) -> dict[str, Any]:
    arrays = {name: _array(frame[name], kind) for name, kind, _, _ in columns}
    table = pa.table(arrays)
    groups = [table]
    if "geometry" in arrays:
        table = table.replace_schema_metadata({"geo": json.dumps(_geo(frame["geometry"]))})
        # One row group for each region: reading one region opens one group.
        groups = [table.filter(pa.compute.equal(table["reg"], reg)) for reg in _regions(frame)]
    with pq.ParquetWriter(
        path,
        table.schema,
        compression="zstd",
        compression_level=19,
        use_dictionary=[name for name, kind, _, _ in columns if kind == schema.TEXT],
        write_page_checksum=True,
    ) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=max(group.num_rows, 1))
    return {
        "lignes": table.num_rows,
        "octets": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "colonnes": {
            name: {"type": str(kind), "unite": unit, "sens": meaning}
            for name, kind, unit, meaning in columns
        },
    }


def _regions(frame: pd.DataFrame) -> list[str]:
    return sorted(frame["reg"].unique())


def _array(values: pd.Series, kind: pa.DataType) -> pa.Array:
    if kind == schema.SHAPE:
        return pa.array(list(shapely.to_wkb(values.to_numpy())), kind)
    return pa.array([None if pd.isna(value) else value for value in values], kind)


def _geo(shapes: pd.Series) -> dict[str, Any]:
    """Give the GeoParquet metadata: any GIS then opens the file (no CRS means WGS84 lon, lat)."""
    bounds = [float(edge) for edge in shapely.total_bounds(shapes.to_numpy())]
    column = {"encoding": "WKB", "geometry_types": ["MultiPolygon", "Polygon"], "bbox": bounds}
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _method() -> dict[str, Any]:
    return {
        "simplification": "couverture simplifiée en une fois (frontières communes conservées)",
        "tolerance_m": contours.TOLERANCE_M,
        "grille_degres": contours.GRID_DEG,
        "mairie_proche_m": points.NEAR_M,
        "communes_separees": {parent: list(kin) for parent, kin in census.SPLITS.items()},
        "outils": {
            "shapely": shapely.__version__,
            "geos": shapely.geos_version_string,
            "pyarrow": pa.__version__,
        },
    }


def _gaps(reference: Reference) -> dict[str, Any]:
    communes = reference.communes
    drawn = communes["insee"].isin(reference.commune_contours["insee"])
    return {
        "sans_contour": communes.loc[~drawn, "insee"].tolist(),
        "sans_contour_note": "leur territoire est encore dans le contour et la surface de 15141",
        "contour_incomplet": list(INCOMPLETE),
        "contour_incomplet_note": "ni contour fusionné ni contours des communes absorbées",
        "hors_epci": communes.loc[communes["epci"].isna(), "insee"].tolist(),
        "sans_ages": communes.loc[communes["ages_from"] == "absent", "insee"].tolist(),
        "sans_ages_note": "Mayotte n'est pas dans le recensement 2021 par IRIS : vide, jamais zéro",
        "points": communes["point"].value_counts().to_dict(),
        "ages_from": communes["ages_from"].value_counts().to_dict(),
    }
