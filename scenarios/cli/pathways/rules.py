"""`jumeau pathways rules`: the care-break rules, their format and their faults."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand, FrenchGroup
from scenarios.cli.pathways import _common as common
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.breaks.rule import Rule

rules = typer.Typer(
    cls=FrenchGroup, help="Montre et vérifie les règles de rupture.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.add_typer(rules, name="rules")


@rules.command("list", cls=FrenchCommand)
def list_rules(json: common.Json = False) -> None:
    """Donne les règles fournies, avec la certitude de leur seuil."""
    from pathways.breaks.rule_files import every_rule

    found = [_row(one) for one in every_rule()]
    if json:
        screen.show_json(found)
        return
    table = screen.facts_table(
        ("Règle", "Titre", "Fenêtre", "Seuil"),
        [(r["name"], r["title"], f"{r['last_day']} j", r["certainty_words"]) for r in found],
    )
    screen.out().print(table)


@rules.command("show", cls=FrenchCommand)
def show(
    name: Annotated[str, typer.Argument(metavar="NOM|FICHIER")], json: common.Json = False
) -> None:
    """Montre une règle : son fichier, ou tout ce qu'elle dit en JSON."""
    from pathways.breaks.rule_files import FOLDER, find_rule

    rule = find_rule(name)
    if json:
        screen.show_json(rule.model_dump(mode="json"))
        return
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    typer.echo(path.read_text(encoding="utf-8-sig"), nl=False)


@rules.command("check", cls=FrenchCommand)
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FICHIER...")], json: common.Json = False
) -> None:
    """Vérifie des fichiers de règle : toutes les fautes d'un coup."""
    from pathways.breaks.rule_files import read_rule
    from twin.tables import refuse

    faults: list[JumeauError] = []
    said = []
    for path in files:
        own: tuple[JumeauError, ...] = ()
        try:
            read_rule(path)
        except JumeauError as error:
            own = error.faults()
            faults += own
        rows = [{"place": f.place, "problem": f.problem, "remedy": f.remedy} for f in own]
        said.append({"file": str(path), "valid": not own, "faults": rows})
    if json:
        screen.show_json(said)
        if faults:
            raise typer.Exit(2)
        return
    refuse(faults)
    typer.echo("Règle valide." if len(files) == 1 else f"{len(files)} règles valides.")


@rules.command("schema", cls=FrenchCommand)
def schema() -> None:
    """Écrit le schéma JSON d'un fichier de règle."""
    from pathways.breaks.rule_files import rule_schema

    screen.show_json(rule_schema())


def _row(rule: Rule) -> dict[str, Any]:
    from pathways.breaks.sentences import CERTAINTY_FR

    return {
        "name": rule.name,
        "title": rule.title,
        "question": rule.question,
        "certainty": rule.certainty,
        "certainty_words": CERTAINTY_FR[rule.certainty],
        "last_day": rule.window.last_day,
        "expectation": rule.expectation,
        "sources": list(rule.sources),
    }
