"""Messages of the command line as the SAMU page says them: no option, no path of this machine."""

from __future__ import annotations

from pathlib import Path

from dashboards.deposits.wording import worded_as

FIELDS = {
    'Ajoutez --by "Dr Exemple".': "Écrivez le nom, ou la fonction, de qui décide.",
    'Ajoutez --reason "...".': "Écrivez le motif.",
    "Refusez-le avec un motif (--reject).": "Refusez-le, avec un motif.",
    "Liste : jumeau samu grade --show-rules.": "Choisissez-le dans la liste.",
    ", ou donnez --at.": ".",
    "(--services)": "(jumeau samu refer --services)",
    "Voyez `jumeau territory show`.": "Choisissez-le dans la liste.",
    "--by : ": "Qui décide : ",
    "faites-le juger (--scenario, puis jumeau run)": "confirmez dans le jumeau",
    " (--territoire)": "",
}
"""What the command line says of its options, as the page says it."""


def worded(message: str, *folders: Path) -> str:
    """Give a message in the words of the page; `folders` are never shown."""
    return worded_as(FIELDS, message, *folders)
