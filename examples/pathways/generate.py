"""Write the example files of care pathways: invented patients, no real record behind any of them.

    python examples/pathways/generate.py

The same seed gives the same bytes. Forty patients of two years, whose fates after a stay for heart
failure (I50) or COPD (J44) are planned: followed in time, too late, by teleconsultation, at the
hospital, readmitted, dead, sent to rehabilitation, gone from the insurance, cut by the end of data;
then two with diabetes, one stroke, one breast cancer, one psychiatric stay.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
SEED = 6
FIRST, LAST = date(2023, 1, 1), date(2024, 12, 31)
BREST, QUIMPER, SMR = "290000017", "290000025", "290007711"
COMMUNES = ("29232", "29019", "29151", "29103")
COLUMNS = ("ano", "nature", "champ", "sejour", "finess", "entree", "sortie", "mode_entree",
           "provenance", "mode_sortie", "destination", "ghm", "dp", "dr", "das", "um", "code",
           "specialite", "lieu", "quantite", "jours", "atc", "sexe", "naissance", "commune",
           "retour")  # fmt: skip
FATES = ("met", "late", "tele", "hospital", "readmitted", "dead", "in_stay", "rehab", "moved",
         "cut", "none", "same_day")  # fmt: skip
Line = dict[str, str]


class Life:
    """One invented patient: the lines of care, in order."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.ano = f"P{number:04d}"
        self.chance = chance
        self.sex = chance.choice("12")
        self.born = date(chance.randint(1933, 1958), chance.randint(1, 12), 1)
        self.home = chance.choice(COMMUNES)
        self.covered = LAST
        self.died: date | None = None
        self.stays = 0
        self.lines: list[Line] = []

    def add(self, nature: str, day: date, **cells: str) -> None:
        """Add a line, unless the patient is dead, gone, or the data are over."""
        if day > min(self.covered, self.died or LAST):
            return
        self.lines.append({"ano": self.ano, "nature": nature, "entree": str(day), **cells})

    def stay(
        self, day: date, nights: int, dp: str, ghm: str, *, mode: str = "8", to: str = "",
        field: str = "mco", site: str = "", dr: str = "", das: str = "", come: str = "8",
    ) -> date:  # fmt: skip
        """Add a stay with its unit, and give the day of exit."""
        self.stays += 1
        out = day + timedelta(days=nights)
        number = f"{self.ano[1:]}{self.stays:02d}"
        site = site or self.chance.choice((BREST, QUIMPER))
        self.add(
            "sejour", day, champ=field, sejour=number, finess=site, sortie=str(out), ghm=ghm, dp=dp,
            dr=dr, das=das, mode_entree=come, mode_sortie=mode, destination=to, retour="000",
        )  # fmt: skip
        if field == "mco" and nights > 2:
            self.add("rum", day, champ="mco", sejour=number, finess=site,
                     sortie=str(day + timedelta(days=1)), um="UHCD")  # fmt: skip
        if mode == "9":
            self.died = out
        return out

    def visit(self, day: date, specialty: str, code: str = "G", place: str = "ville") -> None:
        """Add a consultation."""
        self.add("consultation", day, specialite=specialty, code=code, lieu=place, quantite="1")

    def drug(self, day: date, atc: str, boxes: int = 1, days: int = 30) -> None:
        """Add a dispensing."""
        self.add("delivrance", day, atc=atc, quantite=str(boxes), jours=str(days))


def follow(life: Life, out: date, fate: str, specialist: str) -> None:
    """Add what comes after the anchor, as the fate says."""

    def after(days: int) -> date:
        return out + timedelta(days=days)

    match fate:
        case "met":
            life.visit(after(life.chance.randint(2, 6)), "1")
            life.add("acte", after(3), code="AMI", specialite="24", lieu="ville", quantite="1")
            life.visit(after(life.chance.randint(20, 50)), specialist, "CS")
        case "late":
            life.visit(after(life.chance.randint(12, 25)), "1")
            life.visit(after(80), specialist, "CS")
        case "tele":
            life.visit(after(5), "1", "TCG")
        case "hospital":
            life.visit(after(6), specialist, "CS", "hopital")
        case "readmitted":
            life.add("urgences", after(3), finess=BREST, code="ATU", dp="R060")
            life.stay(after(4), 6, "I500", "05M093")
        case "dead":
            life.add("deces", after(5))
            life.died = after(5)
        case "moved":
            life.covered = after(3)
        case "same_day":
            life.visit(out, "1")
            life.visit(after(45), specialist, "CS")
        case "none":
            life.visit(after(120), "1")


def heart_failure(life: Life, fate: str) -> None:
    """Live two years with heart failure."""
    day = FIRST + timedelta(days=life.chance.randint(60, 500))
    if fate == "cut":
        day = LAST - timedelta(days=41)
    for month in range(0, 24, 3):
        life.visit(FIRST + timedelta(days=30 * month + life.chance.randint(0, 25)), "1")
    nights = 6 if fate == "cut" else life.chance.randint(4, 10)
    mode, to = {"in_stay": ("9", ""), "rehab": ("7", "2")}.get(fate, ("8", ""))
    life.lines = [x for x in life.lines if x["entree"] < str(day - timedelta(days=1))]
    out = life.stay(day, nights, "I500", "05M092", mode=mode, to=to, das="I10 N183")
    if fate == "rehab":
        life.stay(out, 21, "Z501", "", field="smr", site=SMR, come="7")
    follow(life, out, fate, "3")
    for k in range(6):
        if fate not in ("late", "none") or k < 3:
            life.drug(out + timedelta(days=1 + 29 * k), "C03CA01")


def copd(life: Life, fate: str) -> None:
    """Live two years with COPD and one exacerbation."""
    day = FIRST + timedelta(days=life.chance.randint(100, 500))
    if fate == "cut":
        day = LAST - timedelta(days=41)
    life.add("acte", day - timedelta(days=90), code="GLQP012", lieu="ville", quantite="1")
    mode = "9" if fate == "in_stay" else "8"
    out = life.stay(day, 5, "J440", "04M092", mode=mode, das="J961")
    follow(life, out, fate, "13")
    if fate in ("met", "hospital", "same_day"):
        life.drug(out + timedelta(days=2), "R03AL03")
        life.add("acte", out + timedelta(days=20), code="AMK", specialite="26", quantite="1")


def diabetes(life: Life, *, followed: bool) -> None:
    """Live two years with a treated diabetes, HbA1c and eyes watched or not."""
    for k in range(20):
        life.drug(FIRST + timedelta(days=5 + 30 * k), "A10BA02")
    for k in range(6 if followed else 1):
        life.add("biologie", FIRST + timedelta(days=40 + 110 * k), code="1577", quantite="1")
    if followed:
        life.visit(FIRST + timedelta(days=300), "15", "CS")


def lives() -> list[Life]:
    """Give the forty patients."""
    chance = random.Random(SEED)
    every = []
    for number in range(1, 41):
        life = Life(number, chance)
        fate = FATES[(number - 1) % len(FATES)]
        if number == 40:
            out = life.stay(FIRST + timedelta(days=200), 18, "F322", "", field="psy", site=BREST)
            life.visit(out + timedelta(days=12), "33", "CNP", "hopital")
        elif number == 39:
            out = life.stay(FIRST + timedelta(days=400), 3, "C509", "09M101", site=BREST)
            for k in range(4):
                day = out + timedelta(days=20 + 21 * k)
                life.stay(day, 0, "Z511", "28Z07Z", dr="C509", site=BREST)
            life.stay(out + timedelta(days=120), 12, "C509", "", field="had", site=BREST)
        elif number == 38:
            out = life.stay(FIRST + timedelta(days=150), 9, "I639", "01M304", das="I10")
            life.visit(out + timedelta(days=140), "32", "CS", "hopital")
        elif number in (36, 37):
            diabetes(life, followed=number == 36)
        elif number <= 24:
            heart_failure(life, fate)
        else:
            copd(life, fate)
        every.append(life)
    return every


def write(name: str, columns: Sequence[str], rows: Iterable[Line], separator: str = ",") -> None:
    """Write a CSV file in UTF-8."""
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, "", delimiter=separator, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def pmsi(every: list[Life]) -> None:
    """Write the lines of the PMSI and of the SNDS, with a few faults to see them refused."""
    rows: list[Line] = []
    for life in every:
        who = {"sexe": life.sex, "naissance": str(life.born), "commune": life.home}
        rows.append({"ano": life.ano, "nature": "suivi", "entree": str(FIRST),
                     "sortie": str(life.covered), **who})  # fmt: skip
        rows += [line | who for line in sorted(life.lines, key=lambda line: line["entree"])]
    first = next(line for line in rows if line["nature"] == "delivrance")
    rows.append(first | {"quantite": "-1"})
    stay = next(line for line in rows if line["nature"] == "sejour")
    rows.append(stay | {"sejour": "999901", "retour": "010"})
    rows.append(stay | {"sejour": "999902", "sortie": "2022-12-30"})
    write("pmsi.csv", COLUMNS, rows, ";")


def rpu(chance: random.Random) -> None:
    """Write thirty visits to an emergency department."""
    path = HERE / "rpu.xml"
    day = datetime(2024, 3, 4, 0, 20)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>', "<OSCOUR>",
        f"<ETABLISSEMENT><FINESS>{QUIMPER}</FINESS><ORDRE>1</ORDRE>"
        "<EXTRACT>06/03/2024 04:00:00</EXTRACT><DATEDEBUT>04/03/2024</DATEDEBUT>"
        "<DATEFIN>05/03/2024</DATEFIN></ETABLISSEMENT>", "<PASSAGES>",
    ]  # fmt: skip
    for number in range(30):
        day += timedelta(minutes=chance.randint(10, 160))
        mode = chance.choices(("8", "6", "7", "9", ""), (60, 25, 8, 3, 4))[0]
        left = f"{day + timedelta(minutes=chance.randint(50, 700)):%d/%m/%Y %H:%M}"
        items = {
            "CP": chance.choice(("29000", "29120", "29700")),
            "COMMUNE": chance.choice(("QUIMPER", "PONT-L'ABBE", "PLUGUFFAN")),
            "NAISSANCE": f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/"
            f"{chance.randint(1932, 2020)}",
            "SEXE": chance.choice("MF"),
            "ENTREE": f"{day:%d/%m/%Y %H:%M}",
            "MODE_ENTREE": "8", "PROVENANCE": "5",
            "TRANSPORT": chance.choice(("PERSO", "AMBU", "VSAB", "SMUR")),
            "TRANSPORT_PEC": chance.choice(("AUCUN", "PARAMED", "MED")),
            "MOTIF": chance.choice(("R060", "R074", "S610", "R104")),
            "GRAVITE": chance.choice("12345"),
            "DP": chance.choice(("I500", "J440", "S610", "R104", "")),
            "LISTE_DA": "<DA>I10</DA>" if number % 3 == 0 else "",
            "LISTE_ACTES": "<ACTE>DEQP003</ACTE>" if number % 4 == 0 else "",
            "SORTIE": left if mode else "",
            "MODE_SORTIE": mode,
            "DESTINATION": {"6": "1", "7": "1"}.get(mode, ""),
            "ORIENT": {"6": chance.choice(("UHCD", "MED", "SC")), "7": "MED"}.get(mode, ""),
        }  # fmt: skip
        lines.append("<PATIENT>" + "".join(f"<{k}>{v}</{k}>" for k, v in items.items())
                     + "</PATIENT>")  # fmt: skip
    path.write_text("\n".join([*lines, "</PASSAGES>", "</OSCOUR>", ""]), encoding="utf-8")


def ward(chance: random.Random) -> None:
    """Write a file of the hospital's own, and the mapping that says its columns."""
    steps = ("Demande d'avis", "Consultation d'annonce", "Imagerie", "RCP", "Traitement")
    rows = []
    for number in range(1, 21):
        moment = datetime(2024, 1, 8, 8, 30) + timedelta(days=chance.randint(0, 60))
        for step in steps[: chance.randint(2, 5)]:
            rows.append({
                "N° dossier": f"D{number:03d}", "Étape": step, "Jour": f"{moment:%d/%m/%Y}",
                "Heure": f"{moment:%H:%M}", "UF": chance.choice(("2101", "2102", "3300")),
                "Opérateur": chance.choice(("A", "B", "C")),
            })  # fmt: skip
            moment += timedelta(days=chance.randint(1, 20), minutes=chance.randint(0, 300))
    write("parcours-service.csv", tuple(rows[0]), rows, ";")
    (HERE / "parcours-service.toml").write_text(
        'format = 1\nsource = "csv"\n\n[columns]\ncase = "N° dossier"\nactivity = "Étape"\n'
        'start = ["Jour", "Heure"]\nresource = "UF"\n\n[dates]\nformat = "%d/%m/%Y %H:%M"\n'
        'zone = "Europe/Paris"\n',
        encoding="utf-8",
    )


def main() -> None:
    """Write every example."""
    from omop_example import omop

    every = lives()
    pmsi(every)
    omop(every[:24] + every[24:30], write)
    rpu(random.Random(SEED + 1))
    ward(random.Random(SEED + 2))


if __name__ == "__main__":
    main()
