"""From files dropped to a problem and the roster to begin with; every fault in words."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dashboards.hospital.shelf import Source
from logistics.staffing.problem.foreign import problem_from_roster
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.reading import read_problem
from logistics.staffing.problem.rosters import cycle_roster, read_roster, roster_of
from twin.contracts.rosters import Roster
from twin.tables import JumeauError, read_text
from twin.toml_faults import read_toml

CYCLES, EMPTY = "@trame", "@vide"
"""What a roster may begin with, besides a file."""
TABLES = (".csv", ".tsv", ".txt", ".xlsx")
MOST_FILES, MOST_BYTES = 60, 200_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A problem and the roster to begin with.

    Attributes
    ----------
    toml
        File of the problem; empty where the roster alone makes one.
    table
        File of the roster, or `CYCLES`, or `EMPTY`.
    tables
        What it may be instead.
    """

    problem: Problem
    roster: Roster
    toml: str
    table: str
    tables: tuple[str, ...]


def gather(sources: Iterable[Source], folder: Path) -> None:
    """Copy files side by side into a folder, those of archives included.

    Raises
    ------
    JumeauError
        Two files of a name, a damaged or an enormous archive.
    """
    for source in sources:
        if source.name.lower().endswith(".zip"):
            _unpack(source, folder)
        else:
            shutil.copyfile(source.path, _free(folder, source.name))


def _free(folder: Path, name: str) -> Path:
    path = folder / PurePosixPath(name.replace("\\", "/")).name
    if path.exists() or path.name in ("", ".", ".."):
        raise JumeauError(name, "deux fichiers du même nom.", "Gardez-en un seul.")
    return path


def _unpack(source: Source, folder: Path) -> None:
    try:
        with zipfile.ZipFile(source.path) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(
                (".toml", *TABLES)) and not one.filename.startswith("__MACOSX")]  # fmt: skip
            if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > MOST_BYTES:
                raise JumeauError(source.name, "archive démesurée.", "Retirez ce qui est en trop.")
            for one in inside:
                # Only the last part of the name is kept: nothing is written outside the folder.
                _free(folder, one.filename).write_bytes(archive.read(one))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        raise JumeauError(
            source.name, "archive illisible.", "Refaites-la, ou déposez les fichiers."
        ) from None


def open_folder(folder: Path, table: str = "") -> Opened:
    """Read the problem of a folder and the roster to begin with.

    Parameters
    ----------
    table
        Name of the roster's file, or `CYCLES`, or `EMPTY`; what is likeliest where empty.

    Raises
    ------
    JumeauError
        Several problems, none and no hours in the roster, or any fault of the files.
    """
    problems = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".toml")
    if len(problems) > 1:
        names = ", ".join(path.name for path in problems)
        raise JumeauError("Fichiers", f"plusieurs problèmes ({names}).", "Déposez-en un seul.")
    others = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in TABLES)
    if not problems:
        return _without(folder, others, table)
    used = _used(problems[0])
    problem = read_problem(problems[0])
    free = [name for name in others if name not in used]
    tables = (*free, *((CYCLES,) if problem.cycle else ()), EMPTY)
    chosen = table if table in tables else tables[0]
    return Opened(problem, _roster(problem, folder, chosen), problems[0].name, chosen, tables)


def _without(folder: Path, others: list[str], table: str) -> Opened:
    """Read a roster that says its own hours."""
    if not others:
        raise JumeauError("Fichiers", "aucun problème (.toml) ni planning.",
                          "Déposez le problème et ses tables, ou un planning avec ses heures."
                          )  # fmt: skip
    chosen = table if table in others else others[0]
    problem = problem_from_roster(folder / chosen, "fph")
    roster = read_roster(folder / chosen, problem)
    return Opened(problem, roster, "", chosen, tuple(others))


def _used(path: Path) -> set[str]:
    """Give the tables that a problem names; none may be elsewhere on this machine."""
    files = read_toml(read_text(path), path).get("files", {})
    names = [name for name in files.values() if isinstance(name, str)] if isinstance(
        files, dict) else []  # fmt: skip
    for name in names:
        if name != PurePosixPath(name.replace("\\", "/")).name:
            raise JumeauError(
                f"{path.name}, files", f"« {name} » est dans un autre dossier.",
                "Mettez les tables à côté du problème : leur seul nom suffit.",
            )  # fmt: skip
    return set(names)


def _roster(problem: Problem, folder: Path, table: str) -> Roster:
    if table == EMPTY:
        return roster_of(problem, [])
    return cycle_roster(problem) if table == CYCLES else read_roster(folder / table, problem)
