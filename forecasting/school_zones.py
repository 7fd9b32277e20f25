"""Which school zone a department is in, year by year, and how far north it lies.

Zones: code de l'éducation, art. D. 521-1 and the yearly orders; the académies changed zone with
the school year 2015-2016 (arrêté of 16 April 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from twin.tables import JumeauError

ZONES = ("A", "B", "C")
REFORM = date(2015, 9, 1)
FRANCE_LATITUDE_DEG = 46.6
"""Latitude of the middle of metropolitan France, to a tenth of a degree."""
ACADEMIES: dict[str, tuple[str, str, float, tuple[str, ...]]] = {
    "Besançon": ("A", "B", 47.2, ("25", "39", "70", "90")),
    "Bordeaux": ("A", "C", 44.8, ("24", "33", "40", "47", "64")),
    "Clermont-Ferrand": ("A", "A", 45.8, ("03", "15", "43", "63")),
    "Dijon": ("A", "B", 47.3, ("21", "58", "71", "89")),
    "Grenoble": ("A", "A", 45.2, ("07", "26", "38", "73", "74")),
    "Limoges": ("A", "B", 45.8, ("19", "23", "87")),
    "Lyon": ("A", "A", 45.8, ("01", "42", "69")),
    "Poitiers": ("A", "B", 46.6, ("16", "17", "79", "86")),
    "Aix-Marseille": ("B", "B", 43.5, ("04", "05", "13", "84")),
    "Amiens": ("B", "B", 49.9, ("02", "60", "80")),
    "Caen": ("B", "A", 49.2, ("14", "50", "61")),
    "Lille": ("B", "B", 50.6, ("59", "62")),
    "Nancy-Metz": ("B", "A", 48.7, ("54", "55", "57", "88")),
    "Nantes": ("B", "A", 47.2, ("44", "49", "53", "72", "85")),
    "Nice": ("B", "B", 43.7, ("06", "83")),
    "Orléans-Tours": ("B", "B", 47.9, ("18", "28", "36", "37", "41", "45")),
    "Reims": ("B", "B", 49.3, ("08", "10", "51", "52")),
    "Rennes": ("B", "A", 48.1, ("22", "29", "35", "56")),
    "Rouen": ("B", "B", 49.4, ("27", "76")),
    "Strasbourg": ("B", "B", 48.6, ("67", "68")),
    "Corse": ("B", "B", 41.9, ("2A", "2B")),
    "Créteil": ("C", "C", 48.8, ("77", "93", "94")),
    "Montpellier": ("C", "A", 43.6, ("11", "30", "34", "48", "66")),
    "Paris": ("C", "C", 48.9, ("75",)),
    "Toulouse": ("C", "A", 43.6, ("09", "12", "31", "32", "46", "65", "81", "82")),
    "Versailles": ("C", "C", 48.8, ("78", "91", "92", "95")),
}
"""Zone since 2015-2016, zone before, latitude of its seat (degrees), departments. Corse has its own
calendar, close to the others': zone B stands for it (assumed)."""
OVERSEAS = {"971": ("01", 16.2), "972": ("02", 14.6), "973": ("03", 4.9), "974": ("04", -20.9),
            "976": ("06", -12.8)}  # fmt: skip
"""INSEE region (local public holidays) and latitude; in no school zone, none of theirs is held."""
ALSACE_MOSELLE = ("57", "67", "68")
ALSACE_MOSELLE_REGION = "44"


@dataclass(frozen=True, slots=True)
class Where:
    """Where series are counted, as far as the calendar goes.

    Attributes
    ----------
    department
        Code, or empty.
    zone, zone_before
        Own school zone since September 2015 and before; empty where no zone is known.
    law
        INSEE region whose local public holidays apply; empty for the national ones alone.
    latitude_deg
        Degrees north.
    overseas
        In no school zone.
    """

    department: str = ""
    zone: str = ""
    zone_before: str = ""
    law: str = ""
    latitude_deg: float = FRANCE_LATITUDE_DEG
    overseas: bool = False


def where(department: str = "", zone: str = "") -> Where:
    """Find the school zone, local law and latitude of a department.

    Parameters
    ----------
    department
        Code ("67", "2A", "971"); empty: unknown.
    zone
        A, B or C, where no department is given; empty: unknown.

    Raises
    ------
    JumeauError
        No such department or zone, or the two contradict each other.
    """
    department, zone = department.strip().upper(), zone.strip().upper().removeprefix("ZONE ")
    if zone and zone not in ZONES:
        raise JumeauError(f"--zone {zone}", "zone scolaire inconnue.", "Donnez A, B ou C.")
    if not department:
        return Where(zone=zone, zone_before=zone)
    if department in OVERSEAS:
        law, latitude = OVERSEAS[department]
        return Where(department, law=law, latitude_deg=latitude, overseas=True)
    code = department.zfill(2)
    for now, before, latitude, departments in ACADEMIES.values():
        if code in departments:
            if zone and zone != now:
                raise JumeauError(
                    f"--zone {zone} --department {code}",
                    f"ce département est en zone {now}.",
                    "Donnez l'un ou l'autre.",
                )
            law = ALSACE_MOSELLE_REGION if code in ALSACE_MOSELLE else ""
            return Where(code, now, before, law, latitude)
    known = [d for *_, departments in ACADEMIES.values() for d in departments] + list(OVERSEAS)
    near = get_close_matches(code, known, 1, 0.4)
    hint = f"Vouliez-vous dire {near[0]} ? " if near else ""
    raise JumeauError(
        f"--department {department}", "département inconnu.", f"{hint}Exemples : 67, 2A, 971."
    )
