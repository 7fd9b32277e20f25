"""The `jumeau` command: parse, call one public function, show the result."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.main import get_command

from scenarios.cli import (
    batch,
    replay,
    report,
    scenario,
    screen,
    store,
    studies,
    upkeep,
    validation,
)
from scenarios.cli.french import FrenchCommand, FrenchGroup
from scenarios.words import near as near_word
from twin.tables import JumeauError, said

INTERRUPTED = 130
UNEXPECTED = 3
BAD_INPUT = 2
PASS_THROUGH: dict[str, Any] = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "help_option_names": [],
}

_REFUSALS = (
    (r".*greater than or equal to (\S+)", r"au moins \1"),
    (r".*less than or equal to (\S+)", r"au plus \1"),
    (r"(\S+) is not in the range (\S+?)<=x<=(\S+)", r"\1 n'est pas entre \2 et \3"),
    (r"(\S+) is not in the range x>=(\S+)", r"\1 : au moins \2"),
    (r"(\S+) is not in the range x<=(\S+)", r"\1 : au plus \2"),
    (r".*valid integer.*", "un entier est attendu"),
    (r".*valid number.*", "un nombre est attendu"),
)

app = typer.Typer(
    name="jumeau",
    cls=FrenchGroup,
    help="Jumeau numérique d'un territoire de santé : que se passe-t-il si... ?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo", cls=FrenchCommand)(studies.demo)
app.command("run", cls=FrenchCommand)(studies.run)
app.command("batch", cls=FrenchCommand)(batch.batch)
app.command("compare", cls=FrenchCommand)(studies.compare)
app.command("report", cls=FrenchCommand)(report.report)
app.command("replay", cls=FrenchCommand)(replay.replay)
app.command("validate", cls=FrenchCommand)(validation.validate)
app.command("dashboard", cls=FrenchCommand)(upkeep.dashboard)
app.command("doctor", cls=FrenchCommand)(upkeep.doctor)
app.add_typer(scenario.app, name="scenario")
app.add_typer(store.store_app, name="store")


@app.callback()
def _root(
    debug: Annotated[
        bool, typer.Option("--debug", help="Montre la trace des erreurs imprévues.")
    ] = False,
) -> None:
    """Jumeau numérique d'un territoire de santé."""


@app.command("territory", cls=FrenchCommand, context_settings=PASS_THROUGH)
def _territory(context: typer.Context) -> None:
    """Construit, vérifie ou montre un territoire."""
    from scenarios.cli.territory import app as territory_app

    _call(get_command(territory_app), context.args, "jumeau territory")


@app.command("pathways", cls=FrenchCommand, context_settings=PASS_THROUGH)
def _pathways(context: typer.Context) -> None:
    """Importe des parcours de soins, les montre et trouve leurs ruptures."""
    from scenarios.cli.pathways import load

    _call(get_command(load()), context.args, "jumeau pathways")


@app.command("forecast", cls=FrenchCommand, context_settings=PASS_THROUGH)
def _forecast(context: typer.Context) -> None:
    """Prévoit la demande, les stocks et les pénuries."""
    from scenarios.cli.forecast import load

    _call(get_command(load()), context.args, "jumeau forecast")


@app.command("staff", cls=FrenchCommand, context_settings=PASS_THROUGH)
def _staff(context: typer.Context) -> None:
    """Vérifie et construit des plannings de soignants."""
    from scenarios.cli.staff import load

    _call(get_command(load()), context.args, "jumeau staff")


@app.command("samu", cls=FrenchCommand, context_settings=PASS_THROUGH)
def _samu(context: typer.Context) -> None:
    """Situe les bases de SMUR et oriente des cas archivés ou inventés."""
    from scenarios.cli.samu import load

    _call(get_command(load()), context.args, "jumeau samu")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end with its exit code (0 done, 1 no, 2 bad input)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        _call(get_command(app), [word for word in words if word != "--debug"], "jumeau")
    except typer.Exit as end:
        if end.exit_code == INTERRUPTED:
            _say_interrupted()
        sys.exit(end.exit_code)
    except JumeauError as error:
        screen.show_fault(error)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _say_interrupted()
        sys.exit(INTERRUPTED)
    except Exception as error:
        if hasattr(error, "format_message"):
            typer.echo(f"erreur : ligne de commande : {_usage(error)}", err=True)
            sys.exit(BAD_INPUT)
        if debug:
            traceback.print_exc()
        if isinstance(error, OSError):
            place = error.filename or "fichiers"
            typer.echo(
                f"erreur : {place} : {said(error)}. Choisissez un autre dossier (--out) ou libérez "
                "de la place ; les réplications terminées sont gardées.",
                err=True,
            )
            sys.exit(BAD_INPUT)
        typer.echo(
            f"erreur : imprévue : {type(error).__name__} : {str(error).partition('\n')[0]}. "
            "Relancez avec --debug et signalez-la avec la trace.",
            err=True,
        )
        sys.exit(UNEXPECTED)
    sys.exit(0)


def _say_interrupted() -> None:
    typer.echo("Interrompu ; les réplications terminées sont gardées.", err=True)


def _call(command: Any, words: list[str], name: str) -> None:
    """Run a command; its exit code, if any, comes out as `typer.Exit`."""
    code = command.main(args=words, prog_name=name, standalone_mode=False)
    if isinstance(code, int) and code:
        raise typer.Exit(code)


def _said_name(parameter: Any) -> str:
    """Give a parameter as the help page shows it: `--out`, or the word of an argument."""
    if getattr(parameter, "param_type_name", "") == "argument":
        return str(parameter.metavar or parameter.opts[0].upper())
    return str(parameter.opts[0])


def _usage(error: Any) -> str:
    """Give in French what is wrong with the words of a command."""
    kind, text = type(error).__name__, str(error.format_message())
    context, parameter = getattr(error, "ctx", None), getattr(error, "param", None)
    remedy = f"Voyez `{context.command_path if context else 'jumeau'} --help`."
    name = _said_name(parameter) if parameter else ""
    if kind == "NoArgsIsHelpError":
        return f"il manque un verbe.\n{text}"
    if kind == "NoSuchOption":
        near = [str(word) for word in getattr(error, "possibilities", None) or ()]
        hint = f"Vouliez-vous dire {near[0]} ? " if near else ""
        return f"option {error.option_name} inconnue. {hint}{remedy}"
    if kind == "MissingParameter":
        return f"il manque {name}. {remedy}"
    if kind == "BadParameter":
        reason = text.split(": ", 1)[-1]
        for pattern, words in _REFUSALS:
            reason = re.sub(pattern, words, reason)
        return f"valeur refusée pour {name} ({reason.rstrip('.')}). {remedy}"
    if found := re.search(r"No such command '(.*?)'", text):
        verbs = list(getattr(context.command, "commands", {})) if context else []
        return f"verbe « {found[1]} » inconnu. {near_word(found[1], verbs)}{remedy}"
    return f"{text} {remedy}"


if __name__ == "__main__":
    main()
