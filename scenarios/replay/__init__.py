"""Run a stored result again from its manifest, and say whether the same figures come out."""

from __future__ import annotations

from scenarios.replay.again import Replay, replay
from scenarios.replay.origin import Difference, Origin, differences, origin_of

__all__ = ["Difference", "Origin", "Replay", "differences", "origin_of", "replay"]
