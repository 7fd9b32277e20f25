"""Files that levers name, found beside the scenario that names them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scenarios.lever import LeverModel
from scenarios.scenario_faults import Fault
from twin.tables import JumeauError


def with_files(
    levers: Sequence[LeverModel], folder: Path, ranks: Sequence[int] | None = None
) -> tuple[tuple[LeverModel, ...], list[Fault]]:
    """Give the levers with the whole paths of their files, and what is wrong in these files.

    Parameters
    ----------
    folder
        Folder of the scenario file, from which paths are written.
    ranks
        Rank of each lever in its file; their order when None.
    """
    found: list[LeverModel] = []
    faults: list[Fault] = []
    for at, lever in enumerate(levers):
        rank = at if ranks is None else ranks[at]
        whole = {key: str((folder / name).resolve()) for key, name in lever.files().items()}
        placed = lever.model_copy(update=whole) if whole else lever
        try:
            placed.read_files()
        except JumeauError as error:
            key: tuple[str | int, ...] = ("lever", rank, next(iter(whole), "kind"))
            faults.append((key, f"{error.place} : {error.problem}", error.remedy))
        found.append(placed)
    return tuple(found), faults
