"""The verdict on a roster: each breach with its rule, its article and its force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from logistics.staffing.checking.check import check
from logistics.staffing.checking.facts import Breach
from logistics.staffing.law.book import every_rule
from logistics.staffing.law.rule import Rule
from logistics.staffing.problem.problem import Problem
from twin.contracts.rosters import Roster

Severity = Literal["hard", "alert", "past"]
SEVERITY_FR: dict[Severity, str] = {
    "hard": "règle dure",
    "alert": "alerte",
    "past": "déjà dans l'historique",
}
HISTORY_DAYS = 14
"""Days of history that the windows of 7 and 14 days need."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach, its rule and its force."""

    breach: Breach
    rule: Rule
    severity: Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checker says of a roster.

    Attributes
    ----------
    findings
        In order: hard rules, alerts, what was already so.
    rules
        The rules that were read for these persons.
    notes
        What could not be judged, and why (French sentences).
    """

    problem: Problem
    roster: Roster
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    notes: tuple[str, ...]

    @property
    def legal(self) -> bool:
        """Say whether no hard rule is broken."""
        return not any(f.severity == "hard" for f in self.findings)

    def count(self, severity: Severity) -> int:
        """Count the findings of a force."""
        return Counter(f.severity for f in self.findings)[severity]


def judge(
    problem: Problem,
    roster: Roster,
    *,
    before: Verdict | None = None,
    changed: Collection[str] = (),
) -> Verdict:
    """Check a roster and say how serious each breach is.

    Parameters
    ----------
    before
        The verdict of the table that this one comes from: persons whose duties and absences did
        not change keep what was found of them then.
    changed
        The persons who did change, read again; the team is always read again.
    """
    cards = {rule.id: rule for rule in every_rule()}
    statuses = {p.status for p in problem.person}
    read = tuple(
        r for r in cards.values()
        if r.valid_from <= problem.last_day
        and (not r.population or statuses & set(r.population))
        and (problem.unit or not r.id.startswith(("reanimation_", "intensive_")))
    )  # fmt: skip
    found = [
        Finding(b, cards[b.rule], _severity(b, cards[b.rule]))
        for b in check(problem, roster, only=None if before is None else frozenset(changed))
        if cards[b.rule].valid_from <= problem.last_day
    ]
    if before is not None:
        kept = {p.id for p in problem.person} - set(changed)
        found += [f for f in before.findings if f.breach.person in kept]
    order = {"hard": 0, "alert": 1, "past": 2}
    found.sort(key=lambda f: (order[f.severity], f.breach.start, f.rule.id, f.breach.person))
    return Verdict(problem, roster, tuple(found), read, _notes(problem, roster, read))


def _severity(breach: Breach, rule: Rule) -> Severity:
    if breach.past:
        return "past"
    return "hard" if rule.hard and not breach.alert else "alert"


def _notes(problem: Problem, roster: Roster, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    known = (problem.start - problem.known_from).days
    notes = []
    if known < HISTORY_DAYS:
        notes.append(
            f"{known} jour{'s' if known > 1 else ''} d'historique au lieu de {HISTORY_DAYS} : "
            "les fenêtres qui commencent avant le tableau sont jugées sur ce qui est connu."
        )
    lone = [p.said for p in problem.person if not any(c.person == p.id for c in problem.counters)]
    if lone:
        notes.append(
            f"{len(lone)} personne(s) sans compteurs : l'année et les moyennes sur plusieurs mois "
            "ne comptent que l'historique et le tableau."
        )
    if problem.published_on is None and any(r.id == "fph_notice_15_days" for r in rules):
        notes.append("published_on absent : le délai de 15 jours n'est pas jugé.")
    pauses = [s.id for s in problem.shift if s.break_min and s.kind != "on_call"
              and "break_counted" not in s.model_fields_set]  # fmt: skip
    if pauses:
        notes.append(
            f"La pause des postes {', '.join(pauses)} est comptée comme du travail, faute de "
            "break_counted : écrivez break_counted = false si l'agent n'est pas à disposition."
        )
    foreign = sorted({d.shift for d in roster.duties if problem.shift_of(d.shift) is None})
    if foreign:
        notes.append(f"Postes non décrits ({', '.join(foreign[:8])}) : pauses et compétences "
                     "n'y sont pas jugées.")  # fmt: skip
    doubtful = sum(r.certainty != "verified" for r in rules)
    notes.append(
        f"{len(rules)} règles lues, dont {doubtful} à vérifier ou de source secondaire. "
        "Ce contrôle aide la décision ; il ne remplace pas le service juridique."
    )
    return tuple(notes)


def verdict_rows(verdict: Verdict) -> list[dict[str, Any]]:
    """Give the findings as rows with the same keys; lengths in minutes, instants in ISO."""
    names = {p.id: p.said for p in verdict.problem.person}
    return [
        {
            "severity": f.severity,
            "rule": f.rule.id,
            "title": f.rule.title,
            "article": f.rule.article,
            "certainty": f.rule.certainty,
            "person": f.breach.person,
            "name": names.get(f.breach.person, ""),
            "start": f.breach.start.isoformat(),
            "end": f.breach.end.isoformat(),
            "measured": round(f.breach.measured, 3),
            "allowed": round(f.breach.allowed, 3),
            "unit": f.breach.unit,
            "words": f.breach.words,
        }
        for f in verdict.findings
    ]
