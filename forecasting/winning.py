"""Whether a forecast beat the plain rules in a backtest, with the doubt that is left.

Errors of neighbouring origins go together: the difference of error is drawn again by blocks of
origins (circular block bootstrap, Politis and Romano 1992, in LePage and Billard, Exploring the
limits of bootstrap, Wiley, 263-270). Its spread is read on a Student law with one degree less than
blocks, and the level is shared out among the rules (Bonferroni).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from forecasting.backtest import Backtest
from forecasting.rolling import RULES
from twin.contracts.forecasts import Floats

DRAWS, SEED = 2000, 20_261_122
ALPHA = 0.05
LEAST_BLOCKS = 5
"""Blocks under which nothing is concluded (assumed)."""

Verdict = Literal["forecast", "rule", "unclear", "few"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Error of the forecast minus that of one rule, on the same points.

    Attributes
    ----------
    rule
        Name of the rule.
    difference, low, high
        Difference of MASE (below zero: the forecast is better) and its interval; not numbers
        where there are too few blocks.
    """

    rule: str
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who won.

    Attributes
    ----------
    verdict
        `forecast`: better than every rule; `rule`: one rule is better; `unclear`: neither can be
        told; `few`: too few independent blocks of origins to tell anything.
    best
        Rule of the smallest error on these points (chosen afterwards, which favours it).
    gaps
        Each rule.
    blocks
        Independent blocks of origins, about.
    """

    verdict: Verdict
    best: str
    gaps: tuple[Gap, ...]
    blocks: int

    def json(self) -> dict[str, Any]:
        """Give it for other programs."""
        return {
            "verdict": self.verdict,
            "best_rule": self.best,
            "blocks": self.blocks,
            "level": 1 - ALPHA,
            "gaps": [
                {"rule": g.rule, "difference": _finite(g.difference), "low": _finite(g.low),
                 "high": _finite(g.high)}
                for g in self.gaps
            ],
        }  # fmt: skip


def outcome(found: Backtest, series: int | None = None) -> Outcome:
    """Say whether the forecast beat the plain rules.

    Parameters
    ----------
    series
        Rank of one series; None: all together.
    """
    kept = found.scored()
    if series is not None:
        one = np.zeros(kept.shape, bool)
        one[:, series] = True
        kept = kept & one
    rules = RULES[found.frequency]
    own = _errors(found, found.expected, kept)
    block = _block(found)
    blocks = len(found.origins) // block
    gaps, means = [], {}
    for rule in rules:
        errors = _errors(found, found.points[rule], kept)
        means[rule] = float(np.nanmean(errors)) if np.isfinite(errors).any() else np.inf
        gaps.append(_gap(rule, own - errors, block, blocks, ALPHA / len(rules)))
    best = min(means, key=lambda name: means[name])
    return Outcome(_verdict(gaps, blocks), best, tuple(gaps), blocks)


def _verdict(gaps: list[Gap], blocks: int) -> Verdict:
    if blocks < LEAST_BLOCKS or not all(np.isfinite(g.low) for g in gaps):
        return "few"
    if all(g.high < 0 for g in gaps):
        return "forecast"
    return "rule" if any(g.low > 0 for g in gaps) else "unclear"


def _errors(found: Backtest, points: Floats, kept: npt.NDArray[np.bool_]) -> Floats:
    """Give absolute errors in mean seasonal changes, not a number where not scored."""
    errors = np.abs(found.actual - points) / found.scale[None, :, None]
    return np.where(kept, errors, np.nan)


def _block(found: Backtest) -> int:
    """Give how many origins go together: those whose periods ahead overlap, or enough anyway.

    Twice the cube root of their number: measured on errors of autocorrelation 0.6, a tie is then
    taken for a win in 6 % of cases (10 % with the cube root alone).
    """
    count, horizon = len(found.origins), int(found.actual.shape[2])
    step = int(np.median(np.diff(found.origins))) if count > 1 else 1
    overlap = -(-horizon // max(step, 1))
    longest: int = max(overlap, round(2 * count ** (1 / 3)), 1)
    return longest


def _gap(rule: str, apart: Floats, block: int, blocks: int, alpha: float) -> Gap:
    from scipy.stats import t

    known = np.isfinite(apart)
    total, count = np.where(known, apart, 0.0).sum(axis=(1, 2)), known.sum(axis=(1, 2))
    if not count.sum():
        return Gap(rule, np.nan, np.nan, np.nan)
    difference = float(total.sum() / count.sum())
    if blocks < LEAST_BLOCKS:
        return Gap(rule, difference, np.nan, np.nan)
    rng = np.random.default_rng(SEED)
    origins = len(total)
    starts = rng.integers(0, origins, (DRAWS, -(-origins // block)))
    rank = (starts[:, :, None] + np.arange(block)) % origins
    rank = rank.reshape(DRAWS, -1)[:, :origins]
    # Origins without a point weigh nothing.
    drawn = total[rank].sum(axis=1) / np.maximum(count[rank].sum(axis=1), 1)
    half = float(t.ppf(1 - alpha / 2, blocks - 1)) * float(drawn.std(ddof=1))
    return Gap(rule, difference, difference - half, difference + half)


def _finite(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None
