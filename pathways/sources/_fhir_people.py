"""What FHIR encounters point to: patients, organizations, places, conditions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pathways.importing.rows import Rows
from pathways.importing.source import IGNORED, Ask, Report
from pathways.sources import _fhir_resources as fhir
from pathways.sources._fhir_files import Found
from pathways.sources._fhir_resources import inside, listed, pointed, text

PRINCIPAL = ("DD", "billing")
"""Uses of a diagnosis that make it the one of the whole stay (HL7 diagnosis-role)."""


class Around:
    """Learnt in a first reading; asked in the second."""

    def __init__(self, path: Path, ask: Ask, report: Report) -> None:
        self.report = report
        self.people = Rows(path, ask.limits)
        self.zones: dict[str, tuple[str, str]] = {}
        self._sites: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._linked: dict[str, list[str]] = {}
        self._alias: dict[str, str] = {}
        self._births = self._undated = 0

    def learn(self, found: Found) -> None:
        """Take one resource of the first reading."""
        one = found.resource
        kind, name = text(one.get("resourceType")), text(one.get("id"))
        if found.address:
            tail = found.address.rstrip("/").rpartition("/")[2]
            name = name or (found.address if found.address.startswith("urn:") else tail)
            if kind in ("Patient", "Organization", "Location", "Condition", "Encounter"):
                self._alias[found.address] = name
        if kind == "Patient":
            self._patient(found.rank, name, one)
        elif kind == "Organization":
            self._sites[name] = fhir.site_of(one) or name
        elif kind == "Location":
            self._places[name] = text(one.get("name")) or name
        elif kind == "Condition" and not _denied(one):
            code = fhir.icd10(one.get("code"))
            self._codes[name] = code
            if link := pointed(one.get("encounter")):
                self._linked.setdefault(link, []).append(code)

    def _patient(self, rank: int, name: str, one: dict[str, Any]) -> None:
        if not name:
            self.report.reject(rank, "Patient.id", None, "patient sans identifiant", IGNORED)
            return
        born, died = text(one.get("birthDate")), text(one.get("deceasedDateTime"))
        if fhir.PARTIAL.fullmatch(born):
            born = f"{born}-07-01" if len(born) == 4 else f"{born}-15"
            self._births += 1
        if fhir.PARTIAL.fullmatch(died):
            self.report.reject(
                rank, "deceasedDateTime", died, "date de décès partielle : laissée", IGNORED
            )
            died = ""
            self._undated += 1
        elif one.get("deceasedBoolean") is True:
            self._undated += 1
        zone = fhir.zone_of(one)
        if any(zone):
            self.zones[name] = zone
        self.people.add(
            rank,
            {
                "name": name,
                "sex": fhir.SEXES.get(text(one.get("gender")), ""),
                "born": born,
                "died": died,
            },
        )

    def _named(self, reference: Any) -> str:
        whole = text(inside(reference, "reference"))
        return self._alias.get(whole) or pointed(reference)

    def patient(self, reference: Any) -> str:
        """Give the name of a patient."""
        return self._named(reference)

    def site(self, reference: Any) -> str:
        """Give the site of a reference to an organization."""
        name = self._named(reference)
        return self._sites.get(name) or name or text(inside(reference, "display"))

    def place(self, reference: Any) -> str:
        """Give the words of a reference to a location."""
        name = self._named(reference)
        return self._places.get(name) or text(inside(reference, "display")) or name

    def diagnoses(self, encounter: dict[str, Any], found: Found) -> tuple[str, list[str], bool]:
        """Give the principal diagnosis, the others, and whether no rank tells which is which."""
        ranked: list[tuple[bool, str]] = []
        for one in listed(encounter, "diagnosis"):
            code = self._codes.get(self._named(one.get("condition")), "")
            uses = {c for _, c, _ in fhir.codings(one.get("use"))}
            first = text(one.get("rank")) == "1" or bool(uses & {*PRINCIPAL})
            if code:
                ranked.append((first, code))
        if not ranked:
            ids = {text(encounter.get("id")), found.address, self._alias.get(found.address, "")}
            codes = [c for i in sorted(ids - {""}) for c in self._linked.get(i, ())]
            ranked = [(False, c) for c in codes if c]
        codes = list(dict.fromkeys(c for _, c in ranked))
        heads = [c for first, c in ranked if first]
        if len(codes) == 1:
            heads = codes
        if not heads:
            return "", codes, len(codes) > 1
        return heads[0], [c for c in codes if c != heads[0]], False

    def say(self) -> None:
        """Note what is not known of the patients."""
        if self._births:
            self.report.note(
                f"FHIR : {self._births} date(s) de naissance sans jour : milieu de l'année ou du "
                "mois (l'âge s'en écarte de six mois au plus)."
            )
        if self._undated:
            self.report.note(
                f"FHIR : {self._undated} décès sans date complète : inconnus du journal."
            )


def _denied(condition: dict[str, Any]) -> bool:
    status = fhir.first_code(condition.get("verificationStatus"))
    return status in ("refuted", "entered-in-error")
