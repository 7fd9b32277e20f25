"""Messages of the command line as a page says them: no option, no path of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def worded_as(fields: Mapping[str, str], message: str, *folders: Path) -> str:
    """Give a message in the words of a page.

    Parameters
    ----------
    fields
        What the command line says, then what the page says instead; in order.
    folders
        Where files are kept on this machine: never shown.
    """
    for folder in folders:
        message = message.replace(f"{folder}/", "").replace(f"{folder}", "")
    for option, words in fields.items():
        message = message.replace(option, words)
    return message


def renamed(message: str, source: Path | None, name: str) -> str:
    """Give a message where the file read has the name it has on screen; the same without one."""
    if source is None:
        return message
    return message.replace(str(source), name).replace(source.name, name)
