"""Rules of a SAMU that the twin may follow: reach, limits, detours, hold of a box, hours of a team.

None of these numbers was measured on a French SAMU: all are `assumed`, the levers change most.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse Jumeau, à régler par le levier"
_PLAN = "Hypothèse Jumeau 2026, fixe dans le plan d'orientation"

COVER = Sourced(
    "samu_cover_min", 30.0, "min",
    "Pacte territoire santé, 2012 : soins urgents en moins de 30 min ; compté ici de l'alerte au "
    "patient, lecture de Jumeau", "assumed",
    "Délai dans lequel une équipe de SMUR couvre une commune")  # fmt: skip
LIMITS = Sourced(
    "samu_dispatch_limits_min", (20.0, 30.0, 30.0), "min (P1, P2, P3)", _ASSUMED, "assumed",
    "Délai dans lequel un autre SMUR que le plus proche peut partir")  # fmt: skip
DETOUR = Sourced(
    "samu_detour_min", 15.0, "min", _ASSUMED, "assumed",
    "Détour accepté vers un hôpital moins encombré que le plus proche")  # fmt: skip
BOX = Sourced(
    "samu_box_hold_min", 180.0, "min",
    "DREES, enquête du 13 juin 2023 : séjour médian aux urgences, pris pour la durée moyenne d'un "
    "box (un séjour dépasse le box, une moyenne dépasse une médiane)", "assumed",
    "Durée d'un box dans le calcul de l'attente à la porte")  # fmt: skip
MOVE = Sourced(
    "samu_move_most_min", 30.0, "min", _ASSUMED, "assumed",
    "Route la plus longue d'une équipe repositionnée")  # fmt: skip
SLACK = Sourced(
    "samu_plan_slack", 1.1, "fois sa part des box", _PLAN, "assumed",
    "Patients qu'un hôpital peut recevoir dans le plan d'orientation")  # fmt: skip
YEARS = Sourced(
    "samu_plan_years", 10.0, "années", _PLAN, "assumed",
    "Années de patients attendus que place le plan d'orientation")  # fmt: skip
URGENT = Sourced(
    "samu_plan_urgent_minute", 4.0, "minutes des autres", _PLAN, "assumed",
    "Poids d'une minute d'un P0 ou P1 dans le plan d'orientation")  # fmt: skip
REPLAN = Sourced(
    "samu_replan_min", 5.0, "min", _ASSUMED, "assumed",
    "Minutes entre deux plans d'orientation recalculés")  # fmt: skip
DAY_TEAM = Sourced(
    "samu_day_team_hours", (8.0, 20.0), "h", "Hypothèse Jumeau : relève de deux équipes de 12 h",
    "assumed", "Début et fin d'une équipe de SMUR de jour, la nuit étant le reste")  # fmt: skip
RULES = (COVER, LIMITS, DETOUR, BOX, MOVE, SLACK, YEARS, URGENT, REPLAN)
"""Those that the policies of `jumeau samu policies` use."""
