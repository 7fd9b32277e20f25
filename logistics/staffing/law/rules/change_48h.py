"""A change under 48 hours before is volunteered, or imperative with its reason."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="change_48h",
    title="Changement à moins de 48 h",
    article="Décret 2002-9 du 4 janvier 2002, art. 13",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=True,
    certainty="verified",
    text=(
        "Un poste changé moins de 48 h avant son début porte un motif : « volontaire », ou « "
        "impératif » suivi de la raison."
    ),
    figures=(Figure("délai", 48, "h"),),
    stricter="Le solveur ne change pas un tableau publié ; la réparation, elle, porte le motif.",
)
