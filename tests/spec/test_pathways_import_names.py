"""Blanks around names: "A " and "A" are one pathway, one patient, one activity, one site."""

from __future__ import annotations

import pytest

from pathways.exports.csv import write_csv
from pathways.importing.importer import import_log
from pathways.importing.mapping import mapping_of, read_mapping
from pathways.importing.refusals import Refusals
from pathways.importing.source import Ask
from twin.tables import JumeauError

RAW = (
    "case_id,patient_id,activity,date,site,note\n"
    "A ,P1,soin,2024-01-01,CH X, n \n"
    "A, P1,soin\u00a0,2024-01-02,CH X ,n\n"
    "B,P2,sortie,2024-01-03,CH X,n\n"
    "   ,P3,sortie,2024-01-04,CH X,n\n"
)
ROLES = {"columns": {"case": "case_id", "patient": "patient_id", "activity": "activity",
                     "start": "date", "site": "site"}}  # fmt: skip


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(RAW, encoding="utf-8")
    return path


def imported(path, **ask):
    return import_log(path, Ask(mapping=mapping_of(ROLES | ask, "m")),
                      rejects=path.with_suffix(".rejects.csv"))  # fmt: skip


def test_blanks_around_names_make_no_new_pathway(source):
    log, told = imported(source)
    said = log.spelled()
    assert said["case"].to_list() == ["A", "A", "B"]
    assert said["patient"].to_list() == ["P1", "P1", "P2"]
    assert log.names.activities == ("soin", "sortie")
    assert log.names.sites == ("CH X",)
    assert said["@note"].to_list() == [" n ", "n", "n"]  # an attribute is kept as it is
    note = "blancs retirés autour de valeurs : 2 de parcours, 1 de patient, 1 de activité, 1 de"
    assert any(n.startswith(note.replace("de activité", "d'activité")) for n in told.about.notes)
    # A name made of blanks only is none.
    assert (told.about.rows_in, told.about.rows_kept, told.about.rows_rejected) == (4, 3, 1)


def test_names_may_be_kept_as_written(source):
    log, told = imported(source, text={"trim": False})
    assert log.case_count() == 4
    assert not any("blancs" in n for n in told.about.notes)


def test_a_log_exported_comes_back_as_it_was(source, tmp_path):
    log, _ = imported(source, text={"trim": False})
    written = write_csv(log, tmp_path / "out.csv")
    again, _ = import_log(written.path, Ask(mapping=read_mapping(tmp_path / "out.mapping.toml")))
    assert again.digest() == log.digest()


def test_a_refusal_is_found_whatever_the_blanks(source):
    log, told = import_log(source, Ask(mapping=mapping_of(ROLES, "m")),
                           opt_out=Refusals(frozenset({"P1"})),
                           rejects=source.with_suffix(".rejects.csv"))  # fmt: skip
    assert log.spelled()["patient"].to_list() == ["P2"]
    assert told.about.rows_opted_out == 2


def test_a_truncated_archive_says_that_it_is(tmp_path):
    path = tmp_path / "f.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(JumeauError, match="archive tronquée"):
        import_log(path, Ask())
