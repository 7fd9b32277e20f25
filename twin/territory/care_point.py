"""A place of care that is not in the engine yet: maternity, stroke unit, EHPAD, MCS..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

CareKind = Literal[
    "maternity", "stroke_unit", "cath_lab", "mcs", "helicopter", "smur_antenna", "ehpad",
    "health_centre", "duty_gp_house",
]  # fmt: skip
CARE_KINDS: tuple[str, ...] = get_args(CareKind)
FRENCH: dict[str, str] = {
    "maternity": "maternite",
    "stroke_unit": "unv",
    "cath_lab": "coronarographie",
    "mcs": "mcs",
    "helicopter": "helicoptere",
    "smur_antenna": "antenne_smur",
    "ehpad": "ehpad",
    "health_centre": "centre_de_sante",
    "duty_gp_house": "maison_medicale_de_garde",
}
"""The word of each kind in a user's file."""


@dataclass(frozen=True, slots=True)
class CarePoint:
    """Where one kind of care is given.

    Attributes
    ----------
    id
        Geographic FINESS number, or a readable id where none exists (an MCS, a helicopter base).
    kind
        Which care; `mcs` is a GP who answers for the SAMU (médecin correspondant du SAMU).
    zone
        INSEE code of the commune.
    number
        Its size in the unit of its kind (places of an EHPAD, births a year, aircraft); None where
        not declared.
    source
        Where this row comes from.
    """

    id: str
    kind: CareKind
    name: str
    zone: str
    lon: float
    lat: float
    number: float | None = None
    source: str = ""
