"""Ten half-days a week, eight of them in the ward."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="intern_half_days",
    title="Interne : 8 demi-journées en stage",
    article="Code de la santé publique, R. 6153-2",
    valid_from=date(2015, 5, 1),
    population=("intern",),
    hard=False,
    certainty="verified",
    text=(
        "8 demi-journées en stage par semaine, en moyenne sur le trimestre (ici : sur le "
        "tableau), et 2 hors stage."
    ),
    figures=(Figure("stage", 8, "demi-journées"),),
    stricter="Signalé seulement.",
)
