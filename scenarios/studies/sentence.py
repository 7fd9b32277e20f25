"""The answer in one French sentence: which way, how likely, over which distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from scenarios import question, unshown
from scenarios.compare import Comparison
from scenarios.decision_words import movement
from scenarios.paired import ALPHA, parameter_interval, parameter_means
from scenarios.studies.figure import (
    Decided,
    Figure,
    Floats,
    Mean,
    differences,
    drawn_differences,
    mean_of,
)
from scenarios.unshown import CONTRADICTS, UNPLACED

Name = Literal["param90", "year90"]
NAMED = "param90, bruit de simulation retiré"
LEAST_DRAWS = unshown.FEW_DRAWS
"""Draws under which a share of draws is not worth a probability."""
LEAST_PERIODS = 10
"""Replications under which future periods share too little luck to be a distribution."""
NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Crossing:
    """How often the difference is on each side of the threshold.

    Attributes
    ----------
    over
        The distribution: `param90`, shares of the draws' noise-removed means; `year90`, shares of
        future periods (draws x replications).
    above, below
        Shares strictly above and strictly below the threshold.
    number
        Draws, or future periods.
    """

    over: Name
    above: float
    below: float
    number: int

    def plain(self) -> dict[str, Any]:
        """Give the crossing as JSON values."""
        return {"over": self.over, "above": self.above, "below": self.below, "n": self.number}


def crossings(cells: Floats, threshold: float) -> tuple[Crossing, ...]:
    """Give the shares on each side of a threshold, from differences (draws, replications)."""
    if cells.shape[0] < 2 or not cells.size:
        return ()
    found = []
    if cells.shape[1] >= 2:
        found.append(_crossing("param90", parameter_means(cells), threshold))
    return (*found, _crossing("year90", cells.reshape(-1), threshold))


def sentence(comparison: Comparison, decision: Decided) -> str:
    """Give what a comparison says of the figure that decides, in plain French.

    Probabilities come from the draws of parameters, never from the simulation noise (`mc95`):
    without draws the sentence says that the uncertainty of the policy is not measured.
    """
    figure = Figure.of(decision)
    fixed = mean_of(differences(comparison.base, comparison.policy, figure).to_numpy())
    cells = drawn_differences(comparison.base, comparison.policy, figure)
    return said(figure, fixed, cells, decision)


def said(figure: Figure, fixed: Mean, cells: Floats, decision: Decided) -> str:
    """Write the sentence from the mean difference at central values and the drawn differences."""
    what, threshold = f"«\u00a0{figure.label}\u00a0»", decision.threshold
    if len(cells) < LEAST_DRAWS or not cells.size:
        reason = "aucun tirage de paramètres" if not len(cells) else f"{len(cells)} tirages"
        return (
            f"{_at_centre(what, fixed, figure.unit, decision)} L'incertitude de la politique "
            f"n'est pas mesurée ({reason})\u00a0: aucune probabilité."
        )
    mean = mean_of(cells.mean(axis=0))
    param, year = _both(cells, threshold)
    up = _up(float(cells.mean()), decision)
    verb = _verb(up, decision, figure.unit)
    good = up == (decision.better == "higher")
    # With a threshold the verb judges by itself, and a gain too small still goes the good way.
    judged = "" if threshold else " (dans le bon sens)" if good else " (dans le mauvais sens)"
    periods = _periods(_part(year, up, decision), cells, f"{what} {verb}")
    if param is None or _untold(mean, threshold):
        return (
            f"{what}\u00a0: l'écart moyen ({amount(float(cells.mean()), figure.unit)}) ne se "
            f"distingue pas {_limit(threshold, figure.unit)}, bruit de simulation (mc95)\u00a0: "
            f"pas de probabilité sur les paramètres. {periods}"
        )
    bounds = parameter_interval(cells)
    why = unshown.reason("param90", bounds, fixed.mean, fixed.ends, fixed.n, len(cells))
    if bounds is None or why in (CONTRADICTS, UNPLACED):
        noise = " (l'effet des valeurs tirées ne se distingue pas du bruit de simulation)"
        more = "" if bounds else noise
        return (
            f"{what}\u00a0: {amount(float(cells.mean()), figure.unit)} en moyenne\u00a0; "
            f"param90\u00a0: {why}{more}, donc pas de probabilité sur les paramètres. {periods}"
        )
    low, high = bounds
    share = _share(_part(param, up, decision), param.number, "tirages de paramètres")
    return (
        f"Dans {share} ({NAMED}), {what} {verb}{judged}\u00a0: "
        f"{amount(float(cells.mean()), figure.unit)} en moyenne, de "
        f"{amount(low, figure.unit)} à {amount(high, figure.unit)} (param90). "
        f"{periods}"
    )


def _periods(share: float, cells: Floats, what: str) -> str:
    """Say in how many periods lived by the model it happens; few replications are no law."""
    if cells.shape[1] < LEAST_PERIODS:
        return (
            f"Pas de probabilité sur une période à venir (year90)\u00a0: {cells.shape[1]} "
            f"réplications, il en faut {LEAST_PERIODS}."
        )
    draws, replications = cells.shape
    said = _share(share, cells.size, "périodes simulées", none="aucune")
    return f"Dans {said} (year90\u00a0: {draws} tirages × {replications} réplications), {what}."


def _both(cells: Floats, threshold: float) -> tuple[Crossing | None, Crossing]:
    found = {one.over: one for one in crossings(cells, threshold)}
    return found.get("param90"), found["year90"]


def _crossing(over: Name, values: Floats, threshold: float) -> Crossing:
    return Crossing(
        over, float((values > threshold).mean()), float((values < threshold).mean()), len(values)
    )


def _untold(mean: Mean, threshold: float) -> bool:
    """Tell whether simulation noise hides on which side of the threshold the mean lies."""
    if mean.low is None or mean.high is None:
        return True
    return mean.low <= threshold <= mean.high


def _at_centre(what: str, fixed: Mean, unit: str, decision: Decided) -> str:
    """Write what the simulation shows at central values: noise only."""
    threshold = decision.threshold
    if fixed.low is None or fixed.high is None:
        return (
            f"{what}\u00a0: écart de {amount(fixed.mean, unit)} aux valeurs centrales, sans "
            f"intervalle ({fixed.n} réplication{'s' if fixed.n > 1 else ''} "
            f"comparable{'s' if fixed.n > 1 else ''})."
        )
    bounds = f"{amount(fixed.low, unit)} à {amount(fixed.high, unit)}"
    noise = f"mc95, bruit de simulation seul\u00a0: {bounds}"
    if fixed.low == fixed.high == 0:
        return f"{what}\u00a0: écart nul dans les {fixed.n} réplications, aux valeurs centrales."
    if fixed.p_value is None or _untold(fixed, threshold):
        return (
            f"{what}\u00a0: aux valeurs centrales, l'écart ({amount(fixed.mean, unit)} ; {noise}) "
            f"ne se distingue pas {_limit(threshold, unit)} ({100 * (1 - ALPHA):.0f}{NBSP}%)."
        )
    verb = _verb(_up(fixed.mean, decision), decision, unit)
    return f"Aux valeurs centrales, {what} {verb} ({amount(fixed.mean, unit)} ; {noise})."


def _limit(threshold: float, unit: str) -> str:
    return "de zéro" if threshold == 0 else f"du seuil ({amount(threshold, unit)})"


def _up(mean: float, decision: Decided) -> bool:
    """Tell the side of a mean; on the threshold itself, what was asked holds ("au moins")."""
    if decision.threshold and decision.better == "higher":
        return mean >= decision.threshold
    return mean > decision.threshold


def _part(crossing: Crossing, up: bool, decision: Decided) -> float:
    """Give the share on a side of the threshold, what was asked holding on the threshold."""
    if decision.threshold and up == (decision.better == "higher"):
        return 1.0 - (crossing.below if up else crossing.above)
    return crossing.above if up else crossing.below


def _verb(up: bool, decision: Decided, unit: str) -> str:
    """Say on which side of the threshold the figure is: the gain asked, or the limit set.

    The threshold is a signed difference from the reference (`decision_words.movement`).
    """
    if decision.threshold == 0:
        return "augmente" if up else "diminue"
    scale, mark = (100, "points") if unit == "part" else (1, unit)
    asked = movement(
        question.Decision(
            indicator=decision.indicator, threshold=scale * decision.threshold,
            better=decision.better,
        )
    ) + (f"{NBSP}{mark}" if mark else "")  # fmt: skip
    held = up == (decision.better == "higher")
    verb, limit, size = asked.partition(" pas ")
    if limit:
        return asked if held else f"{verb.removeprefix('ne ')} {size}"
    gain = asked.replace("monte ", "hausse ", 1)
    return f"{'atteint' if held else "n'atteint pas"} le gain demandé ({gain})"


def amount(value: float, unit: str) -> str:
    """Write a difference with its sign and unit; shares in points of percentage."""
    if unit == "part":
        value, unit = 100 * value, "points"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2
    text = f"{value:+.{digits}f}".replace(".", ",").replace("-", "\u2212")
    return f"{text}{NBSP}{unit}".rstrip()


def _share(share: float, number: int, one: str, none: str = "aucun") -> str:
    """Write a share; what was only always seen is a count, never a certainty."""
    percent = 100 * share
    if share == 1.0:
        return f"les {number} {one}, sans exception"
    if share == 0.0:
        return f"{none} des {number} {one}"
    if percent > 99:
        return f"plus de 99{NBSP}% des {one}"
    if percent < 1:
        return f"moins de 1{NBSP}% des {one}"
    return f"{percent:.0f}{NBSP}% des {one}"
