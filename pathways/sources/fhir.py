"""FHIR R4: encounters, procedures and conditions of patients (NDJSON, Bundle, or a folder).

The case is the patient. An encounter is one event, from its start to its end; a dated procedure
and a dated condition are events too, and the conditions of an encounter are its diagnoses. Dates
known only to the year or the month are refused: no day is invented for care.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pathways import vocabulary as words
from pathways.importing.rows import Rows
from pathways.importing.settling import Settler, flagged, refused
from pathways.importing.source import Ask, Batch, Report
from pathways.sources import _fhir_resources as fhir
from pathways.sources._fhir_files import ENDINGS, Found, files_of, first_type, resources
from pathways.sources._fhir_people import Around
from pathways.sources._fhir_resources import inside, listed, pointed, text
from twin.tables import JumeauError

NAME = "fhir"
TITLE_FR = "FHIR R4 (NDJSON, Bundle JSON, ou dossier) : Encounter, Procedure, Condition, Patient"
FIELDS = {"case": "subject", "activity": "class", "start": "period.start", "end": "period.end"}
NOT_DONE = {
    "planned": "rencontre prévue, pas encore réalisée",
    "cancelled": "rencontre annulée",
    "entered-in-error": "saisie par erreur",
    "not-done": "acte non réalisé",
    "preparation": "acte prévu, pas encore réalisé",
    "refuted": "diagnostic écarté",
}
PARTIAL = "date partielle (année ou mois seul) : aucun jour n'est inventé"
KINDS = ("Encounter", "Procedure", "Condition")


def recognises(path: Path) -> bool:
    """Tell whether the file (or a file of the folder) holds FHIR resources."""
    if path.is_dir():
        try:
            return any(first_type(p) for p in files_of(path))
        except JumeauError:
            return False
    name = path.name.lower().removesuffix(".gz").removesuffix(".zip")
    return path.is_file() and name.endswith(ENDINGS) and bool(first_type(path))


def read(path: Path, ask: Ask, report: Report) -> Iterator[Batch]:
    """Give patients, then events, chunk by chunk.

    Raises
    ------
    JumeauError
        No resource of FHIR, a damaged file, or one beyond the limits.
    """
    around = Around(path, ask, report)
    settler = Settler(ask, report, FIELDS)
    empty = Rows(path, ask.limits)
    for found in resources(path, ask.limits):
        around.learn(found)
        if around.people.full(ask.chunk_rows):
            yield Batch(settler.events(empty.take(("case", "activity", "start"))),
                        *settler.people(around.people.take(("name",))))  # fmt: skip
    reading = _Reading(path, ask, report, around)
    for found in resources(path, ask.limits):
        reading.take(found)
        if reading.rows.full(ask.chunk_rows):
            yield Batch(settler.events(reading.rows.take(("case", "activity", "start"))))
    yield Batch(settler.events(reading.rows.take(("case", "activity", "start"))),
                *settler.people(around.people.take(("name",))))  # fmt: skip
    reading.say()


class _Reading:
    """Events made of the resources."""

    def __init__(self, path: Path, ask: Ask, report: Report, around: Around) -> None:
        self.path = path
        self.report = report
        self.around = around
        self.rows = Rows(path, ask.limits)
        self.left: Counter[str] = Counter()
        self.unranked = 0

    def take(self, found: Found) -> None:
        """Take one resource."""
        if found.wrong:
            self.report.rows_in += 1
            self.report.reject(found.rank, "resource", None, found.wrong)
            return
        one, kind = found.resource, text(found.resource["resourceType"])
        if kind in ("Patient", "Organization", "Location", "Bundle"):
            return
        if kind not in KINDS:
            self.left[kind[:60]] += 1
            return
        cells = {
            "Encounter": self._encounter,
            "Procedure": self._procedure,
            "Condition": self._condition,
        }[kind](one, found)
        if cells is None:
            return
        self.report.rows_in += 1
        states = [text(one.get("status")), fhir.first_code(one.get("verificationStatus"))]
        undone = next((s for s in states if s in NOT_DONE), None)
        patient = self.around.patient(one.get("subject") or one.get("patient"))
        commune, postal = self.around.zones.get(patient, ("", ""))
        cells |= {"case": patient, "patient": patient, "zone": commune, "@cp": postal}
        if undone:
            cells |= refused("status", undone, NOT_DONE[undone])
        else:
            self._dated(cells)
        self.rows.add(found.rank, cells)

    def _encounter(self, one: dict[str, Any], found: Found) -> dict[str, str | None]:
        principal, others, unranked = self.around.diagnoses(one, found)
        self.unranked += unranked
        types = listed(one, "type")
        places = [self.around.place(p.get("location")) for p in listed(one, "location")]
        return {
            "activity": fhir.activity_of(one),
            "start": text(inside(one, "period", "start")),
            "end": text(inside(one, "period", "end")),
            "site": self.around.site(one.get("serviceProvider")),
            "resource": _who(one),
            "@sejour": text(one.get("id")),
            "@type": fhir.said(types[0]) if types else "",
            "@location": " | ".join(dict.fromkeys(p for p in places if p)),
            "@motif": next((fhir.said(r) for r in listed(one, "reasonCode")), ""),
            "@dp": principal,
            "@das": " ".join(others),
            **fhir.exit_of(one),
        }

    def _procedure(self, one: dict[str, Any], found: Found) -> dict[str, str | None]:
        period = one.get("performedPeriod")
        return {
            "activity": words.ACTE,
            "start": text(one.get("performedDateTime")) or text(inside(period, "start")),
            "end": text(inside(period, "end")),
            "@code_acte": fhir.first_code(one.get("code")),
            "@libelle": fhir.said(one.get("code")),
            "@sejour": pointed(one.get("encounter")),
        }

    def _condition(self, one: dict[str, Any], found: Found) -> dict[str, str | None] | None:
        when = text(one.get("onsetDateTime")) or text(one.get("recordedDate"))
        if not when and one.get("encounter"):
            return None
        return {
            "activity": words.DIAGNOSTIC,
            "start": when,
            "@diagnostic": fhir.icd10(one.get("code")),
            "@libelle": fhir.said(one.get("code")),
            "@sejour": pointed(one.get("encounter")),
        }

    def _dated(self, cells: dict[str, str | None]) -> None:
        """Refuse partial dates; an end without its hour says nothing of a length."""
        start, end = cells.get("start") or "", cells.get("end") or ""
        for name, date in (("start", start), ("end", end)):
            if fhir.PARTIAL.fullmatch(date):
                cells |= refused(FIELDS[name], date, PARTIAL)
                return
        if fhir.DAY_ONLY.fullmatch(end) and not fhir.DAY_ONLY.fullmatch(start):
            cells |= flagged(FIELDS["end"], end, "fin sans heure : laissée")
            cells["end"] = None

    def say(self) -> None:
        """Note what was left."""
        note = self.report.note
        if self.left:
            kinds = ", ".join(f"{k} ({n})" for k, n in self.left.most_common(10))
            note(f"FHIR : ressources non lues : {kinds}.")
        if self.unranked:
            note(
                f"FHIR : {self.unranked} séjour(s) aux diagnostics sans rang : aucun n'est pris "
                "pour principal, tous sont associés (@das)."
            )
        self.around.say()


def _who(encounter: dict[str, Any]) -> str:
    for one in listed(encounter, "participant"):
        person = one.get("individual")
        if name := text(inside(person, "display")) or pointed(person):
            return name
    return ""
