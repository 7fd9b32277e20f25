"""The event log: one row for each stage that a patient went through, the engine's whole output."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.tables import Column, Table


class Activity(IntEnum):
    """Stages of a patient's way; each row is written when its stage ends."""

    CALL = 0
    REGULATION = 1
    RESPONSE = 2
    SCENE = 3
    TRANSPORT = 4
    ARRIVAL = 5
    TRIAGE = 6
    FIRST_CONTACT = 7
    EXAMS = 8
    DECISION = 9
    BOARDING = 10
    BED = 11
    EXIT = 12
    DIVERTED = 13
    HANG_UP = 14
    GP_CONSULT = 15
    HANDOVER = 16
    CARE = 17
    UHCD = 18
    TRANSFER = 19
    DOWNSTREAM = 20
    RETURN = 21
    ELECTIVE = 22
    ORIENTED = 23
    BED_REQUEST = 24
    SUPPLY = 25


ACTIVITY_FR = {
    Activity.CALL: "Appel au 15 (ARM)",
    Activity.REGULATION: "Régulation médicale",
    Activity.RESPONSE: "Intervention (départ, route)",
    Activity.SCENE: "Prise en charge sur place",
    Activity.TRANSPORT: "Transport",
    Activity.ARRIVAL: "Arrivée aux urgences",
    Activity.TRIAGE: "Tri (IOA)",
    Activity.FIRST_CONTACT: "Premier contact médical",
    Activity.EXAMS: "Examens",
    Activity.DECISION: "Décision médicale",
    Activity.BOARDING: "Attente d'un lit",
    Activity.BED: "Hospitalisation",
    Activity.EXIT: "Sortie du système",
    Activity.DIVERTED: "Réorienté (urgences fermées)",
    Activity.HANG_UP: "Appel raccroché avant réponse",
    Activity.GP_CONSULT: "Consultation chez le généraliste",
    Activity.HANDOVER: "Transmission de l'équipe aux urgences",
    Activity.CARE: "Soins et prélèvements (infirmier)",
    Activity.UHCD: "Séjour en UHCD",
    Activity.TRANSFER: "Transfert vers un autre hôpital",
    Activity.DOWNSTREAM: "Attente d'une place d'aval (SMR, HAD, EHPAD)",
    Activity.RETURN: "Retour après une sortie",
    Activity.ELECTIVE: "Entrée programmée",
    Activity.ORIENTED: "Orienté à la porte par un infirmier (accès régulé)",
    Activity.BED_REQUEST: "Hospitalisation décidée, lit à trouver",
    Activity.SUPPLY: "Médicament manquant (substitué, retardé, transféré)",
}


class Outcome(IntEnum):
    """How a patient leaves the system (`detail` of the EXIT row)."""

    HOME = 0
    DISCHARGED = 1
    LEFT_WITHOUT_BEING_SEEN = 2
    ADVICE_OR_GP = 3
    NOT_TRANSPORTED = 4
    RENOUNCED = 5
    GP_INSTEAD = 6
    NO_OPEN_SITE = 7
    GP_CONSULT = 8
    GP_ON_DUTY = 9
    HUNG_UP = 10
    DOWNSTREAM = 11
    ELECTIVE_DONE = 12
    ELECTIVE_CANCELLED = 13


OUTCOME_FR = {
    Outcome.HOME: "Retour à domicile",
    Outcome.DISCHARGED: "Sortie d'hospitalisation",
    Outcome.LEFT_WITHOUT_BEING_SEEN: "Parti sans être vu",
    Outcome.ADVICE_OR_GP: "Conseil médical (régulation)",
    Outcome.NOT_TRANSPORTED: "Laissé sur place",
    Outcome.RENOUNCED: "Renonce aux soins",
    Outcome.GP_INSTEAD: "Médecin généraliste à la place des urgences",
    Outcome.NO_OPEN_SITE: "Aucun site ouvert",
    Outcome.GP_CONSULT: "Vu par son généraliste",
    Outcome.GP_ON_DUTY: "Vu par le généraliste de garde",
    Outcome.HUNG_UP: "A raccroché et renonce",
    Outcome.DOWNSTREAM: "Sorti vers l'aval (SMR, HAD, EHPAD)",
    Outcome.ELECTIVE_DONE: "Sortie d'un séjour programmé",
    Outcome.ELECTIVE_CANCELLED: "Séjour programmé déprogrammé",
}

EVENT_LOG = Table(
    "event_log",
    "Une ligne par étape de parcours, écrite à la fin de l'étape.",
    (
        Column("end", "integer", "fin de l'étape, depuis le début de la simulation", "ms"),
        Column("zone", "integer", "commune du patient (rang dans le territoire)"),
        Column("cause", "integer", "motif (rang dans les besoins)"),
        Column("ordinal", "integer", "rang du patient pour cette commune et ce motif"),
        Column("sequence", "integer", "rang de l'étape dans le parcours du patient"),
        Column("activity", "integer", "étape (Activity)"),
        Column("requested", "integer", "début de l'attente de l'étape", "ms"),
        Column("start", "integer", "début de l'étape", "ms"),
        Column("site", "integer", "hôpital (rang), -1 hors hôpital"),
        Column("unit", "integer", "base de l'équipe ou centre 15 (rang), -1 sinon"),
        Column("age", "integer", "tranche d'âge (rang dans BANDS)"),
        Column("detail", "integer", "niveau de tri, CCMU, réponse ou issue selon l'étape"),
    ),
    key=("zone", "cause", "ordinal", "sequence"),
    source="simulation",
)
COLUMNS: tuple[tuple[str, str], ...] = (
    ("end", "<i8"),
    ("zone", "<i4"),
    ("cause", "<i2"),
    ("ordinal", "<i8"),
    ("sequence", "<i2"),
    ("activity", "<i2"),
    ("requested", "<i8"),
    ("start", "<i8"),
    ("site", "<i4"),
    ("unit", "<i4"),
    ("age", "<i2"),
    ("detail", "<i2"),
)


@dataclass(frozen=True, slots=True)
class EventBlock:
    """The rows that ended within one local day, in canonical order.

    Canonical order: time (end), patient (zone, cause, ordinal), sequence.

    Attributes
    ----------
    day
        Local day number from the start of the run.
    columns
        One array a column of `EVENT_LOG`, same length.
    """

    day: int
    columns: Mapping[str, npt.NDArray[np.signedinteger]]

    @classmethod
    def of(cls, day: int, columns: Mapping[str, npt.NDArray[np.signedinteger]]) -> EventBlock:
        """Put rows in canonical order and type."""
        # Zone, cause, ordinal and sequence as one number: one key to sort instead of four.
        patient = (columns["zone"].astype(np.int64) << 6) + columns["cause"]
        stage = (((patient << 28) + columns["ordinal"]) << 6) + columns["sequence"]
        order = np.lexsort((stage, columns["end"]))
        return cls(day, {n: columns[n][order].astype(t, copy=False) for n, t in COLUMNS})

    def __len__(self) -> int:
        return len(self.columns["end"])

    def __getitem__(self, column: str) -> npt.NDArray[np.signedinteger]:
        return self.columns[column]

    def digest(self) -> bytes:
        """Give the sha256 of the rows: declared column order, little-endian."""
        h = hashlib.sha256(f"{self.day}:{len(self)}".encode())
        for name, dtype in COLUMNS:
            h.update(np.ascontiguousarray(self.columns[name], dtype))
        return h.digest()

    def frame(self) -> pd.DataFrame:
        """Give the rows as a table."""
        return pd.DataFrame({name: self.columns[name] for name, _ in COLUMNS})
