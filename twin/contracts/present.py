"""Who is in hospital when a run begins, where somebody has counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BedsTaken:
    """The beds of one ward of one hospital, as counted at the first moment of a run.

    Attributes
    ----------
    facility
        Geographic FINESS of the hospital.
    ward
        One of `twin.contracts.wards.WARDS`.
    taken
        Patients in beds, planned stays included.
    planned
        Of them, those of planned stays; None: in proportion to the mean loads of the twin.
    waiting
        Patients in the ED whose admission is decided and who wait for a bed of this ward.
    """

    facility: str
    ward: str
    taken: int
    planned: int | None = None
    waiting: int = 0
