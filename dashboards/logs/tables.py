"""The tables behind an answer, each as a CSV that a French Excel opens."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

from dashboards.logs.answering import Answers
from dashboards.logs.asking import Question
from dashboards.parts.table import safe

if TYPE_CHECKING:
    import polars as pl

NAMES = ("passages", "activites", "variantes", "goulots", "ruptures", "courbes", "comparaison",
         "distances", "observe", "simule")  # fmt: skip


def tables_of(answers: Answers, question: Question) -> dict[str, pl.DataFrame]:
    """Give the tables of a question by name; hidden counts are already empty.

    Raises
    ------
    JumeauError
        The question has no answer.
    """
    import polars as pl

    if question.view == "simulated":
        sides = answers.sides(question)
        rows = [
            {"distance": d.name, "from": d.step[0] if d.step else None,
             "to": d.step[1] if d.step else None, "value": d.value, "low": d.low,
             "high": d.high, "floor": d.floor, "apart": d.apart}
            for d in sides.distances.distances
        ]  # fmt: skip
        return {"distances": pl.DataFrame(rows, infer_schema_length=None),
                "observe": sides.observed.table, "simule": sides.simulated.table}  # fmt: skip
    answer = answers.answer(question)
    if question.view == "map":
        nodes = pl.DataFrame(answer.facts["nodes"], infer_schema_length=None)
        return {"passages": answer.table, "activites": nodes}
    if question.view == "breaks":
        curves = [
            {"rule": rule["rule"], **step}
            for rule in answer.facts["rules"]
            for step in rule["curve"]
        ]
        found = {"ruptures": answer.table}
        return found | ({"courbes": pl.DataFrame(curves)} if curves else {})
    named = {"variants": "variantes", "bottlenecks": "goulots", "compare": "comparaison"}
    return {named[question.view]: answer.table}


def csv_bytes(table: pl.DataFrame) -> bytes:
    """Give semicolons, decimal commas, UTF-8 with its mark; nothing runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.iter_rows():
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.9g}".replace(".", ",")
    return str(value) if isinstance(value, int) else safe(value)
