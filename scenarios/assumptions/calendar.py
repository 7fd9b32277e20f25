"""What becomes of patients whose door is already closed in the territory's own calendar."""

from __future__ import annotations

from dataclasses import replace

from scenarios.assumptions.assumption import RANGE, Assumption
from twin.contracts import AccessChange, TwinInputs


def _lost(inputs: TwinInputs, value: float) -> TwinInputs:
    """Multiply the share that renounces at the doors closed by the territory's calendar.

    The other shares keep their proportions: they still add up to 1. Shares of the levers are not
    touched: a lever's own values are varied by its paths (`lever.1.share_lost`).
    """
    timeline = tuple(
        _with_lost(one, value) if isinstance(one, AccessChange) else one for one in inputs.timeline
    )
    same = all(new is old for new, old in zip(timeline, inputs.timeline, strict=True))
    return inputs if same else replace(inputs, timeline=timeline)


def _with_lost(change: AccessChange, value: float) -> AccessChange:
    lost = min(1.0, change.share_lost * value)
    kept = 1.0 - change.share_lost
    if lost == change.share_lost or kept <= 0:
        return change
    scale = (1.0 - lost) / kept
    return replace(
        change,
        share_lost=lost,
        share_gp=change.share_gp * scale,
        share_other=change.share_other * scale,
        share_anyway=change.share_anyway * scale,
        share_call=change.share_call * scale,
    )


CALENDAR_LOST = Assumption(
    "calendar_lost", "Renoncement aux portes déjà fermées ou régulées du territoire", "x",
    0.0, 1.0, 2.0, "assumed", f"{RANGE} : devenir des patients non suivi", _lost,
)  # fmt: skip
