"""Messages of the answers as the page says them: no option of the command line, no path."""

from __future__ import annotations

import re
from pathlib import Path

from dashboards.deposits.wording import renamed, worded_as

FIELDS = {
    "--pseudonymise CLÉ (fichier gardé à part, créé s'il n'existe pas)":
        "« Remplacer les identifiants »",
    "--pseudonymise": "« Remplacer les identifiants »",
    "--date-format": "« Écriture des dates »",
    "--timezone": "« Fuseau horaire »",
    "--mapping M.toml": "le rôle de chaque colonne",
    "--mapping": "le rôle de chaque colonne",
    "--object": "« Objet suivi »",
    "--format": "le nom du fichier",
    "--where ": "",
    "--period ": "période ",
    "--by ": "détail ",
    "--a ": "",
    "--b ": "et ",
}  # fmt: skip
"""Options of the command line that messages name, as the page calls them."""
REMARK = re.compile(r" ; --[a-z-]+ [^);]*")


def worded(message: str, source: Path | None = None, name: str = "") -> str:
    """Give a message in the words of the page.

    Parameters
    ----------
    source, name
        File read, and what it is called on screen.
    """
    return REMARK.sub("", worded_as(FIELDS, renamed(message, source, name)))
