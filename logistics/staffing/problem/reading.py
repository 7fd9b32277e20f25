"""Read a staffing problem: the TOML file, the tables beside it, every fault at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from logistics.staffing.problem import tables
from logistics.staffing.problem.cells import read_cells
from logistics.staffing.problem.faults import faults_of
from logistics.staffing.problem.problem import Problem
from twin.tables import JumeauError, read_text, refuse, shown
from twin.toml_faults import read_toml

_FRENCH = {
    "missing": "champ absent",
    "extra_forbidden": "champ inconnu",
    "string_type": "un texte est attendu",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "float_type": "un nombre est attendu",
    "float_parsing": "un nombre est attendu",
    "bool_type": "true ou false est attendu",
    "bool_parsing": "oui ou non est attendu",
    "tuple_type": "une liste est attendue",
    "dict_type": "une table est attendue",
    "model_type": "une table est attendue",
    "string_pattern_mismatch": "caractères refusés (espaces, virgules et points-virgules exclus)",
    "string_too_long": "texte trop long",
    "too_short": "trop court : au moins une valeur est attendue",
    "too_long": "trop de valeurs",
}


def read_problem(path: Path) -> Problem:
    """Read a problem and check it.

    Raises
    ------
    JumeauError
        Every fault of the file and of its tables: place, value, remedy.
    """
    data = read_toml(read_text(path), path)
    files = data.pop("files", {})
    faults: list[JumeauError] = []
    places: dict[tuple[str, int], str] = {}
    if not isinstance(files, dict):
        raise JumeauError(f"{path}, files", "une table est attendue.", "Écrivez [files].")
    for name, file in files.items():
        if name not in tables.SHEETS or not isinstance(file, str):
            faults.append(JumeauError(
                f"{path}, files.{name}", "table inconnue.",
                f"Tables : {', '.join(tables.SHEETS)}."))  # fmt: skip
            continue
        given = data.get(name, [])
        if not isinstance(given, list):
            continue
        try:
            rows = _rows(name, path.parent / file)
        except JumeauError as error:
            faults += error.faults()
            continue
        for line, row in rows:
            places[name, len(given)] = f"{path.parent / file}, ligne {line}"
            given.append(row)
        data[name] = given
    problem, wrong = _valid(data, path, places)
    refuse(shown([*faults, *wrong], path))
    assert problem is not None  # nothing was refused
    refuse(shown(faults_of(problem, path, places), path))
    return problem


def _rows(name: str, path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Give the rows of a table; a wide history (one column a day) is unrolled."""
    cells = read_cells(path)
    header = tuple(cells.header)
    dated = [tables.a_date(h) for h in header]
    if name == "history" and sum(isinstance(d, date) for d in dated) >= 2:
        return _unrolled(cells.rows, dated)
    texts = tuple("" if h is None else str(h).strip() for h in header)
    fields = tables.fields_of(name, texts)
    unknown = [t for t, f in zip(texts, fields, strict=True) if f is None and t]
    if unknown:
        known = sorted(tables.SHEETS[name].headings)
        raise JumeauError(
            f"{path}, ligne 1", f"colonne inconnue : {', '.join(unknown)}.",
            f"Colonnes de cette table : {', '.join(known)}.",
        )  # fmt: skip
    return [(line, tables.row_of(name, fields, row)) for line, row in cells.rows]


def _unrolled(
    rows: tuple[tuple[int, tuple[Any, ...]], ...], dated: list[Any]
) -> list[tuple[int, dict[str, Any]]]:
    """Give one row a person and day; the first column is the person."""
    return [
        (line, {"person": str(cells[0]).strip(), "day": day,
                "shift": tables.shift_word("repos" if cell is None or not str(cell).strip()
                                           else cell)})
        for line, cells in rows
        for day, cell in zip(dated, cells, strict=True)
        if isinstance(day, date)
    ]  # fmt: skip


def _valid(
    data: dict[str, Any], path: Path, places: dict[tuple[str, int], str]
) -> tuple[Problem | None, list[JumeauError]]:
    try:
        return Problem.model_validate(data), []
    except ValidationError as error:
        return None, [_fault(one, path, places) for one in error.errors()]


def _heading(sheet: str, field: str) -> str:
    """Give the heading of a field as a hospital writes it, where its table has one."""
    found = (h for h, f in tables.SHEETS[sheet].headings.items() if f == field)
    return next(found, field).replace(" ", "_")


def _fault(one: Any, path: Path, places: dict[tuple[str, int], str]) -> JumeauError:
    """Say one refusal of pydantic in French, at the line of its table."""
    where = [str(part) for part in one["loc"]]
    place = f"{path}, {'.'.join(where)}"
    if len(where) > 1 and where[1].isdigit():
        kept = places.get((where[0], int(where[1])))
        rank = f"{where[0]} n° {int(where[1]) + 1}"
        rest = [_heading(where[0], where[2]), *where[3:]] if kept and where[2:] else where[2:]
        place = ", ".join([kept or f"{path}, {rank}", *rest])
    kind, value = one["type"], one.get("input")
    if isinstance(value, float):
        value = f"{value:g}".replace(".", ",")
    context = one.get("ctx", {})
    if kind == "jumeau":
        words = str(context["said"])
    elif kind == "literal_error":
        words = f"« {value} » n'est pas une de ces valeurs : {context['expected']}".replace(
            " or ", " ou "
        )
    elif kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        words = f"{value} : {'au moins' if 'ge' in context else 'au plus'} {bound}"
    else:
        words = _FRENCH.get(kind, str(one["msg"]))
        if isinstance(value, str | int | float) and kind not in ("missing", "extra_forbidden"):
            words = f"« {value} » : {words}"
    remedy = "Retirez-le, ou corrigez son nom." if kind == "extra_forbidden" else "Corrigez-le."
    return JumeauError(place, f"{words}.", remedy)
