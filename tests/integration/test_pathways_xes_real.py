"""The real Sepsis log, written as XES and read back: the same for us and for pm4py."""

from __future__ import annotations

from collections import Counter

import pytest

from pathways.exports.xes import write_xes
from pathways.importing.importer import import_log
from pathways.importing.source import Ask
from tests.conftest import SHARED


@pytest.fixture(scope="module")
def sepsis():
    path = SHARED / "pathways" / "sepsis_cases.csv.gz"
    if not path.is_file():
        pytest.skip("real log absent: it is not part of the repository")
    return import_log(path, Ask(public=True))[0]


def test_sepsis_comes_back_from_xes(sepsis, tmp_path):
    write_xes(sepsis, tmp_path / "sepsis.xes.gz")
    found, told = import_log(tmp_path / "sepsis.xes.gz", Ask())
    assert found.digest() == sepsis.digest()
    assert (found.events, found.case_count(), told.about.rows_rejected) == (15_214, 1_050, 0)
    assert "NA" in set(found.cases["name"])


def test_sepsis_is_the_same_in_the_reader_of_pm4py(sepsis, tmp_path):
    importer = pytest.importorskip("pm4py.objects.log.importer.xes.variants.iterparse")
    write_xes(sepsis, tmp_path / "sepsis.xes")
    quiet = {importer.Parameters.SHOW_PROGRESS_BAR: False}
    theirs = Counter(
        tuple(e["concept:name"] for e in t)
        for t in importer.apply(str(tmp_path / "sepsis.xes"), quiet)
    )
    found, _ = import_log(tmp_path / "sepsis.xes", Ask())
    ours = found.spelled().group_by("case", maintain_order=True).agg("activity")["activity"]
    assert Counter(map(tuple, ours.to_list())) == theirs
    assert len(theirs) == 846
