"""The change split by lever, when a study stored it beside the run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.report.drawing import (
    BETTER,
    INK,
    LINE,
    MUTED,
    NEUTRAL,
    WIDTH,
    WORSE,
    Scale,
    box,
    decimals_of,
    line,
    svg,
    words,
)
from scenarios.report.figures import decimals_for, plain, quantity, unit_words
from scenarios.store import StoredRun
from twin.tables import JumeauError

FILE = "attribution.json"
INTERACTION = "Interaction des leviers"
TOTAL = "Écart total"
_ROW, _TOP = 44, 6


@dataclass(frozen=True, slots=True)
class Range:
    """The `param90` of a part over the draws, or why it is not shown (`flag`)."""

    low: float | None = None
    high: float | None = None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one lever adds: alone, and its share of the whole (Shapley) with its intervals.

    Attributes
    ----------
    low, high
        Its `mc95`.
    param90
        Over the draws of the uncertain values; empty without draws.
    """

    lever: str
    alone: float | None
    shapley: float | None
    low: float | None
    high: float | None
    param90: Range = Range()

    @property
    def drawn(self) -> float:
        """Give the step of the waterfall: the Shapley share, else the lever alone."""
        value = self.shapley if self.shapley is not None else self.alone
        return 0.0 if value is None else value


@dataclass(frozen=True, slots=True)
class Attribution:
    """The split of one difference: the steps and the interaction add up to the total.

    Attributes
    ----------
    draws
        Draws that the shares were computed in, beside central values; 0 without.
    replications
        How many it was made of; 0 where the file does not say.
    interaction_mc95, total_mc95
        Their noise of simulation; empty where the file does not say.
    """

    indicator: str
    unit: str
    parts: tuple[Part, ...]
    interaction: float | None
    total: float
    place: str = ""
    draws: int = 0
    interaction_param90: Range = Range()
    total_param90: Range = Range()
    replications: int = 0
    interaction_mc95: Range = Range()
    total_mc95: Range = Range()

    @property
    def steps(self) -> tuple[tuple[str, float], ...]:
        """Give the steps that add up to the total."""
        found = [(part.lever, part.drawn) for part in self.parts]
        rest = self.total - sum(value for _, value in found)
        if abs(rest) > 1e-9 * max(1.0, abs(self.total)):
            found.append((INTERACTION, rest))
        return tuple(found)


def read_attribution(run: StoredRun) -> Attribution | None:
    """Give the attribution stored beside a run, None when there is none.

    Raises
    ------
    JumeauError
        When the file is not readable, or lacks what it must hold.
    """
    path = run.path / FILE
    if not path.is_file():
        return None
    try:
        page = json.loads(path.read_text(encoding="utf-8"))
        parts = tuple(
            Part(
                str(row["lever"]), _number(row, "alone"), _number(row, "shapley"),
                _number(row, "low"), _number(row, "high"),
            )
            for row in page["rows"]
        )  # fmt: skip
        return Attribution(
            str(page["indicator"]), str(page.get("unit", "")), parts, _number(page, "interaction"),
            float(page["total"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise _unreadable(path) from None


def of_study(page: Mapping[str, Any]) -> Attribution:
    """Give one attribution as a study writes it: terms of the levers, interaction, total."""
    shapley = page.get("method") == "shapley"
    terms = {str(row["term"]): row for row in page["terms"]}
    parts = tuple(
        Part(
            f"{name.replace('lever.', 'Levier ')} : {row['kind']}", _number(row, "alone"),
            _number(row, "mean") if shapley else None, _number(row, "low"), _number(row, "high"),
            _range(row),
        )
        for name, row in terms.items()
        if name.startswith("lever.")
    )  # fmt: skip
    return Attribution(
        str(page["indicator"]), str(page.get("unit") or ""), parts,
        _number(terms["interaction"], "mean"), float(terms["total"]["mean"]),
        str(page.get("facility") or page.get("zone") or ""), int(page.get("draws") or 0),
        _range(terms["interaction"]), _range(terms["total"]), int(terms["total"].get("n") or 0),
        *(Range(_number(terms[one], "low"), _number(terms[one], "high"))
          for one in ("interaction", "total")),
    )  # fmt: skip


def _range(row: Mapping[str, Any]) -> Range:
    """Give the `param90` of a term; a study of before has none."""
    ends = row.get("param90") or {}
    return Range(_number(ends, "low"), _number(ends, "high"), str(row.get("param90_flag") or ""))


def _unreadable(path: Path) -> JumeauError:
    return JumeauError(
        f"{path}", "attribution illisible ou d'un autre format.",
        "Effacez ce fichier et relancez l'étude : `jumeau batch ÉTUDE.toml`.",
    )  # fmt: skip


def _number(row: Mapping[str, Any], key: str) -> float | None:
    value = row.get(key)
    return None if value is None or value != value else float(value)


def waterfall(found: Attribution, label: str, better: str, name: str) -> str:
    """Draw the steps from the reference to the policy, then the total."""
    factor = 100 if found.unit == "part" else 1
    ends, level = [0.0], 0.0
    for _, value in found.steps:
        level += value
        ends.append(level)
    scale = Scale([factor * e for e in (*ends, found.total)], 28, WIDTH - 28)
    body, rows = [], [*found.steps, (TOTAL, found.total)]
    bottom = _TOP + _ROW * len(rows)
    body.append(line(scale.at(0), _TOP, scale.at(0), bottom, stroke=INK, width=1.5))
    for rank, (lever, value) in enumerate(rows):
        y = _TOP + _ROW * rank
        whole = rank == len(rows) - 1
        start = 0.0 if whole else ends[rank]
        left, right = sorted((scale.at(factor * start), scale.at(factor * (start + value))))
        said = quantity(value, found.unit, decimals_for(value, found.unit), signed=True)
        body.append(words(12, y + 14, f"{lever} : {said}", size=13, bold=whole, halo=True))
        body.append(box(left, y + 20, right - left, 14, _colour(value, better)))
        if not whole:
            at = scale.at(factor * (start + value))
            body.append(line(at, y + 34, at, y + _ROW + 20, stroke=MUTED, dashes="2 2"))
    body.append(line(12, bottom, WIDTH - 12, bottom, stroke=LINE))
    for tick in scale.ticks():
        said = plain(tick, "", decimals_of(scale.step), signed=True)
        body.append(words(scale.at(tick), bottom + 16, said, anchor="middle", size=12, fill=MUTED))
    body.append(words(WIDTH / 2, bottom + 34, f"écart à la référence ({unit_words(found.unit)})",
                      anchor="middle", size=12, fill=MUTED))  # fmt: skip
    told = " ; ".join(
        f"{lever} {quantity(v, found.unit, decimals_for(v, found.unit), signed=True)}"
        for lever, v in rows
    )
    return svg(name, f"{label} : part de chaque levier", f"{told}.", bottom + 40, body)


def _colour(value: float, better: str) -> str:
    if better == "neutral" or value == 0:
        return NEUTRAL
    return WORSE if (value > 0) == (better == "low") else BETTER
