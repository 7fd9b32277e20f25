"""Which events of a log a rule speaks of, and what a log lacks for the rule to be judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.breaks.rule import Patterns, Rule, Selector, Words
from pathways.vocabulary import TITLES
from twin.contracts.events import ATTRIBUTE, EventLog

Rows = npt.NDArray[np.int64]


def selectors(rule: Rule) -> Iterator[tuple[str, Selector]]:
    """Give every selector of a rule with its place in the file."""
    for place, group in (
        ("anchor.events", rule.anchor.events),
        ("anchor.chained_to", rule.anchor.chained_to),
        ("expected.events", rule.expected.events),
        ("window.paused_by", rule.window.paused_by),
        *((f"competing ({c.kind})", c.events) for c in rule.competing),
    ):
        for one in group:
            yield place, one


class Selecting:
    """Finds the events of one log for the selectors of one rule, in the words of the log."""

    def __init__(self, log: EventLog, words: Words) -> None:
        self.log = log
        self.words = words
        self._codes = {name: code for code, name in enumerate(log.names.activities)}

    def column(self, attribute: str) -> str:
        """Give the column of an attribute, there or not."""
        return ATTRIBUTE + self.words.attributes.get(attribute, attribute)

    def has(self, attribute: str) -> bool:
        """Tell whether the log carries an attribute at all."""
        column = self.column(attribute)
        return column in self.log.frame.columns and (
            self.log.frame[column].null_count() < self.log.frame.height
        )

    def codes(self, one: Selector) -> list[int]:
        """Give the codes of the activities of a selector that the log has."""
        said = [w for a in one.activities for w in self.words.activities.get(a, (a,))]
        return [self._codes[w] for w in said if w in self._codes]

    def lacking(self, one: Selector) -> list[str]:
        """Say in French what the log lacks for a selector; nothing if it can be read."""
        missing = []
        if not self.codes(one):
            titles = " ou ".join(f"« {TITLES.get(a, a)} »" for a in one.activities)
            missing.append(f"activité {titles}")
        missing += [f"attribut « {a} »" for a in one.where if not self.has(a)]
        return missing

    def rows(self, group: Sequence[Selector]) -> Rows:
        """Give the rows of the log that one of the selectors takes, in the order of the log."""
        taken = np.zeros(self.log.frame.height, bool)
        for one in group:
            codes = self.codes(one)
            if not codes or any(not self.has(a) for a in one.where):
                continue
            found = self.log.frame["activity"].is_in(codes).arg_true()
            keep = np.ones(len(found), bool)
            for attribute, patterns in one.where.items():
                keep &= self.follows(found, attribute, patterns)
            for attribute, patterns in one.unless.items():
                keep &= ~self.follows(found, attribute, patterns)
            taken[found.to_numpy()[keep]] = True
        return np.flatnonzero(taken)

    def follows(
        self, rows: pl.Series | Rows, attribute: str, patterns: Sequence[str]
    ) -> npt.NDArray[np.bool_]:
        """Tell of each row whether a code of its attribute follows one of the patterns."""
        column = self.column(attribute)
        if column not in self.log.frame.columns:
            return np.zeros(len(rows), bool)
        values = self.log.frame[column].gather(rows)
        own = self.words.values.get(attribute, {})
        wanted = [plain(w) for p in patterns for w in own.get(p, (p,))]
        good = [v for v in values.unique().to_list() if _one_follows(v, wanted)]
        found: npt.NDArray[np.bool_] = values.is_in(good).fill_null(False).to_numpy()
        return found

    def excluded(self, rows: Rows, where: Patterns) -> npt.NDArray[np.bool_]:
        """Tell of each row whether all the attributes of an exclusion follow their patterns."""
        keep = np.ones(len(rows), bool)
        for attribute, patterns in where.items():
            keep &= self.follows(rows, attribute, patterns)
        return keep


def plain(code: str) -> str:
    """Give a code without dots or case (`I50.1` and `i501` are one code)."""
    return code.replace(".", "").casefold()


def _one_follows(value: str | None, patterns: Sequence[str]) -> bool:
    if value is None:
        return False
    whole = plain(value).strip()
    codes = {whole, *whole.replace("|", " ").replace(";", " ").replace(",", " ").split()}
    return any(
        any(c.startswith(p[:-1]) for c in codes) if p.endswith("*") else p in codes
        for p in patterns
    )


def missing(rule: Rule, seen: Selecting) -> tuple[str, ...]:
    """Say what a log lacks for a rule; empty where the rule can be judged.

    One readable selector is enough for the anchor and for the expected event. An expected event
    that is never seen in the whole log is missing too: the care outside hospital is then
    probably not in the data, and a share of breaks would say nothing (unwanted events excepted).
    """
    said = []
    for name, group in (("ancre", rule.anchor.events), ("événement attendu", rule.expected.events)):
        lacks = [seen.lacking(one) for one in group]
        if all(lacks):
            said.append(f"{name} : " + " ; ou ".join(" et ".join(one) for one in lacks))
    if not said and not len(seen.rows(rule.expected.events)) and rule.expectation == "wanted":
        said.append(
            f"événement attendu : aucun événement du journal n'est « {rule.expected.label} »"
        )
    extra = [
        rule.window.supply_attribute,
        rule.expected.same.attribute if rule.expected.same else "",
    ]
    said += [f"attribut « {a} » de l'ancre" for a in extra if a and not seen.has(a)]
    return tuple(said)


def gaps(rule: Rule, seen: Selecting) -> tuple[str, ...]:
    """Say what the log lacks without stopping the rule, and which way the answer leans."""
    notes = []
    lacks = [(one, seen.lacking(one)) for one in rule.expected.events]
    unread = [one for one, lack in lacks if lack]
    if unread:
        names = ", ".join(one.label or " / ".join(TITLES.get(a, a) for a in one.activities)
                          for one in unread)  # fmt: skip
        notes.append(f"Absent du journal, donc jamais compté comme suivi : {names}.")
    for exclusion in rule.exclusion:
        lost = [a for a in exclusion.where if not seen.has(a)]
        if lost:
            notes.append(
                f"Exclusion « {exclusion.label} » non vérifiée : attribut {', '.join(lost)} absent."
            )
    for one in rule.competing:
        if one.events and all(seen.lacking(s) for s in one.events):
            notes.append(f"Concurrent « {one.label} » invisible : le journal n'en a pas.")
    return tuple(notes)
