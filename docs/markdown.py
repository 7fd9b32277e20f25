"""Small pieces of Markdown in French: tables, numbers, no-break spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

NO_BREAK = "\u00a0"


def typeset(french: str) -> str:
    """Set French punctuation with no-break spaces; inline code is left as it is."""
    parts = re.split(r"(`[^`]*`)", french)
    return "".join(p if p.startswith("`") else _no_breaks(p) for p in parts)


def _no_breaks(text: str) -> str:
    text = re.sub(r" ([:;?!%»])(?!-)", NO_BREAK + r"\1", text)
    return re.sub(r"« ", "«" + NO_BREAK, text)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a Markdown table; the cells hold no line break and no bar."""
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [" | ".join(_cell(c) for c in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def _cell(value: object) -> str:
    text = re.sub(r"\s+", " ", str(value)).strip().replace("|", "\\|").replace("*", "\\*")
    return typeset(text.replace("<", "&lt;")) or "–"


def number(value: float | tuple[float, ...]) -> str:
    """Give a value as French readers write it; long series are given whole."""
    values = value if isinstance(value, tuple) else (value,)
    return " · ".join(f"{v:.6g}".replace(".", ",") for v in values)
