"""What is given to a worker and what it says back: plain values that any executor can carry."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One run: which scenario of the order, which draw of its parameters, which luck."""

    run: int
    draw: int
    replication: int


@dataclass(frozen=True, slots=True)
class Task:
    """One replication of several scenarios and draws, so that their common past is lived once.

    Attributes
    ----------
    order
        File of the order (`scenarios.batch.order`), which says what each run is.
    cells
        Runs, those that share a past together.
    """

    order: str
    cells: tuple[Cell, ...]

    @property
    def key(self) -> str:
        """Give what names the task: same order and same cells, same key."""
        text = f"{self.order} {[(c.run, c.draw, c.replication) for c in self.cells]}"
        return hashlib.sha256(text.encode()).hexdigest()

    def plain(self) -> dict[str, Any]:
        """Give the task in JSON types."""
        return {"order": self.order, "cells": [[c.run, c.draw, c.replication] for c in self.cells]}

    @classmethod
    def of(cls, page: Mapping[str, Any]) -> Task:
        """Read what `plain` gave."""
        return cls(str(page["order"]), tuple(Cell(*cell) for cell in page["cells"]))


@dataclass(frozen=True, slots=True)
class Step:
    """What a worker says: a run is done, or failed, or the task has ended.

    Attributes
    ----------
    key
        The task.
    cell
        The run; None when the message is about the whole task.
    cause
        Why the run failed, or why the task could not be carried out; empty when all is well.
    ended
        Whether nothing more will be said of the task.
    fatal
        Whether no other task could do better (disk full, other code): the batch stops.
    """

    key: str
    cell: Cell | None = None
    cause: str = ""
    ended: bool = False
    fatal: bool = False

    def plain(self) -> dict[str, Any]:
        """Give the step in JSON types."""
        cell = None if self.cell is None else [*_numbers(self.cell)]
        return {"key": self.key, "cell": cell, "cause": self.cause, "ended": self.ended,
                "fatal": self.fatal}  # fmt: skip

    @classmethod
    def of(cls, page: Mapping[str, Any]) -> Step:
        """Read what `plain` gave."""
        cell = None if page["cell"] is None else Cell(*page["cell"])
        return cls(str(page["key"]), cell, str(page["cause"]), bool(page["ended"]),
                   bool(page["fatal"]))  # fmt: skip


def _numbers(cell: Cell) -> tuple[int, int, int]:
    return cell.run, cell.draw, cell.replication
