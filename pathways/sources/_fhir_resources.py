"""Words of FHIR R4 resources: references, codes, periods, whatever is missing or ill-formed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pathways import vocabulary as words

PARTIAL = re.compile(r"\d{4}(-\d{2})?")
DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
CLASSES: Final[dict[str, str]] = {
    "IMP": words.HOSPITALISATION,
    "ACUTE": words.HOSPITALISATION,
    "NONAC": words.HOSPITALISATION,
    "SS": words.HOSPITALISATION,
    "OBSENC": words.HOSPITALISATION,
    "EMER": words.URGENCES,
    "AMB": words.VISITE,
    "FLD": words.VISITE,
    "HH": words.VISITE,
    "VR": words.TELECONSULTATION,
}
"""Activity of an encounter, by HL7 v3 ActCode class."""
EXITS: Final[dict[str, tuple[str, str]]] = {
    "home": ("8", ""),
    "alt-home": ("8", ""),
    "other-hcf": ("7", ""),
    "hosp": ("8", "7"),
    "long": ("7", "3"),
    "aadvice": ("4", ""),
    "exp": ("9", ""),
    "psy": ("7", "4"),
    "rehab": ("7", "2"),
    "snf": ("8", "7"),
}
"""National mode of exit and destination, by HL7 discharge-disposition code (our reading of it)."""
SEXES: Final = {"male": "M", "female": "F", "other": "I"}


def text(value: Any) -> str:
    """Give a JSON scalar as text; nothing for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


def inside(one: Any, *keys: str) -> Any:
    """Follow keys; None where one is missing or is no object."""
    for key in keys:
        if not isinstance(one, dict):
            return None
        one = one.get(key)
    return one


def listed(one: Any, key: str) -> list[dict[str, Any]]:
    """Give the objects of a list (an object alone counts as a list of one)."""
    found = inside(one, key)
    if isinstance(found, dict):
        return [found]
    return [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []


def pointed(reference: Any) -> str:
    """Give what a reference points to: the id of the resource, or its logical identifier."""
    where = text(inside(reference, "reference"))
    if where.startswith(("urn:", "#")):
        return where
    if where:
        return where.partition("/_history/")[0].rstrip("/").rpartition("/")[2]
    return text(inside(reference, "identifier", "value"))


def codings(concept: Any) -> Iterator[tuple[str, str, str]]:
    """Give `(system, code, display)` of each coding of a concept."""
    for coding in listed(concept, "coding"):
        yield text(coding.get("system")), text(coding.get("code")), text(coding.get("display"))


def said(concept: Any) -> str:
    """Give the words of a concept: its text, else the first display, else the first code."""
    if plain := text(inside(concept, "text")):
        return plain
    every = list(codings(concept))
    return next((d for _, _, d in every if d), next((c for _, c, _ in every if c), ""))


def icd10(concept: Any) -> str:
    """Give the ICD-10 code of a concept, without its dot; else its first code."""
    every = [(s.lower(), c) for s, c, _ in codings(concept) if c]
    for system, code in every:
        if "icd-10" in system or "cim-10" in system or "cim10" in system:
            return code.replace(".", "").upper()
    return every[0][1] if every else said(concept)


def first_code(concept: Any) -> str:
    """Give the first code of a concept."""
    return next((c for _, c, _ in codings(concept) if c), "")


def activity_of(encounter: dict[str, Any]) -> str:
    """Give the activity of an encounter: by its class, else its own words."""
    kind = encounter.get("class")
    code = text(inside(kind, "code"))
    known = CLASSES.get(code)
    if known in words.STAYS and inside(encounter, "partOf"):
        return words.UNITE
    if known:
        return known
    types = [said(t) for t in listed(encounter, "type")]
    return text(inside(kind, "display")) or code or next((t for t in types if t), "")


def exit_of(encounter: dict[str, Any]) -> dict[str, str]:
    """Give the mode of exit and the destination of an encounter."""
    disposition = inside(encounter, "hospitalization", "dischargeDisposition")
    cells = {"@disposition": first_code(disposition) or said(disposition)}
    for system, code, _ in codings(disposition):
        if code in EXITS:
            cells["@mode_sortie"], cells["@destination"] = EXITS[code]
        elif code in words.EXIT_MODES and "hl7.org/" not in system:
            cells["@mode_sortie"] = code
    return cells


def zone_of(patient: dict[str, Any]) -> tuple[str, str]:
    """Give the commune (INSEE code, French core extension) and the postal code of a patient."""
    for address in listed(patient, "address"):
        insee = next(
            (
                text(inside(e, "valueCoding", "code")) or text(e.get("valueString"))
                for e in listed(address, "extension")
                if text(e.get("url")).endswith("insee-code")
            ),
            "",
        )
        postal = text(address.get("postalCode"))
        if insee or postal:
            return insee, postal
    return "", ""


def site_of(organization: dict[str, Any]) -> str:
    """Give the FINESS number of an organization, else its name."""
    for one in listed(organization, "identifier"):
        if "finess" in text(one.get("system")).lower() and text(one.get("value")):
            return text(one["value"])
    return text(organization.get("name"))
