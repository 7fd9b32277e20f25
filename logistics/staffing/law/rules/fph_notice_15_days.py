"""The table is known fifteen days before."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="fph_notice_15_days",
    title="Tableau connu 15 jours avant",
    article="Décret 2002-9 du 4 janvier 2002, art. 13",
    valid_from=date(2002, 1, 5),
    population=("fph",),
    hard=False,
    certainty="to_verify",
    text=(
        "Le tableau de service est porté à la connaissance des agents 15 jours au moins avant "
        "son application."
    ),
    figures=(Figure("délai", 15, "jours"),),
    stricter="Le solveur ne fixe pas la date de publication.",
)
