"""A conflict on screen and in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scenarios.cli.staff._words import say

if TYPE_CHECKING:
    from logistics.staffing.explaining.conflict import Conflict
    from logistics.staffing.explaining.named import NamedModel
    from logistics.staffing.explaining.way_out import WayOut
    from logistics.staffing.problem.problem import Problem

MOST = 10


@dataclass(frozen=True)
class Told:
    """A conflict, its way out, and the model that speaks for both."""

    model: NamedModel
    conflict: Conflict | None
    out: WayOut | None

    def rows(self) -> dict[str, Any]:
        """Give all of it for a program."""
        from logistics.staffing.explaining import words

        members = self.conflict.members if self.conflict else ()
        steps = self.out.steps if self.out else ()
        return {
            "proven": bool(self.conflict and self.conflict.proven),
            "minimal": bool(self.conflict and self.conflict.minimal),
            "members": [
                {"kind": g.kind, "name": g.name, "person": self._who(g.person), "day": self._day(
                    g.day), "words": words.group_said(self.model, g)} for g in members
            ],
            "cheapest": bool(self.out and self.out.cheapest),
            "way_out": [
                {"action": s.action, "amount": s.amount, "person": self._who(s.group.person),
                 "day": self._day(s.group.day), "words": words.step_said(self.model, s)}
                for s in steps
            ],
            "why": self.why(),
        }  # fmt: skip

    def why(self) -> list[str]:
        """Say of each need that fails who cannot come and why."""
        from logistics.staffing.explaining import words

        if self.out is None:
            return []
        return [words.shortage_said(self.model, s, self.out) for s in self.out.steps
                if s.action == "hire"]  # fmt: skip

    def _who(self, rank: int) -> str:
        return self.model.problem.person[rank].id if rank >= 0 else ""

    def _day(self, rank: int) -> str:
        from datetime import timedelta

        return str(self.model.problem.start + timedelta(days=rank)) if rank >= 0 else ""


def conflict_of(problem: Problem, *, seconds: float, seed: int = 1) -> Told:
    """Find the way out, then the conflict, in the time given."""
    from logistics.staffing.explaining.conflict import conflict_in
    from logistics.staffing.explaining.named import NamedModel
    from logistics.staffing.explaining.way_out import way_out

    model = NamedModel(problem)
    out = way_out(model, seconds=0.4 * seconds, seed=seed)
    if out is not None and not out.steps:
        return Told(model, None, out)
    failing = [s.group for s in out.steps] if out else []
    return Told(model, conflict_in(model, seconds=0.6 * seconds, seed=seed, first=failing), out)


def show_conflict(told: Told) -> None:
    """Write a conflict and its way out."""
    from logistics.staffing.explaining import words

    for line in told.why()[:MOST]:
        say(line[0].upper() + line[1:])
    if told.conflict is not None:
        members = told.conflict.members
        word = ("minimal : retirez l'un d'eux, les autres tiennent" if told.conflict.minimal
                else "prouvé, peut-être pas le plus petit : le temps a manqué")  # fmt: skip
        say(f"Ces {len(members)} éléments ne tiennent pas ensemble ({word}) :")
        lines = words.members_said(told.model, members)
        for line in lines[:MOST]:
            say(f"  - {line}")
        if len(lines) > MOST:
            say(f"  - et {len(lines) - MOST} autres lignes (--json)")
    if told.out is not None and told.out.steps:
        best = "le moins cher" if told.out.cheapest else "trouvé dans le temps donné"
        say(f"Pour en sortir ({best}) :")
        for step in told.out.steps[:MOST]:
            say(f"  - {words.step_said(told.model, step)}")
