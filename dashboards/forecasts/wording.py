"""Messages of the command line as the page says them: no option, no path."""

from __future__ import annotations

from pathlib import Path

from dashboards.deposits.wording import renamed, worded_as

OPTIONS = {
    "--time, --id et --value": "le rôle de chaque colonne",
    "--date-format": "« Écriture des dates »",
    "--absent-zero": "« Une période sans ligne vaut zéro »",
    "--decimal": "« Marque décimale »",
    "--department": "« Département »",
    "--horizon": "« Horizon »",
    "--value": "le rôle « valeur à prévoir »",
    "--time": "le rôle « date »",
    "--freq": "« Période »",
    "--join": "« Réunir les sites »",
    "--zone": "« Zone scolaire »",
    "--sum": "« Additionner les lignes »",
    "--id": "le rôle « série »",
}
"""Options that messages name, longest first, as the page calls them."""


def worded(message: str, source: Path | None = None, name: str = "") -> str:
    """Give a message in the words of the page.

    Parameters
    ----------
    source, name
        File read, and what it is called on screen.
    """
    return worded_as(OPTIONS, renamed(message, source, name))
