"""Open a log, whatever file holds it: ours, or a raw file whose columns are recognised."""

from __future__ import annotations

from pathlib import Path

from twin.contracts.events import EventLog, read_log


def open_log(path: Path, *, public: bool = False) -> EventLog:
    """Open an event log."""
    log = read_log(path)
    return log
