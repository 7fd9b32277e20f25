"""A cycle lasts one to twelve weeks."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="fph_cycle_length",
    title="Cycle de 1 à 12 semaines",
    article="Décret 2002-9 du 4 janvier 2002, art. 9",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=False,
    certainty="to_verify",
    text="La trame d'un agent compte de 1 à 12 semaines.",
    figures=(Figure("maximum", 12, "semaines"),),
    stricter="Le solveur ne suit la trame que là où elle est verrouillée.",
)
