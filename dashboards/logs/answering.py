"""Answers to the questions asked of a log, each computed once for one log and one question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.logs.asking import Question, contrary, day_of, period
from dashboards.logs.shelf import Shelf
from dashboards.logs.wording import worded
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.answers.answer import Answer
    from pathways.answers.asked import Asked
    from pathways.breaks.rule import Rule
    from pathways.learning.compare import Comparison
    from twin.contracts.events import EventLog

OPEN_LOGS, KEPT_ANSWERS, KEPT_VALUES = 3, 60, 40
DRAWS = 20
"""Draws of patients behind each interval and floor of a distance (the page waits for them)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A log, its digest, and what it is called."""

    log: EventLog
    digest: str
    name: str


@dataclass(frozen=True, slots=True)
class Sides:
    """An observed log beside a simulated one."""

    observed: Answer
    simulated: Answer
    distances: Comparison
    names: tuple[str, str]


@dataclass(slots=True)
class Kept:
    """What was computed last, one computation at a time for each key."""

    most: int
    _values: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    _locks: dict[Any, threading.Lock] = field(default_factory=dict)
    _own: threading.Lock = field(default_factory=threading.Lock)

    def get[T](self, key: Any, make: Callable[[], T]) -> T:
        """Give a value, computed if it is not kept; an error is never kept."""
        with self._own:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._own:
                if key in self._values:
                    self._values.move_to_end(key)
                    kept: T = self._values[key]
                    return kept
            value = make()
            with self._own:
                self._values[key] = value
                while len(self._values) > self.most:
                    self._locks.pop(self._values.popitem(last=False)[0], None)
            return value


class Answers:
    """The logs of one folder, and what was asked of them."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._logs = Kept(OPEN_LOGS)
        self._answers = Kept(KEPT_ANSWERS)

    def opened(self, identifier: str) -> Opened:
        """Open a log by its id.

        Raises
        ------
        JumeauError
            There is none, or it cannot be read.
        """
        found = self.shelf.logs().get(identifier)
        if found is None:
            raise JumeauError("Journal", "il n'est plus dans le dossier.", "Choisissez-en un.")
        name, path = found
        state = path.stat()
        return self._logs.get((path, state.st_mtime_ns, state.st_size), lambda: _read(path, name))

    def answer(self, question: Question) -> Answer:
        """Answer a question on a log (all but `simulated`).

        Raises
        ------
        JumeauError
            The log, or what was asked of it, cannot be used.
        """
        opened = self.opened(question.log)
        makers: dict[str, Callable[[Opened, Question], Answer]] = {
            "map": _map, "variants": _variants, "bottlenecks": _bottlenecks, "compare": _compare,
            "breaks": self._breaks,
        }  # fmt: skip
        # Files of rules may change between two questions.
        rules = self.shelf.rules() if question.view == "breaks" else ()
        changed = tuple((path, path.stat().st_mtime_ns) for path in rules)
        key = (opened.digest, opened.name, question.view, question.values, changed)
        return self._answers.get(key, lambda: makers[question.view](opened, question))

    def sides(self, question: Question) -> Sides:
        """Set a log beside another one.

        Raises
        ------
        JumeauError
            One of them cannot be used.
        """
        one, other = self.opened(question.log), self.opened(question["other"])
        key = (one.digest, other.digest, one.name, other.name)
        return self._answers.get(key, lambda: _sides(one, other))

    def svg(self, answer: Answer) -> str:
        """Give the picture of an answer."""
        return str(self._answers.get((id(answer), "svg"), lambda: (answer, answer.svg()))[1])

    def values(self, identifier: str) -> list[str]:
        """Give conditions that can be asked of a log (`Age=70`), those of enough patients.

        An attribute of more than `KEPT_VALUES` values has its name only, for a comparison.
        """
        opened = self.opened(identifier)
        return self._answers.get((opened.digest, "values"), lambda: _values(opened.log))

    def rules(self) -> tuple[dict[str, Rule], list[str]]:
        """Give the rules by name (those of the owner, then those of Jumeau) and what is wrong.

        A file of the owner with faults is left out; its faults are given.
        """
        from pathways.breaks.rule_files import every_rule, read_rule

        own: dict[str, Rule] = {}
        faults: list[str] = []
        for path in self.shelf.rules():
            try:
                own[path.stem] = read_rule(path)
            except JumeauError as error:
                faults += [worded(str(one), path, path.name) for one in error.faults()]
        ours = self._answers.get("rules", every_rule)
        return own | {rule.name: rule for rule in ours if rule.name not in own}, faults

    def _breaks(self, opened: Opened, question: Question) -> Answer:
        from pathways.breaks.answer import breaks_answer
        from pathways.breaks.evaluate import evaluate

        until, wanted = day_of(question["end"]), question["rule"]
        rules = self.rules()[0]
        if wanted and wanted not in rules:
            raise JumeauError("Règle", "elle est inconnue.", "Choisissez-en une dans la liste.")
        found = [
            self._answers.get(
                (opened.digest, "rule", rule.model_dump_json(), until),
                partial(evaluate, opened.log, rule, until),
            )
            for rule in ([rules[wanted]] if wanted else rules.values())
        ]
        found.sort(key=lambda one: not one.evaluable)
        return breaks_answer(_asked(opened), found, question["by"] or None, until=until)


@lru_cache(maxsize=8)
def answers_of(store: Path) -> Answers:
    """Give the logs that go with a store of runs."""
    return Answers(Shelf.beside(store))


def _read(path: Path, name: str) -> Opened:
    from twin.contracts.events import read_log

    try:
        log = read_log(path)
    except JumeauError as error:
        raise JumeauError(name, error.problem, error.remedy) from error
    return Opened(log, log.digest(), name)


def _asked(opened: Opened, where: Any = (), within: str | None = None, sites: Any = ()) -> Asked:
    from pathways.answers.asked import ask

    return ask(opened.log, where, within, sites)


def _cohort(opened: Opened, question: Question) -> Asked:
    return _asked(opened, question.listed("where"), period(question["since"], question["until"]),
                  question.listed("site"))  # fmt: skip


def _map(opened: Opened, question: Question) -> Answer:
    from pathways.answers.map import process_map

    parts = int(question["activities"]) / 100, int(question["paths"]) / 100
    return process_map(_cohort(opened, question), activities=parts[0], paths=parts[1])


def _variants(opened: Opened, question: Question) -> Answer:
    from pathways.answers.variants import variants_of

    return variants_of(_cohort(opened, question))


def _bottlenecks(opened: Opened, question: Question) -> Answer:
    from pathways.answers.bottlenecks import bottlenecks

    return bottlenecks(_cohort(opened, question))


def _compare(opened: Opened, question: Question) -> Answer:
    from pathways.answers.compare import Groups, compare

    first, second = question.listed("a"), list(question.listed("b"))
    one = period(question["a_since"], question["a_until"])
    other = period(question["b_since"], question["b_until"])
    if not second and not other:
        second = contrary(first)
    groups = [_asked(opened, first, one), _asked(opened, second, other)]
    words = [
        " et ".join(w.removeprefix("parcours ").removeprefix("où ") for w in group.cohort.words())
        for group in groups
    ]
    names = [w or "tous les parcours" for w in words]
    return compare(Groups(groups[0], groups[1], (names[0], names[1])))


def _sides(one: Opened, other: Opened) -> Sides:
    import pathways
    from pathways.answers.map import process_map

    first, second = _asked(one), _asked(other)
    gate = second.gate if first.gate.public else first.gate
    return Sides(
        process_map(first, paths=0.8),
        process_map(second, paths=0.8),
        pathways.compare(one.log, other.log, gate=gate, draws=DRAWS),
        (one.name, other.name),
    )


def _values(log: EventLog) -> list[str]:
    import polars as pl

    from pathways.queries.words import attribute_column
    from twin.disclosure import Gate

    gate, found = Gate.of(log.about), list[str]()
    own = [w for w in ("activity", "resource", "zone") if w in log.frame.columns]
    for name in [*own, "sex", *log.attributes]:
        column = attribute_column(log, name).alias("value")
        seen = log.frame.select("patient").with_columns(column).drop_nulls("value")
        met = seen.group_by("value").agg(pl.col("patient").n_unique().alias("patients"))
        shown = sorted(
            str(value)
            for value, patients in met.select("value", "patients").iter_rows()
            if not gate.hides(patients)
        )
        if 0 < len(shown) <= KEPT_VALUES and met.height <= 4 * KEPT_VALUES:
            found += [f"{name}={value}" for value in shown]
    return found
