"""The proof that goes with a result: what was asked, of what, with what, and what came out."""

from __future__ import annotations

import hashlib
import importlib
import json
import platform
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from scenarios.parts import AGAIN
from scenarios.shelves import Shelf
from twin.tables import JumeauError

LIBRARIES = ("jumeau", "numpy", "numba", "mesa")


class Replication(BaseModel):
    """One seed of one draw: the hash of its log and what it took.

    Attributes
    ----------
    rows_hash
        Hash of its indicators (`scenarios.parts.result_hash`): proves them apart from the others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    draw: int
    replication: int
    log_hash: str
    events: int
    patients: int
    seconds: float
    rows_hash: str = ""


class TerritoryRecord(BaseModel):
    """Which territory, of which vintage, from which sources; names of hospitals by FINESS."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    vintage: str
    digest: str
    sources: tuple[dict[str, str | int | None], ...]
    hospitals: dict[str, str]
    access_rules: int = 0


class Manifest(BaseModel):
    """What lies beside the indicators of a run.

    `scenario` is the scenario as its file holds it; `result_hash` covers the indicators in
    canonical order; `files` gives the sha256 of each part. No hash covers times.

    Format 1 lists the replications; format 2, of runs that have many, keeps them in a table beside
    (`StoredRun.records`) and only says how many of draw 0 there are (`central`).

    `shelves` are those of the hospital pharmacies that the run lived on, its own or those of the
    shortages computed with it (None: no pharmacy, or a manifest of before); `shelves_digest` is
    empty where no pharmacy told its own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1, 2] = 1
    scenario: dict[str, Any]
    digest: str
    versions: dict[str, str]
    code_digest: str
    inputs_digest: str
    territory: TerritoryRecord
    shelves_digest: str = ""
    shelves: tuple[Shelf, ...] | None = None
    period: str
    seed: int
    agents: bool
    draws: int
    replications: tuple[Replication, ...]
    central: int = 0
    result_hash: str
    seconds: float
    created: str
    files: dict[str, str]


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    JumeauError
        When it is absent or altered.
    """
    if not path.is_file():
        raise JumeauError(f"{path}", "manifeste absent : ce n'est pas un résultat.",
                          "`jumeau store list` montre les résultats.")  # fmt: skip
    try:
        return Manifest.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, ValidationError, OSError):
        raise JumeauError(f"{path}", "manifeste illisible ou d'un autre format.", AGAIN) from None


def head_of(record: Manifest) -> Manifest:
    """Give a manifest without its lists of replications, files and shelves."""
    central = record.central or sum(r.draw == 0 for r in record.replications)
    small: dict[str, Any] = {"replications": (), "files": {}, "shelves": None, "central": central}
    return record.model_copy(update=small)


def versions() -> dict[str, str]:
    """Give the versions of Python and of the libraries that a result depends on."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        found[name] = version_of(name)
    return found


def version_of(name: str) -> str:
    """Give the version of an installed distribution, or "non installé"."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "non installé"


def code_digest() -> str:
    """Give the sha256 of the model's code: every Python file of `twin` and `scenarios`."""
    h = hashlib.sha256()
    for package in ("twin", "scenarios"):
        root = Path(next(iter(importlib.import_module(package).__path__)))
        for path in sorted(root.rglob("*.py")):
            h.update(f"{package}/{path.relative_to(root).as_posix()}\0".encode())
            h.update(path.read_bytes())
    return h.hexdigest()


def run_digest(
    *, inputs: str, drawn: tuple[str, ...], period: str, warmup_days: int, seed: int, agents: bool,
    code: str,
) -> str:  # fmt: skip
    """Give the digest that names a run's folder: everything a result depends on but its count.

    Parameters
    ----------
    inputs
        Digest of the inputs of draw 0.
    drawn
        Digests of the inputs of the other draws.
    """
    parts = (inputs, *drawn, period, str(warmup_days), str(seed), str(agents), code)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
