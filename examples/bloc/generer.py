"""Write the made-up log of this folder: an operating room that does not exist.

Prices, grams and habits are invented, drawn with a fixed seed: they are no reference.
Run: `python examples/bloc/generer.py` (same bytes every time).
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
START, DAYS, SEED = date(2024, 1, 8), 540, 11

# code: name, price (€), grams of CO2e
ITEMS = {
    "BL001": ("Champ stérile grand", 3.2, 410.0),
    "BL002": ("Compresses stériles (5)", 0.6, 60.0),
    "BL003": ("Lame de bistouri n° 11", 0.35, 22.0),
    "BL004": ("Trocart 5 mm", 28.0, 310.0),
    "BL005": ("Trocart 12 mm", 34.0, 390.0),
    "BL006": ("Clips titane (chargeur)", 41.0, 150.0),
    "BL007": ("Sac d'extraction", 19.5, 140.0),
    "BL008": ("Drain de Redon", 6.4, 95.0),
    "BL009": ("Fil résorbable 2/0", 3.1, 35.0),
    "BL010": ("Agrafeuse linéaire", 210.0, 720.0),
    "BL011": ("Prothèse pariétale 10 x 15", 88.0, 260.0),
    "BL012": ("Bistouri électrique à usage unique", 7.8, 190.0),
    "BL013": ("Canule d'irrigation", 12.0, 230.0),
    "BL014": ("Implant intraoculaire", 62.0, None),
}
# type: interventions, then by item (opened from the start, chance of 0, 1, 2... units needed)
TYPES = {
    "Cholécystectomie": (190, {
        "BL001": (2, (0, 0, 1)), "BL002": (6, (0, 0, 0.1, 0.4, 0.3, 0.15, 0.05)),
        "BL003": (1, (0, 1)), "BL004": (2, (0, 0.02, 0.93, 0.05)), "BL005": (2, (0, 0.9, 0.1)),
        "BL006": (1, (0.02, 0.9, 0.08)), "BL007": (1, (0.45, 0.55)), "BL008": (1, (0.88, 0.12)),
        "BL009": (2, (0, 0.25, 0.7, 0.05)), "BL010": (1, (0.985, 0.015)), "BL013": (1, (0.8, 0.2)),
    }),
    "Hernie inguinale": (120, {
        "BL001": (2, (0, 0.05, 0.95)), "BL002": (4, (0, 0.2, 0.6, 0.15, 0.05)),
        "BL003": (1, (0, 1)), "BL009": (3, (0, 0.1, 0.75, 0.15)), "BL011": (1, (0.01, 0.99)),
        "BL012": (1, (0.3, 0.7)), "BL008": (1, (0.97, 0.03)),
    }),
    "Thyroïdectomie": (12, {
        "BL001": (2, (0, 0, 1)), "BL002": (8, (0, 0, 0, 0.2, 0.5, 0.3)), "BL008": (1, (0.5, 0.5)),
        "BL009": (2, (0, 0.4, 0.6)),
    }),
    "Cataracte": (160, {
        "BL001": (1, (0, 1)), "BL002": (2, (0.3, 0.6, 0.1)), "BL014": (1, (0, 1)),
        "BL013": (1, (0.4, 0.6)),
    }),
}  # fmt: skip
SURGEONS = {"Cholécystectomie": ("Dr A", "Dr B"), "Hernie inguinale": ("Dr A", "Dr B"),
            "Thyroïdectomie": ("Dr C",), "Cataracte": ("Dr D", "Dr E")}  # fmt: skip


def french(value: float | None) -> str:
    """Write a number with a comma."""
    return "" if value is None else f"{value:g}".replace(".", ",")


def rows() -> list[list[str]]:
    """Draw the log, oldest first."""
    rng = np.random.default_rng(SEED)
    drawn = []
    for kind, (count, items) in TYPES.items():
        for _ in range(count):
            day = START + timedelta(days=int(rng.integers(0, DAYS)))
            surgeon = SURGEONS[kind][int(rng.integers(0, len(SURGEONS[kind])))]
            needs = []
            for code, (opened, chances) in items.items():
                used = int(rng.choice(len(chances), p=chances))
                # Dr B drains nearly always: a habit that his own kit should follow.
                if surgeon == "Dr B" and code == "BL008" and kind == "Cholécystectomie":
                    used = int(rng.random() < 0.85)
                needs.append((code, max(opened, used), used))
            drawn.append((day, kind, surgeon, needs))
    drawn.sort(key=lambda row: (row[0], row[1]))
    return [
        [f"{day:%d/%m/%Y}", f"B{number:05d}", kind, surgeon, code, ITEMS[code][0], str(opened),
         str(used), french(ITEMS[code][1]), french(ITEMS[code][2])]
        for number, (day, kind, surgeon, needs) in enumerate(drawn, 1)
        for code, opened, used in needs
    ]  # fmt: skip


def main() -> None:
    """Write the log as a French Windows export."""
    with (HERE / "journal.csv").open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Date", "N° intervention", "Type d'intervention", "Chirurgien",
                         "Code article", "Libellé", "Qté ouverte", "Qté utilisée",
                         "Prix unitaire", "CO2 g"])  # fmt: skip
        writer.writerows(rows())


if __name__ == "__main__":
    main()
