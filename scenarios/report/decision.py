"""The figure that the answer turns on: the scenario's own, else the same rule for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scenarios import question
from scenarios.decision_words import movement_told, named
from scenarios.report.changes import Change, find
from scenarios.report.figures import decimals_for, quantity
from scenarios.words import near
from twin.indicators import catalogue
from twin.tables import JumeauError

Origin = Literal["scenario", "asked", "rule", "first"]
DEFAULT = "ed_stay_median"
"""The stay in the ED, of the whole territory: open data can check it, waits they cannot."""
_BETTER = {"lower": "low", "higher": "high", "low": "low", "high": "high"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the answer turns on.

    Attributes
    ----------
    threshold
        Difference, in the unit of the indicator, beyond which the change counts.
    better
        "low", "high" or "neutral".
    origin
        Who chose it: the scenario beforehand, the reader now, or the rule of the house.
    """

    indicator: str
    facility: str = ""
    zone: str = ""
    threshold: float = 0.0
    better: str = "neutral"
    origin: Origin = "rule"

    @property
    def said(self) -> str:
        """Say who chose it, and what counts as a change."""
        said = {
            "scenario": "Chiffre fixé avant le calcul par le scénario (table decision).",
            "asked": "Chiffre choisi après le calcul, par l'option --decision : à lire comme une "
            "exploration.",
            "rule": "Le scénario ne dit pas sur quel chiffre il se décide (table decision) ; la "
            "note prend alors toujours la durée médiane de passage du territoire.",
            "first": "Ni chiffre fixé par le scénario, ni durée de passage mesurée : la note prend "
            "le premier indicateur du territoire.",
        }[self.origin]
        return f"{said} Seuil : {self._limit}."

    @property
    def _limit(self) -> str:
        """Say which way the figure must move and by how much, with its name and its unit."""
        label, unit = named(self.indicator)
        if self.better == "neutral":
            if not self.threshold:
                return "tout écart compte"
            said = quantity(self.threshold, unit, decimals_for(self.threshold, unit), signed=True)
            return f"un écart de « {label} » au-dessus de {said}"
        side: Literal["lower", "higher"] = "lower" if self.better == "low" else "higher"
        asked = question.Decision(indicator=self.indicator, threshold=self.threshold, better=side)
        kept = movement_told(asked)
        if not self.threshold:
            return f"tout écart compte ; mieux quand « {label} » {kept}"
        return f"la politique est retenue si « {label} » {kept}"


def decision_of(
    scenario: dict[str, Any], changes: Sequence[Change], asked: str | None = None
) -> Decision:
    """Give the figure that the answer turns on.

    Parameters
    ----------
    scenario
        As the manifest holds it.
    asked
        "indicator", or "indicator@place" (FINESS or commune), from the command line.

    Raises
    ------
    JumeauError
        When the indicator or the place is not among those compared.
    """
    known = {one.id: one.better for one in catalogue()}
    said = scenario.get("decision")
    if asked is not None:
        decision = _read(asked, changes)
    elif isinstance(said, dict) and said.get("indicator"):
        name = str(said["indicator"])
        better = _BETTER.get(str(said.get("better", "")), known.get(name, "neutral"))
        decision = Decision(
            name, str(said.get("facility") or ""), str(said.get("zone") or ""),
            float(said.get("threshold") or 0), better, "scenario",
        )  # fmt: skip
    else:
        first = next((c for c in changes if not c.zone and not c.facility), None)
        there = find(changes, DEFAULT)
        if there is not None or first is None:
            decision = Decision(DEFAULT, better=known[DEFAULT])
        else:
            name = first.indicator
            decision = Decision(name, better=known.get(name, "neutral"), origin="first")
    if find(changes, decision.indicator, decision.facility, decision.zone) is None:
        place = decision.facility or decision.zone
        places = {
            c.facility or c.zone for c in changes
            if c.indicator == decision.indicator and (c.facility or c.zone)
        }  # fmt: skip
        raise JumeauError(
            f"decision, {decision.indicator}",
            f"ce chiffre n'est pas mesuré pour {place or 'le territoire entier'}.",
            f"{near(place, sorted(places)) if place else ''}"
            "Voyez `jumeau compare --all` et --zone.",
        )
    return decision


def _read(asked: str, changes: Sequence[Change]) -> Decision:
    """Read "indicator@place"."""
    name, _, place = asked.partition("@")
    known = {one.id: one.better for one in catalogue()}
    if name not in known and not any(c.indicator == name for c in changes):
        raise JumeauError(
            "--decision", f"indicateur « {name} » inconnu.",
            f"{near(name, list(known))}Écrivez indicateur, ou indicateur@FINESS.",
        )  # fmt: skip
    better = known.get(name, "neutral")
    zones = {c.zone for c in changes}
    if place in zones and place:
        return Decision(name, zone=place, better=better, origin="asked")
    return Decision(name, facility=place, better=better, origin="asked")
