"""The kinds of events of the kernel; at the same millisecond, a lower kind comes first."""

from __future__ import annotations

import numpy as np

(NEED, BACK_AGAIN, GP_END, RECALL, CALL_END, REGULATION_END, UNIT2_ON_SCENE, UNIT_ON_SCENE,
 SCENE_END, DOOR_BY_UNIT, DOOR_BY_OWN, TRIAGE_END, FIRST_END, CARE_END, EXAMS_END, DECISION_END,
 UHCD_END, BED_ASKED, TEAM_READY, TRANSFER_END, PLANNED_DUE, BED_END, HANG_UP, HANDOVER_DUE,
 PATIENCE_END, UNIT_BACK, SUPPLY_END) = (np.int64(kind) for kind in range(27))  # fmt: skip
