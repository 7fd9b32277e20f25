"""The OMOP tables of the examples, from the lines of `generate.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

SEX = {"1": ("8507", "M"), "2": ("8532", "F")}
SPECIALTY = {"1": "38004446", "3": "38004451", "13": "38004472", "33": "38004469"}
CONCEPTS = (
    ("316139", "Heart failure", "Condition", "SNOMED", "84114007"),
    ("255573", "Chronic obstructive pulmonary disease", "Condition", "SNOMED", "13645005"),
)
CONDITION = {"I500": "316139", "J440": "255573"}
EXIT = {"9": "4216643", "7": "38004285", "8": "8536"}
BIG = 9_007_199_254_740_993
"""First whole number that a float cannot hold: identifiers start here."""


class Tables:
    """Rows of the tables, numbered as they come."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, str]]] = {}

    def add(self, table: str, **cells: str) -> str:
        """Add a row; give its number."""
        rows = self.rows.setdefault(table, [])
        number = str(len(rows) + 1)
        rows.append({f"{table}_id": number, **cells} if table not in ("death",) else cells)
        return number


def omop(lives: list[Any], write: Callable[..., None]) -> None:
    """Write the folder `omop`: one file a table."""
    tables = Tables()
    places: dict[tuple[str, str], str] = {}

    def place(table: str, key: str, **cells: str) -> str:
        if (table, key) not in places:
            places[table, key] = tables.add(table, **cells)
        return places[table, key]

    for rank, life in enumerate(lives):
        person = str(BIG + rank)
        concept, sex = SEX[life.sex]
        home = place("location", life.home, location_source_value=life.home, country_concept_id="0")
        tables.rows.setdefault("person", []).append({
            "person_id": person, "gender_concept_id": concept, "gender_source_value": sex,
            "year_of_birth": str(life.born.year), "month_of_birth": str(life.born.month),
            "day_of_birth": "1", "location_id": home, "person_source_value": life.ano,
        })  # fmt: skip
        tables.add(
            "observation_period", person_id=person, period_type_concept_id="32817",
            observation_period_start_date="2023-01-01",
            observation_period_end_date=str(life.covered),
        )  # fmt: skip
        if life.died:
            tables.add("death", person_id=person, death_date=str(life.died), death_datetime="",
                       death_type_concept_id="32817")  # fmt: skip
        for line in sorted(life.lines, key=lambda line: line["entree"]):
            _line(tables, place, person, line)
    tables.rows["concept"] = [
        {"concept_id": number, "concept_name": name, "domain_id": domain, "vocabulary_id": words,
         "concept_code": code}
        for number, name, domain, words, code in CONCEPTS
    ]  # fmt: skip
    for table, rows in tables.rows.items():
        columns = list(dict.fromkeys(name for row in rows for name in row))
        write(f"omop/{table}.csv", columns, rows)


def _line(tables: Tables, place: Callable[..., str], person: str, line: dict[str, str]) -> None:
    day = line["entree"]
    site = line.get("finess", "")
    care_site = place("care_site", site, care_site_source_value=site) if site else ""
    visit = {"person_id": person, "visit_start_date": day, "visit_type_concept_id": "32817",
             "care_site_id": care_site}  # fmt: skip
    match line["nature"]:
        case "sejour":
            concept = {"mco": "9201", "smr": "38004285", "psy": "8971"}.get(line["champ"], "0")
            number = tables.add(
                "visit_occurrence", **visit, visit_concept_id=concept,
                visit_start_datetime=f"{day} 14:30:00", visit_end_date=line["sortie"],
                visit_end_datetime=f"{line['sortie']} 16:00:00",
                visit_source_value=f"sejour {line['champ']}",
                discharged_to_concept_id=EXIT[line["mode_sortie"]],
            )  # fmt: skip
            codes = [(line["dp"], "32902"), *((c, "32908") for c in line.get("das", "").split())]
            for code, status in codes:
                tables.add(
                    "condition_occurrence", person_id=person, visit_occurrence_id=number,
                    condition_concept_id=CONDITION.get(code, "0"), condition_start_date=day,
                    condition_type_concept_id="32817", condition_status_concept_id=status,
                    condition_source_value=code,
                )  # fmt: skip
            if date.fromisoformat(line["sortie"]) - date.fromisoformat(day) > timedelta(days=2):
                unit = place("care_site", f"{site} UHCD", care_site_source_value=f"{site} UHCD")
                tables.add(
                    "visit_detail", person_id=person, visit_detail_concept_id="8756",
                    visit_detail_start_date=day, visit_detail_start_datetime=f"{day} 14:30:00",
                    visit_detail_end_date=str(date.fromisoformat(day) + timedelta(days=1)),
                    visit_detail_type_concept_id="32817", care_site_id=unit,
                    visit_detail_source_value="UHCD", visit_occurrence_id=number,
                )  # fmt: skip
        case "urgences":
            tables.add("visit_occurrence", **visit, visit_concept_id="9203",
                       visit_start_datetime=f"{day} 09:10:00", visit_end_date=day,
                       visit_end_datetime=f"{day} 15:45:00", visit_source_value="urgences",
                       discharged_to_concept_id="8536")  # fmt: skip
        case "consultation":
            remote = line["code"] in ("TCG", "TCS")
            specialty = line["specialite"]
            who = place("provider", specialty, provider_source_value=f"soignant {specialty}",
                        specialty_concept_id=SPECIALTY[specialty],
                        specialty_source_value=specialty)  # fmt: skip
            if line["lieu"] == "hopital":
                visit["care_site_id"] = place(
                    "care_site", "externe", care_site_source_value="290000017 externe",
                    place_of_service_concept_id="8756",
                )  # fmt: skip
            tables.add("visit_occurrence", **visit, visit_end_date=day, provider_id=who,
                       visit_concept_id="5083" if remote else "9202",
                       visit_source_value=line["code"])  # fmt: skip
        case "acte":
            known = "0" if line["code"].startswith("AM") else "44814650"
            tables.add("procedure_occurrence", person_id=person, procedure_concept_id=known,
                       procedure_date=day, procedure_type_concept_id="32817",
                       procedure_source_value=line["code"])  # fmt: skip
        case "delivrance":
            tables.add("drug_exposure", person_id=person, drug_concept_id="0",
                       drug_exposure_start_date=day, drug_exposure_end_date=day,
                       drug_type_concept_id="32825", quantity=line["quantite"],
                       days_supply=line["jours"], drug_source_value=line["atc"])  # fmt: skip
