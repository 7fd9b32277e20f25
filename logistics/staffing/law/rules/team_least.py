"""Never fewer than the minimum that the team has set."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Rule

RULE = Rule(
    id="team_least",
    title="Minimum impératif du service",
    article="Besoin donné par le service",
    valid_from=date(2002, 1, 5),
    population=(),
    hard=True,
    certainty="verified",
    text=("Le minimum impératif (minimum) est là, par poste ou à tout instant des heures données."),
)
