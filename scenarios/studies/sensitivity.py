"""Which factors decide: Morris screening, then Sobol indices of those kept, with a tornado.

Everything is read on the paired difference of the decision indicator, never on its level: what
moves reference and policy alike decides nothing.

References
----------
Morris, Technometrics 33, 1991, with mu* of Campolongo, Cariboni and Saltelli, Environmental
Modelling & Software 22, 2007. Sobol indices: Saltelli et al., Computer Physics Communications 181,
2010. Both by SALib (Iwanaga, Usher and Herman, Socio-Environmental Systems Modelling 4, 2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from scenarios.studies.figure import Floats, Mean, mean_of
from scenarios.studies.surface import Surface

Ranges = Mapping[str, tuple[float, float]]
LEVELS = 4
NEGLIGIBLE = 0.1
"""A factor goes on to Sobol when its mu*, upper end, reaches this share of the largest mu*."""
RESAMPLES = 1000


class Sensitivity(BaseModel):
    """How far to look for the factors that decide."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trajectories: int = Field(
        10, strict=True, ge=2, le=1000, description="Trajectoires de Morris (4 à 20 en général)."
    )
    keep: int = Field(5, strict=True, ge=1, le=20, description="Facteurs gardés, au plus.")
    size: int = Field(
        64, strict=True, ge=4, le=2**16,
        description="Points de base de Sobol (puissance de 2) ; coût : size × (facteurs + 2).",
    )  # fmt: skip
    replications: int = Field(
        5, strict=True, ge=1, le=10_000, description="Réplications de chaque point."
    )
    seed: int = Field(1, strict=True, ge=1, lt=2**32, description="Graine des plans.")


@dataclass(frozen=True, slots=True)
class Screened:
    """What Morris says of one factor.

    Attributes
    ----------
    mu, mu_star, sigma
        Mean effect of the whole range, mean of its absolute value, spread (interaction or bend),
        in the unit of the indicator.
    error
        Half-width of the 95 % bootstrap interval of mu*.
    kept
        Whether it goes on to Sobol.
    """

    path: str
    mu: float
    mu_star: float
    sigma: float
    error: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Index:
    """Sobol indices of one factor: alone (`first`), with its interactions (`total`).

    Attributes
    ----------
    first_error, total_error
        Half-widths of the 95 % bootstrap intervals.
    """

    path: str
    first: float
    first_error: float
    total: float
    total_error: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the tornado: the difference with one factor at its ends, the others central.

    Attributes
    ----------
    at_low, at_high
        Paired difference, policy - reference, at each end.
    move_low, move_high
        What each end adds to the central difference, paired replication by replication.
    """

    path: str
    low: float
    high: float
    at_low: Mean
    at_high: Mean
    move_low: Mean
    move_high: Mean

    @property
    def reach(self) -> float:
        """Give the larger of the two moves, in absolute value."""
        return max(abs(self.move_low.mean), abs(self.move_high.mean))


@dataclass(frozen=True, slots=True)
class Indices:
    """Sobol indices, and how much of the variance seen is simulation noise.

    Attributes
    ----------
    noise
        Share of the variance between points that the replications' noise explains (0 to 1).
    runs
        Points evaluated.
    """

    rows: tuple[Index, ...]
    noise: float
    runs: int

    @property
    def text(self) -> str:
        """Give the reservation on noise, in French."""
        if self.noise != self.noise:
            return "Bruit de simulation non mesuré : une seule réplication par point."
        share = f"{100 * self.noise:.0f}\u00a0%"
        if self.noise > NEGLIGIBLE:
            return (
                f"Bruit de simulation : {share} de la variance entre points ; augmentez les "
                "réplications avant de lire les petits indices."
            )
        return f"Bruit de simulation : {share} de la variance entre points."


def screen(evaluate: Surface, ranges: Ranges, asked: Sensitivity) -> tuple[Screened, ...]:
    """Screen factors by Morris, largest mu* first, and mark those worth a Sobol analysis."""
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as design

    problem = _problem(ranges)
    points = design.sample(problem, asked.trajectories, num_levels=LEVELS, seed=asked.seed)
    heights = evaluate(_points(ranges, points)).mean(axis=1)
    found = analysis.analyze(
        problem, points, heights, num_levels=LEVELS, num_resamples=RESAMPLES, seed=asked.seed
    )
    columns = [np.asarray(found[key], float) for key in ("mu", "mu_star", "sigma", "mu_star_conf")]
    order = np.argsort(-columns[1], kind="stable")
    least = NEGLIGIBLE * float(columns[1].max())
    names = list(ranges)
    rows = []
    for place, i in enumerate(order):
        mu, mu_star, sigma, error = (float(column[i]) for column in columns)
        kept = place < asked.keep and mu_star > 0 and mu_star + error >= least
        rows.append(Screened(names[i], mu, mu_star, sigma, error, kept))
    return tuple(rows)


def sobol(evaluate: Surface, ranges: Ranges, asked: Sensitivity) -> Indices:
    """Give the first and total Sobol indices of each factor over its range (uniform)."""
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as design

    problem = _problem(ranges)
    size = 2 ** int(np.ceil(np.log2(asked.size)))
    points = design.sample(problem, size, calc_second_order=False, seed=asked.seed)
    cells = evaluate(_points(ranges, points))
    heights = cells.mean(axis=1)
    if np.ptp(heights) == 0:
        flat = tuple(Index(name, 0.0, 0.0, 0.0, 0.0) for name in ranges)
        return Indices(flat, 0.0, len(points))
    found = analysis.analyze(
        problem, heights, calc_second_order=False, num_resamples=RESAMPLES, seed=asked.seed
    )
    keys = ("S1", "S1_conf", "ST", "ST_conf")
    rows = tuple(
        Index(name, *(float(found[key][i]) for key in keys)) for i, name in enumerate(ranges)
    )
    return Indices(rows, noise_share(cells), len(points))


def tornado(
    evaluate: Surface, ranges: Ranges, centre: Mapping[str, float]
) -> tuple[Mean, tuple[Bar, ...]]:
    """Move one factor at a time to each end of its range, the others at their centre.

    Returns
    -------
    tuple
        The central difference, then the bars, longest first.
    """
    ends = [(name, end) for name, pair in ranges.items() for end in pair]
    points = [dict(centre), *({**centre, name: end} for name, end in ends)]
    cells = evaluate(points)
    bars = []
    for rank, (name, (low, high)) in enumerate(ranges.items()):
        below, above = cells[1 + 2 * rank], cells[2 + 2 * rank]
        bars.append(
            Bar(
                name, low, high, mean_of(below), mean_of(above),
                mean_of(below - cells[0]), mean_of(above - cells[0]),
            )
        )  # fmt: skip
    return mean_of(cells[0]), tuple(sorted(bars, key=lambda bar: -bar.reach))


def noise_share(cells: Floats) -> float:
    """Give the share of the variance between points that replications' noise explains.

    Points share their luck: what a replication adds to all alike moves no index, and the noise is
    the point by replication interaction (as in `scenarios.paired.parameter_means`).
    """
    points, replications = cells.shape
    if points < 2 or replications < 2:
        return float("nan")
    means = cells.mean(axis=1)
    residual = cells - means[:, None] - cells.mean(axis=0)[None, :] + cells.mean()
    noise = float((residual**2).sum()) / ((points - 1) * (replications - 1)) / replications
    seen = float(means.var(ddof=1))
    return min(1.0, noise / seen) if seen > 0 else 0.0


def plain_sensitivity(
    screened: Sequence[Screened], indices: Indices | None, bars: Sequence[Bar]
) -> dict[str, Any]:
    """Give the three analyses as JSON values, the same keys in each row."""
    return {
        "screening": [
            {"path": s.path, "mu": s.mu, "mu_star": s.mu_star, "sigma": s.sigma,
             "error": s.error, "kept": s.kept}
            for s in screened
        ],
        "sobol": [
            {"path": i.path, "first": i.first, "first_error": i.first_error, "total": i.total,
             "total_error": i.total_error}
            for i in (indices.rows if indices else ())
        ],
        "noise": None if indices is None or indices.noise != indices.noise else indices.noise,
        "tornado": [
            {"path": b.path, "low": b.low, "high": b.high, "at_low": b.at_low.plain(),
             "at_high": b.at_high.plain(), "move_low": b.move_low.plain(),
             "move_high": b.move_high.plain()}
            for b in bars
        ],
    }  # fmt: skip


def _problem(ranges: Ranges) -> dict[str, Any]:
    return {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [list(pair) for pair in ranges.values()],
    }


def _points(ranges: Ranges, rows: Floats) -> list[dict[str, float]]:
    return [dict(zip(ranges, map(float, row), strict=True)) for row in rows]
