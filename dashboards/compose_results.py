"""What a study found, read from its `study.json` as the page shows it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dashboards.workshop import NAME
from scenarios.studies.result import FILE, MOST_NOISE, MOST_TOTAL
from scenarios.unshown import NO_CHANGE

LARGEST_BYTES = 5_000_000
Side = Literal["met", "unmet", "unsure"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A mean paired difference and its mc95, NaN where it has no ends."""

    mean: float
    low: float
    high: float
    number: int

    def side(self, threshold: float, better: str) -> Side:
        """Say on which side of the threshold it is, `unsure` when the noise does not let tell."""
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            return "unsure"
        way = 1.0 if better == "higher" else -1.0
        ends = sorted((way * (self.low - threshold), way * (self.high - threshold)))
        return "met" if ends[0] > 0 else "unmet" if ends[1] < 0 else "unsure"


@dataclass(frozen=True, slots=True)
class Dose:
    """One value of a measure, the run that lived it, and what it changed."""

    run: str
    path: str
    value: float
    gap: Gap


@dataclass(frozen=True, slots=True)
class Factor:
    """What one value or assumption does to the answer.

    Attributes
    ----------
    low, high
        Ends of its range.
    total
        Sobol total index; NaN when it was screened out or means nothing.
    """

    path: str
    low: float
    high: float
    at_low: Gap
    at_high: Gap
    total: float


@dataclass(frozen=True, slots=True)
class Flip:
    """What turns the answer round: a path, and what the study says of it after its name."""

    path: str
    said: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Flip:
        """Read one of `study.json`: its sentence begins with the name and the path."""
        path, label, text = (str(row.get(key) or "") for key in ("path", "label", "text"))
        head = next((h for h in (f"{label} ({path})", label) if h and text.startswith(h)), "")
        return cls(path if head else "", text.removeprefix(head))


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair of values of a grid, the run that lived it, and what it changed."""

    run: str
    first: float
    second: float
    gap: Gap


@dataclass(frozen=True, slots=True)
class Grid:
    """Every pair of two values: their paths, then a cell each, in order."""

    first: str
    second: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a study found of one scenario.

    Attributes
    ----------
    noise
        Share of the variance between points that is simulation noise; None when not measured.
    noisy
        Whether Sobol indices rank nothing, for noise or too small a sample.
    """

    scenario: str
    title: str
    sentence: str
    stopped: str
    doses: tuple[Dose, ...]
    grid: Grid | None
    factors: tuple[Factor, ...]
    noise: float | None
    noisy: bool
    flips: tuple[Flip, ...]
    losers: str


@dataclass(frozen=True, slots=True)
class Found:
    """A study, and what it found of each of its scenarios.

    Attributes
    ----------
    groups
        Names of the scenarios by groups that are not told apart, best first; none of one alone.
    """

    title: str
    question: str
    indicator: str
    facility: str
    threshold: float
    better: str
    answers: tuple[Answer, ...]
    groups: tuple[tuple[str, ...], ...] = ()


def found_of(runs: Path, name: str) -> Found | None:
    """Read what a study found; None when there is nothing readable (the name never leaves)."""
    if not NAME.fullmatch(name):
        return None
    path = runs / name / FILE
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return None
        return _found(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


def _found(page: Mapping[str, Any]) -> Found:
    decision, verdicts = page["decision"], page["verdicts"]
    explained = {str(row.get("scenario", "")): row for row in page["explained"]}
    if len(verdicts) == 1 and len(explained) == 1:
        explained = {str(verdicts[0]["scenario"]): next(iter(explained.values()))}
    answers = [
        _answer(
            one,
            [row for row in page["variants"]
             if row.get("scenario", one["scenario"]) == one["scenario"]],
            explained.get(str(one["scenario"]), {}),
        )
        for one in verdicts
    ]  # fmt: skip
    groups = (page.get("ranking") or {}).get("groups") or ()
    return Found(
        str(page["study"]["title"]), str(page["study"]["question"]),
        str(decision["indicator"]), str(decision["facility"]), float(decision["threshold"]),
        str(decision["better"]), (answers[0], *answers[1:]),
        tuple(tuple(str(name) for name in group) for group in groups),
    )  # fmt: skip


def _answer(
    verdict: Mapping[str, Any], variants: Sequence[Mapping[str, Any]], told: Mapping[str, Any]
) -> Answer:
    sensitivity = told.get("sensitivity") or {}
    totals = {str(row["path"]): float(row["total"]) for row in sensitivity.get("sobol") or ()}
    noise = sensitivity.get("noise")
    noisy = bool(totals) and (
        max(totals.values()) > MOST_TOTAL or (noise is not None and noise > MOST_NOISE)
    )
    factors = [
        Factor(str(row["path"]), float(row["low"]), float(row["high"]), _gap(row["at_low"]),
               _gap(row["at_high"]), math.nan if noisy else totals.get(str(row["path"]), math.nan))
        for row in sensitivity.get("tornado") or ()
    ]  # fmt: skip
    doses = [
        Dose(str(row["name"]), path, float(value), _gap(row))
        for row in variants if len(row["values"]) == 1
        for path, value in row["values"].items()
    ]  # fmt: skip
    doses.sort(key=lambda one: (one.path, one.value))
    return Answer(
        str(verdict["scenario"]), str(verdict.get("title") or verdict["scenario"]),
        str(verdict["sentence"]), str((verdict.get("stopped") or {}).get("text") or ""),
        tuple(doses), _grid(variants), tuple(factors), noise, noisy,
        tuple(Flip.of(one) for one in told.get("flips") or ()),
        str((told.get("losers") or {}).get("text") or ""),
    )  # fmt: skip


def _grid(variants: Sequence[Mapping[str, Any]]) -> Grid | None:
    """Give the grid of the points that vary the same two values; None without any."""
    pairs = [row for row in variants if len(row["values"]) == 2]
    if not pairs:
        return None
    first, second = (str(path) for path in pairs[0]["values"])
    cells = [
        Cell(str(row["name"]), float(row["values"][first]), float(row["values"][second]),
             _gap(row))
        for row in pairs if set(row["values"]) == {first, second}
    ]  # fmt: skip
    cells.sort(key=lambda one: (one.first, one.second))
    return Grid(first, second, tuple(cells))


def _gap(row: Mapping[str, Any]) -> Gap:
    mean, low, high = float(row["mean"]), _real(row["low"]), _real(row["high"])
    if row.get("flag") == NO_CHANGE:
        # No replication changed: there is no noise to tell apart.
        low = high = mean
    return Gap(mean, low, high, int(row["n"]))


def _real(value: Any) -> float:
    return math.nan if value is None else float(value)
