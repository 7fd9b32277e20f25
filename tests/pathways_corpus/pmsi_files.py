"""Chained stays of the PMSI: four stays of two patients, damaged in one way at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.pathways_corpus.bad import Bad, gz

HEAD = "ano;nature;champ;finess;entree;sortie;mode_entree;mode_sortie;dp"
STAYS = [f"A{i % 2};sejour;mco;350000123;2024-0{i}-01;2024-0{i}-05;8;8;I50.0" for i in range(1, 5)]


def stays(row: str | None = None, head: str = HEAD) -> bytes:
    """Give the file, its third line replaced."""
    rows = STAYS if row is None else [*STAYS[:2], row, STAYS[3]]
    return ("\n".join([head, *rows]) + "\n").encode()


def _one(name: str, content: bytes, file: str = "sejours.csv", **expected: Any) -> Bad:
    return Bad(f"pmsi {name}", {file: content}, **{"source": "pmsi", **expected})


def bad_files() -> Iterator[Bad]:
    """Give every case."""
    yield _one("good", stays(), rows=4, kept=4)
    yield _one("archive", gz(stays()), "sejours.csv.gz", rows=4, kept=4)
    yield _one("latin-1", stays().replace(b"I50.0", "é".encode("latin-1")), rows=4, kept=4)
    lost = {
        "no patient": ";sejour;mco;350000123;2024-03-01;2024-03-05;8;8;I500",
        "no entry": "A1;sejour;mco;350000123;;2024-03-05;8;8;I500",
        "29 February": "A1;sejour;mco;350000123;2023-02-29;2023-03-05;8;8;I500",
        "exit before entry": "A1;sejour;mco;350000123;2024-03-05;2024-03-01;8;8;I500",
        "wrong entry": "A1;sejour;mco;350000123;hier;2024-03-05;8;8;I500",
        "short row": "A1;sejour;mco",
    }
    for name, row in lost.items():
        yield _one(name, stays(row), rows=4, kept=3)
    yield _one("unknown nature", stays("A1;voyage;mco;35;2024-03-01;2024-03-02;8;8;X"))
    yield _one("quote never closed", stays('A1;"sejour;mco;35;2024-03-01;2024-03-02;8;8;X'))
    refused = {
        "empty": b"", "header only": stays()[: len(HEAD) + 1], "archive cut": gz(stays())[:-9],
        "no patient column": stays(head=HEAD.replace("ano", "nom")), "no date column":
        stays(head=HEAD.replace("entree", "date_e")), "null bytes":
        stays().replace(b"mco", b"m\0o"), "utf-32": stays().decode().encode("utf-32"),
    }  # fmt: skip
    for name, content in refused.items():
        yield _one(name, content, refused=True)
