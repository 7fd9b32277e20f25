"""What the verbs on care pathways share: the log opened, its cohort, and how an answer leaves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from twin.tables import JumeauError, said

if TYPE_CHECKING:
    from pathways.answers.answer import Answer
    from pathways.answers.asked import Asked
    from twin.contracts.events import EventLog, LogAbout
    from twin.disclosure import Gate

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
    int,
    typer.Option(
        "--threshold", metavar="N", max=1_000_000, help="Plus petit nombre de patients montré."
    ),
]
Override = Annotated[
    str,
    typer.Option("--override", metavar="MOTIF", help="Motif écrit d'un seuil de moins de 11."),
]
Json = Annotated[bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FICHIER", help="Écrire la table.")]
Picture = Annotated[
    Path | None,
    typer.Option("--picture", metavar="FICHIER", help="Écrire une image : .svg ou .html."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="JOUR", help="Dernier jour complet des données."),
]
Right = Annotated[
    str,
    typer.Option(
        "--individual-data",
        metavar="MOTIF",
        help="Motif qui autorise à voir des données individuelles.",
    ),
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
    override: str = "",
    log: EventLog | None = None,
) -> Asked:
    """Open a log, keep the cohort asked, and give both with the disclosure gate.

    Parameters
    ----------
    path, where, period, site, public, threshold, override
        Options of the command.
    log
        What the file holds, where it was already read.

    Raises
    ------
    JumeauError
        Unknown file, attribute, value, site; a period that is not two dates; nobody left; a
        threshold under 11 without its reason.
    """
    from pathways.answers.asked import ask

    log = whole(path, public=public, override=override) if log is None else log
    say_ignored(log.about, threshold)
    asked = ask(log, where or (), period, site or (), threshold=threshold, override=override)
    return replace(asked, path=path, whole=log)


def say_ignored(about: LogAbout, threshold: int) -> None:
    """Say that a threshold hides nothing of a public log."""
    if about.public and threshold != DEFAULT_THRESHOLD:
        screen.err().print(
            f"note : journal public, --threshold {threshold} est ignoré : rien n'est masqué.",
            markup=False,
        )


def whole(path: Path, *, public: bool = False, override: str = "") -> EventLog:
    """Open a log without keeping any cohort.

    With `public` and a reason, a log imported as not public is shown whole: the reason is first
    written in its book of exports.
    """
    from pathways.opening import lifts, open_log

    with screen.progress("Lecture du journal"):
        log = open_log(path, public=public, override=override)
    if lifts(path, public=public):
        from pathways.answers.let_out import fingerprint
        from twin.disclosure import Gate
        from twin.disclosure.ledger import beside, record

        book, lifted = beside(path.resolve()), Gate(1, override=override)
        record(book, fingerprint(path, log), "seuil levé (--public)", {}, lifted, 0)
    return log


def last_day(until: str | None) -> date | None:
    """Read the last complete day of a log; None when it was not said."""
    if until is None:
        return None
    try:
        return date.fromisoformat(until)
    except ValueError as error:
        raise JumeauError(
            f"--until {until}", "ce n'est pas une date.", "Écrivez --until 2024-12-31."
        ) from error


def check_right(asked: Asked, right: str, why: str) -> None:
    """Refuse `--list` without the reason that allows it; a public log needs none.

    Parameters
    ----------
    why
        What the list shows, in French, for the message.
    """
    if not asked.gate.public and not right.strip():
        raise JumeauError(
            "--list", why, 'Donnez le motif qui vous y autorise : --individual-data "MOTIF".'
        )


def check_picture(path: Path | None) -> None:
    """Refuse before computing a picture that could not be written."""
    if path is not None and path.suffix.lower() not in PICTURES:
        raise JumeauError(
            f"--picture {path}",
            f"« {path.suffix or path.name} » n'est pas une image connue.",
            "Donnez un fichier en .svg ou en .html.",
        )


def check_written(*read: Path | None, **written: Path | None) -> None:
    """Refuse, before anything is computed, to write over what is read or twice in one file.

    Parameters
    ----------
    read
        Files (or folders) that the command reads; the book of exports of each is kept too.
    written
        Files that it writes, by the name of their option: `csv=...`, `out=...`.
    """
    from twin.disclosure.ledger import beside

    known = [one for one in read if one is not None]
    known += [beside(one) for one in known if one.is_file()]
    taken: list[tuple[str, Path]] = []
    for name, path in written.items():
        if path is None:
            continue
        option = f"--{name.strip('_').replace('_', '-')}"
        if any(_same_place(path, one) for one in known):
            raise JumeauError(
                f"{option} {path}", "ce fichier est lu par la commande.",
                "Choisissez un autre fichier : il serait perdu.",
            )  # fmt: skip
        for other, before in taken:
            if _same_place(path, before):
                raise JumeauError(
                    f"{option} {path}", f"même fichier que {other}.", "Choisissez un autre fichier."
                )
        taken.append((option, path))


def _same_place(path: Path, read: Path) -> bool:
    """Tell whether two paths are one file, whatever the links, or one is in the other folder."""
    if path.exists() and read.exists() and path.samefile(read):
        return True
    here, there = path.resolve(), read.resolve()
    return here == there or (there.is_dir() and here.is_relative_to(there))


def deliver(
    answer: Answer,
    as_json: bool,
    csv: Path | None,
    picture: Path | None,
    *,
    about: Sequence[Asked] = (),
) -> None:
    """Write the table and the picture where asked, then show the answer.

    Files are recorded first in the log's book of exports; the JSON of the standard output is
    not a file that we write, and is not.

    Parameters
    ----------
    answer
        What a question on a log gave, past the disclosure gate.
    as_json
        Write JSON on the standard output instead of a table.
    csv, picture
        Files to write; a picture ends in `.svg` or `.html`.
    about
        Selections that the answer is about, where it is not that of the answer alone.
    """
    check_picture(picture)
    if csv is not None or picture is not None:
        from pathways.answers.let_out import hidden_in

        leave(about or [answer.asked], answer.kind, hidden_in(answer))
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


def leave(about: Sequence[Asked], question: str, hidden: int = 0) -> None:
    """Record what is about to be written to a file, and warn if it would isolate somebody."""
    from pathways.answers.let_out import let_out

    said_before: set[str] = set()
    for asked in about:
        if asked.path is None or asked.whole is None:
            continue
        told = let_out(asked.path, asked.whole, asked.cohort, asked.gate, question, hidden)
        if told and told not in said_before:
            screen.err().print(f"attention : {told}", markup=False)
        said_before.add(told)


def leave_whole(path: Path, log: EventLog, gate: Gate, question: str) -> None:
    """Record what is about to be written of a whole log, and warn likewise."""
    from pathways.answers.asked import Asked
    from pathways.queries.cohort import Cohort

    leave([Asked(log, Cohort(), gate, path, log)], question)


def show(answer: Answer) -> None:
    """Show an answer on the terminal: title, facts, table, and what was hidden."""
    console = screen.out()
    console.print(f"[bold]{_plain(answer.title)}[/bold]")
    for line in answer.lines if answer.after is None else ():
        console.print(_plain(line))
    heads, rows = answer.screen_rows()
    if rows:
        # Names of rules are copied into commands.
        whole = [0] if answer.kind == "breaks" else []
        plain = [[_plain(c) for c in row] for row in rows]
        console.print(screen.facts_table(heads, plain, whole))
    for line in answer.after or ():
        console.print(_plain(line))
    left = answer.table.height - len(rows)
    if left:
        console.print(f"... et {left} lignes de plus (--csv ou --json les donnent).", style="dim")
    if not answer.asked.gate.public:
        from pathways.answers.let_out import hidden_in

        if masked := hidden_in(answer):
            told = "ligne masquée" if masked == 1 else "lignes masquées"
            console.print(f"{masked} {told}, en tout ou en partie (n. c.).", style="dim")
    for line in answer.footer():
        console.print(_plain(line), style="dim")


def keep(path: Path, text: str) -> None:
    """Write a text file, whole or not at all, or say why not."""
    from twin.contracts.whole_file import beside

    with beside(path) as partial:
        partial.write_text(text, encoding="utf-8")


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
    return printable(text).replace("[", r"\[")


def printable(text: str) -> str:
    """Take out of a text from a log what would command the terminal."""
    return "".join(c for c in text if c.isprintable() or c in SPACES)
