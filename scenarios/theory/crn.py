"""What sharing the patients' luck is worth: paired against independent runs, lever by lever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from scenarios.baseline import base_inputs
from scenarios.lever import build
from scenarios.theory.department import department
from scenarios.theory.effort import Effort
from scenarios.theory.simulate import each
from twin.contracts import Calendar, DemandChange, TwinInputs
from twin.engine.run import run
from twin.indicators import Indicator, Tally, catalogue
from twin.territory import Territory

WANTED = 5.0
DEPARTMENT = "22"
START, WARMUP_DAYS, SEED = date(2026, 1, 12), 7, 2026
STAY, BED = "ed_stay_median", "ed_boarding_mean"
SITE, SMALL_SITE = "220000012", "220000343"
NIGHT = {"from": "20:00", "until": "08:00"}


@dataclass(frozen=True, slots=True)
class Gain:
    """How much less noisy a paired difference is.

    Attributes
    ----------
    lever, figure
        What was changed, what was looked at, in French.
    difference
        Mean paired difference, policy - base.
    paired_variance, independent_variance
        Of the difference of one replication: as simulated; if the two runs shared nothing (the sum
        of both variances).
    replications
        How many pairs.
    asked
        Whether the lever must reach `WANTED`; the others are shown because decisions on them need
        more replications.
    """

    lever: str
    figure: str
    difference: float
    paired_variance: float
    independent_variance: float
    replications: int
    asked: bool = True

    @property
    def ratio(self) -> float:
        """Give how many times more replications independent runs would need."""
        if self.paired_variance == 0:
            return float("inf")
        return self.independent_variance / self.paired_variance

    @property
    def agrees(self) -> bool:
        """Say whether the gain is as large as asked."""
        return not self.asked or self.ratio >= WANTED


@dataclass(frozen=True, slots=True)
class _Policy:
    """A policy: its French name, what it does, the figure meant, whether the gain is asked."""

    name: str
    apply: Callable[[TwinInputs], TwinInputs]
    figure: str
    asked: bool = True


def _policies() -> tuple[_Policy, ...]:
    def lever(**table: object) -> Callable[[TwinInputs], TwinInputs]:
        said = table | {"reason": "hasard partagé", "source": "essai"}
        return lambda base: build(said).resolve().starting(START).apply(base)

    last = START + timedelta(days=80)
    wave = DemandChange((), 1.1, START, last, 0)
    return (
        _Policy("suspend-ed : Guingamp fermé la nuit",
                lever(kind="suspend-ed", site=SMALL_SITE, **NIGHT), STAY),
        _Policy("add-staffed-beds : 10 lits à Saint-Brieuc",
                lever(kind="add-staffed-beds", site=SITE, beds=10), BED),
        _Policy("regulated-access : Guingamp régulé la nuit",
                lever(kind="regulated-access", site=SMALL_SITE, end=last, **NIGHT), STAY),
        _Policy("demande + 10 % (pour information)",
                lambda base: base.with_changes(wave), STAY, asked=False),
    )  # fmt: skip


def gains(effort: Effort) -> list[Gain]:
    """Measure the gain of common random numbers on one department of the pilot."""
    base = base_inputs(department(Territory.pilot(), DEPARTMENT))
    wanted = {one.id: one for one in catalogue() if one.id in (STAY, BED)}
    before = _figures(base, wanted, effort)
    found = []
    for policy in _policies():
        other = _figures(policy.apply(base), wanted, effort)[policy.figure]
        usual, figure = before[policy.figure], wanted[policy.figure]
        gap = other - usual
        found.append(
            Gain(
                policy.name, f"{figure.label} ({figure.unit})", float(gap.mean()),
                float(gap.var(ddof=1)), float(other.var(ddof=1) + usual.var(ddof=1)),
                len(gap), policy.asked,
            )
        )  # fmt: skip
    return found


def _figures(
    inputs: TwinInputs, wanted: Mapping[str, Indicator], effort: Effort
) -> dict[str, npt.NDArray[np.float64]]:
    """Give the indicators wanted of each replication, over the whole department."""
    days, first = effort.crn_days, START - timedelta(days=WARMUP_DAYS)
    calendar = Calendar.of(first, WARMUP_DAYS + days, inputs.territory.code)

    def one(replication: int) -> list[float]:
        tally = Tally(inputs, calendar, WARMUP_DAYS)
        run(inputs, start=START, days=days, warmup_days=WARMUP_DAYS, seed=SEED,
            replication=replication, observers=[tally])  # fmt: skip
        return [indicator.compute(tally)[0][2] for indicator in wanted.values()]

    values = np.array(each(one, range(effort.crn_replications), inputs))
    return dict(zip(wanted, values.T, strict=True))
