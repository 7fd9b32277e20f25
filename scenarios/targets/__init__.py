"""The twin beside what was observed: each figure imposed (fitted) or emergent (nothing fitted)."""

from __future__ import annotations

from scenarios.targets.catalogue import TARGETS
from scenarios.targets.fold import TargetFold
from scenarios.targets.table import TargetTable, targets_table
from scenarios.targets.target import Seen, Target, TargetRow

__all__ = ["TARGETS", "Seen", "Target", "TargetFold", "TargetRow", "TargetTable", "targets_table"]
