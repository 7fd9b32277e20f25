"""Open what a user names: the pilot, a built territory, or a folder of source files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.words import near
from twin.tables import JumeauError

if TYPE_CHECKING:
    from twin.territory import Territory

PILOT = ("pilote", "pilot")


def opened(where: str) -> Territory:
    """Give the pilot, a built territory, or one built in memory from a folder of source files.

    Raises
    ------
    JumeauError
        When the folder is none of these.
    """
    from twin.territory import Territory
    from twin.territory.whole_folder import MANIFEST

    if where in PILOT:
        return Territory.pilot()
    folder = Path(where)
    if (folder / MANIFEST).is_file():
        return Territory.load(folder)
    if not folder.is_dir():
        hint = near(where, PILOT)
        raise JumeauError(
            where, "dossier introuvable.", f"{hint}Donnez un territoire, des sources, ou pilote."
        )
    from twin.territory.build import build_folder

    return build_folder(folder)
