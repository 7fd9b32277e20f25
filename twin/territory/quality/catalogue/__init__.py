"""The checks of quality, found without a registry: every `Check` of every file here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from twin.territory.quality.check import CATEGORIES, Check


@cache
def checks() -> tuple[Check, ...]:
    """Give every check, category by category, in the order of the files.

    Raises
    ------
    ValueError
        When two checks have the same id.
    """
    found: list[Check] = []
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        page = importlib.import_module(f"{__name__}.{module}")
        for value in vars(page).values():
            found += [value] if isinstance(value, Check) else []
            if isinstance(value, tuple):
                found += [one for one in value if isinstance(one, Check)]
    ids = [one.id for one in found]
    if len(set(ids)) != len(ids):
        raise ValueError(f"two checks with one id: {sorted(i for i in ids if ids.count(i) > 1)}")
    order = list(CATEGORIES)
    return tuple(sorted(found, key=lambda one: order.index(one.category)))
