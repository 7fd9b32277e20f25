"""Progress for a machine: a small JSON file, whole at any moment, that a page may read."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

PROGRESS = "JUMEAU_PROGRESS"
"""Environment variable that names the file; nothing is written without it."""
EVERY_S = 0.5


def asked() -> ProgressFile | None:
    """Give the file that the environment asks for."""
    named = os.environ.get(PROGRESS)
    return ProgressFile(Path(named)) if named else None


@dataclass
class ProgressFile:
    """What is done of what there is to do, and since when (seconds of the Unix clock).

    The file holds `done`, `total`, `started` (first report), `first` (end of the first task,
    None before) and `updated`: what a reader needs to say how long is left.
    """

    path: Path
    _started: float = 0.0
    _first: float | None = None
    _origin: int = 0
    _written: float = field(default=0.0)

    def report(self, done: int, total: int) -> None:
        """Write where the work stands, at most twice a second but always at the end."""
        now = time.time()
        if not self._started:
            self._started, self._origin = now, done
        if self._first is None and done > self._origin:
            self._first, self._origin = now, done
        if done < total and done > 0 and now - self._written < EVERY_S:
            return
        self._written = now
        page = {"format": 1, "done": done, "total": total, "started": self._started,
                "first": self._first, "first_done": self._origin, "updated": now}  # fmt: skip
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        try:
            temporary.write_text(json.dumps(page), encoding="utf-8")
            temporary.replace(self.path)
        except OSError:
            temporary.unlink(missing_ok=True)  # progress is never worth a study
