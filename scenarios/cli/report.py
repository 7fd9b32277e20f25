"""`jumeau report`: the note of decision of one policy or several, as HTML, XLSX and records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.english.speech import Lang
    from scenarios.report.note import Note


def report(
    results: Annotated[
        list[str] | None,
        typer.Argument(metavar="RÉSULTAT...", help="Nom, nom/empreinte ou dossier."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FICHIER.html", help="Page ; note-NOM.html sans option."),
    ] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FICHIER.xlsx", help="Classeur, en plus.")
    ] = None,
    records: Annotated[
        Path | None,
        typer.Option("--records", metavar="DOSSIER", help="Fiches STRESS et ODD en Markdown."),
    ] = None,
    decision: Annotated[
        str | None,
        typer.Option(
            "--decision", metavar="INDICATEUR[@LIEU]", help="Chiffre décisif, après coup."
        ),
    ] = None,
    study: Annotated[
        Path | None,
        typer.Option("--study", metavar="DOSSIER", help="Étude qui porte les points de bascule."),
    ] = None,
    runs: Annotated[
        Path | None,
        typer.Option("--runs", help="Dossier des résultats ($JUMEAU_RUNS, sinon ./runs)."),
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANGUE", help="fr, ou en : la note en anglais.")
    ] = "fr",
    json: Annotated[
        bool, typer.Option("--json", help="La note en JSON ; pas de page sans --out.")
    ] = False,
) -> None:
    """Écrit la note de décision d'une politique : réponse, carte, perdants, hypothèses, preuve."""
    from scenarios.english import speaking
    from scenarios.report import note_of, quoted_in
    from scenarios.store import Store

    chosen = _language(lang)
    for option, path, suffixes in (("--out", out, (".html", ".htm")), ("--xlsx", xlsx, (".xlsx",))):
        _check(option, path, suffixes)
    if not results:
        raise JumeauError(
            "commande report", "il manque le résultat.",
            "Donnez le nom d'une politique calculée : `jumeau store list` les montre.",
        )  # fmt: skip
    note = note_of(Store.open(runs), results, decision=decision, study=study)
    with speaking(chosen, quoted_in(note)):
        _write_all(note, out, xlsx, records, json)


def _write_all(
    note: Note, out: Path | None, xlsx: Path | None, records: Path | None, json: bool
) -> None:
    """Write what was asked, in the language of the moment, and say it."""
    from scenarios.english import lang, say
    from scenarios.parts import write_whole
    from scenarios.report import said_in_english, to_html, write_records, write_workbook

    written = []
    page = out
    if page is None and not json:
        page = Path(f"note-{note.sheets[0].subject.policy.name}.html")
    if page is not None:
        text = to_html(note, lang())
        write_whole(page, lambda at: _write(at, text))
        written.append(page)
    if xlsx is not None:
        written.append(write_workbook(note, xlsx))
    if records is not None:
        written += write_records(note, records)
    if json:
        plain = note.plain()
        told = said_in_english(plain) if lang() == "en" else plain
        screen.show_json({**told, "lang": lang(), "files": [str(path) for path in written]})
        return
    for sheet in note.sheets:
        typer.echo(say(sheet.answer.headline))
        for one in sheet.answer.probabilities:
            typer.echo(f"  {say(one)}")
    for path in written:
        typer.echo(say(f"Écrit : {path}"))


def _language(word: str) -> Lang:
    """Give the language asked for.

    Raises
    ------
    JumeauError
        When the note is written in no such language.
    """
    from scenarios.english.speech import LANGS

    for known in LANGS:
        if word == known:
            return known
    raise JumeauError(
        f"--lang {word}", "la note n'est écrite qu'en français (fr) ou en anglais (en).",
        "Écrivez --lang en, ou rien.",
    )  # fmt: skip


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _check(option: str, path: Path | None, suffixes: tuple[str, ...]) -> None:
    """Refuse a file that Excel or a browser would not open, or that has no folder."""
    if path is None:
        return
    if path.suffix.lower() not in suffixes:
        raise JumeauError(
            option, f"« {path.name} » ne finit pas par {suffixes[0]}.",
            f"Écrivez {option} {path.stem or 'note'}{suffixes[0]}.",
        )  # fmt: skip
    if path.is_dir():
        raise JumeauError(option, f"{path} est un dossier.", "Donnez un nom de fichier.")
    if not path.parent.is_dir():
        raise JumeauError(option, f"le dossier {path.parent} n'existe pas.", "Créez-le d'abord.")
