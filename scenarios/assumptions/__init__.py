"""What the model takes for granted and that may turn an answer round: one factor a constant.

Each file holds `Assumption` constants, found without a registry: adding one is writing it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from scenarios.assumptions.assumption import Assumption

__all__ = ["Assumption", "by_id", "catalogue"]


@cache
def catalogue() -> tuple[Assumption, ...]:
    """Give every factor of the model that a study may vary, in alphabetical order of their ids.

    Raises
    ------
    TypeError
        When two constants have the same id.
    """
    found: dict[str, Assumption] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        for value in vars(importlib.import_module(f"{__name__}.{name}")).values():
            if isinstance(value, Assumption) and found.setdefault(value.id, value) is not value:
                raise TypeError(f"two assumptions are called {value.id}")
    return tuple(found[key] for key in sorted(found))


def by_id() -> Mapping[str, Assumption]:
    """Give every factor by its id, in alphabetical order."""
    return {one.id: one for one in catalogue()}
