"""The access indicators: one file each, found without a registry."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache

from twin.access.indicator import AccessIndicator
from twin.tables import JumeauError


@cache
def indicators() -> tuple[AccessIndicator, ...]:
    """Give every access indicator, in display order."""
    package = importlib.import_module("twin.access.catalogue")
    found: dict[str, AccessIndicator] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        for value in vars(importlib.import_module(f"{package.__name__}.{module}")).values():
            if isinstance(value, AccessIndicator):
                found.setdefault(value.id, value)
    return tuple(sorted(found.values(), key=lambda one: (one.order, one.id)))


def find(identifier: str) -> AccessIndicator:
    """Give one indicator by its id.

    Raises
    ------
    JumeauError
        When there is none, with the nearest name.
    """
    known = {indicator.id: indicator for indicator in indicators()}
    if identifier in known:
        return known[identifier]
    near = difflib.get_close_matches(identifier, known, 1, 0.5)
    hint = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
    raise JumeauError(
        "indicateur d'accès",
        f"« {identifier} » inconnu.",
        f"{hint}Indicateurs : {', '.join(known)}.",
    )
