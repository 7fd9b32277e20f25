"""MCO beds of the sites with an ED."""

from __future__ import annotations

import numpy as np

from twin.access.emergency import lacks_departments
from twin.access.indicator import Floats
from twin.access.reach import columns
from twin.territory.marks import SIZE_ASSUMED
from twin.territory.territory import Territory


def declared_beds(territory: Territory) -> Floats:
    """Give the beds of each site with an ED, NaN where none are declared (never zero)."""
    sites = [territory.facilities[j] for j in columns(territory, "hospital")]
    return np.array([np.nan if s.beds_mco is None else s.beds_mco for s in sites], dtype=np.float64)


def lacks_beds(territory: Territory) -> str:
    """Say that no site declares its beds."""
    if lack := lacks_departments(territory):
        return lack
    if np.isfinite(declared_beds(territory)).any():
        return ""
    return (
        "aucun site ne déclare ses lits MCO. | Remplissez la colonne lits_mco du fichier des "
        "urgences (SAE, table MCO)."
    )


def beds_supposed(territory: Territory) -> str:
    """Say how many sites have beds that are only supposed."""
    sites = [territory.facilities[j] for j in columns(territory, "hospital")]
    supposed = sum(SIZE_ASSUMED in site.source for site in sites)
    return f"Lits supposés pour {supposed} sites sur {len(sites)}." if supposed else ""
