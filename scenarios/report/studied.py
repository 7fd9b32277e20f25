"""What a study found of one policy: flip points, shares of the levers, who loses."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.report.explained import Attribution, of_study
from scenarios.report.figures import known, plain
from scenarios.store import StoredRun
from twin.tables import JumeauError

FILE = "study.json"
EXPECTED = {
    "part des patients perdus": "share_lost", "report vers d'autres urgences": "share_other",
    "heures de médecin": "assumptions.physician_hours",
    "lits utilisables": "assumptions.usable_beds",
    "heure de sortie": "assumptions.discharge_hour", "cycle du SMUR": "assumptions.smur_cycle",
    "redéploiement du personnel": "staff",
}  # fmt: skip
"""What every study of a closure must vary, and its path: a factor, or a key of a lever."""
OUTCOMES = {
    "flips": "la réponse s'inverse",
    "holds": "la réponse ne s'inverse pas dans la plage",
    "unsure": "indécidable : le bruit de simulation (mc95) couvre le seuil",
}


@dataclass(frozen=True, slots=True)
class FlipPoint:
    """One parameter swept, and where the answer turns.

    Attributes
    ----------
    outcome
        "flips", "holds" or "unsure"; "" when it could not be swept.
    crossings
        Values at which the answer turns.
    low, high
        Ends of the range swept.
    said
        The finding in words, as the study gives it.
    """

    label: str
    path: str
    outcome: str
    crossings: tuple[float, ...]
    low: float | None
    high: float | None
    said: str

    @property
    def turn(self) -> str:
        """Say where the answer turns."""
        if self.crossings:
            return " et ".join(told(value) for value in self.crossings)
        return OUTCOMES.get(self.outcome) or self.said or "balayage impossible"

    @property
    def swept(self) -> str:
        """Say the range that was explored."""
        if self.low is None or self.high is None:
            return "–"
        return f"{told(self.low)} à {told(self.high)}"


@dataclass(frozen=True, slots=True)
class Studied:
    """What studies found of one policy; parts that none asked for are empty."""

    flips: tuple[FlipPoint, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    losers: str = ""


def unswept(paths: Iterable[str], own: Container[str]) -> tuple[str, ...]:
    """Give what was not swept of what a study must vary.

    Parameters
    ----------
    paths
        Paths swept.
    own
        Keys of the levers: what no lever says cannot be swept.
    """
    seen = {part for path in paths for part in (path, *path.split("."))}
    return tuple(
        said
        for said, path in EXPECTED.items()
        if path not in seen and (path.startswith("assumptions.") or path in own)
    )


def told(value: float) -> str:
    """Give a value of a parameter, in the unit of its own key."""
    if not known(value):
        return "–"
    decimals = next((d for d in range(3) if abs(round(value, d) - value) < 1e-9), 3)
    return plain(value, "", decimals)


def find_studied(run: StoredRun, given: Path | None = None) -> Studied:
    """Give what studies found of a policy; the latest first, part by part.

    Parameters
    ----------
    given
        A study's folder or its `study.json`; else every study of the store that ran this result.

    Raises
    ------
    JumeauError
        When the file given is absent, unreadable, or of another result.
    """
    if given is not None:
        path = given / FILE if given.is_dir() else given
        if not path.is_file():
            raise JumeauError(f"{given}", "il n'y a pas d'étude ici.",
                              f"Donnez le dossier qui contient {FILE}.")  # fmt: skip
        page = _page(path)
        if page is None:
            raise JumeauError(f"{path}", "étude illisible ou d'un autre format.",
                              "Relancez `jumeau batch` sur le fichier de l'étude.")  # fmt: skip
        if not _ran(page, run):
            raise JumeauError(
                f"{path}", f"cette étude ne porte pas sur {run.name}/{run.path.name}.",
                "Donnez l'étude qui a calculé ce résultat, ou ôtez --study.",
            )  # fmt: skip
        return _studied([page], run)
    root = run.path.parent.parent
    paths = sorted(root.glob(f"*/{FILE}"), key=lambda at: at.stat().st_mtime, reverse=True)
    pages = [page for page in map(_page, paths) if page is not None and _ran(page, run)]
    return _studied(pages, run)


def _page(path: Path) -> dict[str, Any] | None:
    try:
        page = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return page if isinstance(page, dict) else None


def _ran(page: Mapping[str, Any], run: StoredRun) -> bool:
    """Tell whether a study computed this very result."""
    runs = page.get("runs")
    return isinstance(runs, list) and any(
        Path(str(one)).parts[-2:] == (run.name, run.path.name) for one in runs
    )


def _studied(pages: list[dict[str, Any]], run: StoredRun) -> Studied:
    found = Studied()
    for page in pages:
        for row in page.get("explained") or ():
            if not isinstance(row, dict) or row.get("scenario") != run.name:
                continue
            try:
                flips = tuple(_flip(one) for one in row.get("flips") or ())
                shares = tuple(of_study(one) for one in row.get("attribution") or ())
                losers = str((row.get("losers") or {}).get("text") or "")
            except (KeyError, TypeError, ValueError, AttributeError, StopIteration):
                continue
            found = Studied(found.flips or flips, found.attributions or shares,
                            found.losers or losers)  # fmt: skip
    return found


def _flip(row: Mapping[str, Any]) -> FlipPoint:
    points = row.get("points") or ()
    values = [float(point["value"]) for point in points]
    refused = str(row.get("refused") or "")
    return FlipPoint(
        str(row["label"]), str(row["path"]), "" if refused else str(row["outcome"]),
        tuple(float(value) for value in row.get("crossings") or ()),
        min(values, default=None), max(values, default=None),
        refused or str(row.get("text") or ""),
    )  # fmt: skip
