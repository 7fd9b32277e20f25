"""How often the persons of a roster are away without notice, and for how long.

The yearly reports on staff count every absence. Those that last or are foreseen (long illness,
maternity, training) are known when a roster is published and nobody is planned for them: what falls
on a published roster is ordinary illness, the share of the total that one report gives.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

AWAY_STAFF = Sourced(
    "staff_away_non_medical", 0.081, "part des jours",
    "ATIH, analyse des bilans sociaux 2015 (80 % des établissements entre 6,2 et 9,6 %), d'après "
    "la presse professionnelle ; 8,8 % en CHU en 2019.", "published",
    "Absences du personnel non médical, toutes causes",
)  # fmt: skip
AWAY_DOCTORS = Sourced(
    "staff_away_medical", 0.034, "part des jours",
    "ATIH, analyse des bilans sociaux 2015 (80 % des établissements entre 0,9 et 6,3 %), d'après "
    "la presse professionnelle.", "published",
    "Absences du personnel médical, toutes causes",
)  # fmt: skip
ORDINARY = Sourced(
    "staff_away_ordinary", 10 / 18, "part des absences pour motif médical",
    "ATIH, données 2010, citées à l'Assemblée nationale : 10 jours de maladie ordinaire sur 18 "
    "jours d'arrêt pour motif médical, établissements publics.", "published",
    "Part de la maladie ordinaire dans les absences",
)  # fmt: skip
SPELL_DAYS = Sourced(
    "staff_away_spell_days", 8.0, "jours",
    "Supposé : la durée des arrêts de maladie ordinaire n'est pas dans ces rapports ; presque "
    "toutes les absences y durent 6 jours et plus (7,6 points sur 8,1).", "assumed",
    "Durée moyenne d'un arrêt non prévu",
)  # fmt: skip
TOLD_HOUR = Sourced(
    "staff_away_told_hour", 6.0, "heure locale",
    "Supposé : l'absence est connue le premier jour à 6 h.", "assumed",
    "Heure à laquelle une absence est connue",
)  # fmt: skip
UNFORESEEN = Sourced(
    "staff_away_unforeseen", round(0.081 * 10 / 18, 3), "part des jours",
    "Supposé : les absences du personnel non médical (2015) par la part de la maladie ordinaire "
    "(2010), deux sources d'années différentes.", "assumed",
    "Absences non prévues au planning, personnel non médical",
)  # fmt: skip
UNFORESEEN_DOCTORS = Sourced(
    "staff_away_unforeseen_doctors", round(0.034 * 10 / 18, 3), "part des jours",
    "Supposé : les absences du personnel médical (2015) par la part de la maladie ordinaire "
    "(2010), qui n'est pas donnée pour lui.", "assumed",
    "Absences non prévues au planning, médecins",
)  # fmt: skip
