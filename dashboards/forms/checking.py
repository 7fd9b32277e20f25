"""What is wrong in a scenario being composed, said by the reader of the command line itself."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dashboards.forms.draft import Draft
from scenarios.scenario import Scenario, load_scenario
from twin.tables import JumeauError
from twin.territory import Territory

MISSING = "clé obligatoire absente."
_PLACE = re.compile(r"^(?:.*?\.toml)?(?:, ligne \d+)?(?:, )?")
_LEVER = re.compile(r"^lever\[(\d+)\]\.?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, where the form shows it.

    Attributes
    ----------
    lever
        Rank of the lever from 0; None for the frame.
    path
        Key inside it, "staff.to"; "" for the whole of it.
    missing
        Whether something is only not filled yet.
    """

    lever: int | None
    path: str
    text: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that was read: the scenario, or what is wrong."""

    text: str
    scenario: Scenario | None
    faults: tuple[Fault, ...] = ()

    def at(self, lever: int | None, path: str) -> str:
        """Give what is wrong at one key (or inside it), empty when nothing is."""
        found = (
            fault.text
            for fault in self.faults
            if fault.lever == lever and (fault.path == path or fault.path.startswith(f"{path}."))
        )
        return " ".join(found) if path else ""

    def elsewhere(self, lever: int | None, shown: Iterable[str]) -> list[str]:
        """Give the faults of a part that no field shows."""
        paths = tuple(shown)
        return [
            fault.text
            for fault in self.faults
            if fault.lever == lever
            and not any(fault.path == p or fault.path.startswith(f"{p}.") for p in paths)
        ]


def check(draft: Draft, territory: Territory | None) -> Checked:
    """Read a draft as the command line reads its file.

    Parameters
    ----------
    territory
        The territory of the sites; read from the draft's own key when None.
    """
    text = draft.text()
    with tempfile.TemporaryDirectory(prefix="jumeau-") as folder:
        path = Path(folder) / "scenario.toml"
        path.write_text(text, encoding="utf-8")
        try:
            return Checked(text, load_scenario(path, territory=territory))
        except JumeauError as error:
            return Checked(text, None, tuple(_placed(fault, path) for fault in error.faults()))


def _placed(error: JumeauError, path: Path) -> Fault:
    """Find the field that a fault speaks of; the name of the temporary file is not said."""
    problem, remedy = (t.replace(str(path), "").strip() for t in (error.problem, error.remedy))
    missing = problem == MISSING
    key = _PLACE.sub("", error.place.replace(str(path), "x.toml"), count=1)
    found = _LEVER.match(key)
    lever = int(found[1]) - 1 if found else None
    inside = re.sub(r"\[\d+\]", "", key[found.end():] if found else key)  # fmt: skip
    return Fault(lever, inside, "" if missing else f"{problem} {remedy}", missing)
