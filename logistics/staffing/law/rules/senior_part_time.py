"""A senior doctor's part-time contract has four to nine half-days a week."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="senior_part_time",
    title="Temps partiel médical : 4 à 9 demi-journées",
    article="Code de la santé publique, R. 6152-1 et suivants (article exact à vérifier)",
    valid_from=date(2003, 1, 1),
    population=("senior",),
    hard=False,
    certainty="to_verify",
    text=(
        "Un contrat à temps partiel compte de 4 à 9 demi-journées par semaine ; le temps plein "
        "en compte 10. Les demi-journées sont celles de la colonne demi_journees ; à défaut, la "
        "quotité en dixièmes."
    ),
    figures=(
        Figure("minimum", 4, "demi-journées"),
        Figure("maximum", 9, "demi-journées"),
    ),
    stricter="Le solveur ne fixe pas le contrat.",
)
