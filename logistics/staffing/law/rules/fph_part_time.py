"""Part time is at least half time."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="fph_part_time",
    title="Temps partiel : 50 % au moins",
    article="Code général de la fonction publique, temps partiel",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=False,
    certainty="secondary",
    text="La quotité d'un agent à temps partiel n'est pas sous 50 %.",
    figures=(Figure("quotité", 50, "%"),),
    stricter="Le solveur ne fixe pas la quotité.",
)
