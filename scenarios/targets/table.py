"""The table: a year of the reference situation, replicated, beside what was observed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from scenarios.baseline import base_inputs
from scenarios.indicator_rows import within_reach
from scenarios.targets.catalogue import LEFT_OUT, TARGETS
from scenarios.targets.fold import TargetFold
from scenarios.targets.measures import YEAR_DAYS
from scenarios.targets.target import Seen, Target, TargetRow
from twin.contracts import Calendar, TwinInputs
from twin.indicators import Tally
from twin.parameters import Sourced
from twin.parameters.national2026 import PER_1000
from twin.territory import Territory

START = date(2025, 1, 1)
WARMUP_DAYS = 14
REPLICATIONS = 5
SEED = 20260101
INTERVAL = "mc95"
Progress = Callable[[int, int], None]
Values = dict[str, float]


@dataclass(frozen=True, slots=True)
class TargetTable:
    """The rows, and of what they are.

    Attributes
    ----------
    inputs_digest
        Digest of the inputs simulated.
    notes
        What the table leaves out.
    """

    territory: str
    code: str
    vintage: str
    start: str
    days: int
    warmup_days: int
    replications: int
    seed: int
    inputs_digest: str
    rows: tuple[TargetRow, ...]
    notes: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Give the table as JSON values: the same keys in each row, None if missing."""
        return {**asdict(self), "rows": [asdict(row) for row in self.rows],
                "notes": list(self.notes)}  # fmt: skip

    @classmethod
    def of_plain(cls, page: Mapping[str, Any]) -> TargetTable:
        """Give the table that `plain` gave."""
        rows = tuple(TargetRow(**row) for row in page["rows"])
        return cls(**{**page, "rows": rows, "notes": tuple(page["notes"])})


def targets_table(
    territory: Territory,
    *,
    days: int = YEAR_DAYS,
    replications: int = REPLICATIONS,
    seed: int = SEED,
    start: date = START,
    warmup_days: int = WARMUP_DAYS,
    workers: int | None = None,
    progress: Progress | None = None,
) -> TargetTable:
    """Simulate the reference situation and put each target beside what was observed.

    Parameters
    ----------
    days
        Measured days; a year, unless to try: with fewer the season is in the figures.
    workers
        Threads; all the cores by default.
    progress
        Called with (done, total) after each replication.
    """
    from twin.engine.run import warm_up_compiler

    inputs = base_inputs(territory)
    warm_up_compiler(inputs, start)
    if progress:
        progress(0, replications)
    found: dict[int, Values] = {}
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        waiting = {
            pool.submit(_replicate, inputs, start, days, warmup_days, seed, r): r
            for r in range(1, replications + 1)
        }
        for future in as_completed(waiting):
            found[waiting[future]] = future.result()
            if progress:
                progress(len(found), replications)
    series = [found[r] for r in sorted(found)]
    rows = tuple(
        row_of(one, [values[one.id] for values in series if one.id in values])
        for one in (for_territory(target, territory) for target in TARGETS)
    )
    short = (f"Jours simulés : {days} ; la saison reste dans les chiffres.",)
    notes = (*(short if days < YEAR_DAYS else ()), *LEFT_OUT)
    return TargetTable(
        territory.name, territory.code, territory.vintage, start.isoformat(), days, warmup_days,
        replications, seed, inputs.digest(), rows, notes,
    )  # fmt: skip


def _replicate(
    inputs: TwinInputs, start: date, days: int, warmup_days: int, seed: int, replication: int
) -> Values:
    """Run one replication; give each target that has something to count."""
    from twin.engine.run import run

    first = start - timedelta(days=warmup_days)
    calendar = Calendar.of(first, warmup_days + days, inputs.territory.code)
    fold = TargetFold(inputs.territory, calendar, warmup_days)
    tally = Tally(inputs, calendar, warmup_days)
    run(inputs, start=start, days=days, warmup_days=warmup_days, seed=seed,
        replication=replication, observers=(fold, tally))  # fmt: skip
    seen = Seen(fold, tally, inputs.territory.inhabitants)
    values = {t.id: float(t.measure(seen)) for t in TARGETS if t.measure is not None}
    return {key: value for key, value in values.items() if value == value}


def for_territory(target: Target, territory: Territory) -> Target:
    """Give a target with the territory's own observed figure where there is one.

    Visits: those that its sites declare when all do, else those of its region, else of France.
    """
    own = target.by_region.get(territory.code, target.observed)
    sites = territory.own("hospital")
    declared = [f.visits_year for f in sites if f.visits_year]
    if target.by_region and sites and len(declared) == len(sites) and territory.inhabitants:
        own = Sourced(
            "observed_visits_declared", 1000 * sum(declared) / territory.inhabitants, PER_1000,
            "Passages déclarés par les sites / population du territoire", "measured",
            f"Passages déclarés, {territory.name}",
        )  # fmt: skip
    return replace(target, observed=own)


def row_of(target: Target, values: list[float]) -> TargetRow:
    """Give the row of a target from its value in each replication."""
    from scipy.special import stdtrit

    mean = float(np.mean(values)) if values else None
    low = high = None
    if mean is not None and len(values) > 1:
        n = len(values)
        half = float(stdtrit(n - 1, 0.975) * np.std(values, ddof=1) / np.sqrt(n))
        bounds = (min(values), max(values))
        low, high = within_reach(target.id, target.unit, mean - half, mean + half, *bounds)
    seen = target.observed
    limits = target.source_range.series if target.source_range else (None, None)
    comparable = mean is not None and seen is not None and target.relation != "not_comparable"
    gap = mean - seen.number if mean is not None and seen is not None and comparable else None
    status = _status(target, mean, gap)
    if status == "bound_met":
        gap = None
    row = TargetRow(
        id=target.id, label=target.label, unit=target.unit, tag=target.tag, why=target.why,
        simulated=mean, low=low, high=high, interval=INTERVAL,
        observed=seen.number if seen else None, observed_low=limits[0], observed_high=limits[1],
        observed_label=seen.label if seen else "", source=seen.source if seen else "",
        source_status=seen.status if seen else "", relation=target.relation, gap=gap,
        gap_relative=gap / seen.number if gap is not None and seen and seen.number else None,
        status=status, verdict="", note=target.note,
    )  # fmt: skip
    # Words of the screen: a worker computes the table's figures and shows none.
    from scenarios.targets.words import verdict

    return replace(row, verdict=verdict(row))


def _status(target: Target, mean: float | None, gap: float | None) -> str:
    if target.measure is None:
        return "not_simulated"
    if mean is None:
        return "nothing_to_count"
    if target.observed is None:
        return "no_source"
    if gap is None:
        return "not_comparable"
    if target.relation != "equal":
        met = gap >= 0 if target.relation == "at_least" else gap <= 0
        return "bound_met" if met else "bound_missed"
    if target.source_range:
        low, high = target.source_range.series
        return "in_range" if low <= mean <= high else "gap"
    return "gap"
