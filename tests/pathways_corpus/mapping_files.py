"""Mapping files: damaged, unknown keys, wrong values; over one good log."""

from __future__ import annotations

from collections.abc import Iterator

from tests.pathways_corpus.bad import Bad
from tests.pathways_corpus.csv_files import text

GOOD = 'case="case_id"\nactivity="activity"\nstart="timestamp"\n'
WRONG: dict[str, str] = {
    "not TOML": "[columns\ncase=",
    "unknown key": f'[columns]\n{GOOD}casse="x"\n',
    "unknown table": f"[colums]\n{GOOD}",
    "unknown column": '[columns]\ncase="dossier"\nactivity="activity"\nstart="timestamp"\n',
    "no case": '[columns]\ncase=""\nactivity="nothing"\n',
    "wrong version": f"format=9\n[columns]\n{GOOD}",
    "wrong type": '[columns]\ncase=3\nactivity="activity"\nstart="timestamp"\n',
    "wrong separator": f'[columns]\n{GOOD}[text]\nseparator="--"\n',
    "wrong zone": f'[columns]\n{GOOD}[dates]\nzone="Mars/Olympus"\n',
    "wrong source": f'source="xls"\n[columns]\n{GOOD}',
    "kept and left": f'attributes=["a"]\nignore=["a"]\n[columns]\n{GOOD}',
    "period without its end": f'[columns]\n{GOOD}covered_from="a"\n',
    "key twice": f'[columns]\n{GOOD}case="b"\n',
    "deep": "a=" + "[" * 5000 + "]" * 5000,
}


def bad_files() -> Iterator[Bad]:
    """Give every case."""
    log = text().encode()
    for name, words in WRONG.items():
        yield Bad(f"mapping {name}", {"log.csv": log}, mapping=words.encode(), refused=True)
    yield Bad("mapping in UTF-16", {"log.csv": log}, mapping=f"[columns]\n{GOOD}".encode("utf-16"),
              refused=True)  # fmt: skip
    yield Bad("mapping null bytes", {"log.csv": log}, mapping=b"\0\0\0", refused=True)
