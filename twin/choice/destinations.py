"""Where the people of a region are expected to go: commune by commune, the first sites."""

from __future__ import annotations

import numpy as np
import pandas as pd

from twin.choice.gravity import Gravity, flows
from twin.choice.hybrid import Country


def destinations(gravity: Gravity, country: Country, region: str, top: int = 3) -> pd.DataFrame:
    """Give the first destinations of each commune of a region by the structural model.

    Parameters
    ----------
    gravity
        Parameters, best those fitted without the region.
    country
        Sites and communes.
    region
        Code of the region.
    top
        How many sites a commune.

    Returns
    -------
    pandas.DataFrame
        `insee`, `rank`, `finess`, `share` of the visits of the commune, `minutes`; expected and
        never judged: no open file holds observed flows.
    """
    pairs = country.pairs
    visits = flows(gravity, country.table, pairs, country.openness).sum(axis=0)
    total = pairs.by_commune(visits)[pairs.commune]
    frame = pd.DataFrame(
        {
            "insee": pairs.communes[pairs.commune],
            "finess": country.table.finess[pairs.site],
            "share": np.divide(visits, total, out=np.zeros_like(visits), where=total > 0),
            "minutes": pairs.minutes,
        }
    )[pairs.regions[pairs.commune] == region]
    frame = frame.sort_values(["insee", "share", "finess"], ascending=[True, False, True])
    frame.insert(1, "rank", frame.groupby("insee").cumcount() + 1)
    found: pd.DataFrame = frame[frame["rank"] <= top].reset_index(drop=True)
    return found
