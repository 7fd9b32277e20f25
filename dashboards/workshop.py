"""The scenario files that the page saves: `<runs>/scenarios/NAME.toml`, nothing outside."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dashboards.forms.draft import Draft
from scenarios.parts import write_whole
from scenarios.scenario import LIBRARY, Scenario, find_scenario, library, load_scenario
from twin.tables import JumeauError

FOLDER = "scenarios"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 80
OWN, OURS, BLANK = "mien", "bibliotheque", "reference"
"""Where a model to start from lies: a saved file, the library, or nothing."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a file that one asked to save."""

    path: Path
    conflict: bool = False


def path_of(runs: Path, name: str) -> Path:
    """Give the file of a scenario.

    Raises
    ------
    JumeauError
        When the name is not a short name: it could then leave the folder.
    """
    if len(name) > LONGEST or not NAME.fullmatch(name):
        raise JumeauError(
            "name",
            "ce n'est pas un nom court.",
            "Écrivez des lettres a-z, des chiffres, des tirets.",
        )
    path = runs / FOLDER / f"{name}.toml"
    if path.is_symlink():
        raise JumeauError(f"{path.name}", "ce fichier est un lien.", "Choisissez un autre nom.")
    return path


def names(runs: Path) -> tuple[str, ...]:
    """Give the names of the saved scenarios."""
    return tuple(sorted(p.stem for p in (runs / FOLDER).glob("*.toml") if NAME.fullmatch(p.stem)))


def save(runs: Path, name: str, text: str, *, replace: bool) -> Saved:
    """Write a scenario's file, whole or not at all; another content is never replaced unasked."""
    path = path_of(runs, name)
    if path.exists() and not replace and path.read_text(encoding="utf-8") != text:
        return Saved(path, conflict=True)
    write_whole(path, lambda temporary: _write(temporary, text))
    return Saved(path)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def start_from(runs: Path, ref: str) -> Draft | None:
    """Give the form of a saved scenario, of one of the library, or an empty one.

    None when there is no such model, or its file is no longer valid.
    """
    where, _, name = ref.partition("/")
    try:
        if where == OWN and name in names(runs):
            return Draft.of(load_scenario(path_of(runs, name), check_sites=False).plain())
        if where == OURS and name in library():
            found = load_scenario(LIBRARY / f"{name}.toml", check_sites=False)
            return Draft.of({**found.plain(), "name": f"{name}-variante"[:LONGEST].rstrip("-")})
    except JumeauError:
        return None
    return Draft.fresh() if where == BLANK else None


@lru_cache(maxsize=1)
def _library_titles() -> tuple[tuple[str, str], ...]:
    return tuple((name, find_scenario(name, check_sites=False).title) for name in library())


def models(runs: Path) -> list[tuple[str, str, str]]:
    """Give what one may start from: where, its address, its title."""
    found = [(BLANK, BLANK, "")]
    found += [(OURS, f"{OURS}/{name}", title) for name, title in _library_titles()]
    for name in names(runs):
        one = scenario_of(runs, f"{OWN}/{name}")
        if one is not None:
            found.append((OWN, f"{OWN}/{name}", one.title))
    return found


def scenario_of(runs: Path, ref: str) -> Scenario | None:
    """Read a scenario by its model, as its file is now; None when it is gone or no longer valid."""
    where, _, name = ref.partition("/")
    try:
        if where == OURS and name in library():
            return _library_scenario(name)
        if where == OWN and name in names(runs):
            path = path_of(runs, name)
            facts = path.stat()
            return _own_scenario(path, facts.st_mtime_ns, facts.st_size)
    except (JumeauError, OSError):
        return None
    return None


@lru_cache(maxsize=64)
def _library_scenario(name: str) -> Scenario:
    return find_scenario(name, check_sites=False)


@lru_cache(maxsize=256)
def _own_scenario(path: Path, changed_ns: int, size: int) -> Scenario:
    # Read again only when it has changed: the page asks at each keystroke.
    return load_scenario(path, check_sites=False)
