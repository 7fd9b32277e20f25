"""What a team of the SAMU costs in a year, and who needs its doctor: figures of siting questions.

Costs vary from one hospital to another and no official table gives them by team: each has its
source, or is `assumed`, and `jumeau samu site --cout` replaces it.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

DOCTOR_TEAM = Sourced(
    "siting_doctor_team_eur", 1_700_000.0, "€/an, jour et nuit",
    "Association des médecins urgentistes de France, équipe de SMUR d'un hôpital périphérique "
    "(enquête du CUEJ, « Secourir, mais à quel prix ? »)", "published",
    "Coût annuel d'une équipe de SMUR médicalisée, jour et nuit")  # fmt: skip
PARAMEDIC_TEAM = Sourced(
    "siting_paramedic_team_eur", 650_000.0, "€/an, jour et nuit",
    "Hypothèse Jumeau : 2 agents présents, 5,5 ETP par poste, 52 000 € chargés l'ETP, et 80 000 € "
    "de véhicule et de matériel", "assumed",
    "Coût annuel d'une équipe paramédicale de médecine d'urgence, jour et nuit")  # fmt: skip
HELICOPTER = Sourced(
    "siting_helicopter_eur", 1_470_000.0, "€/an",
    "Revue de dépenses 2016, « Les hélicoptères de service public » : 66 M€ pour 45 HéliSMUR en "
    "2015 ; équipe médicale non comprise", "published",
    "Coût annuel d'un hélicoptère loué, quelles que soient ses heures")  # fmt: skip
NEED_DOCTOR = Sourced(
    "siting_need_doctor_share", 0.72, "part",
    "Hypothèse Jumeau : ce qui reste quand 28 % des patients vus par une équipe paramédicale et un "
    "SMUR sont ensuite transportés sans médecin (Sarthe, observatoire de la FHF)", "assumed",
    "Appels de SMUR qui demandent un médecin sur place")  # fmt: skip
EVERY = (DOCTOR_TEAM, PARAMEDIC_TEAM, HELICOPTER, NEED_DOCTOR)
