"""Enough people of each skill are there."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Rule

RULE = Rule(
    id="team_need",
    title="Besoin du service",
    article="Besoin donné par le service",
    valid_from=date(2002, 1, 5),
    population=(),
    hard=False,
    certainty="verified",
    text="Le nombre de personnes voulu est là, par poste ou par heures.",
    stricter="Le manque coûte ce que le besoin dit (under).",
)
