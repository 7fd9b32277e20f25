"""Codes of communes as publishers write them, brought back to the commune of the twin."""

from __future__ import annotations

import pandas as pd

FINESS_OVERSEAS = {
    "9A": ("97", "971"), "9B": ("97", "972"), "9C": ("97", "973"), "9D": ("97", "974"),
    "9E": ("97", "975"), "9F": ("97", "976"), "9J": ("98", "986"),
}  # fmt: skip
"""Department in FINESS and SAE: the first two figures of its communes, and its INSEE code."""
MOVED = {"97123": "97701", "97127": "97801"}
"""Saint-Barthélemy and Saint-Martin, collectivities since 2007, that FINESS leaves in Guadeloupe"""
ARRONDISSEMENTS = {
    **{f"751{n:02d}": "75056" for n in range(1, 21)},
    **{f"6938{n}": "69123" for n in range(1, 10)},
    **{f"132{n:02d}": "13055" for n in range(1, 17)},
}
"""Arrondissements of Paris, Lyon and Marseille, and their commune."""


def commune_of(department: pd.Series, commune: pd.Series) -> pd.Series:
    """Give the INSEE code of a commune from FINESS's department and three figures; empty if none.

    Parameters
    ----------
    department
        "01", "2A", "9A" to "9F", "9J".
    commune
        Three figures.
    """
    dep = department.fillna("").astype(str).str.upper()
    prefix = dep.map({code: first for code, (first, _) in FINESS_OVERSEAS.items()}).fillna(dep)
    whole = prefix + commune.fillna("").astype(str)
    good = whole.str.fullmatch(r"(?:\d\d|2[AB])\d{3}", na=False).astype(bool)
    code = whole.replace(MOVED)
    return code.where(good & ~whole.str.endswith("000")).astype("object")


def department_in_finess(department: pd.Series) -> pd.Series:
    """Give the INSEE department of FINESS's: "971" for "9A"; empty when it is none.

    Parameters
    ----------
    department
        "01" to "95", "2A", "2B", "9A" to "9F", "9J".
    """
    dep = department.fillna("").astype(str).str.upper()
    mainland = dep.str.fullmatch(r"0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]", na=False).astype(bool)
    overseas = dep.map({code: insee for code, (_, insee) in FINESS_OVERSEAS.items()})
    return dep.where(mainland, overseas).astype("object")


def department_of(insee: pd.Series) -> pd.Series:
    """Give the department of communes: three figures overseas ("971", "986"), two elsewhere."""
    code = insee.astype("object")
    overseas = code.str.startswith(("97", "98"), na=False).astype(bool)
    return code.str[:2].where(~overseas, code.str[:3])


def whole_commune(insee: pd.Series) -> pd.Series:
    """Give the commune of each code: Paris for its arrondissements."""
    return insee.replace(ARRONDISSEMENTS)
