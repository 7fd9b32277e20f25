"""From the call to the door of the ED: urgency, answers of the SAMU, delays, units.

Published totals are targets (`imposed`): 88 % of calls presented are answered and 70 % within a
minute (DREES, January 2025), 8.7 SMUR sorties per 1,000 inhabitants (DREES, Études et Résultats
n° 1136), 1 % of ED arrivals by SMUR (DREES n° 889); the split by stage is assumed.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse de travail Jumeau 2026, à remplacer par les dossiers de régulation"
_LAW = "min (moyenne), écart type du logarithme"


def _assumed(
    name: str, value: float | tuple[float, ...], unit: str, label: str, source: str = _ASSUMED
) -> Sourced:
    return Sourced(name, value, unit, source, "assumed", label)


SEVERITY_BY_BAND = _assumed(
    "severity_by_band", (1.0, 0.9, 0.9, 1.0, 1.1, 1.2),
    "sans unité (0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus)",
    "Cote de chaque niveau d'urgence sur le suivant, rapportée à la moyenne du motif",
    "Hypothèse de travail Jumeau 2026, à remplacer par les RPU et les dossiers de régulation",
)  # fmt: skip

GENERAL = _assumed(
    "general_practice_share", (0.0, 0.03, 0.35, 0.75), "part (P0, P1, P2, P3)",
    "Dossiers confiés au médecin généraliste de la régulation, quand il y en a un",
)  # fmt: skip
_RESPONSES = (
    "part (SMUR, VSAV, ambulance privée, médecin de garde, urgences par ses moyens, conseil)"
)
RESPONSE = (
    _assumed("response_p0", (0.97, 0.03, 0.0, 0.0, 0.0, 0.0), _RESPONSES,
             "Réponse aux P0 (départ réflexe)"),
    _assumed("response_p1", (0.095, 0.36, 0.26, 0.02, 0.065, 0.20), _RESPONSES, "Réponse aux P1"),
    _assumed("response_p2", (0.01, 0.11, 0.19, 0.09, 0.15, 0.45), _RESPONSES, "Réponse aux P2"),
    _assumed("response_p3", (0.0, 0.005, 0.025, 0.13, 0.06, 0.78), _RESPONSES, "Réponse aux P3"),
)  # fmt: skip
VSAV_WITH_SMUR = _assumed("vsav_with_smur", 0.75, "part", "Sorties primaires du SMUR avec un VSAV")
TRANSPORTED = _assumed(
    "transported", (0.33, 0.88, 0.95, 0.33), "part (SMUR, VSAV, ambulance privée, hélicoptère)",
    "Patients conduits aux urgences après intervention (les autres patients d'un SMUR meurent sur "
    "place, y restent, ou entrent sans passer par les urgences)",
    f"{_ASSUMED} ; calé sur 1 % d'arrivées par SMUR (DREES, Études et Résultats n° 889)",
)  # fmt: skip

# PDSA: 20:00 to 8:00, Saturday from noon, Sundays and public holidays (CSP R. 6315-1); few regions
# still fund visits after midnight. By day the SAS books an appointment for some.
_PDSA = (
    "Calendrier de la permanence des soins (CSP, art. R. 6315-1 et suivants) ; parts supposées, à "
    "remplacer par le cahier des charges régional"
)
GP_ON_DUTY = _assumed(
    "gp_on_duty", (0.25, 0.65, 0.60, 0.70), "part (0-8 h ; 8-20 h ouvrés et samedi "
    "matin ; 20-24 h ; 8-20 h du samedi dès midi et du dimanche)",
    "Patients qui trouvent un médecin de garde ou un rendez-vous du SAS ; les autres vont aux "
    "urgences", _PDSA,
)  # fmt: skip

HANG_UPS = _assumed(
    "hang_ups", 0.126, "part",
    "Premiers appels raccrochés avant réponse, pour le calage des volumes (12 % des appels "
    "présentés, rappels compris)",
)  # fmt: skip
HANGUP = _assumed("hang_up", (0.75, 0.08, 0.17), "part (rappelle, va aux urgences, renonce)",
                  "Ce que font ceux qui raccrochent avant d'être décrochés")  # fmt: skip
GP_REFERS_BY_CAUSE = _assumed(
    "gp_refers_by_cause",
    (1.0, 0.50, 0.40, 1.0, 0.12, 0.35, 0.18, 0.12, 0.45, 0.15, 0.15, 0.60, 0.12, 0.25, 0.03, 0.13,
     0.015, 0.005), "part (ordre des motifs de needs2026)",
    "Patients que leur médecin traitant adresse aux urgences, par motif",
)  # fmt: skip
GP_REFERS_BY_BAND = _assumed(
    "gp_refers_by_band", (0.9, 0.8, 0.9, 1.0, 1.2, 1.4),
    "sans unité (0-4, 5-17, 18-44, 45-64, 65-74, 75 ans et plus)",
    "Adressage aux urgences, rapporté à celui du motif",
)  # fmt: skip

# Durations: mean (min), then the standard deviation of the logarithm.
PATIENCE_CALL = _assumed(
    "patience_call", 4.5, "min (moyenne, exponentielle)", "Attente avant de raccrocher",
    f"{_ASSUMED} ; calé sur 12 % d'appels non décrochés (DREES, janvier 2025)",
)  # fmt: skip
RECALL = _assumed("recall", (8.0, 0.8), _LAW, "Délai avant de rappeler")
CALL = _assumed("call", (4.5, 0.5), _LAW, "Traitement d'un appel par l'ARM")
REGULATION = _assumed("regulation", (6.0, 0.6), _LAW, "Régulation médicale d'un dossier (AMU)")
REGULATION_GP = _assumed("regulation_gp", (7.0, 0.6), _LAW,
                         "Régulation d'un dossier par un généraliste")  # fmt: skip
GP_VISIT = _assumed("gp_visit", (360.0, 1.0), _LAW,
                    "Du besoin à la fin de la consultation du médecin traitant")  # fmt: skip
DEPARTURE = (
    _assumed("departure_smur", (5.0, 0.3), _LAW, "Délai de départ d'une équipe SMUR"),
    _assumed("departure_vsav", (5.0, 0.4), _LAW, "Délai de départ d'un VSAV"),
    _assumed("departure_private", (9.0, 0.5), _LAW, "Délai de départ d'une ambulance privée"),
    _assumed("departure_helicopter", (10.0, 0.3), _LAW, "Délai de décollage d'un hélicoptère"),
)
SCENE = (
    _assumed("scene_smur", (35.0, 0.4), _LAW, "Temps sur place d'une équipe SMUR"),
    _assumed("scene_vsav", (24.0, 0.4), _LAW, "Temps sur place d'un VSAV"),
    _assumed("scene_private", (20.0, 0.4), _LAW, "Temps sur place d'une ambulance privée"),
    _assumed("scene_helicopter", (35.0, 0.4), _LAW, "Temps sur place d'un hélicoptère"),
)
ROAD = Sourced(
    "road_urgent", (0.8, 0.8, 1.0, 1.0), "sans unité (SMUR, VSAV, ambulance privée, hélicoptère)",
    "Hypothèse Jumeau : avertisseurs sonores et lumineux ; les gains publiés vont de presque rien "
    "à un tiers du trajet", "assumed", "Durée du trajet vers le patient, rapportée à une voiture",
)  # fmt: skip
GROUNDED = _assumed("grounded", 0.15, "part du temps, par six heures",
                    "Hélicoptère cloué au sol par la météo")  # fmt: skip
SECTOR = _assumed(
    "sector_min",
    30.0,
    "min",
    "Secteur d'une ambulance privée : trajet au plus, sinon la carence",
)
REPORT = _assumed("scene_report", (9.0, 0.4), _LAW,
                  "De l'arrivée du VSAV à son bilan au régulateur (appel au 18)")  # fmt: skip
HANDOVER = _assumed("handover", (12.0, 0.4), _LAW, "De la libération de l'équipe à son départ")
HANDOVER_MOST = _assumed(
    "handover_most", 45.0, "min", "Attente d'une équipe après le tri, au plus : le patient attend "
    "ensuite sur un brancard",
)  # fmt: skip
PREPARE = _assumed("prepare_transfer", (30.0, 0.5), _LAW,
                   "De l'arrivée de l'équipe de transfert à son départ")  # fmt: skip
REDIRECTED = _assumed("redirected", 15.0, "min", "Temps perdu à la porte d'urgences fermées")
