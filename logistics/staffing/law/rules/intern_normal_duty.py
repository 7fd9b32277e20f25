"""The normal service: one night a week, one Sunday or holiday a month."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="intern_normal_duty",
    title="Interne : une garde de nuit par semaine",
    article="Arrêté du 10 septembre 2002",
    valid_from=date(2002, 9, 19),
    population=("intern",),
    hard=False,
    certainty="verified",
    text=(
        "Le service normal compte une garde de nuit par semaine et une garde de dimanche ou "
        "de jour férié par mois ; au-delà, sur volontariat ou nécessité impérieuse (garde "
        "marquée supplémentaire)."
    ),
    figures=(
        Figure("nuit", 1, "par semaine"),
        Figure("dimanche ou férié", 1, "par mois"),
    ),
    stricter="Signalé seulement.",
)
