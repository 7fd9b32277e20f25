"""Ten half-days a week, a night counts for two."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="senior_half_days",
    title="10 demi-journées par semaine",
    article="Code de la santé publique, R. 6152-26 et R. 6152-27",
    valid_from=date(2003, 1, 1),
    population=("senior",),
    hard=False,
    certainty="verified",
    text=(
        "10 demi-journées par semaine à temps plein, au prorata de la quotité, en moyenne sur "
        "le tableau ; une nuit en compte deux. Au-delà, c'est du temps additionnel, "
        "volontaire et compté à part. Sans objet en temps continu "
        "(settings.continuous_hours)."
    ),
    figures=(Figure("service", 10, "demi-journées"),),
    stricter="Signalé seulement.",
)
