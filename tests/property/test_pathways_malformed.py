"""Malformed sources: never a traceback, never a row that is nowhere."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pathways.importing.importer import ImportReport, import_log
from pathways.importing.mapping import read_mapping
from pathways.importing.source import Ask
from tests.pathways_corpus import corpus
from tests.pathways_corpus.bad import Bad
from twin.contracts.events import EventLog
from twin.tables import JumeauError

CORPUS = list(corpus())
OUR_FAULT = 3
"""Exit code of an import whose rows do not add up: a fault of ours, whatever the file."""


def test_the_corpus_is_large_and_its_names_are_unique():
    assert len(CORPUS) >= 150
    assert max(Counter(bad.name for bad in CORPUS).values()) == 1


@pytest.mark.parametrize("bad", CORPUS, ids=lambda bad: bad.name)
def test_refused_in_words_or_every_row_accounted_for(bad: Bad, tmp_path: Path):
    rejects = tmp_path / "rejects.csv"
    found = _imported(bad, tmp_path, rejects)
    assert not list(tmp_path.glob(".*.part"))
    if isinstance(found, JumeauError):
        assert found.exit_code != OUR_FAULT
        assert all((found.place, found.problem, found.remedy))
        assert bad.refused or bad.kept is None
        return
    log, told = found
    about = told.about
    assert not bad.refused
    assert about.rows_in == (bad.rows or about.rows_in)
    assert log.events == (bad.kept or log.events)
    assert log.frame["start"].null_count() == 0
    listed = Counter(row["status"] for row in _rows(rejects))
    assert listed["rejected"] == about.rows_rejected
    assert listed["netted"] == about.rows_netted


def _imported(bad: Bad, folder: Path, rejects: Path) -> JumeauError | tuple[EventLog, ImportReport]:
    """Import one source; only a `JumeauError` is an answer, anything else is a traceback."""
    path = bad.write(folder)
    try:
        mapping = None
        if bad.mapping is not None:
            (folder / "mapping.toml").write_bytes(bad.mapping)
            mapping = read_mapping(folder / "mapping.toml")
        return import_log(path, Ask(mapping=mapping, **bad.ask), source=bad.source, rejects=rejects)
    except JumeauError as error:
        return error


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
