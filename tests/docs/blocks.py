"""The fenced blocks of the documentation, found in the Markdown sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [ROOT / "README.md", *(p for p in (ROOT / "docs").rglob("*.md") if "_" not in p.parts[-2][:1])]
)
FENCE = re.compile(r"^ {0,3}(`{3,}|:{3,})(.*)$")


@dataclass(frozen=True)
class Block:
    """One fenced block: where it is, its language, the rest of its info string, its text."""

    page: Path
    line: int
    language: str
    argument: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}, line {self.line}"


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> list[Block]:
    """Give the fenced blocks of a page in order (directives too: language "{name}")."""
    found, opened, body = [], None, []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if opened is None:
            if fence:
                language, _, argument = fence[2].strip().partition(" ")
                opened, body = (number, fence[1], language, argument.strip()), []
        elif fence and fence[1].startswith(opened[1]) and not fence[2].strip():
            first, _, language, argument = opened
            found.append(Block(page, first, language, argument, "\n".join(body) + "\n"))
            opened = None
        else:
            body.append(line)
    assert opened is None, f"{name_of(page)}: fence of line {opened[0]} never closed"
    return found


def prose(page: Path) -> str:
    """Give a page without its fenced blocks, inline code, comments, addresses and tables' rules."""
    kept, closing = [], ""
    for line in page.read_text(encoding="utf-8").splitlines():
        fence = FENCE.match(line)
        if closing:
            closing = "" if fence and fence[1].startswith(closing) else closing
        elif fence:
            closing = fence[1]
        else:
            kept.append(line)
    text = "\n".join(kept)
    text = re.sub(r"<!--.*?-->|`[^`\n]*`|\]\([^)\n]*\)", "", text, flags=re.DOTALL)
    return "\n".join(line for line in text.splitlines() if not re.fullmatch(r"[\s|:-]+", line))
