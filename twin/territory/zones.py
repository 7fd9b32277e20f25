"""The communes of a territory as one table, whatever they come from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from twin.tables import JumeauError
from twin.territory import reference_data
from twin.territory.sources import communes as communes_source

ZONES = ("insee", "nom", "dep", "epci", "epci_nom", "population", "lon", "lat", "point")


def embedded_communes(region: str) -> pd.DataFrame:
    """Give the communes of a region from the embedded data, as `territory_of` wants them."""
    frame = reference_data.communes(region=region)
    names = dict(zip(("age_0_19", "age_20_64", "age_65p"), communes_source.AGES, strict=True))
    return tidy(frame.rename(columns=names).sort_values("insee", ignore_index=True))


def region_communes(
    path: Path | None, region: str | None, faults: list[JumeauError]
) -> pd.DataFrame:
    """Give the communes of a region from a file, else from the embedded data.

    Parameters
    ----------
    path
        CSV of communes, or None.
    region
        INSEE code; None keeps all the communes of the file.
    faults
        Where the faults of the rows go.

    Raises
    ------
    JumeauError
        When there is neither file nor region, or no commune is left.
    """
    if path is None:
        if region is None:
            raise JumeauError(
                "territoire", "ni communes ni région.", "Donnez --communes FICHIER ou --region 53."
            )
        return embedded_communes(region)
    frame, found = communes_source.read_communes(path)
    faults += found
    if region is not None and not frame.empty:
        frame = frame[frame["reg"] == region]
        if frame.empty:
            raise JumeauError(
                f"{path}", f"aucune commune de la région « {region} ».", "Vérifiez le code."
            )
    return tidy(frame.rename(columns={"population_2023": "population"}))


def every_commune() -> pd.DataFrame:
    """Give the communes of the whole country from the embedded data."""
    country = reference_data.communes()
    names = dict(zip(("age_0_19", "age_20_64", "age_65p"), communes_source.AGES, strict=True))
    return tidy(country.rename(columns=names))


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Give every column the type it keeps on disk: text without holes, whole inhabitants."""
    wide = frame.reindex(columns=[*ZONES, "reg", *communes_source.AGES])
    text = ["insee", "nom", "dep", "reg", "epci", "epci_nom", "point"]
    wide[text] = wide[text].astype("object").where(wide[text].notna(), "")
    wide["population"] = wide["population"].fillna(0).astype("int64")
    return wide.reset_index(drop=True)
