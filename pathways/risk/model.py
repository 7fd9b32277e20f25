"""A risk model: the columns it reads, its trees, its calibration."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.breaks.rule import Rule
from pathways.risk.booster import Trees
from pathways.risk.calibration import Calibration
from pathways.risk.encoding import Encoding, Matrix
from pathways.risk.reasons import own_reasons
from twin.contracts.events import EventLog

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """A model that gives the probability of an outcome from what is known at an anchor.

    Attributes
    ----------
    target
        Name of the rule or target.
    target_sha256
        Of its whole content: another definition is another model.
    encoding, trees, calibration
        The three steps.
    """

    target: str
    target_sha256: str
    encoding: Encoding
    trees: Trees
    calibration: Calibration

    def chance(self, table: Matrix) -> Floats:
        """Give the calibrated probability of the outcome."""
        return self.calibration.probability(self.trees.margin(table))

    def scores(self, log: EventLog, anchors: pl.DataFrame) -> pl.DataFrame:
        """Give the probability of each anchor and its main reasons: individual data."""
        table = self.encoding.table(log, anchors)
        parts, _ = self.trees.parts(table)
        return anchors.select("row", "patient", "case", "time").with_columns(
            risk=self.chance(table),
            reasons=pl.Series(
                ["\u202f; ".join(r) for r in own_reasons(parts, table, self.encoding.features)],
                dtype=pl.String,
            ),
        )


def digest_of(rule: Rule) -> str:
    """Give the sha256 of what a target says."""
    return hashlib.sha256(rule.model_dump_json().encode()).hexdigest()
