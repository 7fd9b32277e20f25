"""One target: what it measures, what was observed, and whether the model was fitted to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scenarios.targets.fold import TargetFold
from twin.indicators import Tally
from twin.parameters import Sourced

Tag = Literal["imposed", "emergent"]
Relation = Literal["equal", "at_least", "at_most", "not_comparable"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one replication gave.

    Attributes
    ----------
    fold, tally
        The two folds over its log.
    inhabitants
        People of the territory itself, its ring left out.
    """

    fold: TargetFold
    tally: Tally
    inhabitants: int


@dataclass(frozen=True, slots=True)
class Target:
    """One figure of the twin that may be put beside an observed one.

    Attributes
    ----------
    id, label, unit
        Name in files, on screen; unit of both figures ("part" is a fraction).
    tag
        `imposed`: the model was fitted to it, or given it, and it proves nothing. `emergent`:
        nothing of it was fitted.
    why
        What sets it in the model; for an emergent one, what it depends on.
    measure
        Computes it from one replication; None where the twin does not simulate it.
    observed
        The source's figure; None where no open source is known.
    source_range
        Lowest and highest places of the same source.
    by_region
        The figure of a region's own, by code, where known.
    relation
        How the two are compared: `equal`, a bound (the twin's class is wider than the source's),
        or `not_comparable` (shown side by side, no gap).
    note
        What a reader must know of the comparison.
    """

    id: str
    label: str
    unit: str
    tag: Tag
    why: str
    measure: Callable[[Seen], float] | None
    observed: Sourced | None = None
    source_range: Sourced | None = None
    by_region: Mapping[str, Sourced] = field(default_factory=dict)
    relation: Relation = "equal"
    note: str = ""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One line of the table "simulated, observed, source, gap"; the same keys in every row.

    Attributes
    ----------
    simulated, low, high
        Mean of the replications and its 95 % interval; None where there is nothing to count or
        fewer than two replications.
    interval
        Name of the interval: `mc95`, simulation noise at fixed parameters.
    observed, observed_low, observed_high, observed_label
        Figure of the source, its range, and of what place and year it is.
    gap, gap_relative
        Simulated minus observed, and the same as a fraction of the observed; None where the two
        are not comparable or the bound is met.
    status
        `in_range`, `gap`, `bound_met`, `bound_missed`, `not_comparable`, `no_source`,
        `not_simulated` or `nothing_to_count`.
    """

    id: str
    label: str
    unit: str
    tag: str
    why: str
    simulated: float | None
    low: float | None
    high: float | None
    interval: str
    observed: float | None
    observed_low: float | None
    observed_high: float | None
    observed_label: str
    source: str
    source_status: str
    relation: str
    gap: float | None
    gap_relative: float | None
    status: str
    verdict: str
    note: str
