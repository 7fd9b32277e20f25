"""What the verbs on care pathways share: the log opened, its cohort, and how an answer leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from twin.tables import JumeauError, said

if TYPE_CHECKING:
    from pathways.answers.answer import Answer
    from pathways.answers.asked import Asked
    from twin.contracts.events import EventLog

Log = Annotated[
    Path, typer.Argument(metavar="JOURNAL", help="Journal importé, ou fichier d'un format connu.")
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="ATTRIBUT=VALEUR",
        help="Garder les parcours où l'attribut prend la valeur (=, !=, <=, >=, <, > ; a|b ; "
        "à répéter).",
    ),
]
Period = Annotated[
    str | None,
    typer.Option("--period", metavar="J1..J2", help="Garder les parcours commencés ces jours-là."),
]
Site = Annotated[
    list[str] | None,
    typer.Option("--site", metavar="SITE", help="Garder les parcours passés par ce site."),
]
Public = Annotated[
    bool, typer.Option("--public", help="Déclarer le journal public : rien n'est masqué.")
]
Threshold = Annotated[
    int, typer.Option("--threshold", metavar="N", help="Plus petit nombre de patients montré.")
]
Json = Annotated[bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FICHIER", help="Écrire la table.")]
Picture = Annotated[
    Path | None,
    typer.Option("--picture", metavar="FICHIER", help="Écrire une image : .svg ou .html."),
]
DEFAULT_THRESHOLD = 11
PICTURES = (".svg", ".html")
SPACES = "\u00a0\u202f"


def opened(
    path: Path,
    where: list[str] | None = None,
    period: str | None = None,
    site: list[str] | None = None,
    *,
    public: bool = False,
    threshold: int = DEFAULT_THRESHOLD,
) -> Asked:
    """Open a log, keep the cohort asked, and give both with the disclosure gate.

    Raises
    ------
    JumeauError
        Unknown file, attribute, value, site; a period that is not two dates; nobody left.
    """
    from pathways.answers.asked import ask

    return ask(whole(path, public=public), where or (), period, site or (), threshold=threshold)


def whole(path: Path, *, public: bool = False) -> EventLog:
    """Open a log without keeping any cohort."""
    from pathways.opening import open_log

    with screen.progress("Lecture du journal"):
        return open_log(path, public=public)


def check_picture(path: Path | None) -> None:
    """Refuse before computing a picture that could not be written."""
    if path is not None and path.suffix.lower() not in PICTURES:
        raise JumeauError(
            f"--picture {path}",
            f"« {path.suffix or path.name} » n'est pas une image connue.",
            "Donnez un fichier en .svg ou en .html.",
        )


def deliver(answer: Answer, as_json: bool, csv: Path | None, picture: Path | None) -> None:
    """Write the table and the picture where asked, then show the answer.

    Parameters
    ----------
    answer
        What a question on a log gave, past the disclosure gate.
    as_json
        Write JSON on the standard output instead of a table.
    csv, picture
        Files to write; a picture ends in `.svg` or `.html`.
    """
    check_picture(picture)
    if csv is not None:
        keep(csv, answer.csv())
    if picture is not None:
        page = answer.page() if picture.suffix.lower() == ".html" else answer.svg()
        keep(picture, page)
    if as_json:
        screen.show_json(answer.json())
        return
    show(answer)
    for kind, path in (("Table", csv), ("Image", picture)):
        if path is not None:
            screen.err().print(f"{kind} : {path}", markup=False)


def show(answer: Answer) -> None:
    """Show an answer on the terminal: title, facts, table, and what was hidden."""
    console = screen.out()
    console.print(f"[bold]{_plain(answer.title)}[/bold]")
    for line in answer.lines:
        console.print(_plain(line))
    heads, rows = answer.screen_rows()
    if rows:
        console.print(screen.facts_table(heads, [[_plain(c) for c in row] for row in rows]))
    left = answer.table.height - len(rows)
    if left:
        console.print(f"... et {left} lignes de plus (--csv ou --json les donnent).", style="dim")
    for line in answer.footer():
        console.print(_plain(line), style="dim")


def keep(path: Path, text: str) -> None:
    """Write a text file, or say why not."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise JumeauError(
            str(path), f"écriture impossible : {said(error)}", "Choisissez un autre fichier."
        ) from error


def read_json(path: Path) -> Any:
    """Read a JSON file, or say what is wrong with it."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise JumeauError(str(path), said(error), "Vérifiez le chemin du fichier.") from error
    except ValueError as error:
        raise JumeauError(
            str(path), "ce n'est pas du JSON.", "Donnez un fichier écrit par --json."
        ) from error


def _plain(text: str) -> str:
    """Write a text from a log so that the terminal reads no markup in it."""
    kept = "".join(c for c in text if c.isprintable() or c in SPACES)
    return kept.replace("[", r"\[")
