"""What would make the policy fail, in French: the gain asked not reached, or the limit passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios import question
from scenarios.decision_words import movement
from scenarios.report.decision import Decision
from scenarios.report.figures import SHARE, quantity
from twin.territory.quality.words import NO_BREAK

_SIDES: dict[str, Literal["lower", "higher"]] = {"low": "lower", "high": "higher"}


@dataclass(frozen=True, slots=True)
class Event:
    """What a probability of the note is about.

    Attributes
    ----------
    words
        Its name, the subject of "est probable".
    above
        Whether it is a difference above the threshold, or below.
    feminine
        Gender of the adjective that goes with it.
    """

    words: str
    above: bool
    feminine: bool


def event_of(decision: Decision, unit: str) -> Event:
    """Give the event that would make the policy fail.

    The threshold is a signed difference from the reference (`decision_words.movement`): on the good
    side it is a gain asked for, which may not be reached; else a limit, which may be passed.
    For an indicator neither good nor bad, the event is a difference above the threshold.

    Parameters
    ----------
    unit
        Of the indicator; a share is said in points.
    """
    better = _SIDES.get(decision.better)
    if better is None:
        limit = quantity(abs(decision.threshold), unit, signed=True).lstrip("+")
        if decision.threshold < 0:
            return Event(f"Un écart au-dessus de \u2212{limit}", above=True, feminine=False)
        size = f" de plus de {limit}" if decision.threshold else ""
        return Event(f"Une hausse{size}", above=True, feminine=True)
    above = better == "lower"
    worse = "hausse" if above else "baisse"
    if not decision.threshold:
        return Event(f"Une {worse}, donc une dégradation", above, feminine=True)
    share = unit == SHARE
    asked = question.Decision(
        indicator=decision.indicator,
        threshold=decision.threshold * (100 if share else 1),
        better=better,
    )
    mark = "pt" if share else unit
    kept = movement(asked) + (f"{NO_BREAK}{mark}" if mark else "")
    verb, no, passed = kept.partition(" pas ")
    if no:
        return Event(f"Une {worse} {passed}", above, feminine=True)
    gain = verb.replace("monte ", "hausse ", 1)
    return Event(f"Que le gain demandé ({gain}) ne soit pas atteint", above, feminine=False)
