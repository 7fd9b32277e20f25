"""Every choice made once for all risk models: split, booster, calibration, decision."""

from __future__ import annotations

from typing import Final

TRAIN_SHARE: Final = 0.6
TEST_SHARE: Final = 0.2
"""Shares of the anchors, by date: first 60 % train, next 20 % calibrate, last 20 % test (assumed,
the last fifth as in the published benchmarks of outcome prediction on these logs)."""
LOOKBACK_DAYS: Final = 365
"""History read before an anchor, days (assumed): beyond it, older patients of the log would only
look different because the log began earlier."""
MIN_TRAIN_PATIENTS: Final = 20
MIN_LATER_PATIENTS: Final = 11
"""Least distinct patients with the outcome, and without it, in the training part and in each of
the two others (assumed; 11 is also the smallest count shown)."""
MIN_LEVEL_PATIENTS: Final = 20
"""A value of an attribute becomes a feature only if so many training patients have it."""
MAX_LEVELS: Final = 15
MAX_ACTIVITIES: Final = 60
"""Most frequent values, and activities, turned into features."""
NUMERIC_DISTINCT: Final = 12
"""An attribute written in numbers is a quantity above so many distinct values, else a code."""
ISOTONIC_FROM: Final = 1000
"""Calibration anchors from which isotonic regression is used, Platt's sigmoid below
(Niculescu-Mizil and Caruana 2005, ICML: isotonic overfits under about 1,000 cases)."""
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
    "seed": 20241122,
    "verbosity": 0,
}
"""XGBoost: small, slow trees, the same for every log; nothing is tuned on the data (assumed)."""
RESAMPLES: Final = 2000
BOOTSTRAP_SEED: Final = 11
LEVEL: Final = 0.95
"""Bootstrap by patient, 95 % percentile intervals."""
SHAP_TOLERANCE: Final = 1e-4
"""Largest gap accepted between the sum of the contributions and the margin (log-odds)."""
PSI_WATCH: Final = 0.10
PSI_DRIFT: Final = 0.25
"""Population stability index: usual reading of credit scoring, a convention without theory."""
NOT_FEATURES: Final = frozenset(
    {"sejour", "visite", "concept", "cip", "cp", "commune", "libelle", "lifecycle"}
)
"""Attributes that name a stay, a place or a line, and say nothing of a patient's state."""
DEPRIVATION: Final = ("fdep", "fdep_quintile", "edi", "defavorisation", "deprivation", "quintile")
"""Attributes read as a deprivation index, whatever their case."""
