"""Who is there, month by month: second homes fill, and those who fill them have left home."""

from __future__ import annotations

from twin.parameters.sourced import Sourced

SECOND_HOMES = Sourced(
    "second_homes_per_inhabitant", 0.0530, "résidences secondaires/habitant, France",
    "Calcul Jumeau : 3,62 millions de résidences secondaires / 68,35 millions d'habitants "
    "(recensement, table embarquée des communes)", "measured",
    "Résidences secondaires par habitant",
)  # fmt: skip
PERSONS = Sourced(
    "second_home_persons", 2.8, "personnes par résidence occupée",
    "Hypothèse Jumeau 2026 ; avec les taux d'occupation, 138 nuitées par résidence et par an : "
    "plus que les 105 du seul usage des propriétaires (Atout France 2011, 314 millions pour "
    "3 millions de résidences), moins que 12,5 semaines d'occupation par toute la maisonnée, prêts "
    "et locations compris (Atout France-CRÉDOC 2017)", "assumed",
    "Personnes dans une résidence secondaire occupée",
)  # fmt: skip
OCCUPIED = Sourced(
    "second_home_occupied",
    (0.05, 0.10, 0.06, 0.12, 0.14, 0.10, 0.28, 0.42, 0.10, 0.10, 0.05, 0.09),
    "part occupée (janvier à décembre)",
    "Hypothèse Jumeau 2026 : été et vacances scolaires ; à remplacer par une mesure de présence "
    "(téléphonie, taxe de séjour)", "assumed",
    "Résidences secondaires occupées une nuit du mois",
)  # fmt: skip
