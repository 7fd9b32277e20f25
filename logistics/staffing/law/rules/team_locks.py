"""What the manager has locked is kept."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Rule

RULE = Rule(
    id="team_locks",
    title="Cases verrouillées",
    article="Tableau de service",
    valid_from=date(2002, 1, 5),
    population=(),
    hard=True,
    certainty="verified",
    text="Le tableau garde les cases verrouillées.",
    stricter="Les cases verrouillées sont fixées dans le modèle.",
)
