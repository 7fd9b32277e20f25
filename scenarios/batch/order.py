"""The order of a batch as a file: what any worker needs to make the same inputs again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scenarios.locking import UPKEEP
from scenarios.parts import write_json
from scenarios.scenario import PILOT, Scenario
from scenarios.shelves import Shelves, read_shelves
from twin.tables import JumeauError
from twin.territory import Territory


@dataclass(frozen=True, slots=True)
class Asked:
    """One run of an order.

    Attributes
    ----------
    scenario
        What is asked.
    reference
        Rank, in the order, of the reference that shares its past; its own for a reference.
    hours
        Elapsed hours that it lives as its reference does; 0 when branching would save nothing.
    wanted
        False for a reference that is only needed for its past.
    digest, inputs_digest
        Digest of the run (folder) and of the inputs of its draw 0, proven by each worker.
    shelves
        Those of the hospital pharmacies that it lives on, kept in its manifest.
    """

    scenario: Scenario
    reference: int
    hours: int
    wanted: bool
    digest: str
    inputs_digest: str
    shelves: Shelves = None


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that a worker needs: small, and made of plain values.

    Attributes
    ----------
    runs_folder
        Folder of the store.
    territories
        For each name of territory in the scenarios, its folder ("pilote" for the pilot).
    """

    code: str
    runs_folder: Path
    territories: Mapping[str, str]
    keep_events: bool
    asked: tuple[Asked, ...]

    def save(self) -> Path:
        """Write the order in the store, under a name that its content gives; give the path."""
        page = self._plain()
        name = hashlib.sha256(json.dumps(page, sort_keys=True).encode()).hexdigest()[:24]
        path = self.runs_folder.resolve() / UPKEEP / "orders" / f"{name}.json"
        if not path.is_file():
            write_json(path, page)
        return path

    def _plain(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "runs_folder": str(self.runs_folder.resolve()),
            "territories": dict(self.territories),
            "keep_events": self.keep_events,
            "asked": [
                {
                    "scenario": one.scenario.plain(),
                    "reference": one.reference,
                    "hours": one.hours,
                    "wanted": one.wanted,
                    "digest": one.digest,
                    "inputs_digest": one.inputs_digest,
                    "shelves": None
                    if one.shelves is None
                    else [shelf.model_dump() for shelf in one.shelves],
                }
                for one in self.asked
            ],
        }

    @classmethod
    def load(cls, path: Path) -> Order:
        """Read an order.

        Raises
        ------
        JumeauError
            When it is absent or altered.
        """
        try:
            page = json.loads(path.read_text(encoding="utf-8"))
            asked = tuple(
                Asked(
                    **{
                        **one,
                        "scenario": Scenario.model_validate(one["scenario"]),
                        "shelves": read_shelves(one["shelves"]),
                    }
                )
                for one in page["asked"]
            )
            return cls(page["code"], Path(page["runs_folder"]), page["territories"],
                       bool(page["keep_events"]), asked)  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise JumeauError(
                f"{path}",
                f"ordre de calcul illisible ({type(error).__name__}).",
                "Relancez `jumeau batch`. Sur une grappe, le dossier des résultats doit être "
                "visible de toutes les machines.",
            ) from None


def kept_territory(territory: Territory, runs_folder: Path) -> str:
    """Put a territory in the store, once, for workers to read; give its folder."""
    folder = runs_folder.resolve() / UPKEEP / "territories" / territory.digest()[:24]
    if not folder.is_dir():
        territory.save(folder)
    return str(folder)


@lru_cache(maxsize=2)
def read_territory(place: str) -> Territory:
    """Give the pilot, or the territory of a folder."""
    return Territory.pilot() if place == PILOT else Territory.load(Path(place))
