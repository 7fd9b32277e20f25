"""What was set against the past, and what was not: said in every note, closures first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DOORS = ("suspend-ed", "regulated-access", "antenne", "antenna", "close-ed", "close-site",
         "open-ed")  # fmt: skip
"""Levers that open or shut a door, or change who may pass it."""

NOT_DONE = "non éprouvé a posteriori"


def backtest_of(scenario: Mapping[str, Any], access_rules: int) -> tuple[tuple[str, str], ...]:
    """Give what was and was not set against observation: topic, and what can be said.

    Parameters
    ----------
    access_rules
        Dated rules of access that the reference follows.
    """
    kinds = [str(lever.get("kind")) for lever in scenario.get("lever") or ()]
    doors = [kind for kind in kinds if kind in DOORS or "close" in kind or "suspend" in kind]
    others = [kind for kind in kinds if kind not in doors]
    found = []
    if doors:
        found.append(
            (
                f"Fermeture ou restriction d'accès ({', '.join(dict.fromkeys(doors))})",
                f"{NOT_DONE.capitalize()}. L'épreuve attendue : rejouer un site déjà fermé ou "
                "régulé, prévision figée avant, contre les passages observés de ses voisins "
                "(double différence). Les données ouvertes ne la permettent pas.",
            )
        )
    if others:
        found.append(
            (
                f"Autres leviers ({', '.join(dict.fromkeys(others))})",
                f"{NOT_DONE.capitalize()} : aucun avant-après observé n'est dans ces données.",
            )
        )
    rules = (
        f"Le calendrier d'accès du territoire est suivi ({access_rules} règles) ; ce que "
        "deviennent les patients d'une porte fermée y est supposé."
        if access_rules
        else "Aucune règle d'accès datée : tous les sites sont supposés ouverts jour et nuit."
    )
    found.append(("Situation de référence", rules))
    found.append(
        (
            "Attente d'un médecin",
            "Non vérifiable en données ouvertes : les RPU ne portent que l'entrée et la sortie. "
            "La note met en avant la durée de passage.",
        )
    )
    found.append(
        (
            "Flux entre communes et hôpitaux",
            "Non vérifiés ici : aucun fichier ouvert ne les donne. Les volumes par site le sont, "
            "par `jumeau validate`.",
        )
    )
    found.append(
        (
            "Le programme lui-même",
            "Vérifié : files résolues exactement, second moteur indépendant, conservation des "
            "patients (`jumeau run --validate`). Cela ne dit pas que le modèle décrit le "
            "territoire.",
        )
    )
    return tuple(found)
