"""Every choice made once for the shortage list; nothing is tuned on the data."""

from __future__ import annotations

from typing import Final

HORIZONS_MONTHS: Final = (1, 3, 6)
BUDGET: Final = 50
"""Groups that somebody can review: length of the list."""
SPACING_DAYS: Final = 25
"""Least days between two origins (assumed)."""
MOST_TRAIN: Final = 18
"""Most recent training windows kept (assumed)."""
MOST_TESTS: Final = 3
"""Test windows, without overlap (assumed)."""
SLACK: Final = 0.15
"""The file that closes a window may be so far from its end, as a share of it (assumed)."""
FOLDS: Final = 5
"""Folds of substances: a substance is never scored by trees that learnt from it."""
LEAST_EVENTS: Final = 10
"""Fewest new declarations to learn from, or to calibrate a slope on (assumed)."""
HALF_LIFE_DAYS: Final = 365.0
"""A past declaration counts half as much each year, in the rules too (assumed)."""
RESAMPLES: Final = 1000
SEED: Final = 20241122
LEVEL: Final = 0.95
"""Bootstrap by substance, 95 % percentile interval."""
ROUNDS: Final = 150
BOOSTER: Final[dict[str, str | int | float]] = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_depth": 3,
    "eta": 0.05,
    "subsample": 0.8,
    "colsample_bytree": 0.8,
    "min_child_weight": 5,
    "lambda": 1.0,
    "nthread": 1,
    "seed": SEED,
    "verbosity": 0,
}
"""Small, slow trees, as for the risk models of pathways (assumed, not tuned)."""
