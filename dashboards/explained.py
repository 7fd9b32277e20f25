"""What a study left beside the runs: the share of each measure, what weighs most on the answer.

`<run>/attribution.json` and `<runs>/<study>/study.json` are read as they are; a file that is not
what it should be is left out, never guessed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.store import StoredRun
from twin.indicators import catalogue

ATTRIBUTION, STUDY = "attribution.json", "study.json"
LARGEST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """What one measure does to a figure: its share of the whole, its effect alone."""

    label: str
    share: float
    low: float
    high: float
    alone: float


@dataclass(frozen=True, slots=True)
class Split:
    """A difference split by measure: the shares (and the interaction, if apart) make the total."""

    indicator: str
    unit: str
    facility: str
    steps: tuple[Step, ...]
    interaction: float
    total: float
    total_low: float
    total_high: float

    @property
    def adds_interaction(self) -> bool:
        """Tell whether the interaction is a step of its own (shares of measures alone)."""
        rest = self.total - sum(step.share for step in self.steps)
        return abs(rest) > 1e-9 * max(1.0, abs(self.total))


@dataclass(frozen=True, slots=True)
class Swing:
    """The answer when one value is at the low, then at the high end of its interval."""

    label: str
    low: float
    high: float
    at_low: float
    at_high: float


@dataclass(frozen=True, slots=True)
class Tornado:
    """What weighs most on the answer, the widest first."""

    study: str
    title: str
    indicator: str
    unit: str
    swings: tuple[Swing, ...]
    scenarios: frozenset[str] = frozenset()


def splits_of(run: StoredRun) -> tuple[Split, ...]:
    """Give the attributions of a run: stored beside it, else those of the studies that ran it."""
    return _splits(_page(run.path / ATTRIBUTION)) or _studied(run)


def _studied(run: StoredRun) -> tuple[Split, ...]:
    """Give the attributions of the latest study of the store that ran this very result."""
    paths = sorted(run.path.parent.parent.glob(f"*/{STUDY}"), key=lambda p: -p.stat().st_mtime)
    for page in map(_page, paths):
        if not isinstance(page, Mapping) or not _ran(page, run):
            continue
        for row in page.get("explained") or ():
            if isinstance(row, Mapping) and row.get("scenario") == run.name and (
                found := _splits(row.get("attribution"))
            ):  # fmt: skip
                return found
    return ()


def _ran(page: Mapping[str, Any], run: StoredRun) -> bool:
    runs = page.get("runs")
    return isinstance(runs, list) and any(
        Path(str(one)).parts[-2:] == (run.name, run.path.name) for one in runs
    )


def _splits(page: Any) -> tuple[Split, ...]:
    if isinstance(page, Mapping):
        page = page.get("attributions") or page.get("figures") or [page]
    found = []
    for one in page if isinstance(page, list) else ():
        try:
            found.append(_split(one))
        except (KeyError, TypeError, ValueError):
            continue
    return tuple(found)


def tornados_of(root: Path, names: set[str]) -> tuple[Tornado, ...]:
    """Give the sensitivity studies of a store that speak of some scenarios."""
    found = []
    for path in (*sorted(root.glob(f"*/{STUDY}")), *sorted(root.glob(f"*/*/{STUDY}"))):
        page = _page(path)
        try:
            if isinstance(page, Mapping) and names & _names(page):
                told = _tornados(path.parent.name, page)
                found += [one for one in told if one.scenarios & names]
        except (KeyError, TypeError, ValueError):
            continue
    return tuple(found)


def _split(page: Mapping[str, Any]) -> Split:
    """Read one attribution, in either of the two forms that studies write."""
    said = (str(page["indicator"]), str(page.get("unit", "")), str(page.get("facility", "")))
    if "terms" not in page:
        steps = [
            Step(str(row["lever"]), _first(row, "shapley", "alone"), _real(row.get("low")),
                 _real(row.get("high")), _real(row.get("alone")))
            for row in page["rows"]
        ]  # fmt: skip
        total = float(page["total"])
        return Split(*said, tuple(steps), _real(page.get("interaction")), total, math.nan, math.nan)
    terms = {str(term["term"]): term for term in page["terms"]}
    whole, rest = terms.pop("total"), terms.pop("interaction", {})
    steps = [
        Step(str(term.get("kind") or name), float(term["mean"]), _real(term.get("low")),
             _real(term.get("high")), _real(term.get("alone")))
        for name, term in terms.items()
    ]  # fmt: skip
    return Split(*said, tuple(steps), _real(rest.get("mean")), float(whole["mean"]),
                 _real(whole.get("low")), _real(whole.get("high")))  # fmt: skip


def _tornados(name: str, page: Mapping[str, Any]) -> list[Tornado]:
    """Give the tornado of each scenario of a study; of an older one, its only one."""
    rows = page.get("explained")
    if not isinstance(rows, list):
        return _tornado(name, page)
    asked = page.get("study")
    title = asked.get("title") if isinstance(asked, Mapping) else None
    found = []
    for row in rows:
        if isinstance(row, Mapping) and row.get("sensitivity"):
            one = {
                "title": title,
                "decision": page.get("decision"),
                "sensitivity": row["sensitivity"],
                "scenarios": [row.get("scenario")],
            }
            found += _tornado(name, one)
    return found


def _tornado(name: str, page: Mapping[str, Any]) -> list[Tornado]:
    held = page.get("sensitivity")
    held = held if isinstance(held, Mapping) else page
    rows = held.get("tornado") or ()
    decision = page.get("decision")
    decision = decision if isinstance(decision, Mapping) else {}
    swings = [
        Swing(str(row.get("label") or row["path"]), float(row["low"]), float(row["high"]),
              _mean(row["at_low"]), _mean(row["at_high"]))
        for row in rows
    ]  # fmt: skip
    swings.sort(key=lambda s: -abs(s.at_high - s.at_low))
    if not swings:
        return []
    figure = held.get("figure")
    figure = figure if isinstance(figure, Mapping) else {}
    indicator = str(held.get("indicator") or figure.get("indicator") or decision["indicator"])
    unit = str(held.get("unit") or figure.get("unit") or _unit(indicator))
    return [Tornado(name, str(page.get("title") or name), indicator, unit, tuple(swings),
                    frozenset(_names(page)))]  # fmt: skip


def _unit(indicator: str) -> str:
    return next((one.unit for one in catalogue() if one.id == indicator), "")


def _names(page: Mapping[str, Any]) -> set[str]:
    """Give the scenarios that a study names, by name."""
    asked = page.get("study")
    asked = asked if isinstance(asked, Mapping) else {}
    listed = page.get("scenarios") or asked.get("scenarios") or ()
    return {Path(str(one.get("name") if isinstance(one, Mapping) else one)).stem for one in listed}


def _mean(value: Any) -> float:
    return float(value["mean"] if isinstance(value, Mapping) else value)


def _first(row: Mapping[str, Any], *keys: str) -> float:
    return float(next(row[key] for key in keys if row.get(key) is not None))


def _real(value: Any) -> float:
    return math.nan if value is None else float(value)


def _page(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return None
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
