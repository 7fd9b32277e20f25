"""Conformance of a log with rules: counts past the gate, rates, and deviations in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pathways.conformance.case_ends import Flags, Life, life_of, rows_of
from pathways.conformance.evaluating import (
    LIFTED,
    MET,
    PENDING,
    UNCONCERNED,
    VIOLATED,
    Verdict,
    evaluate,
)
from pathways.conformance.rules import Reference, Rule, quoted
from pathways.pictures.numbers import number
from twin.contracts.events import EventLog
from twin.disclosure import Gate, Relation, protect

FITNESS_MEANS = (
    "adéquation = parcours sans aucun écart / parcours qu'au moins une règle concerne et dont tous "
    "les délais étaient révolus à la fin des données, quoi qu'il soit advenu (choisis par la date, "
    "pas par l'issue ; décès avant l'échéance à part)"
)
JUDGED_MEANS = (
    "parmi tous les jugés = parcours sans aucun écart / parcours jugés, même ceux dont un délai "
    "courait encore : un écart s'y voit tout de suite, une attente n'est pas encore jugée"
)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule gives on a log; counts are cases, None where they are hidden.

    Attributes
    ----------
    rule
        The rule.
    concerned
        Cases that set the rule off: the sum of the next four.
    met, violated, pending, lifted
        Followed; not followed; still open at the end of the data; ended by death before its time.
    rate
        met / (met + violated).
    by_date, rate_by_date
        Cases met or violated among those whose time was over at the end of the data whatever
        came of it (chosen by date, not by fate), and the rate among them.
    median_delay_s
        Of the expected events that came in time (`None` for the rules without one).
    evaluable
        The log could show a deviation: False for a rule on later visits of a patient
        (`Rule.follows_patient`) in a log that has no pathway with two of them.
    """

    rule: Rule
    concerned: int | None
    met: int | None
    violated: int | None
    pending: int | None
    lifted: int | None
    rate: float | None
    by_date: int | None
    rate_by_date: float | None
    median_delay_s: float | None
    evaluable: bool = True

    @property
    def hidden(self) -> bool:
        """A count of this rule is hidden."""
        return None in (self.concerned, self.met, self.violated, self.pending, self.lifted)

    def words(self) -> str:
        """Say the deviation in French, with its count and denominator."""
        if not self.evaluable:
            return (
                f"{self.rule.broken_words()}\u00a0: non évaluable (aucun parcours n'a deux fois "
                f"{quoted(self.rule.then)}, le journal ne suit pas un patient d'un passage à "
                "l'autre)"
            )
        if self.met is None or self.violated is None:
            return f"{self.rule.broken_words()}\u00a0: n.\u00a0c."
        judged = self.met + self.violated
        if not judged:
            return f"{self.rule.broken_words()}\u00a0: aucun dossier jugé"
        said = f"{self.rule.broken_words()}\u00a0: {_cases(self.violated)} sur {number(judged)}"
        more = []
        if self.pending:
            more.append(f"{number(self.pending)} en attente à la fin des données")
        if self.lifted:
            more.append(f"{self.lifted} interrompus par un décès" if self.lifted > 1
                        else "1 interrompu par un décès")  # fmt: skip
        return f"{said} ({', '.join(more)})" if more else said


@dataclass(frozen=True, slots=True)
class Conformance:
    """Conformance of a log with a reference pathway; counts are cases, None where hidden.

    Attributes
    ----------
    reference
        The reference.
    cases
        All the cases: the sum of the next four.
    conforming, deviating, waiting, unconcerned
        No deviation; at least one; none yet, but a rule is still open (or lifted by death);
        concerned by no rule.
    conforming_by_date, deviating_by_date
        Those of the first two whose times allowed were all over at the end of the data, whatever
        came of them (chosen by date, not by fate).
    fitness
        Rate by date: conforming_by_date / (conforming_by_date + deviating_by_date).
    fitness_judged
        conforming / (conforming + deviating): recent deviations are in it, recent waits are not.
    results
        One a rule, in the order of the reference.
    missing
        Activities of the reference that the log never has.
    """

    reference: Reference
    cases: int | None
    conforming: int | None
    deviating: int | None
    waiting: int | None
    unconcerned: int | None
    conforming_by_date: int | None
    deviating_by_date: int | None
    fitness: float | None
    fitness_judged: float | None
    results: tuple[RuleResult, ...]
    missing: tuple[str, ...]


def against_rules(
    log: EventLog, reference: Reference, gate: Gate, *, until: int | None = None
) -> Conformance:
    """Hold a log against the rules of a reference pathway.

    Parameters
    ----------
    log
        Event log (perhaps a cohort).
    reference
        Rules, read by `read_reference`.
    gate
        Disclosure gate; every count of the page goes through it at once.
    until
        End of the data (microseconds) of the whole log where `log` is a cohort of it.
    """
    life = life_of(log, reference.case_end, until)
    verdicts = [_verdict(log, rule, life) for rule in reference.rules]
    evaluable = [_evaluable(log, rule, life) for rule in reference.rules]
    page = _Page(life)
    every = np.ones(len(life.first), bool)
    total = page.cell(every)
    worst = np.max([v.status for v in verdicts], axis=0)
    met = worst == MET
    groups = [met, worst == VIOLATED, (worst == PENDING) | (worst == LIFTED), worst == UNCONCERNED]
    overall = [page.cell(g) for g in groups]
    page.sum(total, overall)
    dated = np.all([v.dated | (v.status == UNCONCERNED) for v in verdicts], axis=0)
    by_date = [page.part(*pair, dated) for pair in zip(overall[:2], groups[:2], strict=True)]
    cells = [page.rule(v, total) for v in verdicts]
    shown = page.shown(gate)
    results = tuple(
        _result(rule, verdict, [shown[c] for c in of], life, gate, evaluable=can)
        for rule, verdict, of, can in zip(reference.rules, verdicts, cells, evaluable, strict=True)
    )
    conforming, deviating, waiting, none = (shown[c] for c in overall)
    good, bad = (shown[c] for c in by_date)
    return Conformance(
        reference=reference,
        cases=shown[total],
        conforming=conforming,
        deviating=deviating,
        waiting=waiting,
        unconcerned=none,
        conforming_by_date=good,
        deviating_by_date=bad,
        fitness=_rate(good, bad),
        fitness_judged=_rate(conforming, deviating),
        results=results,
        missing=missing_activities(log, reference),
    )


def _evaluable(log: EventLog, rule: Rule, life: Life) -> bool:
    """Tell whether a deviation could be seen at all in this log."""
    if not rule.follows_patient:
        return True
    visits = np.bincount(life.of_row[rows_of(log, rule.then)], minlength=1)
    return bool(visits.max() > 1)


def _verdict(log: EventLog, rule: Rule, life: Life) -> Verdict:
    """Hold the cases against a rule; one that the log cannot judge concerns nobody."""
    verdict = evaluate(log, rule, life)
    if _evaluable(log, rule, life):
        return verdict
    return replace(verdict, status=np.full_like(verdict.status, UNCONCERNED))


def missing_activities(log: EventLog, reference: Reference) -> tuple[str, ...]:
    """Give the activities of a reference that no event of the log has."""
    present = {log.names.activities[a] for a in log.frame["activity"].unique()}
    named = [n for r in reference.rules for n in (*r.when, *r.then)]
    return tuple(dict.fromkeys(n for n in named if n not in present))


class _Page:
    """Counts of one page, and the sums that tie them."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self.counts: list[int] = []
        self.units: list[int] = []
        self.relations: list[Relation] = []

    def cell(self, cases: Flags) -> int:
        """Add the count of some cases; give its place."""
        self.counts.append(int(cases.sum()))
        self.units.append(len(np.unique(self._life.patient[cases])))
        return len(self.counts) - 1

    def sum(self, total: int, parts: Sequence[int]) -> None:
        """Tie a count to its parts."""
        self.relations.append(Relation(total, tuple(parts)))

    def rule(self, verdict: Verdict, total: int) -> list[int]:
        """Add the counts of a rule: concerned, met, violated, pending, lifted, then by date."""
        status, dated = verdict.status, verdict.dated
        concerned = self.cell(status != UNCONCERNED)
        self.sum(total, (concerned, self.cell(status == UNCONCERNED)))
        parts = [self.cell(status == s) for s in (MET, VIOLATED, PENDING, LIFTED)]
        self.sum(concerned, parts)
        by_date = [
            self.part(part, status == value, dated)
            for part, value in zip(parts[:2], (MET, VIOLATED), strict=True)
        ]
        return [concerned, *parts, *by_date]

    def part(self, total: int, cases: Flags, dated: Flags) -> int:
        """Add the count of the cases of a cell whose time was over; give its place."""
        if (dated | ~cases).all():
            return total
        old = self.cell(cases & dated)
        self.sum(total, (old, self.cell(cases & ~dated)))
        return old

    def shown(self, gate: Gate) -> list[int | None]:
        """Give the counts, None where they are hidden."""
        hidden = protect(self.counts, self.relations, gate, units=self.units)
        return [None if h else n for n, h in zip(self.counts, hidden, strict=True)]


def _result(
    rule: Rule, verdict: Verdict, shown: list[int | None], life: Life, gate: Gate,
    *, evaluable: bool = True,
) -> RuleResult:  # fmt: skip
    concerned, met, violated, pending, lifted, met_dated, violated_dated = shown
    both = None
    if met_dated is not None and violated_dated is not None:
        both = met_dated + violated_dated
    delay = None
    people = len(np.unique(life.patient[verdict.delay_cases]))
    if people and not gate.hides(people) and met is not None:
        delay = float(np.median(verdict.delays_s))
    return RuleResult(
        rule, concerned, met, violated, pending, lifted, _rate(met, violated), both,
        _rate(met_dated, violated_dated), delay, evaluable,
    )  # fmt: skip


def _rate(good: int | None, bad: int | None) -> float | None:
    if good is None or bad is None or not good + bad:
        return None
    return good / (good + bad)


def _cases(count: int) -> str:
    return f"{number(count)} dossier{'s' if count > 1 else ''}"
