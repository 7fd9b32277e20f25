"""Grade a case: the most urgent of the rules that hold, with their reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass

from logistics.samu.grading.case import NEEDS, Case
from logistics.samu.grading.rules import Rule, Rules


@dataclass(frozen=True, slots=True)
class Grade:
    """What is suggested for a case, and why.

    Attributes
    ----------
    priority
        P0 (departure at once) to P3 (unscheduled care).
    response
        R1 (SMUR) to R4 (advice).
    needs
        In the order of `NEEDS`, those that a physician said included.
    rules
        Rules that hold, the most urgent first; empty where none does.
    reason
        Why this urgency.
    """

    priority: str
    response: str
    needs: tuple[str, ...]
    rules: tuple[Rule, ...]
    reason: str

    @property
    def place_taken(self) -> str:
        """Give the need whose place is taken: the scarcest, a bed of the ED without any."""
        return self.needs[0] if self.needs else "emergency"


def grade(case: Case, rules: Rules) -> Grade:
    """Grade one case.

    The urgency is that of the most urgent rule, the response that of the most medical one, the
    needs are all of theirs: one sign more can never make a case less urgent.
    """
    held = sorted(
        (r for r in rules.rules if holds(r, case)), key=lambda r: (r.priority, r.response)
    )
    asked = {need for rule in held for need in rule.needs} | set(case.needs)
    needs = tuple(need for need in NEEDS if need in asked)
    if not held:
        priority, response, reason = rules.otherwise
        return Grade(priority, response, needs, (), reason)
    response = min(rule.response for rule in held)
    first = [rule for rule in held if rule.priority == held[0].priority]
    if all(rule.response != response for rule in first):
        first.append(next(rule for rule in held if rule.response == response))
    reason = " ; ".join(dict.fromkeys(rule.reason for rule in first))
    return Grade(held[0].priority, response, needs, tuple(held), reason)


def holds(rule: Rule, case: Case) -> bool:
    """Say whether a rule applies to a case.

    A rule limited in time holds where the onset is not known: what is unknown is taken as recent.
    """
    elapsed = case.since_onset_min(case.called)
    return (
        (not rule.motives or case.motive in rule.motives)
        and (not rule.signs or any(sign in rule.signs for sign in case.signs))
        and (not rule.ages or case.band in rule.ages)
        and (math.isnan(elapsed) or elapsed <= rule.onset_max_min)
    )
