"""What an episode uses of each medicine: by cause at the ED, by ward for a stay (all assumed)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["ed", "ward", "planned"]


@dataclass(frozen=True, slots=True)
class DrugUse:
    """What the episodes of one cause, or the stays of one ward, use of a medicine.

    Attributes
    ----------
    drug
        Code in `DRUGS`.
    place, where
        Cause at the ED, ward of unscheduled stays, or ward of planned ones.
    units
        For one episode that uses it, the whole stay included.
    share
        Share of the episodes that do (assumed).
    """

    drug: str
    place: Place
    where: str
    units: int
    share: float


_ED: dict[str, dict[str, tuple[int, float]]] = {
    "adrenaline": {"cardiac_arrest": (5, 0.90), "malaise": (1, 0.004), "respiratory": (1, 0.004)},
    "noradrenaline": {"infection": (2, 0.02), "cardiac_arrest": (2, 0.30)},
    "propofol": {"major_trauma": (3, 0.40), "minor_trauma": (1, 0.005)},
    "midazolam": {"psychiatric": (2, 0.05), "major_trauma": (2, 0.30), "intoxication": (2, 0.03)},
    "morphine": {"major_trauma": (2, 0.70), "fall": (1, 0.10), "abdominal": (1, 0.12),
                 "minor_trauma": (1, 0.03), "chest_pain": (1, 0.08)},
    "heparine": {"chest_pain": (1, 0.06)},
    "enoxaparine": {"chest_pain": (1, 0.06), "respiratory": (1, 0.05)},
    "tenecteplase": {"stroke": (1, 0.04), "chest_pain": (2, 0.005)},
    "alteplase": {"stroke": (2, 0.004), "respiratory": (2, 0.002)},
    "amoxicilline-clavulanate": {"infection": (1, 0.15), "respiratory": (1, 0.12)},
    "ceftriaxone": {"infection": (1, 0.12), "respiratory": (1, 0.05), "abdominal": (1, 0.04),
                    "fever": (1, 0.01)},
    "cefotaxime": {"infection": (2, 0.02)},
    "salbutamol-nebulise": {"respiratory": (3, 0.25), "bronchiolitis": (2, 0.05)},
    "salbutamol-aerosol": {"respiratory": (1, 0.05)},
    "insuline-rapide": {"malaise": (1, 0.01)},
    "nacl-500": {"infection": (2, 0.40), "abdominal": (1, 0.30), "malaise": (1, 0.20),
                 "major_trauma": (3, 0.90), "respiratory": (1, 0.20)},
    "nicardipine": {"stroke": (2, 0.05), "obstetric": (2, 0.01)},
    "immunoglobuline-anti-d": {"obstetric": (1, 0.03)},
}  # fmt: skip
_WARD: dict[str, dict[str, tuple[int, float]]] = {
    "adrenaline": {"rea": (10, 0.15)},
    "noradrenaline": {"rea": (20, 0.50), "usip": (6, 0.20)},
    "propofol": {"rea": (40, 0.40), "surgery": (2, 0.50)},
    "midazolam": {"rea": (20, 0.30)},
    "morphine": {"surgery": (4, 0.50), "rea": (10, 0.40)},
    "heparine": {"usic": (3, 0.40), "rea": (5, 0.30)},
    "enoxaparine": {"medicine": (6, 0.50), "surgery": (5, 0.60), "geriatrics": (8, 0.50)},
    "amoxicilline-clavulanate": {"medicine": (12, 0.15), "geriatrics": (12, 0.20),
                                 "surgery": (6, 0.10)},
    "ceftriaxone": {"medicine": (7, 0.12), "geriatrics": (7, 0.15), "paediatrics": (3, 0.05)},
    "cefotaxime": {"rea": (18, 0.25), "paediatrics": (9, 0.10)},
    "salbutamol-nebulise": {"medicine": (12, 0.06), "paediatrics": (8, 0.15)},
    "salbutamol-aerosol": {"paediatrics": (1, 0.15)},
    "oxytocine": {"obstetrics": (3, 0.70)},
    "insuline-rapide": {"medicine": (1, 0.10), "rea": (1, 0.40)},
    "nacl-500": {"medicine": (6, 0.50), "surgery": (6, 0.60), "geriatrics": (6, 0.50),
                 "rea": (20, 0.90), "usip": (10, 0.80)},
    "nicardipine": {"unv": (6, 0.20)},
    "immunoglobuline-anti-d": {"obstetrics": (1, 0.12)},
    "albumine": {"medicine": (6, 0.02), "rea": (8, 0.15)},
}  # fmt: skip
_PLANNED: dict[str, dict[str, tuple[int, float]]] = {
    "propofol": {"surgery": (2, 0.60)},
    "morphine": {"surgery": (2, 0.40)},
    "enoxaparine": {"surgery": (4, 0.40)},
    "nacl-500": {"surgery": (4, 0.60)},
    "oxytocine": {"obstetrics": (3, 0.90)},
    "immunoglobuline-anti-d": {"obstetrics": (1, 0.12)},
}

_TABLES: tuple[tuple[Place, dict[str, dict[str, tuple[int, float]]]], ...] = (
    ("ed", _ED),
    ("ward", _WARD),
    ("planned", _PLANNED),
)
USES = tuple(
    DrugUse(drug, place, where, units, share)
    for place, table in _TABLES
    for drug, places in table.items()
    for where, (units, share) in places.items()
)
"""One row a medicine and place."""
