"""The emergency departments of a country as arrays: what each declares, and which are judged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.tables import JumeauError
from twin.territory import reference_data
from twin.territory.attraction import Floats, Mask, design

OVERSEAS = ("01", "02", "03", "04", "06")
JUDGED_ABOVE = 1000
"""Visits a year under which a site is not judged: a seasonal or a starting one."""
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class SiteTable:
    """Metropolitan emergency departments, one row each, sorted by FINESS.

    Attributes
    ----------
    finess, names, regions, categories
        Codes and names, as text.
    lon, lat
        WGS84.
    visits, beds, uhcd, critical, step_down
        As declared: yearly visits, MCO, short-stay, intensive-care and step-down beds; NaN is
        "not declared", never zero.
    children_only, paediatric
        Sites that receive children only; general sites with the paediatric authorisation.
    absent
        Metropolitan regions without any site in the file: their communes are left out.
    """

    finess: Texts
    names: Texts
    regions: Texts
    categories: Texts
    lon: Floats
    lat: Floats
    visits: Floats
    beds: Floats
    uhcd: Floats
    critical: Floats
    step_down: Floats
    children_only: Mask
    paediatric: Mask
    absent: tuple[str, ...]

    def __len__(self) -> int:
        """Give the number of sites."""
        return len(self.finess)

    @property
    def judged(self) -> Mask:
        """Say which sites are judged: MCO beds declared, over 1,000 visits."""
        found: Mask = (np.nan_to_num(self.beds) > 0) & (np.nan_to_num(self.visits) > JUDGED_ABOVE)
        return found

    @property
    def judged_regions(self) -> tuple[str, ...]:
        """Give the regions that have a judged site, in order."""
        return tuple(sorted(set(self.regions[self.judged])))

    def features(self) -> Floats:
        """Give the terms of the attraction, shape (2, sites, terms): children, adults."""
        return design(
            self.beds, self.uhcd, self.critical, list(self.categories), self.children_only,
            self.paediatric,
        )  # fmt: skip

    def only(self, kept: Mask) -> SiteTable:
        """Give the table of some of its sites."""
        rows = {name: getattr(self, name)[kept] for name in self.__slots__ if name != "absent"}
        return replace(self, **rows)


def metropolitan_communes(absent: tuple[str, ...] = ()) -> pd.DataFrame:
    """Give the communes of metropolitan France but those of some regions, in reference order."""
    frame = reference_data.communes()
    return frame[~frame["reg"].isin([*OVERSEAS, *absent])].reset_index(drop=True)


def site_table(frame: pd.DataFrame) -> SiteTable:
    """Give the metropolitan sites of an `EMERGENCY` frame (see `read_emergency`).

    Parameters
    ----------
    frame
        Rows of the table; overseas sites are left aside (their islands are other worlds).

    Raises
    ------
    JumeauError
        When no site is metropolitan.
    """
    departments = reference_data.department_names()
    of_department = dict(zip(departments["dep"], departments["reg"], strict=True))
    regions = frame["dep"].map(of_department)
    metropolitan = sorted(set(departments["reg"]) - set(OVERSEAS))
    kept = frame[regions.isin(metropolitan)].sort_values("finess", ignore_index=True)
    if kept.empty:
        raise JumeauError(
            "fichier des urgences",
            "aucun site de France métropolitaine.",
            "Donnez la table nationale (colonnes finess, dep, lits_mco, passages_2025...).",
        )
    region = kept["dep"].map(of_department).to_numpy(object)

    def numbers(name: str) -> Floats:
        found: Floats = np.asarray(
            kept[name].astype("Float64").to_numpy(np.float64, na_value=np.nan), np.float64
        )
        return found

    def flags(name: str) -> Mask:
        return kept[name].fillna(False).to_numpy(dtype=bool)

    general, children = flags("urg_generales"), flags("urg_pediatriques")
    # Neither authorisation declared: taken as general.
    only = children & ~general
    return SiteTable(
        finess=kept["finess"].to_numpy(object),
        names=kept["nom"].fillna("").to_numpy(object),
        regions=region,
        categories=kept["categorie"].fillna("").to_numpy(object),
        lon=numbers("lon"), lat=numbers("lat"), visits=numbers("passages_2025"),
        beds=numbers("lits_mco"), uhcd=numbers("lits_uhcd"), critical=numbers("lits_rea"),
        step_down=numbers("lits_si"), children_only=only, paediatric=children & general,
        absent=tuple(r for r in metropolitan if r not in set(region)),
    )  # fmt: skip
