"""Open what a user names: the pilot, a built territory, or a folder of source files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.words import near
from twin.tables import JumeauError

if TYPE_CHECKING:
    from twin.territory import Territory

PILOT = ("pilote", "pilot")
Communes = Annotated[
    Path | None, typer.Option("--communes", help="CSV des communes (embarqué si absent).")
]
Emergency = Annotated[Path | None, typer.Option("--urgences", help="CSV des services d'urgences.")]
Region = Annotated[
    str | None, typer.Option("--region", help="Code INSEE de la région, par exemple 53.")
]
"""Files that a territory is built from, and which one."""


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
