"""OMOP tables in a folder: what each gives, whatever its spelling, and what survives."""

import gzip

import polars as pl
import pytest

from pathways.importing.importer import import_log
from pathways.importing.mapping import mapping_of
from pathways.importing.source import Ask
from pathways.sources import omop
from twin.tables import JumeauError

BIG = "9007199254740993"
"""First whole number that a float cannot hold."""
VISITS = (
    "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,"
    "visit_end_date,visit_end_datetime,care_site_id,provider_id,visit_source_value,"
    "discharged_to_concept_id\n"
)
PEOPLE = "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,location_id\n"


@pytest.fixture
def read(tmp_path):
    def run(tables, **roles):
        folder = tmp_path / "omop"
        folder.mkdir()
        for name, text in tables.items():
            path = folder / (name if "." in name else f"{name}.csv")
            if isinstance(text, pl.DataFrame):
                text.write_parquet(path)
            elif name.endswith(".gz"):
                path.write_bytes(gzip.compress(text.encode()))
            else:
                path.write_text(text, encoding="utf-8")
        mapping = mapping_of({"columns": roles}, "test") if roles else None
        log, told = import_log(folder, Ask(mapping=mapping), rejects=tmp_path / "rejects.csv")
        refused = pl.DataFrame()
        if told.rejects is not None:
            refused = pl.read_csv(told.rejects, infer_schema=False)
        assert log.about.rows_in == log.events + log.about.rows_rejected
        return log, refused

    return run


def moments(log, column):
    return [str(m) for m in log.spelled()[column].cast(pl.Datetime("us")).to_list()]


def test_a_stay_with_its_place_diagnoses_and_fate(read):
    log, _ = read({
        "visit_occurrence": VISITS + f"7,{BIG},9201,2024-01-02,2024-01-02 14:30:00,2024-01-09,"
        "2024-01-09 16:00:00,3,,,8536\n",
        "person": PEOPLE + f"{BIG},8507,1940,5,1,1\n",
        "care_site": "care_site_id,care_site_source_value\n3,290000025\n",
        "location": "location_id,location_source_value,zip\n1,29232,29000\n",
        "condition_occurrence": "condition_occurrence_id,person_id,visit_occurrence_id,"
        "condition_concept_id,condition_start_date,condition_status_concept_id,"
        f"condition_source_value\n1,{BIG},7,0,2024-01-02,32902,I50.0\n"
        f"2,{BIG},7,0,2024-01-02,32908,I10\n",
    })  # fmt: skip
    said = log.spelled().filter(pl.col("activity") == "hospitalisation").row(0, named=True)
    assert said["case"] == said["patient"] == BIG
    assert (said["site"], said["zone"], said["@cp"]) == ("290000025", "29232", "29000")
    assert (said["@dp"], said["@das"], said["@mode_sortie"]) == ("I500", "I10", "8")
    assert said["@visite"] == "7"
    stays = log.keep(pl.col("end").is_not_null())
    assert moments(stays, "start") == ["2024-01-02 14:30:00"]
    assert moments(stays, "end") == ["2024-01-09 16:00:00"]
    assert log.patients.select("sex").item() == "M"
    diagnoses = log.spelled().filter(pl.col("activity") == "diagnostic")
    assert diagnoses["@diagnostic"].to_list() == ["I500", "I10"]


@pytest.mark.parametrize(
    ("concept", "source", "activity"),
    [
        ("9203", "x", "passage urgences"),
        ("262", "x", "hospitalisation"),
        ("5083", "x", "teleconsultation"),
        ("9202", "x", "visite"),
        ("44814650", "x", "concept 44814650"),
        ("0", "hôpital de jour", "hôpital de jour"),
        ("", "hôpital de jour", "hôpital de jour"),
        ("0", "", "visite"),
    ],
)
def test_concepts_known_unknown_and_nought(read, concept, source, activity):
    log, _ = read(
        {"visit_occurrence": VISITS + f"1,1,{concept},2024-01-02,,2024-01-02,,,,{source},\n"}
    )
    assert log.names.activities == (activity,)


def test_the_vocabulary_gives_the_name_of_a_concept(read):
    tables = {
        "visit_occurrence": VISITS + "1,1,32037,2024-01-02,,2024-01-02,,,,x,\n",
        "concept": "concept_id,concept_name,vocabulary_id,concept_code\n"
        "32037,Intensive Care,Visit,OMOP4822460\n99,Other,Visit,x\n",
    }
    log, _ = read(tables)
    assert log.names.activities == ("Intensive Care",)


def test_unknown_concepts_of_acts_survive_as_text_and_may_be_the_activity(read):
    tables = {
        "procedure_occurrence": "person_id,procedure_concept_id,procedure_date,"
        "procedure_source_value\n1,44814650,2024-01-02,ABCD001\n1,0,2024-01-03,GLQP012\n"
        "1,0,2024-01-04,AMI\n",
        "drug_exposure": "person_id,drug_concept_id,drug_exposure_start_date,drug_source_value,"
        "days_supply\n1,0,2024-01-05,C03CA01,30\n1,123,2024-01-06,3400930000000,\n",
    }
    log, _ = read(tables)
    said = log.spelled()
    assert said["activity"].to_list() == ["acte technique", "acte technique", "soins infirmiers",
                                          "delivrance", "delivrance"]  # fmt: skip
    assert said["@libelle"].to_list() == ["concept 44814650", "GLQP012", "AMI", "C03CA01",
                                          "concept 123"]  # fmt: skip
    assert said["@code_acte"].to_list()[:2] == ["ABCD001", "GLQP012"]
    assert said["@atc"].to_list()[3:] == ["C03CA01", None]
    assert said["@cip"].to_list()[3:] == [None, "3400930000000"]
    assert said["@jours"].to_list()[3:] == ["30", None]


def test_the_label_can_be_the_activity(read):
    log, _ = read(
        {"condition_occurrence": "person_id,condition_concept_id,condition_start_date,"
         "condition_source_value\n1,44814650,2024-01-02,I500\n"},
        activity="libelle",
    )  # fmt: skip
    assert log.names.activities == ("concept 44814650",)


def test_the_specialty_of_the_provider_tells_the_consultation(read):
    log, _ = read({
        "visit_occurrence": VISITS + "1,1,9202,2024-01-02,,2024-01-02,,,1,C,\n"
        "2,1,9202,2024-01-03,,2024-01-03,,,2,C,\n3,1,9202,2024-01-04,,2024-01-04,,4,3,C,\n",
        "provider": "provider_id,specialty_concept_id,specialty_source_value\n"
        "1,38004451,cardio\n2,0,01\n3,0,\n",
        "care_site": "care_site_id,care_site_source_value,place_of_service_concept_id\n"
        "4,290000025,8756\n",
    })  # fmt: skip
    said = log.spelled()
    assert said["activity"].to_list() == ["consultation cardiologue", "consultation generaliste",
                                          "visite"]  # fmt: skip
    assert said["@specialite"].to_list() == ["cardio", "1", None]
    assert said["@lieu"].to_list() == [None, None, "hopital"]


def test_any_case_any_file_and_64_bit_numbers(read):
    visits = pl.DataFrame(
        {"VISIT_OCCURRENCE_ID": [int(BIG)], "Person_Id": [int(BIG) + 1],
         "visit_concept_id": [9201], "VISIT_START_DATE": ["2024-01-02"],
         "visit_start_datetime": pl.Series(["2024-01-02T10:00:00"]).str.to_datetime()}
    )  # fmt: skip
    log, _ = read({
        "VISIT_OCCURRENCE.parquet": visits,
        "Person.CSV": f"PERSON_ID,GENDER_CONCEPT_ID\n{int(BIG) + 1},8532\n",
        "DEATH.csv.gz": f"Person_ID,Death_Date\n{int(BIG) + 1},2024-06-01\n",
    })  # fmt: skip
    assert log.cases["name"].to_list() == [str(int(BIG) + 1)]
    assert log.spelled()["@visite"].to_list() == [BIG]
    assert log.patients["sex"].to_list() == ["F"]
    assert moments(log, "start") == ["2024-01-02 10:00:00"]
    assert str(log.patients["died"].cast(pl.Datetime("us"))[0]) == "2024-06-01 00:00:00"


def test_days_without_hours_and_absent_tables_are_said(read):
    log, _ = read({"visit_occurrence": VISITS + "1,1,9201,2024-01-02,,2024-01-04,,,,x,\n"})
    notes = " ".join(log.about.notes)
    assert "1 ligne(s) datée(s) au jour" in notes
    assert "tables absentes" in notes
    assert "visit_detail" in notes
    assert moments(log, "end") == ["2024-01-04 00:00:00"]


def test_an_end_known_to_the_day_never_comes_before_a_start_with_an_hour(read):
    log, _ = read(
        {"visit_occurrence": VISITS + "1,1,9203,2024-01-02,2024-01-02 10:00:00,2024-01-02,,,,x,\n"}
    )
    assert log.frame["end"].to_list() == [None]


def test_periods_and_births(read):
    log, refused = read({
        "visit_occurrence": VISITS + "1,1,9201,2024-01-02,,2024-01-04,,,,x,\n",
        "person": PEOPLE + "1,8532,1950,,,\n2,0,1960,6,,\n",
        "observation_period": "person_id,observation_period_start_date,"
        "observation_period_end_date\n1,2023-01-01,2024-12-31\n2,2024-01-01,\n",
    })  # fmt: skip
    spans = log.periods.select(pl.col("start", "end").cast(pl.Datetime("us"))).rows()
    assert [[str(m)[:10] for m in span] for span in spans] == [["2023-01-01", "2025-01-01"]]
    born = log.patients.sort("name")["born"].cast(pl.Datetime("us")).to_list()
    assert [str(b)[:10] for b in born] == ["1950-07-01", "1960-06-15"]
    assert refused["status"].to_list() == ["ignored"]
    assert "2 personne(s)" in " ".join(log.about.notes)


def test_the_visit_can_be_the_case_and_rows_without_one_are_refused(read):
    log, refused = read(
        {
            "visit_occurrence": VISITS + "1,1,9201,2024-01-02,,2024-01-04,,,,x,\n"
            "2,1,9201,2024-02-02,,2024-02-04,,,,x,\n",
            "condition_occurrence": "person_id,condition_concept_id,condition_start_date,"
            "visit_occurrence_id\n1,5,2024-01-02,1\n1,5,2024-03-02,\n",
        },
        case="visit_occurrence_id",
    )
    assert log.cases["name"].to_list() == ["1", "2"]
    assert log.patient_count() == 1
    assert refused["reason"].to_list() == ["ligne sans visite"]


def test_bad_rows_are_refused_one_by_one(read):
    log, refused = read(
        {"visit_occurrence": VISITS + "1,1,9201,2024-01-02,,2024-01-04,,,,x,\n"
         "2,,9201,2024-01-02,,2024-01-04,,,,x,\n3,1,9201,,,2024-01-04,,,,x,\n"
         "4,1,9201,2024-13-02,,2024-01-04,,,,x,\n5,1,9201,2024-01-02,,2024-01-01,,,,x,\n"
         "6,1,9201,2024-01-02,,demain,,,,x,\n7;8\n"}
    )  # fmt: skip
    assert log.events == 1
    assert sorted(refused["row"].cast(int)) == [3, 4, 5, 6, 7, 8]


def test_a_unit_is_a_move_inside_the_site_of_the_visit(read):
    log, _ = read({
        "visit_occurrence": VISITS + "1,1,9201,2024-01-02,,2024-01-04,,3,,x,\n",
        "visit_detail": "visit_detail_id,person_id,visit_occurrence_id,visit_detail_concept_id,"
        "visit_detail_start_date,visit_detail_end_date,care_site_id\n"
        "9,1,1,0,2024-01-03,2024-01-04,4\n",
        "care_site": "care_site_id,care_site_source_value\n3,290000025\n4,Cardiologie\n",
    })  # fmt: skip
    said = log.spelled().filter(pl.col("activity") == "mouvement unite").row(0, named=True)
    assert (said["site"], said["resource"]) == ("290000025", "Cardiologie")


def test_a_folder_of_something_else_is_refused(tmp_path):
    assert not omop.recognises(tmp_path)
    (tmp_path / "person.csv").write_text("person_id\n1\n", encoding="utf-8")
    assert not omop.recognises(tmp_path)
    with pytest.raises(JumeauError, match="aucune table"):
        import_log(tmp_path, Ask(), source="omop")
    (tmp_path / "visit_occurrence.csv").write_text(VISITS, encoding="utf-8")
    (tmp_path / "VISIT_OCCURRENCE.csv.gz").write_bytes(gzip.compress(VISITS.encode()))
    with pytest.raises(JumeauError, match="deux fichiers"):
        import_log(tmp_path, Ask(), source="omop")


def test_broken_lines_of_any_table_are_listed_once(read):
    log, refused = read(
        {
            "visit_occurrence": VISITS + "1,1,9201,2024-01-02,,2024-01-04,,,,x,\n",
            "person": PEOPLE + "1,8532\n",
            "death": "person_id,death_date\n1,2024-06-01,x\n1,jamais\n",
            "care_site": "care_site_id,care_site_source_value\n1\n",
        }
    )
    assert log.events == 1
    assert refused["status"].to_list() == ["ignored"] * 4
    assert sorted(refused.select("field", "row").rows()) == [
        ("care_site.ligne", "2"), ("death.death_date", "3"), ("death.ligne", "2"),
        ("person.ligne", "2"),
    ]  # fmt: skip
