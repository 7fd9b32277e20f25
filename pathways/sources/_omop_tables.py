"""The tables of OMOP CDM 5.4 that pathways come from: columns read, concepts understood.

Concept numbers were read in public transformations to OMOP (admission to 262, 8717, 8971, 9201 to
9203, 581476, 4216643; specialties 38004446 to 38004490) or are general knowledge: a concept that
is not here survives as its name, or as `concept N`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pathways import vocabulary as words


@dataclass(frozen=True, slots=True)
class Events:
    """A table whose rows are events.

    Attributes
    ----------
    name
        Of the table.
    concept, source
        Columns of the concept and of the source's own value.
    start, end
        Stem of the columns of time: `<stem>_date` and `<stem>_datetime`.
    more
        Other columns, and the attribute that each gives.
    """

    name: str
    concept: str
    source: str
    start: str
    end: str = ""
    more: tuple[tuple[str, str], ...] = ()

    def columns(self) -> tuple[str, ...]:
        """Give the columns read."""
        times = [f"{s}_{k}" for s in (self.start, self.end) if s for k in ("date", "datetime")]
        return (
            "person_id", "visit_occurrence_id", self.concept, self.source, *times,
            *(column for column, _ in self.more), "provider_id", "care_site_id",
        )  # fmt: skip


VISITS: Final = Events(
    "visit_occurrence", "visit_concept_id", "visit_source_value", "visit_start", "visit_end",
    (
        ("discharged_to_concept_id", "sortie_vers"), ("discharge_to_concept_id", "sortie_vers"),
        ("discharged_to_source_value", "sortie_vers"), ("discharge_to_source_value", "sortie_vers"),
        ("admitted_from_concept_id", "venu_de"), ("admitting_source_concept_id", "venu_de"),
        ("admitted_from_source_value", "venu_de"), ("admitting_source_value", "venu_de"),
    ),
)  # fmt: skip
DETAILS: Final = Events(
    "visit_detail", "visit_detail_concept_id", "visit_detail_source_value", "visit_detail_start",
    "visit_detail_end",
)  # fmt: skip
CONDITIONS: Final = Events(
    "condition_occurrence", "condition_concept_id", "condition_source_value", "condition_start",
    more=(("condition_status_concept_id", ""), ("condition_type_concept_id", "")),
)  # fmt: skip
PROCEDURES: Final = Events(
    "procedure_occurrence", "procedure_concept_id", "procedure_source_value", "procedure",
    more=(("quantity", "quantite"),),
)  # fmt: skip
DRUGS: Final = Events(
    "drug_exposure", "drug_concept_id", "drug_source_value", "drug_exposure_start",
    more=(("quantity", "quantite"), ("days_supply", "jours"), ("drug_source_concept_id", "")),
)  # fmt: skip
EVENTS: Final = (VISITS, DETAILS, CONDITIONS, PROCEDURES, DRUGS)
PEOPLE: Final = ("person", "death", "observation_period")
PLACES: Final = ("care_site", "provider", "location", "concept")
READ: Final = (*(table.name for table in EVENTS), *PEOPLE, *PLACES)
UNREAD: Final = ("measurement", "observation", "device_exposure", "note", "specimen", "cost")
"""Tables of facts that give no event: said when they are there."""

STAY_OF: Final[dict[str, str]] = {
    **dict.fromkeys(("9201", "8717", "262"), words.HOSPITALISATION),
    "9203": words.URGENCES,
    "8971": words.PSY,
    "38004285": words.SMR,
    "5083": words.TELECONSULTATION,
}
"""Activity of a visit, by concept."""
OUTPATIENT: Final = ("9202", "581477", "8940")
"""Visits whose activity is told by the specialty of the provider."""
SPECIALTY_OF: Final[dict[str, str]] = {
    "38004446": words.GENERALISTE,
    "38004453": words.GENERALISTE,
    "38004451": words.CARDIOLOGUE,
    "38004472": words.PNEUMOLOGUE,
    "38004469": words.PSYCHIATRE,
    "38004458": words.NEUROLOGUE,
    "38004463": words.OPHTALMOLOGUE,
    "38004485": words.ENDOCRINOLOGUE,
    "38004490": words.KINE,
    "32581": words.INFIRMIER,
}
EXIT_OF: Final[dict[str, tuple[str, str | None]]] = {
    "8536": ("8", None),
    "581476": ("8", None),
    "4132319": ("8", None),
    "4216643": ("9", None),
    "44814650": ("4", None),
    "9201": ("7", "1"),
    "8717": ("7", "1"),
    "38004285": ("7", "2"),
    "8920": ("7", "2"),
    "8971": ("7", "4"),
    "8863": ("8", "7"),
    "8676": ("8", "7"),
}
"""Mode of exit and destination (codes of the PMSI), by `discharged_to_concept_id`."""
PLACE_OF: Final[dict[str, str]] = {"8756": "hopital", "8717": "hopital", "8940": "ville"}
"""Where an outpatient visit takes place (`@lieu`), by place of service of the care site."""
PRIMARY: Final = ("32901", "32902", "32903", "44786627")
"""Status (or, before 5.3, type) of a primary diagnosis: general knowledge, but for 32901."""
SEX_OF: Final[dict[str, str]] = {"8507": "M", "8532": "F"}
UNKNOWN: Final = "0"

MARK: Final = "JUMEAU"
"""`cdm_source_abbreviation` of the folders that `pathways.exports.omop` writes."""
