"""How many staff and beds a site is supposed to have when it does not declare them.

All of it is an assumption to be replaced by the site's own figures, but the regional visit
rate, which is computed on named data.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced, Status

_WHY = "Hypothèse Jumeau 2026, à remplacer par les effectifs réels du site"


def _assumed(
    name: str, value: float, unit: str, label: str, status: Status = "assumed", source: str = _WHY
) -> Sourced:
    return Sourced(name, value, unit, source, status, label)


PHYSICIAN_MIN = _assumed(
    "capacity_physician_min", 27.0, "min/passage", "Temps médical par passage aux urgences"
)
TRIAGE_MIN = _assumed("capacity_triage_min", 7.0, "min/passage", "Temps d'infirmier de tri (IOA)")
BOX_MIN = _assumed("capacity_box_min", 195.0, "min/passage", "Occupation d'un box par passage")
CARE_MIN = _assumed(
    "capacity_care_min", 25.0, "min/passage", "Temps d'infirmier de soins par passage"
)
UHCD_SHARE = _assumed(
    "capacity_uhcd_share", 0.05, "part", "Passages qui entrent en UHCD",
    source="DREES, enquête Urgences du 13 juin 2023 : 5 % des passages", status="published",
)  # fmt: skip
UHCD_DAYS = _assumed("capacity_uhcd_days", 0.5, "jours", "Séjour moyen en UHCD")
BETA_ED = _assumed(
    "capacity_beta_ed",
    0.5,
    "sans unité",
    "Marge de la règle de la racine carrée aux urgences",
    source=f"Règle de Halfin et Whitt, Operations Research 29(3), 1981. {_WHY}",
)
BETA_PHYSICIAN = _assumed(
    "capacity_beta_physician", 0.05, "sans unité",
    "Marge de la règle de la racine carrée pour les médecins des urgences",
    source="Calée, `imposed`, sur la durée médiane de passage (DREES, enquête du 13 juin 2023). "
    f"{_WHY}",
)  # fmt: skip
BETA_SAMU = _assumed(
    "capacity_beta_samu",
    1.0,
    "sans unité",
    "Marge de la règle de la racine carrée en régulation",
    source=f"Règle de Halfin et Whitt, Operations Research 29(3), 1981. {_WHY}",
)
BETA_CALLS = _assumed(
    "capacity_beta_calls", 0.1, "sans unité",
    "Marge de la règle de la racine carrée pour les assistants de régulation",
    source="Calée sur les appels décrochés (DREES, janvier 2025 : 12 % ne le sont pas, 70 % le "
    f"sont en moins d'une minute). {_WHY}",
)  # fmt: skip
BETA_BEDS = _assumed(
    "capacity_beta_beds", 1.0, "sans unité", "Marge de la règle de la racine carrée pour les lits"
)
BETA_POOLED = _assumed(
    "capacity_beta_pooled_beds", 0.0, "sans unité",
    "Marge de la règle de la racine carrée pour les lits de médecine, chirurgie et gériatrie, qui "
    "s'hébergent l'un l'autre",
    source="Calée, `imposed`, sur la durée des hospitalisations directes (DREES, enquête du 13 "
    f"juin 2023). {_WHY}",
)  # fmt: skip
BETA_PLANNED = _assumed(
    "capacity_beta_planned_beds", 0.8, "sans unité",
    "Marge de la règle de la racine carrée pour les lits des séjours programmés",
)  # fmt: skip
WINTER_PEAK = _assumed(
    "capacity_winter_peak", 1.08, "sans unité",
    "Charge des lits à la pointe d'hiver, rapportée à la moyenne annuelle",
)  # fmt: skip
ADMITTED = _assumed(
    "capacity_admitted_share",
    0.20,
    "admissions/passage",
    "Part des passages suivis d'une hospitalisation",
)
STAY_DAYS = _assumed("capacity_stay_days", 5.5, "jours", "Durée moyenne d'une hospitalisation")
BEDS_FLOOR = _assumed(
    "capacity_beds_floor",
    1.03,
    "lits/charge",
    "Lits par lit occupé sous lesquels une file croît sans fin",
)

CALL_ASSISTANT_MIN = _assumed(
    "capacity_call_assistant_min",
    5.0,
    "min/appel",
    "Temps d'assistant de régulation (ARM) par appel",
)
REGULATOR_MIN = _assumed(
    "capacity_regulator_min", 6.0, "min/dossier", "Temps de médecin régulateur par dossier régulé"
)
REGULATED = _assumed(
    "capacity_regulated_share", 0.48, "dossiers/appel",
    "Part des appels transmis à un médecin régulateur de l'aide médicale urgente",
)  # fmt: skip
GP_REGULATOR_MIN = _assumed(
    "capacity_gp_regulator_min", 7.0, "min/dossier",
    "Temps de généraliste régulateur par dossier",
)  # fmt: skip
GP_REGULATED = _assumed(
    "capacity_gp_regulated_share", 0.50, "dossiers/appel",
    "Part des appels transmis à un généraliste régulateur (permanence des soins, SAS)",
)  # fmt: skip

INTAKE_MARGIN = _assumed(
    "capacity_intake_margin", 1.1, "places/patient",
    "Entrées offertes en SMR, HAD et EHPAD par patient attendu",
)  # fmt: skip
ELECTIVE_PEAK = _assumed(
    "capacity_elective_peak", 1.12, "sans unité",
    "Charge des lits programmés en milieu de semaine, rapportée à la moyenne",
)  # fmt: skip
ELECTIVE_OCCUPANCY = _assumed(
    "capacity_elective_occupancy", 0.85, "part",
    "Occupation des lits programmés qu'un site a déclarés",
)  # fmt: skip

SMUR_SECOND_TEAM_VISITS = _assumed(
    "capacity_smur_second_team_visits",
    45_000.0,
    "passages/an",
    "Passages au-delà desquels un SMUR a 2 équipes de jour",
)
INHABITANTS_PER_AMBULANCE = _assumed(
    "capacity_inhabitants_per_ambulance",
    18_000.0,
    "habitants/ambulance",
    "Habitants par ambulance disponible, VSAV et privés",
)

VSAV_SHARE = _assumed(
    "capacity_vsav_share", 0.6, "part", "Part des VSAV (pompiers) parmi ces ambulances"
)
INHABITANTS_PER_NIGHT_AMBULANCE = _assumed(
    "capacity_inhabitants_per_night_ambulance", 40_000.0, "habitants/ambulance",
    "Habitants par ambulance privée de garde, de 20 h à 8 h",
)  # fmt: skip

VISITS_PER_INHABITANT = _assumed(
    "capacity_visits_per_inhabitant",
    0.269,
    "passages/habitant/an",
    "Passages aux urgences par habitant et par an",
    "measured",
    "Calcul Jumeau : SAE 2025 (926 360 passages) / population 2023 de Bretagne",
)
VISITS_BEDS_OFFSET = _assumed(
    "capacity_visits_beds_offset",
    20.0,
    "lits",
    "Décalage de la loi passages = k x (lits + décalage)^puissance",
)
VISITS_BEDS_POWER = _assumed(
    "capacity_visits_beds_power",
    0.62,
    "sans unité",
    "Puissance de la loi passages = k x (lits + décalage)^puissance",
)
BEDS_UNKNOWN = _assumed(
    "capacity_beds_unknown",
    100.0,
    "lits",
    "Taille supposée d'un site dont aucun site voisin ne déclare ses lits",
)
