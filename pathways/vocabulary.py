"""The words that every source is read into, so that one rule reads PMSI, OMOP, RPU or FHIR alike.

An event says what was done (`Activity`), and carries attributes (`Attribute`) written with the
national codes of PMSI and RPU. A source that has no word for something keeps its own: nothing is
dropped for not being here. A stay is ONE event, from entry (`start`) to exit (`end`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Activity:
    """A kind of care.

    Attributes
    ----------
    word
        Text of the log (no accent, stable).
    title_fr
        Text of the screens.
    kind
        `stay` (lasts, has an exit), `emergency`, `visit` (a contact with a professional), `act`,
        `drug`, or `move` (inside a stay: never counted as care of its own).
    pmsi, omop, rpu
        What gives it in each of these sources; empty where nothing does.
    """

    word: str
    title_fr: str
    kind: str
    pmsi: str = ""
    omop: str = ""
    rpu: str = ""


HOSPITALISATION: Final = "hospitalisation"
SMR: Final = "hospitalisation smr"
HAD: Final = "hospitalisation had"
PSY: Final = "hospitalisation psy"
SEANCE: Final = "seance"
UNITE: Final = "mouvement unite"
URGENCES: Final = "passage urgences"
ENTREE_URGENCES: Final = "entree urgences"
ORIENTATION_URGENCES: Final = "orientation urgences"
SORTIE_URGENCES: Final = "sortie urgences"
GENERALISTE: Final = "consultation generaliste"
CARDIOLOGUE: Final = "consultation cardiologue"
PNEUMOLOGUE: Final = "consultation pneumologue"
PSYCHIATRE: Final = "consultation psychiatre"
NEUROLOGUE: Final = "consultation neurologue"
OPHTALMOLOGUE: Final = "consultation ophtalmologue"
ENDOCRINOLOGUE: Final = "consultation endocrinologue"
SPECIALISTE: Final = "consultation specialiste"
TELECONSULTATION: Final = "teleconsultation"
INFIRMIER: Final = "soins infirmiers"
KINE: Final = "kinesitherapie"
ACTE: Final = "acte technique"
BIOLOGIE: Final = "biologie"
DELIVRANCE: Final = "delivrance"
VISITE: Final = "visite"
DIAGNOSTIC: Final = "diagnostic"

_LIBERAL = "nature consultation, specialite {}"
ACTIVITIES: Final[tuple[Activity, ...]] = (
    Activity(HOSPITALISATION, "Hospitalisation (MCO)", "stay", "nature sejour, champ mco",
             "visite 9201, 8717, 262"),
    Activity(SMR, "Hospitalisation en SMR", "stay", "nature sejour, champ smr", "visite 38004285"),
    Activity(HAD, "Hospitalisation à domicile", "stay", "nature sejour, champ had"),
    Activity(PSY, "Hospitalisation en psychiatrie", "stay", "nature sejour, champ psy",
             "visite 8971"),
    Activity(SEANCE, "Séance", "visit", "nature seance, ou GHM 28…"),
    Activity(UNITE, "Mouvement d'unité", "move", "nature rum", "visit_detail"),
    Activity(URGENCES, "Passage aux urgences", "emergency", "nature urgences (ATU, FPU)",
             "visite 9203"),
    Activity(ENTREE_URGENCES, "Entrée aux urgences", "emergency", rpu="ENTREE"),
    Activity(ORIENTATION_URGENCES, "Orientation aux urgences", "move", rpu="ORIENT"),
    Activity(SORTIE_URGENCES, "Sortie des urgences", "move",
             rpu="SORTIE, mode de sortie vide (voir RPU_EXITS)"),
    Activity(GENERALISTE, "Consultation de généraliste", "visit",
             _LIBERAL.format("1, 22, 23"), "soignant de spécialité 38004446"),
    Activity(CARDIOLOGUE, "Consultation de cardiologue", "visit",
             _LIBERAL.format("3"), "soignant de spécialité 38004451"),
    Activity(PNEUMOLOGUE, "Consultation de pneumologue", "visit",
             _LIBERAL.format("13"), "soignant de spécialité 38004472"),
    Activity(PSYCHIATRE, "Consultation de psychiatre", "visit",
             _LIBERAL.format("17, 33, 75"), "soignant de spécialité 38004469"),
    Activity(NEUROLOGUE, "Consultation de neurologue", "visit",
             _LIBERAL.format("32"), "soignant de spécialité 38004458"),
    Activity(OPHTALMOLOGUE, "Consultation d'ophtalmologue", "visit",
             _LIBERAL.format("15"), "soignant de spécialité 38004463"),
    Activity(ENDOCRINOLOGUE, "Consultation d'endocrinologue", "visit",
             _LIBERAL.format("42"), "soignant de spécialité 38004485"),
    Activity(SPECIALISTE, "Consultation d'un autre spécialiste", "visit",
             _LIBERAL.format("autre ou vide")),
    Activity(TELECONSULTATION, "Téléconsultation", "visit",
             "nature consultation, code TCG, TC, TCS, TLC… (la spécialité reste en attribut)",
             "visite 5083"),
    Activity(INFIRMIER, "Soins infirmiers", "visit", _LIBERAL.format("24"),
             "soignant de spécialité 32581"),
    Activity(KINE, "Kinésithérapie", "visit", _LIBERAL.format("26"),
             "soignant de spécialité 38004490"),
    Activity(ACTE, "Acte technique", "act", "nature acte (CCAM, NGAP)", "procedure_occurrence"),
    Activity(BIOLOGIE, "Biologie", "act", "nature biologie (NABM)"),
    Activity(DELIVRANCE, "Délivrance de médicament", "drug", "nature delivrance", "drug_exposure"),
    Activity(VISITE, "Consultation ou visite, spécialité inconnue", "visit",
             omop="visite 9202 et autres externes, sans soignant connu"),
    Activity(DIAGNOSTIC, "Diagnostic posé", "act", omop="condition_occurrence"),
)  # fmt: skip
TITLES: Final[dict[str, str]] = {a.word: a.title_fr for a in ACTIVITIES}
KINDS: Final[dict[str, str]] = {a.word: a.kind for a in ACTIVITIES}

STAYS: Final = (HOSPITALISATION, SMR, HAD, PSY)
MEDICAL_VISITS: Final = (GENERALISTE, CARDIOLOGUE, PNEUMOLOGUE, PSYCHIATRE, NEUROLOGUE,
                         OPHTALMOLOGUE, ENDOCRINOLOGUE, SPECIALISTE, TELECONSULTATION)  # fmt: skip

RPU_EXITS: Final[dict[str, str]] = {
    "6": "sortie urgences mutation",
    "7": "sortie urgences transfert",
    "8": "sortie urgences domicile",
    "9": "sortie urgences deces",
}
"""Activity of the exit from the emergency department, by mode of exit."""

EXIT_MODES: Final[dict[str, str]] = {
    "0": "transfert pour acte (prestation)",
    "4": "fugue ou sortie contre avis",
    "5": "sortie à l'essai",
    "6": "mutation",
    "7": "transfert",
    "8": "domicile",
    "9": "décès",
}
"""`@mode_sortie`, national codes of PMSI and RPU (RPU: 6 to 9 only)."""
ENTRY_MODES: Final[dict[str, str]] = {
    "0": "transfert pour acte (prestation)",
    "6": "mutation",
    "7": "transfert",
    "8": "domicile",
}
"""`@mode_entree`."""
DESTINATIONS: Final[dict[str, str]] = {
    "1": "MCO",
    "2": "SMR",
    "3": "soins de longue durée",
    "4": "psychiatrie",
    "5": "urgences (provenance seulement)",
    "6": "hospitalisation à domicile",
    "7": "structure médico-sociale",
    "8": "organisationnelle (RPU, provenance seulement)",
}
"""`@destination` and `@provenance`; with exit mode 8 an empty destination is the patient's home."""
INSTITUTIONS: Final = ("2", "3", "4", "6", "7")
"""Destinations that are not one's own home."""

ATTRIBUTES: Final[dict[str, str]] = {
    "dp": "diagnostic principal, CIM-10 sans point (I500, J440)",
    "dr": "diagnostic relié, CIM-10 sans point",
    "diagnostic": "diagnostic posé (événement « diagnostic »), CIM-10 sans point",
    "das": "diagnostics associés, CIM-10 sans point, séparés par une espace",
    "ghm": "groupe homogène de malades",
    "champ": "champ du PMSI : mco, smr, had, psy",
    "sejour": "numéro du séjour dans l'établissement",
    "mode_entree": "mode d'entrée, voir ENTRY_MODES",
    "mode_sortie": "mode de sortie, voir EXIT_MODES ; 9 est le décès",
    "provenance": "provenance, voir DESTINATIONS",
    "destination": "destination, voir DESTINATIONS",
    "um": "unité médicale",
    "actes": "actes CCAM du séjour ou du passage, séparés par une espace",
    "code_acte": "code de l'acte de la ligne, CCAM, NGAP ou NABM",
    "specialite": "code de spécialité du professionnel (nomenclature de l'assurance maladie)",
    "lieu": "ville, hopital ou centre_sante",
    "atc": "code ATC du médicament",
    "cip": "code CIP ou UCD du médicament",
    "quantite": "quantité, régularisations déduites",
    "jours": "jours de traitement délivrés",
    "age": "âge en années à la date de l'événement",
    "cp": "code postal de résidence",
    "commune": "commune de résidence, en toutes lettres",
    "motif": "motif de recours",
    "gravite": "CCMU modifiée",
    "orient": "orientation (RPU)",
    "transport": "moyen de transport (RPU)",
    "transport_pec": "prise en charge pendant le transport (RPU)",
    "sortie_vers": "destination telle que la source OMOP l'écrit, ou numéro de son concept",
    "venu_de": "provenance telle que la source OMOP l'écrit, ou numéro de son concept",
    "visite": "visite OMOP de l'événement",
    "concept": "numéro du concept OMOP",
    "libelle": "texte du concept ou code de la source",
}  # fmt: skip
"""Attributes of events, without their mark `@`."""

SPECIALTIES: Final[dict[str, str]] = {
    **dict.fromkeys(("1", "22", "23"), GENERALISTE),
    "3": CARDIOLOGUE,
    "13": PNEUMOLOGUE,
    **dict.fromkeys(("17", "33", "75"), PSYCHIATRE),
    "32": NEUROLOGUE,
    "15": OPHTALMOLOGUE,
    "42": ENDOCRINOLOGUE,
    "24": INFIRMIER,
    "26": KINE,
}
"""Activity of a consultation, by specialty code of the health insurance (PSE_SPE_COD and
PSE_ACT_NAT merged: 24 nurse, 26 physiotherapist). General knowledge, not checked on a file."""
TELE_CODES: Final = ("TC", "TCG", "TCS", "TCP", "TLC", "TLD", "TLS")
"""NGAP codes of remote consultations. General knowledge, not checked on a file."""
SEXES: Final[dict[str, str]] = {"1": "M", "2": "F", "M": "M", "F": "F", "H": "M", "I": "I"}
