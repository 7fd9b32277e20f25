"""Verbs of a group of commands, found without a list: one module of its folder each."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

import typer


def load_verbs(app: typer.Typer, package: str, folders: Iterable[str]) -> typer.Typer:
    """Give a group with its verbs: each module not named `_...` has `register(app)`.

    Parameters
    ----------
    app
        Group; left as it is where its verbs are already there.
    package
        Name of the package that holds the modules.
    folders
        Its `__path__`.
    """
    if not app.registered_commands:
        found = sorted(m.name for m in iter_modules(folders) if not m.name.startswith("_"))
        for module in found:
            import_module(f"{package}.{module}").register(app)
    return app
