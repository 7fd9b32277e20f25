"""The kinds of events of the kernel; at the same millisecond, a lower kind comes first."""

from __future__ import annotations

import numpy as np

(NEED, CALL_END, REGULATION_END, UNIT_ON_SCENE, SCENE_END, DOOR_BY_UNIT, DOOR_BY_OWN, TRIAGE_END,
 FIRST_END, EXAMS_END, DECISION_END, BED_END, PATIENCE_END, UNIT_BACK) = (
    np.int64(kind) for kind in range(14))  # fmt: skip
