"""OMOP folders: four visits of two persons, damaged in one way at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.pathways_corpus.bad import Bad, gz

HEAD = "visit_occurrence_id,person_id,visit_concept_id,visit_start_datetime,visit_end_datetime"
VISITS = [
    f"{i},{9007199254740993 + i % 2},9202,2024-03-0{i} 08:00:00,2024-03-0{i} 09:00:00"
    for i in range(1, 5)
]
PERSONS = (
    "person_id,gender_concept_id,year_of_birth\n9007199254740993,8507,1950\n"
    "9007199254740994,8532,1960\n"
)


def visits(at: int = 2, row: str | None = None, head: str = HEAD) -> bytes:
    """Give the table of visits, one of them replaced."""
    rows = VISITS if row is None else [*VISITS[:at], row, *VISITS[at + 1 :]]
    return ("\n".join([head, *rows]) + "\n").encode()


def _one(name: str, table: bytes, more: dict[str, bytes] | None = None, **expected: Any) -> Bad:
    files = {"visit_occurrence.csv": table, "person.csv": PERSONS.encode(), **(more or {})}
    return Bad(f"omop {name}", files, folder=True, **expected)


def bad_files() -> Iterator[Bad]:
    """Give every case."""
    yield _one("good", visits(), rows=4, kept=4)
    yield _one("names in capitals", visits(head=HEAD.upper()), rows=4, kept=4)
    unknown = visits(row="3,9007199254740994,987654321,2024-03-03 08:00:00,2024-03-03 09:00:00")
    yield _one("unknown concept", unknown, rows=4, kept=4)
    zero = visits(row="3,9007199254740994,0,2024-03-03 08:00:00,2024-03-03 09:00:00")
    yield _one("concept 0", zero, rows=4)
    lost = {
        "no person": "3,,9202,2024-03-03 08:00:00,", "no start": "3,9007199254740994,9202,,",
        "29 February": "3,9007199254740994,9202,2023-02-29 08:00:00,",
        "short row": "3,9007199254740994", "wrong end": "3,9007199254740994,9202,hier,hier",
    }  # fmt: skip
    for name, row in lost.items():
        yield _one(name, visits(row=row), rows=4, kept=3)
    yield _one("quote never closed", visits(row='3,"9007199254740994,9202,2024-03-03 08:00:00,'))
    yield _one("null bytes", visits().replace(b"9202", b"92\x002"))
    yield _one("header only", visits()[: len(HEAD) + 1], refused=True)
    yield _one("empty table", b"", refused=True)
    yield _one("no column", visits(head=HEAD.replace("person_id", "pid")), refused=True)
    yield _one("table twice", visits(), {"visit_occurrence.csv.gz": gz(visits())}, refused=True)
    death = {"death.csv": b"person_id,death_date\n9007199254740993,2023-02-29\nghost,2024-01-01\n"}
    yield _one("wrong death", visits(), death, rows=4, kept=4)
    cut = {"person.csv.gz": gz(PERSONS.encode())[:-9]}
    files = {"visit_occurrence.csv": visits(), **cut}
    yield Bad("omop persons cut", files, folder=True, refused=True)
    altered = {"visit_occurrence.parquet": b"PAR1" + b"\0" * 200 + b"PAR1"}
    yield Bad("omop parquet altered", altered, folder=True, refused=True)
    yield Bad("omop folder of nothing", {"notes.md": b"x"}, folder=True, refused=True)
    yield Bad("omop persons alone", {"person.csv": PERSONS.encode()}, folder=True, refused=True)
