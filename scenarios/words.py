"""Did you mean: the known word that is closest to the one written."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


def near(word: str, known: Sequence[str]) -> str:
    """Give "Vouliez-vous dire « ... » ? " when a known word is close, nothing otherwise."""
    close = difflib.get_close_matches(word, known, 1, 0.6)
    return f"Vouliez-vous dire « {close[0]} » ? " if close else ""
