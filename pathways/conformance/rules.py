"""A reference pathway as data: rules that say what must, must not, or must next happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pathways.conformance import durations
from pathways.conformance.case_ends import CaseEnd

Kind = Literal[
    "existence", "absence", "at_most", "response", "precedence", "succession", "chain_response"
]
Certainty = Literal["published", "uncertain", "assumed"]
Test = Literal["is", "is_not", "at_least", "at_most", "above", "below", "known"]


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule applies: a test on an attribute.

    Attributes
    ----------
    attribute
        Attribute of the source, or `site`, `resource`, `zone`, `sex`, `age_years`.
    test, values
        What is tested. A value that is not known never passes (except `known = false`).
    of
        `event`: the value on the activating event itself; `case`: the last value known in the
        case at that event, itself included. Never a later value: a rule does not know the future.
    """

    attribute: str
    test: Test
    values: tuple[str, ...]
    of: Literal["event", "case"] = "event"

    def words(self) -> str:
        """Say it in French."""
        values = " ou ".join(self.values)
        if self.test == "known":
            return (
                f"{self.attribute} {'renseigné' if self.values == ('true',) else 'non renseigné'}"
            )
        sign = {"is": "=", "is_not": "≠", "at_least": "≥", "at_most": "≤", "above": ">",
                "below": "<"}[self.test]  # fmt: skip
        return f"{self.attribute} {sign} {values}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a reference pathway.

    Attributes
    ----------
    id, kind
        Name, unique in the reference; template.
    when
        Activities that set the rule off (any of them); empty: the case itself.
    then
        Activities expected or forbidden (any of them: equivalents).
    times
        How many occurrences: at least (`existence`) or at most (`at_most`).
    within_us
        Time allowed, end included; None: no bound.
    clock
        The time runs from the `start` or from the `end` of the activating event (`end` falls
        back on `start` where the source has none).
    same_time
        An expected event of the very same instant counts even if the file has it before.
    conditions
        All must hold at the activating event (at the first event of the case where `when` is
        empty; at the constrained event for `precedence`).
    source, certainty
        Where the rule comes from, and how sure it is.
    follows_patient
        The forbidden event is another visit of the patient: a log whose pathways are single
        visits cannot show it, and the rule is then not judged.
    """

    id: str
    kind: Kind
    when: tuple[str, ...]
    then: tuple[str, ...]
    times: int = 1
    within_us: int | None = None
    clock: Literal["start", "end"] = "start"
    same_time: bool = False
    conditions: tuple[Condition, ...] = ()
    source: str = ""
    certainty: Certainty = "assumed"
    follows_patient: bool = False

    @property
    def endless(self) -> bool:
        """Only the end of the case can tell that the rule was not followed."""
        expects = self.kind in {"existence", "response", "succession", "chain_response"}
        return expects and self.within_us is None

    def words(self) -> str:
        """Say what the rule asks, in French."""
        return self._said(broken=False)

    def broken_words(self) -> str:
        """Say in French what happened where the rule was not followed."""
        return self._said(broken=True)

    def _said(self, *, broken: bool) -> str:
        when, then = quoted(self.when), quoted(self.then)
        delay = durations.words(self.within_us) if self.within_us is not None else ""
        soon = f" en {delay}" if delay else ""
        often = f" {self.times} fois" if self.times > 1 else ""
        if self.kind == "existence":
            verb = "n'a pas eu lieu" if broken else "a lieu"
            late = f" dans les {delay} du début" if delay else ""
            said = f"{then} {verb}{often}{late}"
        elif self.kind == "absence" and not self.when:
            said = f"{then} a eu lieu" if broken else f"{then} n'a pas lieu"
        elif self.kind == "absence":
            verb = "est venu" if broken else "ne vient pas"
            said = f"après {when}, {then} {verb}{soon}"
        elif self.kind == "at_most":
            verb = "a eu lieu plus de" if broken else "a lieu au plus"
            said = f"{then} {verb} {self.times} fois{soon}"
        elif self.kind == "response":
            verb = "n'est pas venu" if broken else "vient"
            said = f"après {when}, {then} {verb}{soon}"
        elif self.kind == "chain_response":
            verb = "n'est pas venu" if broken else "vient"
            said = f"juste après {when}, {then} {verb}{soon}"
        elif self.kind == "precedence":
            before = f" dans les {delay}" if delay else ""
            said = (
                f"{then} a eu lieu sans {when} avant lui{before}"
                if broken
                else f"{then} n'a lieu qu'après {when}{before}"
            )
        else:
            said = (
                f"{when} puis {then}{soon}\u00a0: l'un est venu sans l'autre"
                if broken
                else f"{when} est suivi de {then}{soon}, qui n'a lieu qu'après lui"
            )
        if self.conditions:
            said += f" (si {' et '.join(c.words() for c in self.conditions)})"
        return said


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference pathway.

    Attributes
    ----------
    name, title
        Name of its file; what it is, in French.
    rules
        Rules, in the order of the file.
    case_end
        What tells that a case is over.
    source, certainty
        Where it comes from, and how sure it is.
    note
        What its reader must know.
    """

    name: str
    title: str
    rules: tuple[Rule, ...]
    case_end: CaseEnd
    source: str
    certainty: Certainty
    note: str = ""


def quoted(names: tuple[str, ...]) -> str:
    """Write names between French quotes: ‹A› ou ‹B›."""
    return " ou ".join(f"‹{n}›" for n in names)
