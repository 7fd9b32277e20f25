"""One archived or invented case: where, what for, since when, at what age; never who."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from twin.contracts.bands import BANDS, CHILD_BANDS

NEEDS: dict[str, str] = {
    "burn": "brules",
    "thrombectomy": "thrombectomie",
    "trauma_1": "trauma1",
    "cath_lab": "coronarographie",
    "stroke_unit": "unv",
    "trauma_2": "trauma2",
    "critical": "reanimation",
    "obstetrics": "maternite",
    "paediatrics": "pediatrie",
    "psychiatry": "psychiatrie",
    "emergency": "urgences",
}
"""What a case may need, scarcest first, and its word in a user's file.

Of several needs the first of this list is the one whose place is taken (order `assumed`).
"""
PRIORITIES = ("P0", "P1", "P2", "P3")
RESPONSES = ("R1", "R2", "R3", "R4")
RESPONSES_FR = {"R1": "SMUR", "R2": "VSAV ou ambulance", "R3": "médecin", "R4": "conseil"}
CHILDREN = BANDS[:CHILD_BANDS]


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case when it is graded.

    Attributes
    ----------
    id
        Number of the case in its file; nothing that names a person.
    zone
        INSEE code of the commune.
    motive
        Key of the motives of the rules.
    signs
        Keys of the signs of the rules.
    band
        Age class, one of `BANDS`.
    called
        Instant of the call, with its time zone.
    onset
        Instant of the first sign, with its time zone; None where not known.
    needs
        Needs said by a physician, added to those of the rules.
    """

    id: str
    zone: str
    motive: str
    signs: tuple[str, ...]
    band: str
    called: datetime
    onset: datetime | None = None
    needs: tuple[str, ...] = ()

    @property
    def child(self) -> bool:
        """Say whether a paediatric emergency department receives this age."""
        return self.band in CHILDREN

    def since_onset_min(self, at: datetime) -> float:
        """Give the minutes from the first sign to an instant; NaN where not known."""
        if self.onset is None:
            return float("nan")
        # Through UTC: wall clocks of one zone would be an hour wrong across a change of time.
        return (at.astimezone(UTC) - self.onset.astimezone(UTC)).total_seconds() / 60.0
