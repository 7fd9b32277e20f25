"""`jumeau staff schema`: the JSON schema of a staffing problem, for text editors."""

from __future__ import annotations

import typer

from scenarios.cli.french import FrenchCommand


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("schema", cls=FrenchCommand)(schema)


def schema() -> None:
    """Écrit le schéma JSON d'un problème de planning."""
    from logistics.staffing.problem.schema import problem_schema
    from scenarios.cli import screen

    screen.show_json(problem_schema())
