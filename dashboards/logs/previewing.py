"""What a file would be read as: its format, its columns with some of their values, their roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.importing.guessing import Guess

KEPT, LEFT = "attribute", "ignore"
"""What a column without a role becomes: an attribute of the log, or nothing."""
NEEDED = ("case", "activity", "start")
SEVERAL = ("activity", "start", "end")
PERSONAL = ("case", "patient", "event_id", "born", "died")
SHOWN, LONGEST, HEAD = 4, 32, 1 << 18
NOWHERE = "\0"
"""Column of no file: stands for a role that cannot be guessed."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    Attributes
    ----------
    values
        Some of its values, sorted so that no line can be put together again; None where they
        may name a person.
    role
        The role it plays, `attribute` or `ignore`.
    why
        What the role was guessed from: `nom`, `contenu`...; empty where it was not guessed.
    """

    name: str
    values: tuple[str, ...] | None
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is thought to be.

    Attributes
    ----------
    format, title
        Name and French title of the format.
    columns
        Of a CSV file; empty for the formats whose fields are known.
    missing
        Roles that a log cannot do without and that were not guessed.
    """

    format: str
    title: str
    columns: tuple[Column, ...] = ()
    missing: tuple[str, ...] = ()


def preview(path: Path, name: str) -> Preview:
    """Look at a file.

    Raises
    ------
    JumeauError
        Absent, of no known format, or that cannot be read.
    """
    from pathways.importing.registry import source_of
    from pathways.sources import csv

    source = source_of(path)
    if source.NAME != csv.NAME:
        return Preview(source.NAME, source.TITLE_FR)
    guessed = None
    try:
        guessed, sample = csv.preview(path)
    except JumeauError as error:
        try:
            sample = _head(path, name)
        except (JumeauError, ValueError):
            raise error from None
        guessed = _guessed_in_part(sample, name)
    roles: dict[str, tuple[str, str]] = {}
    for role, columns in guessed.mapping.columns.played().items() if guessed else ():
        why = guessed.why.get(role, ("", ""))[1] if guessed else ""
        # A pathway that is the patient's whole life is told by the patient's column alone.
        roles |= {column: (role, why) for column in columns if column not in roles}
    roles.pop(NOWHERE, None)
    played = {role for role, _ in roles.values()}
    missing = tuple(
        r for r in NEEDED if r not in played and not (r == "case" and "patient" in played)
    )
    return Preview(source.NAME, source.TITLE_FR, _columns(sample, roles), missing)


def _guessed_in_part(sample: Any, name: str) -> Guess | None:
    """Guess what can be, the fewest of the needed roles left to the reader."""
    from pathways.importing.guessing import guess
    from pathways.importing.mapping import Mapping, Roles

    for many in range(1, len(NEEDED) + 1):
        for left in combinations(NEEDED, many):
            base = Mapping(columns=Roles(**dict.fromkeys(left, NOWHERE)))
            try:
                return guess(sample, name, base)
            except JumeauError:
                continue
    return None


def _head(path: Path, name: str) -> Any:
    """Give the first rows of a CSV file whose roles cannot be guessed."""
    import polars as pl

    from pathways.importing.dialect import dialect_of
    from pathways.importing.limits import readable
    from pathways.importing.source import Report
    from twin.decoding import decode

    with readable(path) as stream:
        raw = stream.read(HEAD)
    dialect = dialect_of(decode(raw[: raw.rfind(b"\n") + 1] or raw).text, name, Report())
    rows = [[cell or None for cell in row] for row in dialect.sample]
    return pl.DataFrame(rows, schema=dict.fromkeys(dialect.columns, pl.String), orient="row")


def _columns(sample: Any, roles: dict[str, tuple[str, str]]) -> tuple[Column, ...]:
    from pathways.importing.identifiers import find_clear, naming_columns

    naming = set(naming_columns(sample.columns))
    found = []
    for name in sample.columns:
        role, why = roles.get(name, (LEFT if name in naming else KEPT, ""))
        values = sample[name].drop_nulls().unique(maintain_order=True)
        hidden = role in PERSONAL or name in naming or bool(find_clear(values.to_list()).words())
        some = sorted(str(v)[:LONGEST] for v in values.head(SHOWN))
        found.append(Column(name, None if hidden else tuple(some), role, why))
    return tuple(found)


def mapping_data(roles: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Give the mapping file that the roles chosen on the page say.

    Parameters
    ----------
    roles
        Each column and its role, in the order of the file.

    Raises
    ------
    JumeauError
        Two columns for a role that takes one; no column for what a log cannot do without.
    """
    columns: dict[str, list[str]] = {}
    kept: list[str] = []
    left: list[str] = []
    for column, role in roles:
        if role == KEPT:
            kept.append(column)
        elif role == LEFT:
            left.append(column)
        else:
            columns.setdefault(role, []).append(column)
    for role, named in columns.items():
        if len(named) > 1 and role not in SEVERAL:
            raise JumeauError(
                " et ".join(f"« {one} »" for one in named),
                "ces colonnes ont le même rôle, qui n'en prend qu'une.",
                "Changez le rôle de l'une d'elles.",
            )
    if "case" not in columns and "patient" in columns:
        columns["case"] = columns["patient"]
    for role, words in (("case", "le parcours"), ("activity", "l'activité"),
                        ("start", "la date ou le début")):  # fmt: skip
        if role not in columns:
            raise JumeauError(
                "Colonnes", f"aucune ne dit {words}.", "Donnez ce rôle à l'une des colonnes."
            )
    roles_said = {r: named if len(named) > 1 else named[0] for r, named in columns.items()}
    return {"format": 1, "source": "csv", "columns": roles_said, "attributes": kept,
            "ignore": left}  # fmt: skip
