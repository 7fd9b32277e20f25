"""What an export wrote, and what the format could not hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """The result of an export.

    Attributes
    ----------
    path
        File or folder written.
    format
        `csv`, `csv-fr`, `xes`, `omop` or `rpu`.
    events
        Events of the log that are in it.
    left
        Events of the log that the format cannot hold.
    notes
        French sentences: what is in it in another shape, or not at all.
    """

    path: Path
    format: str
    events: int
    left: int = 0
    notes: tuple[str, ...] = ()
