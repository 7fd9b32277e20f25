"""Write the tables of the ward of 30: `python examples/equipe/generer.py`. Nobody here exists."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
START, DAYS, KNOWN = date(2026, 11, 30), 28, 21
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CYCLES = {
    "J1": ("M M R R M M M", "S S R S S R R"),
    "J2": ("R R M M M M M", "R S S S R R R"),
    "J3": ("S S R R S S S", "R M M M R R R"),
    "MT": ("M M R R R R R", "R R R R M M M"),
    "N1": ("N N R R R N N", "R R R N N R R"),
    "N2": ("R N N R R N N", "R R R N N R R"),
}
"""Two-week cycles: every second weekend is worked, 35 h a week are never passed on average."""
NURSES = (
    "Maëlle Guivarch", "Sami Kerdoncuf", "Inès Le Bihan", "Thomas Prigent", "Awa Diarra-Morvan",
    "Claire Tanguy", "Yann Le Floc'h", "Lucie Bescond", "Nadia Ferhat-Cariou", "Hugo Salaün",
    "Élise Rouxel", "Paul Nédélec", "Fanny Corlay", "Malo Quéméner", "Sarah Lozac'h",
    "Goulven Abiven",
)  # fmt: skip
AIDES = (
    "Rozenn Stéphan", "Karim Jaouen", "Manon Le Gall", "Fatou Riou-Sané", "Denis Cabon",
    "Julie Pennec", "Ewen Madec", "Sophie Gourmelon", "Lina Touarin", "Marc Héliès",
    "Anaïs Bodénès", "Bruno Cloarec", "Chloé Le Meur", "Tiphaine Ollivier",
)  # fmt: skip
AWAY = (
    ("I06", "2026-11-30", "2026-12-27", "maternité"),
    ("I10", "2026-12-07", "2026-12-13", "congé annuel"),
    ("I12", "2026-12-21", "2026-12-27", "congé annuel"),
    ("A03", "2026-12-14", "2026-12-20", "congé annuel"),
    ("A06", "2026-12-03", "2026-12-04", "formation"),
    ("A13", "2026-12-21", "2026-12-25", "congé annuel"),
)
PART_TIME = {"I03": 80, "I09": 50, "A04": 80, "A08": 80}


def team() -> list[dict[str, object]]:
    """Give the persons: 16 nurses (5 by night), 14 nursing aides (3 by night)."""
    rows: list[dict[str, object]] = []
    for letter, names, skill, grade, nights in (
        ("I", NURSES, "ide", "Infirmier en soins généraux", 5),
        ("A", AIDES, "as", "Aide-soignant", 3),
    ):
        for rank, name in enumerate(names):
            key = f"{letter}{rank + 1:02d}"
            night = rank >= len(names) - nights
            rows.append({
                "agent": key, "nom": name, "statut": "fph", "grade": grade, "competences": skill,
                "quotite": PART_TIME.get(key, 100), "postes": "N" if night else "M S",
                "contrat_debut": "", "contrat_fin": "2026-12-20" if key == "A11" else "",
                "trame": f"N{rank % 2 + 1}" if night else "MT" if key == "I09"
                else f"J{rank % 3 + 1}",
                "semaine_trame": rank // (2 if night else 3) % 2 + 1,
                "nuit_exclusive": "oui" if night else "non",
                "sans_nuit_depuis": "2026-12-07" if key == "I05" else "",
            })  # fmt: skip
    return rows


def shift_on(row: dict[str, object], day: date) -> str:
    """Give what the cycle of a person says of a day ("R" is rest)."""
    weeks = CYCLES[str(row["trame"])]
    gone = (day - START).days // 7
    week = (int(str(row["semaine_trame"])) - 1 + gone) % len(weeks)
    return weeks[week].split()[day.weekday()]


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one table, semicolons and UTF-8 with a mark, as a French spreadsheet opens it."""
    with (HERE / name).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write every table."""
    people = team()
    write("agents.csv", list(people[0]), (list(row.values()) for row in people))
    write("trames.csv", ("trame", "semaine", *WEEKDAYS),
          ((name, k + 1, *("repos" if c == "R" else c for c in week.split()))
           for name, weeks in CYCLES.items() for k, week in enumerate(weeks)))  # fmt: skip
    before = [START - timedelta(days=k) for k in range(KNOWN, 0, -1)]
    write("historique.csv", ("agent", *map(str, before)),
          ((row["agent"], *(c if (c := shift_on(row, d)) != "R" else "" for d in before))
           for row in people))  # fmt: skip
    write("compteurs.csv",
          ("agent", "heures_annee", "heures_sup_annee", "heures_sup_mois", "dimanches", "nuits"),
          ((row["agent"], round(hours(row, k)), 7 * (k % 4), 0, 13 + k % 5,
            118 if row["postes"] == "N" else 0) for k, row in enumerate(people)))  # fmt: skip
    write("besoin.csv", ("jour", "competence", "poste", "besoin", "minimum", "cout_manque"),
          [(day, skill, shift, need, least, 100)
           for skill, table in (
               ("ide", (("M", 3, 2), ("S", 3, 2), ("N", 2, 1))),
               ("as", (("M", 3, 2), ("S", 3, 2), ("N", 1, 1))))
           for shift, need, least in table
           for day in ("semaine", "week-end", "férié")
           for need in [need if day == "semaine" or shift == "N" else 2]])  # fmt: skip
    write("souhaits.csv", ("agent", "debut", "fin", "poste", "souhait", "poids"), (
        ("I01", "2026-12-24", "2026-12-25", "repos", "souhaité", 30),
        ("I02", "2026-12-05", "2026-12-06", "repos", "souhaité", 20),
        ("I04", "2026-12-09", "", "S", "éviter", 10),
        ("I07", "2026-12-24", "2026-12-26", "repos", "souhaité", 30),
        ("I08", "2026-12-16", "", "M", "souhaité", 10),
        ("I11", "2026-12-12", "2026-12-13", "repos", "souhaité", 20),
        ("I13", "2026-12-18", "2026-12-20", "repos", "souhaité", 20),
        ("A01", "2026-12-25", "", "repos", "souhaité", 30),
        ("A02", "2026-12-02", "", "repos", "souhaité", 10),
        ("A05", "2026-12-14", "2026-12-18", "S", "éviter", 5),
        ("A07", "2026-12-24", "2026-12-25", "repos", "souhaité", 30),
        ("A09", "2026-12-25", "", "M", "souhaité", 15),
    ))  # fmt: skip
    write("absences.csv", ("agent", "debut", "fin", "motif"), AWAY)
    write("verrous.csv", ("agent", "jour", "poste", "comme"), (
        ("I01", "2026-12-01", "M", ""),
        ("I09", "2026-12-01", "", "I01"),
        ("A10", "2026-12-08", "repos", ""),
    ))  # fmt: skip
    days = [START + timedelta(days=k) for k in range(DAYS)]
    planted = {("I04", "2026-12-09"): "S", ("I04", "2026-12-10"): "M",
               ("I12", "2026-12-02"): "M"}  # fmt: skip
    table = []
    for row in people:
        key, cells = str(row["agent"]), []
        for day in map(str, days):
            code = shift_on(row, date.fromisoformat(day)).replace("R", "")
            motives = [m for who, first, last, m in AWAY if who == key and first <= day <= last]
            if row["contrat_fin"] and day > str(row["contrat_fin"]):
                motives = [""]
            cells.append(planted.get((key, day), motives[0] if motives else code))
        table.append((key, *cells))
    write("planning.csv", ("agent", *map(str, days)), table)


def hours(row: dict[str, object], rank: int) -> float:
    """Give the hours of the year up to the history: 44 weeks of the contract, less a little."""
    year = 1476 if row["postes"] == "N" else 1568
    return year * int(str(row["quotite"])) / 100 * 0.79 - 4 * (rank % 3)


if __name__ == "__main__":
    main()
