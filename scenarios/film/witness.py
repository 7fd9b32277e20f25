"""What is seen of a run besides its indicators: the filmed day, and the observed targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.film.files import (
    DRAW,
    REPLICATION,
    write_details,
    write_film,
    write_targets,
)
from scenarios.film.film import Film
from scenarios.film.fold import FilmFold, film_day
from scenarios.targets import TARGETS, Seen, TargetFold
from twin.contracts import Calendar, EventBlock, TwinInputs
from twin.contracts.checkpoint import Fold
from twin.indicators import Tally
from twin.indicators.details import details

TARGETS_OF, FILM_OF = "targets.", "film."


@dataclass(frozen=True, slots=True)
class Beside:
    """What a replication leaves beside its indicators.

    Attributes
    ----------
    film
        The filmed day, of the first replication only.
    targets
        Value of each target that has something to count.
    details
        Indicators by hour, department and cause.
    """

    film: Film | None = None
    targets: dict[str, float] = field(default_factory=dict)
    details: pd.DataFrame | None = None

    def write(self, folder: Path, replication: int) -> list[str]:
        """Put it in the folder of the run; give the names of the files."""
        names: list[str] = []
        if self.film is not None:
            names += write_film(folder, self.film)
        if self.targets:
            names.append(write_targets(folder, replication, self.targets))
        if self.details is not None:
            names.append(write_details(folder, replication, self.details))
        return names


class Witness:
    """Folds the blocks of a replication at the central values of the parameters.

    Parameters
    ----------
    measure_from_day
        First measured day.
    """

    def __init__(
        self, inputs: TwinInputs, calendar: Calendar, measure_from_day: int, replication: int
    ) -> None:
        self._inhabitants = inputs.territory.inhabitants
        self._targets = TargetFold(inputs.territory, calendar, measure_from_day)
        self._film: FilmFold | None = None
        if replication == REPLICATION:
            self._film = FilmFold(inputs, calendar, film_day(calendar, measure_from_day))
        self._seen = False

    @classmethod
    def of(
        cls,
        inputs: TwinInputs,
        calendar: Calendar,
        measure_from_day: int,
        draw: int,
        replication: int,
    ) -> Witness | None:
        """Give a witness of a replication, None for draws of uncertain parameters."""
        return cls(inputs, calendar, measure_from_day, replication) if draw == DRAW else None

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in."""
        self._seen = True
        self._targets.observe(block)
        if self._film is not None:
            self._film.observe(block)

    def saved(self) -> dict[str, npt.NDArray[Any]]:
        """Give what the days seen so far have left (a checkpoint keeps it)."""
        found = {f"{TARGETS_OF}{name}": table for name, table in self._targets.saved().items()}
        found["seen"] = np.array([self._seen], np.int64)
        if self._film is not None:
            found |= {f"{FILM_OF}{name}": table for name, table in self._film.saved().items()}
        return found

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave, and go on from there."""
        self._seen = bool(saved["seen"][0])
        self._targets.restore(_under(saved, TARGETS_OF))
        if self._film is not None:
            self._film.restore(_under(saved, FILM_OF))

    def beside(self, tally: Tally, period: str) -> Beside:
        """Give what was seen, with the fold of the same replication's indicators."""
        if not self._seen:
            return Beside()
        seen = Seen(self._targets, tally, self._inhabitants)
        values = {t.id: float(t.measure(seen)) for t in TARGETS if t.measure is not None}
        film = self._film.film() if self._film is not None else None
        kept = {key: value for key, value in values.items() if value == value}
        return Beside(film, kept, details(tally, period))


def _under(saved: Fold, start: str) -> dict[str, npt.NDArray[Any]]:
    """Give what was saved under a name."""
    return {name.removeprefix(start): table for name, table in saved.items()
            if name.startswith(start)}  # fmt: skip
