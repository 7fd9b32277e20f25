"""Messages of the command line as the page says them: no option, no path of this machine."""

from __future__ import annotations

from pathlib import Path

from dashboards.deposits.wording import worded_as

FIELDS = {
    ", ou donnez --problem.": ".",
    "Donnez le fichier .toml avec --problem.": "Déposez aussi le problème (.toml).",
    "Donnez plus de temps (--time).": "Donnez plus de temps.",
    "--absent": "Absence",
    "--time": "Secondes de calcul",
    "--at": "Moment",
}
"""Options of the command line that messages name, as the page calls them."""


def worded(message: str, *folders: Path) -> str:
    """Give a message in the words of the page; `folders` are never shown."""
    return worded_as(FIELDS, message, *folders)
