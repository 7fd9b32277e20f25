"""The help of the command line in French: typer writes its own few words in English."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_WORDS = (
    (r"^Usage: ", "Usage : "),
    (r"^Options:$", "Options :"),
    (r"^Arguments:$", "Arguments :"),
    (r"^Commands:$", "Commandes :"),
    (r"COMMAND \[ARGS\]\.\.\.", "COMMANDE [ARGUMENTS]..."),
    (r"Show this message and exit\.", "Montre cette aide."),
    (r"\[required\]", "[obligatoire]"),
    (r"\[default:", "[par défaut :"),
)


def in_french(text: str) -> str:
    """Give a help page with the words of typer in French."""
    for english, french in _WORDS:
        text = re.sub(english, french, text, flags=re.MULTILINE)
    return text


class FrenchCommand(TyperCommand):
    """A command whose help is in French."""

    def get_help(self, ctx: Any) -> str:
        """Give the help page."""
        return in_french(super().get_help(ctx))


class FrenchGroup(TyperGroup):
    """A group of commands whose help is in French."""

    def get_help(self, ctx: Any) -> str:
        """Give the help page."""
        return in_french(super().get_help(ctx))
