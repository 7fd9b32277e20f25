"""Attributes for screen readers (Dash takes them only as keyword dictionaries)."""

from __future__ import annotations

from typing import Any

HIDDEN: dict[str, Any] = {"aria-hidden": "true"}
"""For a drawing whose content is also said in words."""

CURRENT: dict[str, Any] = {"aria-current": "page"}
"""For the link of the page that is open."""

FRENCH: dict[str, Any] = {"lang": "fr"}
"""For what its author wrote, on a page in English."""


def labelled(text: str) -> dict[str, Any]:
    """Give the name that a screen reader says for a region."""
    return {"aria-label": text}
