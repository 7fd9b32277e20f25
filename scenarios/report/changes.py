"""What a policy changes, one line a quantity and a place, with every interval under its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pandas as pd

from scenarios.paired import ALL_EQUAL, DETECTED, NO_EFFECT, undetected
from twin.indicators import catalogue

Effect = Literal["worse", "better", "changed", "none", "same", "untestable", "unclear"]
_EFFECTS: Mapping[str, Effect] = {
    NO_EFFECT: "same", ALL_EQUAL: "untestable",
}  # fmt: skip
EFFECT_FR: Mapping[Effect, str] = {
    "worse": "défavorable", "better": "favorable", "changed": "ni bon ni mauvais en soi",
    "none": "", "same": "", "untestable": "", "unclear": "",
}  # fmt: skip
PLACE = ["indicator", "zone", "facility"]
NAMES = ("mc95", "param90", "year90")
ADJUSTED = "mc95 ajusté"
"""The mc95 of communes listed because they are the worst hit, widened for that choice."""


@dataclass(frozen=True, slots=True)
class Range:
    """An interval and the mean difference it goes with (None: not computable).

    `flag` says why the ends are missing (`scenarios.unshown`), "" where they are there.
    """

    difference: float | None
    low: float | None
    high: float | None
    n: int
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator at one place.

    Attributes
    ----------
    base, policy, difference
        Means over the paired replications at central parameters; shares are fractions.
    better
        Which way is better for patients: "low", "high" or "neutral".
    verdict, effect
        The words of the comparison, and what they mean for patients once `better` is known.
    ranges
        By name (`mc95`, `param90`, `year90`), those that the comparison holds; `ADJUSTED` instead
        of `mc95` among the communes worst hit.
    """

    indicator: str
    label: str
    unit: str
    zone: str
    facility: str
    base: float | None
    policy: float | None
    difference: float | None
    n: int
    better: str
    verdict: str
    effect: Effect
    ranges: Mapping[str, Range]

    def plain(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return asdict(self)


def changes_of(rows: pd.DataFrame) -> tuple[Change, ...]:
    """Give the changes of a comparison, in its order.

    Parameters
    ----------
    rows
        `scenarios.compare.Comparison.rows`: one row a quantity, place and interval.
    """
    known = {one.id: one for one in catalogue()}
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    ranges: dict[tuple[str, str, str], dict[str, Range]] = {}
    for row in rows.to_dict("records"):
        key = (str(row["indicator"]), str(row["zone"]), str(row["facility"]))
        if key not in found or row["interval"] == "mc95":
            found[key] = {str(name): value for name, value in row.items()}
        ranges.setdefault(key, {})[str(row["interval"])] = Range(
            _number(row["difference"]),
            _number(row["low"]),
            _number(row["high"]),
            int(row["n"]),
            str(row.get("flag") or ""),
        )
    changes = []
    for key, first in found.items():
        one = known.get(key[0])
        better = one.better if one is not None else "neutral"
        difference = _number(first["difference"])
        verdict = str(first["verdict"])
        changes.append(
            Change(
                indicator=key[0],
                label=one.label if one is not None else key[0],
                unit=str(first["unit"]),
                zone=key[1],
                facility=key[2],
                base=_number(first["base"]),
                policy=_number(first["policy"]),
                difference=difference,
                n=int(first["n"]),
                better=better,
                verdict=verdict,
                effect=effect_of(verdict, difference, better),
                ranges=ranges[key],
            )
        )
    return tuple(changes)


def effect_of(verdict: str, difference: float | None, better: str) -> Effect:
    """Give what a verdict means for patients."""
    if undetected(verdict):
        return "none"
    if verdict != DETECTED or difference is None:
        return _EFFECTS.get(verdict, "unclear")
    if better == "neutral":
        return "changed"
    return "worse" if (difference > 0) == (better == "low") else "better"


def find(
    changes: Iterable[Change], indicator: str, facility: str = "", zone: str = ""
) -> Change | None:
    """Give the change of one quantity at one place, None when it was not measured."""
    wanted = (indicator, zone, facility)
    return next((c for c in changes if (c.indicator, c.zone, c.facility) == wanted), None)


def _number(value: Any) -> float | None:
    """Give a finite number, or None."""
    return None if value is None or value != value else float(value)
