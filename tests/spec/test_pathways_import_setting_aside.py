"""Rows that are set aside at import: refusals, regularisations, duplicates; identifiers hashed."""

from __future__ import annotations

import hashlib
import hmac

import polars as pl
import pytest

from pathways.importing.identifiers import Pseudonyms, find_clear, key_of, naming_columns
from pathways.importing.importer import import_log
from pathways.importing.mapping import mapping_of, mapping_schema, read_mapping
from pathways.importing.refusals import read_refusals
from pathways.importing.source import Ask
from twin.tables import JumeauError

HEAD = "case_id,activity,date,n\n"
KEY = bytes(range(32))
NIR = "255081416802538"
"""Invented; its key is right (97 - 2550814168025 % 97 = 38)."""


def imported(tmp_path, raw, columns=None, **options):
    path = tmp_path / "f.csv"
    path.write_text(raw)
    mapping = mapping_of({"columns": columns}, "m") if columns else None
    log, told = import_log(path, Ask(mapping=mapping), rejects=tmp_path / "r.csv", **options)
    listed = []
    if told.rejects:
        listed = pl.read_csv(told.rejects, infer_schema=False).to_dicts()
    return log, told.about, listed


@pytest.mark.parametrize(
    ("amounts", "kept", "netted", "rejected"),
    [
        (["10", "-10"], [], 2, 0),
        (["10", "10", "-10"], [1], 2, 0),
        (["-10", "10"], [], 2, 0),
        (["10,50", "-10.5", "3"], [2], 2, 0),
        (["3", "-1"], [0], 1, 0),
        (["2", "1", "-3"], [], 3, 0),
        (["-5"], [], 0, 1),
        (["5", "-5", "-5"], [], 2, 1),
        (["0", "", "4"], [0, 1, 2], 0, 0),
        (["1 234,00 €", "-1234"], [], 2, 0),
    ],
)
def test_regularisations(tmp_path, amounts, kept, netted, rejected):
    raw = "case_id;activity;date;n\n" + "".join(f"A;x;2024-01-01;{a}\n" for a in amounts)
    raw += "B;x;2024-01-01;10\nA;x;2024-01-02;10\n"
    log, about, listed = imported(tmp_path, raw, {"amount": "n"})
    rows = log.frame["seq"].sort().to_list()
    assert rows == [*kept, len(amounts), len(amounts) + 1]
    assert (about.rows_netted, about.rows_rejected) == (netted, rejected)
    assert sum(r["status"] == "netted" for r in listed) == netted
    assert about.rows_in == about.rows_kept + netted + rejected


def test_an_amount_that_is_no_number_is_refused(tmp_path):
    _, about, listed = imported(tmp_path, HEAD + "A,x,2024-01-01,dix\nA,x,2024-01-01,1\n",
                                {"amount": "n"})  # fmt: skip
    assert about.rows_rejected == 1
    assert listed[0]["value"] == "dix"


def test_duplicates_are_merged_and_conflicts_refused(tmp_path):
    raw = HEAD + "A,x,2024-01-01,e1\nA,x,2024-01-01,e1\nA,y,2024-01-01,e1\nB,x,2024-01-01,e2\n"
    log, about, listed = imported(tmp_path, raw, {"event_id": "n"})
    assert (log.events, about.rows_merged, about.rows_rejected) == (2, 1, 1)
    assert {(r["row"], r["status"]) for r in listed} == {("3", "merged"), ("4", "rejected")}


def test_equal_rows_without_identifier_are_both_kept(tmp_path):
    log, _, _ = imported(tmp_path, HEAD + "A,x,2024-01-01,1\nA,x,2024-01-01,1\n")
    assert log.events == 2


def test_who_refused_is_nowhere(tmp_path):
    raw = ("case_id,patient_id,activity,date,sexe\n1,p1,x,2024-01-01,F\n2,p2,x,hier,M\n"
           "3,p2,x,2024-01-01,M\n4,,x,2024-01-01,M\n")  # fmt: skip
    (tmp_path / "no.txt").write_text("patient\np2;x\n4\nabsent\n")
    log, about, listed = imported(tmp_path, raw, opt_out=read_refusals(tmp_path / "no.txt"))
    assert log.patients["name"].to_list() == ["p1"]
    assert (about.rows_opted_out, about.patients_opted_out, about.rows_in) == (3, 2, 4)
    assert listed == []
    assert "p2" not in about.to_json()


def test_refusals_whose_zeros_were_lost_are_said(tmp_path):
    (tmp_path / "no.txt").write_text("12\n")
    _, about, _ = imported(tmp_path, HEAD + "0012,x,2024-01-01,1\n",
                           opt_out=read_refusals(tmp_path / "no.txt"))  # fmt: skip
    assert any("zéros de tête" in note for note in about.notes)


def test_an_empty_list_of_refusals_is_a_mistake(tmp_path):
    (tmp_path / "no.txt").write_text("\n\n")
    with pytest.raises(JumeauError, match="vide"):
        read_refusals(tmp_path / "no.txt")


def test_pseudonyms_are_keyed_hashes(tmp_path):
    raw = f"case_id,patient_id,activity,date,nom\n1,{NIR},x,2024-01-01,Durand\n,{NIR},x,2024,D\n"
    log, about, listed = imported(tmp_path, raw, {"case": "case_id"}, key=Pseudonyms(KEY))
    expected = hmac.new(KEY, NIR.encode(), hashlib.sha256).hexdigest()[:32]
    assert log.patients["name"].to_list() == [expected]
    assert about.pseudonymised
    assert log.attributes == ()
    everything = about.to_json() + repr(listed) + repr(log.frame.to_dicts())
    assert NIR not in everything
    assert "Durand" not in everything


def test_persons_in_clear_are_refused(tmp_path):
    for name in (NIR, "jeanne.durand@exemple.fr"):
        with pytest.raises(JumeauError, match="identifiantes") as caught:
            imported(tmp_path, HEAD + f"{name},x,2024-01-01,1\n")
        assert name not in str(caught.value)
        assert "--pseudonymise" in caught.value.remedy


def test_what_looks_like_a_person_is_counted():
    corsican = "1530620"
    thirteen = "153062A004001"
    key = 97 - int("1530619004001") % 97
    found = find_clear([NIR, f"{thirteen}{key:02d}", thirteen, "06 12 34 56 78", "1" * 22, corsican,
                        "255081416802539", "a@b.fr", "12345"])  # fmt: skip
    assert (found.nir, found.unkeyed_nir, found.phone, found.ins, found.email) == (2, 1, 1, 1, 1)


def test_columns_that_name_a_person():
    assert naming_columns(["Nom", "Prénom", "n° dossier", "E-mail", "nombre", "Téléphone"]) == [
        "Nom", "Prénom", "E-mail", "Téléphone",
    ]  # fmt: skip


def test_the_key_is_kept_apart(tmp_path):
    data, safe = tmp_path / "data", tmp_path / "safe"
    data.mkdir()
    safe.mkdir()
    with pytest.raises(JumeauError, match="dossier des données"):
        key_of(data / "key", [data / "f.csv"])
    first, drawn = key_of(safe / "key", [data / "f.csv"])
    again, _ = key_of(safe / "key", [data / "f.csv"])
    assert drawn
    assert first.of("a") == again.of("a")
    assert (safe / "key").stat().st_mode & 0o077 == 0
    (safe / "short").write_text("abcd")
    with pytest.raises(JumeauError, match="octets"):
        key_of(safe / "short")


def test_a_mapping_says_its_faults(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text('format = 1\n[columns]\nactivty = "a"\n[text]\nseparator = "/"\n')
    with pytest.raises(JumeauError) as caught:
        read_mapping(path)
    told = [str(fault) for fault in caught.value.faults()]
    assert any("Vouliez-vous dire « activity »" in one for one in told)
    assert any("separator" in one for one in told)
    path.write_text("[columns\n")
    with pytest.raises(JumeauError, match="TOML"):
        read_mapping(path)
    for bad in ({"columns": {"covered_from": "a"}}, {"attributes": ["a"], "ignore": ["a"]},
                {"columns": {"case": "a"}, "ignore": ["a"]}, {"columns": 3}):  # fmt: skip
        with pytest.raises(JumeauError):
            mapping_of(bad, "m")


def test_the_schema_of_a_mapping_knows_every_role():
    schema = mapping_schema()
    assert schema["additionalProperties"] is False
    assert {"case", "patient", "amount"} <= set(schema["$defs"]["Roles"]["properties"])
