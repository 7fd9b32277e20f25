"""Overtime: 20 hours a month, 240 a year."""

from __future__ import annotations

from datetime import date

from logistics.staffing.law.rule import Figure, Rule

RULE = Rule(
    id="fph_overtime",
    title="Heures supplémentaires : 20 h par mois, 240 h par an",
    article="Décret 2002-9 du 4 janvier 2002, art. 15, modifié par le décret 2020-297",
    valid_from=date(2020, 3, 26),
    population=("fph",),
    hard=True,
    certainty="secondary",
    text=(
        "240 h supplémentaires par an et par agent, 20 h par mois (cycle d'un mois au plus ; "
        "au-delà, 240 / 52 par semaine de cycle). Sans objet si l'ARS ou le préfet a autorisé "
        "le dépassement (settings.overtime_uncapped)."
    ),
    figures=(
        Figure("année", 240, "h"),
        Figure("mois", 20, "h"),
    ),
    stricter="Le solveur ne pose aucune heure supplémentaire.",
)
