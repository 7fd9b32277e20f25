"""The rest is due from the end of the last trip on call."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="rest_after_call_out",
    title="Repos après le dernier déplacement d'astreinte",
    article="Arrêté du 30 avril 2003 ; CSP, R. 6152-27 ; arrêté du 10 septembre 2002 (internes)",
    valid_from=date(2003, 5, 2),
    population=("senior", "intern", "fph"),
    hard=True,
    certainty="verified",
    text=(
        "Les déplacements et le temps sur place sont du travail. Le repos quotidien part de la "
        "fin du dernier déplacement : 11 h pour un senior ou un interne ; 12 h (11 h par accord) "
        "pour un agent non médical, où l'article reste à vérifier."
    ),
    figures=(
        Figure("repos", 11, "h"),
        Figure("repos, agents non médicaux", 12, "h"),
    ),
    stricter="Le solveur ne connaît pas les déplacements à venir.",
)
