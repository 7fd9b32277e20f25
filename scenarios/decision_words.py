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


def named(indicator: str) -> tuple[str, str]:
    """Give the French name of an indicator and its stored unit; its id where it is not known."""
    from twin.indicators import catalogue

    known = next((one for one in catalogue() if one.id == indicator), None)
    return (indicator, "") if known is None else (known.label, known.unit)


def movement_told(decision: Decision) -> str:
    """Say how the figure must move, in the unit that is read: shares in points of per cent."""
    _, unit = named(decision.indicator)
    if unit != "part":
        return movement(decision, unit)
    points = round(100 * decision.threshold, 9)
    return movement(decision.model_copy(update={"threshold": points}), "pt")


def decision_told(decision: Decision, place: str) -> str:
    """Say which figure decides, where, and how it must move: one line of an answer.

    Parameters
    ----------
    place
        Name of the site, of the commune, or of the whole territory.
    """
    label, _ = named(decision.indicator)
    return f"{label}, {place} ; la politique est retenue si ce chiffre {movement_told(decision)}"
