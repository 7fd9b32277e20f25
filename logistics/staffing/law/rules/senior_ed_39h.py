"""An emergency physician works 39 hours on the spot a week, averaged over four months."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="senior_ed_39h",
    title="Urgentiste : 39 h de temps posté par semaine",
    article="Instruction DGOS/RH4/2015/234",
    valid_from=date(2015, 7, 10),
    population=("senior",),
    hard=False,
    certainty="verified",
    text=(
        "39 h de temps clinique posté par semaine, en moyenne sur 4 mois, dans la limite de "
        "48 h ; au-delà, temps additionnel sur la base du volontariat. Vaut pour les "
        "personnes posted = true."
    ),
    figures=(
        Figure("moyenne", 39, "h"),
        Figure("période", 4, "mois"),
    ),
    stricter="Signalé seulement.",
)
