"""Reference pages of the model: rows of the event log, rules of the actors, causes, wards, words.

What the code cannot say in French is written here, and checked against the code at each build:
a new activity, rule or field without its words stops the build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from docs.markdown import number, table, typeset
from twin.contracts import Activity

_A = Activity
_AT_ONCE = "= fin"

_NONE, _BASE, _CENTRE = "–", "base", "centre"
_KIND = "0 SMUR, 1 VSAV, 2 ambulance privée, 3 hélicoptère"
ROWS: Mapping[Activity, tuple[str, str, str, str, str]] = {
    _A.HANG_UP: ("appel présenté", _AT_ONCE, "raccroche", _CENTRE,
                 "0 rappellera, 1 va aux urgences, 2 renonce"),
    _A.CALL: ("appel présenté", "décroché", "fin du travail de l'ARM", _CENTRE,
              "priorité : 0 à 3 (P0 à P3)"),
    _A.REGULATION: ("dossier posé sur la file", "pris par un médecin", "décision", _CENTRE,
                    "priorité, + 4 si le médecin est un généraliste"),
    _A.RESPONSE: ("décroché (appel au 18 : besoin)", "équipe alertée", "auprès du patient", _BASE,
                  f"{_KIND} ; + 8 par carence"),
    _A.SCENE: ("= début", "arrivée de la première équipe", "l'équipe quitte les lieux", _BASE,
               _KIND),
    _A.TRANSPORT: ("= début", "quitte les lieux", "porte des urgences", _BASE, _KIND),
    _A.ARRIVAL: ("mise en route", _AT_ONCE, "porte des urgences", "base, ou –",
                 "0 par ses moyens, 1 VSAV ou ambulance, 2 SMUR ou hélicoptère"),
    _A.HANDOVER: ("porte", _AT_ONCE, "équipe libérée", _BASE, _KIND),
    _A.TRIAGE: ("porte", "l'infirmier commence", "fin du tri", _NONE,
                "niveau FRENCH : 0 à 5 (1, 2, 3A, 3B, 4, 5)"),
    _A.FIRST_CONTACT: ("porte", "le médecin commence", "fin du premier contact", _NONE,
                       "niveau FRENCH"),
    _A.CARE: ("prescription", "l'infirmier commence", "fin des soins", _NONE,
              "1 biologie, 2 imagerie, 3 les deux"),
    _A.EXAMS: ("= début", "fin des soins", "résultats", _NONE, "comme CARE"),
    _A.DECISION: ("résultats (sans examen : fin du premier contact)", "le médecin commence",
                  "décision", _NONE, "CCMU, 1 à 5"),
    _A.UHCD: ("attend un lit d'UHCD", "entre dans ce lit", "fin du séjour d'UHCD", _NONE,
              "0 domicile, 1 vers un service"),
    _A.BOARDING: ("porte", "décision d'hospitaliser (la recherche d'un lit commence)",
                  "quitte les urgences", _NONE,
                  "service, 0 à 9 ; + 16 hébergé dans un autre service (celui du lit est écrit), "
                  "+ 32 part vers un autre hôpital, + 64 passé par l'UHCD. Son lit commence là, "
                  "sauf + 32"),
    _A.BED_REQUEST: ("= fin", _AT_ONCE, "décision d'hospitaliser", _NONE,
                     "service, 0 à 9 ; + 64 s'il est dans un lit d'UHCD"),
    _A.TRANSFER: ("décision d'hospitaliser", "l'équipe part avec lui", "entre dans son lit",
                  "base, ou –", "service, 0 à 9 ; `site` est le nouvel hôpital"),
    _A.BED: ("= début", "entre dans le lit", "quitte le lit", _NONE, "service du lit, 0 à 9"),
    _A.DOWNSTREAM: ("= début", "médicalement sortant", "quitte le lit", _NONE,
                    "1 SMR, 2 HAD, 3 EHPAD"),
    _A.ELECTIVE: ("= fin", _AT_ONCE, "entrée programmée", _NONE, "service, 0 à 9"),
    _A.GP_CONSULT: ("= début", "besoin", "fin de la consultation", _NONE,
                    "1 adressé aux urgences, 0 sinon"),
    _A.DIVERTED: ("= fin", _AT_ONCE, "mise en route, porte fermée ou régulée", _NONE,
                  "0 renonce, 1 généraliste, 2 autres urgences, 3 appelle le 15, 4 vient quand "
                  "même ; `site` est celui qui ferme"),
    _A.ORIENTED: ("= fin", _AT_ONCE, "à la porte d'un accès régulé", _NONE,
                  "0 envoyé chez un généraliste, 1 reçu"),
    _A.SUPPLY: ("= fin", _AT_ONCE, "le traitement doit commencer, le produit manque", _NONE,
                "4 × le rang du produit, + 1 substitué, + 2 retardé, + 3 transféré"),
    _A.RETURN: ("a quitté le système", _AT_ONCE, "demande à nouveau", _NONE,
                "0 après les urgences, 1 après un séjour"),
    _A.EXIT: ("urgences : porte ; lit : entrée ; sinon : besoin", _AT_ONCE, "quitte le système",
              _NONE, "issue (tableau ci-dessus)"),
}  # fmt: skip
"""Of each activity: requested, start, end, unit, detail."""

RULES: Mapping[str, tuple[str, str, str]] = {
    "call_in": ("Hôpital", "patients qui attendent un box ou un médecin, par médecin présent, "
                "plus de `waiting_per_physician`",
                "rappelle un urgentiste, `most` au plus à la fois"),
    "surge_beds": ("Hôpital", "patients hospitalisés qui attendent un lit, au moins `boarders`",
                   "ouvre en médecine `share` de ses lits, un au moins"),
    "diversion": ("Hôpital", "patients qui attendent, par box, plus de `waiting_per_box`",
                  "demande au SAMU d'orienter ailleurs : les équipes l'évitent s'il y a un autre "
                  "site ouvert ; qui vient par ses moyens est reçu"),
    "tension": ("Hôpital", "patients qui attendent un lit, au moins `boarders`, "
                "`hours_in_a_row` heures de suite ; plan blanc : au moins `plan_blanc_boarders`",
                "hôpital en tension : donne aux urgences `share` des lits programmés ; plan "
                "blanc : `plan_blanc_share`. Des séjours sont déprogrammés"),
    "samu": ("SAMU", "appels en attente, plus de `waiting_calls` ; dossiers AMU en attente, plus "
             "de `waiting_files`",
             "ouvre un poste d'ARM (`assistants` au plus), un poste de régulateur AMU "
             "(`regulators` au plus)"),
    "own_units_first": ("SAMU", "part d'équipes libres sous `free_share`",
                        "sert d'abord son département avec ses propres équipes"),
    "smur": ("SMUR", "toutes les équipes de la base sont sorties et une mission de SMUR attend",
             "rappelle une équipe (`teams` au plus)"),
    "regulate_access": ("ARS", "patients qui attendent, par médecin présent, plus de "
                        "`waiting_per_physician`, `hours_in_a_row` heures de suite",
                        "régule l'accès du site ; les cinq parts disent ce que deviennent ceux "
                        "qui seraient venus d'eux-mêmes"),
}  # fmt: skip
"""Of each rule of `Policies`: who decides, when, what."""

HOURS = {"ed": "arrivées aux urgences", "calls": "appels au 15"}


def log_rows() -> str:
    """Give what the times, the unit and the detail of each kind of row mean."""
    missing = set(Activity) ^ set(ROWS)
    if missing:
        raise ValueError(f"log rows without their words, or words without a row: {missing}")
    return table(
        ("Activité", "`requested`", "`start`", "`end`", "`unit`", "`detail`"),
        ((f"`{a.name}`", *words) for a, words in ROWS.items()),
    )


def rules() -> str:
    """Give the rules of the actors, their thresholds and what they do by default."""
    from twin.contracts import Policies

    defaults = Policies()
    names = [f.name for f in fields(defaults) if f.name != "active"]
    if set(names) != set(RULES):
        raise ValueError(f"rules without their words: {set(names) ^ set(RULES)}")
    rows = []
    for name in names:
        who, when, what = RULES[name]
        terms = getattr(defaults, name)
        values = " ; ".join(
            f"`{f.name}` {number(float(getattr(terms, f.name)))}"
            for f in fields(terms)
            if f.name != "active"
        )
        rows.append((f"`{name}`", who, when, what, values, "oui" if terms.active else "non"))
    head = ("Règle", "Acteur", "Quand", "Ce qu'il fait", "Par défaut", "Active")
    return table(head, rows)


def causes() -> str:
    """Give the causes of unscheduled care: rates, hours, season, ward when it is imposed."""
    from twin.contracts import ReferralPolicy
    from twin.parameters.needs2026 import CAUSES

    wanted = dict(ReferralPolicy().required)
    rows = [
        (
            rank, c.label, f"`{c.id}`", number(c.rate), HOURS[c.hours],
            "vague d'épidémie" if c.wave else number(c.winter),
            f"`{wanted[c.id]}`" if c.id in wanted else "–",
        )
        for rank, c in enumerate(CAUSES)
    ]  # fmt: skip
    head = ("Rang", "Motif", "Nom", "Épisodes pour 1 000 hab. et par an "
            "(0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus)", "Heures",
            "Hiver (excès)", "Service exigé pour P0 et P1")  # fmt: skip
    return table(head, rows)


def wards() -> str:
    """Give the wards in the order of the log, and which are critical care."""
    from twin.contracts.wards import CRITICAL, WARDS, WARDS_FR

    rows = (
        (rank, WARDS_FR[ward], f"`{ward}`", "oui" if ward in CRITICAL else "non")
        for rank, ward in enumerate(WARDS)
    )
    return table(("Rang", "Service", "Nom", "Soin critique"), rows)


def capacity_words() -> str:
    """Give the words of a capacities file, and where each may be written."""
    from twin.territory.sources.capacities import LINES_OF, RESOURCES

    place = {"hospital": "hôpital", "smur": "base SMUR", "ambulance": "base d'ambulances",
             "samu": "SAMU"}  # fmt: skip
    rows = (
        (f"`{word}`", ", ".join(place[k] for k, lines in LINES_OF.items() if line in lines),
         f"`{line}`")
        for word, line in RESOURCES.items()
    )  # fmt: skip
    return typeset(table(("Mot du fichier", "Lieu", "Nom dans le code"), rows))
