"""Groups of communes: region, department, EPCI, density class, deprivation quintile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from twin.access.density import CLASSES, UNKNOWN, density_classes
from twin.access.equity import ridit
from twin.access.indicator import Floats, persons
from twin.tables import JumeauError
from twin.territory import reference_data
from twin.territory.territory import Territory

By = Literal["region", "department", "epci", "density", "deprivation"]
GROUPINGS: tuple[str, ...] = get_args(By)
FRENCH: dict[str, By] = {
    "region": "region",
    "departement": "department",
    "epci": "epci",
    "densite": "density",
    "defavorisation": "deprivation",
}
"""The word of each grouping on the command line."""
NO_EPCI = "hors EPCI"


@dataclass(frozen=True, slots=True)
class Groups:
    """A grouping of communes.

    Attributes
    ----------
    key
        Key of the group of each commune.
    labels
        Name of each key, in display order.
    note
        Where the grouping comes from, "" when it is official.
    """

    key: npt.NDArray[np.object_]
    labels: dict[str, str]
    note: str = ""


def grouping(territory: Territory, by: By) -> Groups:
    """Group the communes of a territory.

    Raises
    ------
    JumeauError
        When the territory lacks what the grouping needs.
    """
    zones = territory.zones
    if by == "region":
        key = np.full(len(zones), territory.code, dtype=object)
        return Groups(key, {territory.code: territory.name})
    if by == "department":
        key = zones["dep"].to_numpy(object)
        names = _department_names()
        return Groups(key, {code: names.get(code, code) for code in sorted(set(key))})
    if by == "epci":
        key = zones["epci"].to_numpy(object)
        names = dict(zip(key, zones["epci_nom"], strict=True)) | {"": NO_EPCI}
        present = sorted(set(key), key=lambda code: (code == "", names[code], code))
        return Groups(key, {code: names[code] for code in present})
    if by == "density":
        key, note = density_classes(territory)
        order = [*reversed(CLASSES), *sorted(set(key) - {*CLASSES, UNKNOWN}), UNKNOWN]
        return Groups(key, {name: name for name in order if name in set(key)}, note)
    return _deprivation(territory)


def _department_names() -> dict[str, str]:
    frame = reference_data.department_contours()
    return dict(zip(frame["dep"], frame["nom"], strict=True))


def deprivation(territory: Territory) -> Floats | None:
    """Give the deprivation index of each commune, None where the territory has none."""
    for name in ("deprivation", "deprivation_quintile"):
        if name in territory.zones and territory.zones[name].notna().any():
            return territory.zones[name].to_numpy(np.float64, na_value=np.nan)
    return None


def _deprivation(territory: Territory) -> Groups:
    """Give the quintiles given, else those of the index, weighted by population."""
    index = deprivation(territory)
    if index is None:
        raise JumeauError(
            f"territoire {territory.code}",
            "pas d'indice de défavorisation.",
            "Reconstruisez-le avec un CSV des communes et de leur score (FDep ou autre).",
        )
    zones, note = territory.zones, "quintiles fournis"
    if "deprivation_quintile" in zones and zones["deprivation_quintile"].notna().any():
        quintile = zones["deprivation_quintile"].to_numpy(np.float64, na_value=np.nan)
    else:
        people = np.where(territory.in_ring, 0.0, persons(territory))
        quintile, note = np.full(len(index), np.nan), "quintiles de la population du territoire"
        known = np.isfinite(index)
        quintile[known] = np.ceil(5 * ridit(index[known], people[known])).clip(1, 5)
    key = np.array([f"{q:.0f}" if np.isfinite(q) else "inconnu" for q in quintile], dtype=object)
    ends = {"1": "1 (le moins défavorisé)", "5": "5 (le plus défavorisé)"}
    return Groups(key, {k: ends.get(k, k) for k in sorted(set(key))}, note)
