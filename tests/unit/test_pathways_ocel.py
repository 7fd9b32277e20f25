"""OCEL 2.0 flattened on one type of object, the same from JSON, XML and SQLite, and as pm4py."""

from __future__ import annotations

import json

import pytest

from pathways.importing.importer import import_log
from pathways.importing.source import Ask
from tests.pathways_corpus.ocel_files import document, sqlite, xml
from twin.tables import JumeauError

ORDER = Ask(object_type="order")


def read(tmp_path, made, ask=ORDER, name="log.jsonocel"):
    path = tmp_path / name
    path.write_bytes(made if isinstance(made, bytes) else json.dumps(made).encode())
    return import_log(path, ask)


def core(found):
    return found.spelled().select("case", "activity", "start").rows()


def test_the_life_of_an_object_is_a_case(tmp_path):
    found, told = read(tmp_path, document())
    spelled = found.spelled()
    assert spelled["case"].to_list() == ["o1"] * 3 + ["o2"] * 3
    assert spelled["@ocel:eid"].to_list() == ["e0", "e2", "e4", "e1", "e3", "e5"]
    assert set(spelled["@n"]) == {"9007199254740993"}
    assert set(spelled["@ocel:nurse"]) == {"n1"}
    assert (told.about.rows_in, told.about.rows_kept) == (6, 6)


def test_json_xml_and_sqlite_say_the_same(tmp_path):
    expected = core(read(tmp_path, document())[0])
    assert core(read(tmp_path, xml().encode(), name="log.xml")[0]) == expected
    naive = sqlite()
    found, _ = read(tmp_path, naive, Ask(object_type="order", zone="UTC"), "log.sqlite")
    assert core(found) == expected


def test_convergence_and_divergence_are_counted(tmp_path):
    made = document()
    made["objects"].append({"id": "n2", "type": "nurse"})
    made["events"][0]["relationships"].append({"objectId": "o2"})
    made["events"][2]["relationships"][1]["objectId"] = "n2"
    found, told = read(tmp_path, made)
    assert found.events == told.about.rows_in == 7
    notes = " ".join(told.about.notes)
    assert "convergence : 1 événement(s)" in notes
    assert "(1 lignes de plus)" in notes
    assert "divergence : 1 couple(s)" in notes


def test_an_event_of_no_such_object_is_in_the_rejects(tmp_path):
    made = document()
    made["events"][3]["relationships"] = [{"objectId": "n1"}]
    found, told = read(tmp_path, made)
    assert (found.events, told.about.rows_rejected) == (5, 1)


def test_the_types_are_listed_where_none_is_chosen(tmp_path):
    with pytest.raises(JumeauError, match=r"order \(2\), nurse \(1\)"):
        read(tmp_path, document(), Ask())


def test_the_patient_is_known_and_never_an_attribute(tmp_path):
    made = document()
    made["objects"][2] = {"id": "n1", "type": "Patient", "attributes": []}
    found, _ = read(tmp_path, made)
    assert found.patients["name"].unique().to_list() == ["n1"]
    assert not any("Patient" in name for name in found.attributes)


def test_first_value_of_an_attribute_of_an_object(tmp_path):
    made = document()
    made["objects"][0]["attributes"] = [
        {"name": "state", "time": "2024-03-05T00:00:00Z", "value": "late"},
        {"name": "state", "time": "1970-01-01T00:00:00Z", "value": "new"},
    ]
    found, told = read(tmp_path, made)
    assert found.spelled()["@case:state"].to_list() == ["new"] * 3 + [None] * 3
    assert any("1 changement(s)" in note for note in told.about.notes)


def test_the_same_as_pm4py(tmp_path):
    pm4py = pytest.importorskip("pm4py")
    made = document()
    for i, event in enumerate(made["events"]):
        event["relationships"].append({"objectId": f"o{1 + i % 2}", "qualifier": "again"})
        event["attributes"] = []
    made["events"][1]["relationships"].append({"objectId": "o1", "qualifier": "of"})
    (tmp_path / "log.jsonocel").write_text(json.dumps(made))
    theirs = pm4py.read_ocel2_json(str(tmp_path / "log.jsonocel"))
    pm4py.write_ocel2_xml(theirs, str(tmp_path / "log.xmlocel"))
    pm4py.write_ocel2_sqlite(theirs, str(tmp_path / "log.sqlite"))
    flat = pm4py.ocel_flattening(theirs, "order").drop_duplicates(
        ["case:concept:name", "concept:name", "time:timestamp"]
    )
    flat = flat.sort_values(["case:concept:name", "time:timestamp"])
    expected = [
        (case, activity, int(when.timestamp()) * 1_000_000)
        for case, activity, when in zip(
            flat["case:concept:name"], flat["concept:name"], flat["time:timestamp"], strict=True
        )
    ]
    for name in ("log.jsonocel", "log.xmlocel", "log.sqlite"):
        assert core(import_log(tmp_path / name, ORDER)[0]) == expected
