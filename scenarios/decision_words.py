"""What decides of an answer, in French: which figure, where, and how far it may move."""

from __future__ import annotations

from scenarios.question import Decision


def movement(decision: Decision, unit: str = "") -> str:
    """Say how the figure must move for the policy to be kept, "baisse d'au moins 15 min".

    The threshold is a signed difference from the reference: below zero, an indicator that is better
    low must fall by so much; above, it may rise by so much at most.
    """
    size = f"{abs(decision.threshold):g}".replace(".", ",") + (f" {unit}" if unit else "")
    better, worse = ("baisse", "monte") if decision.better == "lower" else ("monte", "baisse")
    if decision.threshold == 0:
        return better
    wanted = (decision.threshold < 0) == (decision.better == "lower")
    return f"{better} d'au moins {size}" if wanted else f"ne {worse} pas de plus de {size}"
