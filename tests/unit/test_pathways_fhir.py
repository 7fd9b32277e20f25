"""FHIR R4 read into the words that every rule reads."""

from __future__ import annotations

import pytest

from pathways.importing.importer import import_log
from pathways.importing.source import Ask
from tests.pathways_corpus.fhir_files import bundle, encounter, lines

ICD = "http://hl7.org/fhir/sid/icd-10"
DISCHARGE = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
INSEE = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code"
PATIENT = {
    "resourceType": "Patient", "id": "p0", "gender": "female", "birthDate": "1950-02-03",
    "deceasedDateTime": "2024-05-01T10:00:00+02:00",
    "address": [{"postalCode": "35000", "extension": [
        {"url": INSEE, "valueCoding": {"code": "35238"}}]}],
}  # fmt: skip
SITE = {
    "resourceType": "Organization", "id": "o1", "name": "CHU",
    "identifier": [{"system": "https://finess.esante.gouv.fr", "value": "350000123"}],
}  # fmt: skip
FAILURE = {
    "resourceType": "Condition", "id": "c1", "subject": {"reference": "Patient/p0"},
    "encounter": {"reference": "Encounter/e0"}, "code": {"coding": [
        {"system": "http://snomed.info/sct", "code": "84114007"},
        {"system": ICD, "code": "I50.0", "display": "Insuffisance cardiaque"}]},
}  # fmt: skip
STAY = encounter(
    0, **{"class": {"code": "IMP"}}, serviceProvider={"reference": "Organization/o1"},
    hospitalization={"dischargeDisposition": {"coding": [{"system": DISCHARGE, "code": "rehab"}]}},
)  # fmt: skip


def read(tmp_path, content, name="log.ndjson", **asked):
    (tmp_path / name).write_bytes(content)
    return import_log(tmp_path / name, Ask(**asked))


@pytest.mark.parametrize(("make", "name"), [(lines, "log.ndjson"), (bundle, "log.json")])
def test_a_stay_with_all_that_surrounds_it(tmp_path, make, name):
    found, told = read(tmp_path, make(STAY, FAILURE, SITE, PATIENT), name, zone="Europe/Paris")
    row = found.spelled().row(0, named=True)
    expected = {
        "case": "p0", "activity": "hospitalisation", "site": "350000123", "zone": "35238",
        "@cp": "35000", "@dp": "I500", "@mode_sortie": "7", "@destination": "2", "@sejour": "e0",
    }  # fmt: skip
    assert {k: row[k] for k in expected} == expected
    assert row["end"] - row["start"] == 3_600_000_000
    assert (found.about.clock, found.about.zone) == ("utc", "Europe/Paris")
    person = found.patients.row(0, named=True)
    assert person["sex"] == "F"
    assert person["died"] == 1_714_550_400_000_000
    assert told.about.rows_in == told.about.rows_kept == 1


def test_classes_become_the_words_of_the_rules(tmp_path):
    codes = {
        "EMER": "passage urgences", "VR": "teleconsultation", "AMB": "visite",
        "ACUTE": "hospitalisation",
    }  # fmt: skip
    made = [encounter(i, **{"class": {"code": c}}) for i, c in enumerate(codes)]
    found, _ = read(tmp_path, lines(*made))
    by_stay = dict(zip(*(found.spelled()[c] for c in ("@sejour", "activity")), strict=True))
    assert [by_stay[f"e{i}"] for i in range(len(codes))] == list(codes.values())


def test_a_stay_inside_a_stay_is_a_move(tmp_path):
    inside = encounter(1, **{"class": {"code": "IMP"}}, partOf={"reference": "Encounter/e0"})
    found, _ = read(tmp_path, lines(STAY, inside))
    assert set(found.spelled()["activity"]) == {"hospitalisation", "mouvement unite"}


def test_no_principal_diagnosis_is_invented(tmp_path):
    second = {**FAILURE, "id": "c2", "code": {"coding": [{"system": ICD, "code": "J44.1"}]}}
    found, told = read(tmp_path, lines(STAY, FAILURE, second))
    row = found.spelled().row(0, named=True)
    assert "@dp" not in row
    assert row["@das"] == "I500 J441"
    assert any("sans rang" in note for note in told.about.notes)
    ranked = {**STAY, "diagnosis": [
        {"condition": {"reference": "Condition/c1"}},
        {"condition": {"reference": "Condition/c2"}, "rank": 1}]}  # fmt: skip
    found, _ = read(tmp_path, lines(ranked, FAILURE, second))
    row = found.spelled().row(0, named=True)
    assert (row["@dp"], row["@das"]) == ("J441", "I500")


def test_days_without_hours_stay_local_and_months_are_refused(tmp_path):
    made = [encounter(i, period={"start": when}) for i, when in
            enumerate(["2024-03-01", "2024-03-02", "2024-03", "2024"])]  # fmt: skip
    found, told = read(tmp_path, lines(*made))
    assert (found.events, told.about.rows_rejected, found.about.clock) == (2, 2, "local")


def test_patients_without_care_are_there(tmp_path):
    found, _ = read(tmp_path, lines(PATIENT, {**PATIENT, "id": "p9"}, encounter(0)))
    assert found.patients["name"].sort().to_list() == ["p0", "p9"]


def test_dated_procedures_and_conditions_are_events(tmp_path):
    act = {"resourceType": "Procedure", "subject": {"reference": "Patient/p0"},
           "code": {"coding": [{"code": "DEQP003"}]}, "status": "completed",
           "performedDateTime": "2024-03-01T08:30:00+01:00"}  # fmt: skip
    dated = {**FAILURE, "recordedDate": "2024-03-01T08:20:00+01:00"}
    found, told = read(tmp_path, lines(STAY, act, dated))
    names = found.spelled()["activity"].to_list()
    assert names == ["hospitalisation", "diagnostic", "acte technique"]
    assert told.about.rows_in == 3
