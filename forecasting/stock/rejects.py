"""Rows that could not be used: each one is told, none is lost in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reject:
    """One row refused, and why (French)."""

    file: str
    line: int
    value: str
    reason: str


@dataclass(slots=True)
class Rejects:
    """The rows refused of every file, and how many rows were read and kept."""

    rows: list[Reject] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)

    def add(self, path: Path, line: int, value: str, reason: str) -> None:
        """Refuse a row."""
        self.rows.append(Reject(path.name, line, value[:80], reason))

    def of(self, path: Path) -> list[Reject]:
        """Give the rows refused of one file."""
        return [row for row in self.rows if row.file == path.name]

    def by_reason(self) -> dict[tuple[str, str], int]:
        """Count the rows refused, by file and reason, most frequent first."""
        counts: dict[tuple[str, str], int] = {}
        for row in self.rows:
            counts[row.file, row.reason] = counts.get((row.file, row.reason), 0) + 1
        return dict(sorted(counts.items(), key=lambda item: -item[1]))
