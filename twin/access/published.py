"""Values that an official table already gives by commune: read, never computed again."""

from __future__ import annotations

import numpy as np

from twin.access.indicator import Floats
from twin.territory.territory import Territory


def column(territory: Territory, name: str) -> Floats:
    """Give an optional column of `territory.zones`; empty is NaN."""
    return territory.zones[name].to_numpy(np.float64, na_value=np.nan)


def lacks_column(territory: Territory, name: str, file: str) -> str:
    """Say that the territory does not carry a published table.

    Parameters
    ----------
    name
        Column of `territory.zones`.
    file
        The file to give, in French, with its article.
    """
    if name in territory.zones and territory.zones[name].notna().any():
        return ""
    return f"ce territoire ne porte pas cette table. | Reconstruisez-le avec {file}."
