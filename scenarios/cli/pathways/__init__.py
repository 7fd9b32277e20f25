"""Commands on care pathways: one file a verb, found without a list."""

from __future__ import annotations

import typer

from scenarios.cli.french import FrenchGroup
from scenarios.cli.loading import load_verbs

app = typer.Typer(
    name="pathways",
    cls=FrenchGroup,
    help="Reconstruit les parcours de soins et trouve où ils se rompent.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def load() -> typer.Typer:
    """Give the commands: each module of this folder not named `_...` has `register(app)`."""
    return load_verbs(app, __name__, __path__)
