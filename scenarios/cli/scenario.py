"""Commands about scenario files: start one, check it, show it, describe the format."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand, FrenchGroup
from scenarios.words import near
from twin.tables import JumeauError, refuse, said

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

app = typer.Typer(
    cls=FrenchGroup, help="Commence, vérifie, montre ou décrit les fichiers de scénario."
)
Json = Annotated[bool, typer.Option("--json", help="Résultat en JSON sur la sortie standard.")]


@app.command("new", cls=FrenchCommand)
def new(
    file: Annotated[str, typer.Argument(help="Fichier à écrire (.toml).", metavar="FICHIER")],
    source: Annotated[
        str, typer.Option("--from", metavar="NOM", help="Copier ce scénario de la bibliothèque.")
    ] = "",
    lever: Annotated[
        list[str] | None,
        typer.Option("--lever", metavar="NATURE", help="Avec ce levier (plusieurs fois permis)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Remplacer le fichier.")] = False,
) -> None:
    """Écrit un scénario commenté, à compléter, et le schéma que lisent les éditeurs de texte."""
    from scenarios.scenario_schema import FILE_NAME, schema_text
    from scenarios.template import copied_text, new_text

    path = Path(file if file.endswith(".toml") else f"{file}.toml")
    kinds = lever or []
    text = copied_text(_library_file(source), path, kinds) if source else new_text(path, kinds)
    if path.exists() and not force:
        raise JumeauError(
            f"{path}", "ce fichier existe déjà.", "Choisissez un autre nom, ou ajoutez --force."
        )
    _write(path, text)
    schema = path.parent / FILE_NAME
    described = schema_text()
    if not schema.exists() or '"title": "Scenario"' in schema.read_text(encoding="utf-8"):
        _write(schema, described)
    typer.echo(f"{path} est écrit. Complétez-le, puis : jumeau scenario check {quote(str(path))}")


@app.command("check", cls=FrenchCommand)
def check(
    files: Annotated[
        list[str],
        typer.Argument(help="Fichiers TOML, ou noms de la bibliothèque.", metavar="FICHIER..."),
    ],
    json: Json = False,
) -> None:
    """Vérifie des scénarios, territoire compris : toutes les fautes d'un coup, ou un résumé."""
    from scenarios.scenario import find_scenario

    faults: list[JumeauError] = []
    rows: list[dict[str, Any]] = []
    for file in files:
        found: tuple[JumeauError, ...] = ()
        scenario: Scenario | None = None
        try:
            scenario = find_scenario(file)
        except JumeauError as error:
            found = error.faults()
        idle: list[str] = []
        if scenario is not None:
            refused, still = _applied(scenario, file)
            idle, found = [*_access(scenario), *still], tuple(refused)
        faults += found
        rows.append(
            {"file": file, "valid": not found, "faults": [_fault_row(f) for f in found],
             "notes": [*scenario.notes(), *idle] if scenario else []}
        )  # fmt: skip
        if scenario is not None and not found and not json:
            typer.echo(f"{file} : aucun défaut.")
            _summary(scenario, whole=False)
            for note in idle:
                typer.echo(f"  À savoir : {note}")
    if json:
        inside = [row for one in rows for row in one["faults"]]
        screen.show_json({"format": 1, "valid": not faults, "faults": inside, "files": rows})
        if faults:
            raise typer.Exit(faults[0].exit_code)
        return
    refuse(faults)


@app.command("show", cls=FrenchCommand)
def show(
    scenario: Annotated[str, typer.Argument(help="Fichier, nom ; vide : la bibliothèque.")] = "",
    json: Json = False,
) -> None:
    """Montre un scénario en français, ou la liste de ceux de la bibliothèque."""
    from scenarios.scenario import find_scenario, library

    names = [scenario] if scenario else list(library())
    found = [find_scenario(name, check_sites=False) for name in names]
    if json:
        notes = {one.name: list(one.notes()) for one in found}
        plain = [one.plain() for one in found]
        screen.show_json({"format": 1, "scenarios": plain, "notes": notes})
        return
    if scenario:
        typer.echo(found[0].name)
        _summary(found[0], whole=True)
        return
    for one in found:
        levers = ", ".join(lever.kind for lever in one.lever) or "aucun levier"
        typer.echo(
            f"{one.name} : {one.title}\n  {one.question}\n  {one.territory}, "
            f"du {screen.day(str(one.start))} au {screen.day(str(one.last_day))}, "
            f"{one.replications} réplications, {levers}"
        )


@app.command("schema", cls=FrenchCommand)
def schema(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FICHIER", help="Fichier à écrire.")
    ] = None,
) -> None:
    """Donne le schéma JSON des fichiers de scénario (2020-12), pour les éditeurs de texte."""
    from scenarios.scenario_schema import schema_text

    if out is None:
        typer.echo(schema_text().rstrip("\n"))
        return
    _write(out, schema_text())
    typer.echo(f"{out} est écrit.")


def _summary(scenario: Scenario, *, whole: bool) -> None:
    """Say what a scenario does; `whole` adds every value with its meaning and its source."""
    from scenarios.telling import heading, lever_heading, lever_lines

    places = _places(scenario)
    for line in heading(scenario):
        typer.echo(f"  {line}")
    for rank, lever in enumerate(scenario.lever, 1):
        typer.echo(f"  {lever_heading(rank, lever, scenario, places)}")
        for line in lever_lines(lever, places) if whole else ():
            typer.echo(f"     {line}")
    for note in scenario.notes():
        typer.echo(f"  À savoir : {note}")


def _access(scenario: Scenario) -> list[str]:
    """Say which rules of access of the territory the scenario's runs will follow, where it has any.

    None where it has none, or cannot be read.
    """
    from scenarios.access_said import access_said

    try:
        territory = scenario.load_territory()
    except JumeauError:
        return []
    if not territory.access_rules:
        return []
    return [access_said(territory, scenario.first_day, scenario.last_day)]


def _applied(scenario: Scenario, file: str) -> tuple[list[JumeauError], list[str]]:
    """Apply each lever as a run does, at the centre of its values.

    Returns
    -------
    tuple
        What the territory refuses (nothing to reopen, no team to take away), then, in French, the
        levers that change nothing.
    """
    if not scenario.lever:
        return [], []
    from scenarios.batch.world import reference_inputs
    from scenarios.chain import read_chain

    try:
        base = scenario.grounded(reference_inputs(scenario.load_territory(), scenario))
    except JumeauError:
        return [], []  # the territory says itself what is wrong in it
    chain, after = read_chain(_library_file(file)), base
    refused: list[JumeauError] = []
    idle: dict[int, str] = {}
    for rank, lever in scenario.in_turn():
        fixed = lever.resolve().starting(scenario.start).living(scenario.first_day)
        try:
            if fixed.apply(base) is base:
                idle[rank] = (
                    f"levier {rank + 1} ({lever.label}) : ses valeurs ne changent rien ; "
                    "donnez-lui une valeur."
                )
            after = fixed.apply(after)
        except JumeauError as error:
            refused += [
                JumeauError(
                    chain.place(("lever", rank)), f"{one.place} : {one.problem}", one.remedy
                )
                for one in error.faults()
            ]
    return refused, [idle[rank] for rank in sorted(idle)]


def _places(scenario: Scenario) -> dict[str, str]:
    """Give the names of the facilities, none when the territory cannot be read."""
    try:
        return {one.id: one.name for one in scenario.load_territory().facilities}
    except JumeauError:
        return {}


def _library_file(name: str) -> Path:
    from scenarios.chain import LIBRARY, library_names

    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return path
    names = library_names()
    if name in names:
        return LIBRARY / f"{name}.toml"
    raise JumeauError(
        f"--from {name}", "ni un fichier, ni un nom de la bibliothèque.",
        f"{near(name, list(names))}Bibliothèque : {', '.join(names)}.",
    )  # fmt: skip


def _fault_row(fault: JumeauError) -> dict[str, Any]:
    """Give a fault as JSON: the place, and apart its file, line and key where they are known."""
    file, _, rest = fault.place.partition(", ligne ")
    line, _, key = rest.partition(", ")
    return {
        "place": fault.place,
        "file": file,
        "line": int(line) if line.isdigit() else None,
        "key": key,
        "problem": fault.problem,
        "remedy": fault.remedy,
    }


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise JumeauError(
            f"{path}", f"écriture impossible : {said(error)}.", "Choisissez un autre dossier."
        ) from None
