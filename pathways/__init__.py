"""Care pathways: rebuilt from event logs, with the places where care breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathways.learning.compare import Comparison, compare
    from pathways.learning.learn import learn
    from pathways.learning.model import PathwayModel

__all__ = ["Comparison", "PathwayModel", "compare", "learn"]

_HOMES = {
    "Comparison": "pathways.learning.compare",
    "PathwayModel": "pathways.learning.model",
    "compare": "pathways.learning.compare",
    "learn": "pathways.learning.learn",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for only then: the command line starts without polars."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
