"""What browsers may fetch of a log: the picture of an answer, its tables, the rejects."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, abort, request

from dashboards.logs.answering import Answers
from dashboards.logs.asking import Question
from dashboards.logs.shelf import REJECTS
from dashboards.logs.tables import NAMES, csv_bytes, tables_of
from twin.tables import JumeauError

PICTURE = "/parcours/image.svg"
TABLE = "/telecharger/parcours.csv"
REFUSED = "/telecharger/rejets.csv"
SIDES = ("observe", "simule")


def serve_answers(server: Flask, answers: Answers) -> None:
    """Serve the files of the page; each is asked for by ids and choices, never by a path."""

    @server.get(PICTURE)
    def picture() -> Response:
        question = _asked()
        try:
            if question.view == "simulated":
                sides = answers.sides(question)
                second = request.args.get("side") == SIDES[1]
                answer = sides.simulated if second else sides.observed
            else:
                answer = answers.answer(question)
            return _file(answers.svg(answer).encode(), "image/svg+xml")
        except JumeauError:
            abort(404)

    @server.get(TABLE)
    def table() -> Response:
        question, wanted = _asked(), request.args.get("table", "")
        try:
            found = tables_of(answers, question).get(wanted if wanted in NAMES else "")
            if found is None:
                abort(404)
            _note(answers, question, wanted, found)
        except JumeauError:
            abort(404)
        return _file(csv_bytes(found), "text/csv", f"parcours-{wanted}.csv")

    @server.get(REFUSED)
    def refused() -> Response:
        deposit = answers.shelf.deposit(request.args.get("depot", ""))
        path = None if deposit is None else deposit.folder / REJECTS
        if path is None or not path.is_file():
            abort(404)
        return _file(path.read_bytes(), "text/csv", "parcours-rejets.csv")


def _asked() -> Question:
    question = Question.within(request.args)
    if not question.log:
        abort(404)
    return question


def _note(answers: Answers, question: Question, name: str, table: object) -> None:
    """Write the export in the book of the log, the same as the command line's."""
    import polars as pl

    from pathways.answers.let_out import let_out

    opened = answers.opened(question.log)
    path: Path = answers.shelf.logs()[question.log][1]
    assert isinstance(table, pl.DataFrame)
    hidden = int(table["hidden"].sum()) if "hidden" in table.columns else 0
    found = (
        answers.sides(question).observed
        if question.view == "simulated"
        else (answers.answer(question))
    )
    asked = found.asked
    let_out(path, opened.log, asked.cohort, asked.gate, f"parcours, {name}", hidden)


def _file(body: bytes, kind: str, name: str = "") -> Response:
    headers = {"Cache-Control": "no-store"}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, mimetype=kind, headers=headers)
