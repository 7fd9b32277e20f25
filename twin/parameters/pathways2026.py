"""Probabilities and durations of emergency care, part by part.

`pathways_calls2026`: from the call to the door; `pathways_ed2026`: inside the emergency department;
`pathways_wards2026` and `pathways_stays2026`: hospital stays and what follows them.
"""

from __future__ import annotations

from twin.parameters.pathways_calls2026 import DEPARTURE

__all__ = ["DEPARTURE"]
