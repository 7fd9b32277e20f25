"""Commands on rosters: one file a verb, found without a list."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import typer

from scenarios.cli.french import FrenchGroup

app = typer.Typer(
    name="staff",
    cls=FrenchGroup,
    help="Vérifie et construit des plannings de soignants : légaux, équitables, expliqués.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def load() -> typer.Typer:
    """Give the commands: each module of this folder not named `_...` has `register(app)`."""
    if not app.registered_commands:
        for module in sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_")):
            import_module(f"{__name__}.{module}").register(app)
    return app


@app.callback()
def _root() -> None:
    """Keep the verbs as verbs, even when there is only one."""
