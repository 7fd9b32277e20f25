"""Write the made-up files of this folder: a hospital pharmacy that does not exist.

Names of substances are real, codes are made up, figures are drawn with a
fixed seed. Run: `python examples/pharmacie/generer.py` (same bytes every time).
"""

# ruff: noqa: E501
from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ASOF = date(2025, 11, 24)
DAYS = 490
START = ASOF - timedelta(days=DAYS)
WARDS = ("Réanimation", "Médecine A", "Chirurgie", "Urgences", "Gériatrie")
SHARES = (0.25, 0.3, 0.2, 0.15, 0.1)
SUPPLIERS = {"Grossiste Ouest": (1, 2, 2, 3), "Labo Direct": (2, 3, 3, 4, 6),
             "LFB (exemple)": (5, 7, 7, 9, 14), "Dispo Santé": (3, 4, 5, 7)}  # fmt: skip

# name, DCI, dose, form, route, ATC, mean a day, size of a day, pack, price, VED, supplier, category
MED, MDS, DIS, CON, EQU = ("médicament", "médicament dérivé du sang", "dispositif médical",
                           "consommable", "équipement")  # fmt: skip
GO, LD, LFB, DS = SUPPLIERS
PRODUCTS = (
    ("Paracétamol 1 g cp", "Paracétamol", "1 g", "comprimé", "orale", "N02BE01", 90, 1, 100, 0.03, "E", GO, MED),
    ("Paracétamol 500 mg cp", "Paracétamol", "500 mg", "comprimé", "orale", "N02BE01", 30, 1, 100, 0.02, "D", GO, MED),
    ("Paracétamol 1 g/100 ml inj", "Paracétamol", "1 g", "solution injectable", "intraveineuse", "N02BE01", 55, 1, 12, 0.9, "E", GO, MED),
    ("Amoxicilline 1 g inj", "Amoxicilline", "1 g", "poudre injectable", "intraveineuse", "J01CA04", 24, 1, 10, 1.1, "E", GO, MED),
    ("Amoxicilline 500 mg gél", "Amoxicilline", "500 mg", "gélule", "orale", "J01CA04", 12, 1, 24, 0.12, "E", GO, MED),
    ("Amoxicilline 1 g cp", "Amoxicilline", "1 g", "comprimé", "orale", "J01CA04", 8, 1, 14, 0.2, "E", GO, MED),
    ("Ceftriaxone 1 g inj", "Ceftriaxone", "1 g", "poudre injectable", "intraveineuse", "J01DD04", 18, 1, 10, 1.3, "V", GO, MED),
    ("Céfotaxime 1 g inj", "Céfotaxime", "1 g", "poudre injectable", "intraveineuse", "J01DD01", 9, 1, 10, 1.4, "E", GO, MED),
    ("Pipéracilline tazobactam 4 g", "Pipéracilline tazobactam", "4 g", "poudre injectable", "intraveineuse", "J01CR05", 10, 1, 10, 4.5, "V", LD, MED),
    ("Méropénem 1 g inj", "Méropénem", "1 g", "poudre injectable", "intraveineuse", "J01DH02", 3, 1, 10, 6.2, "V", LD, MED),
    ("Vancomycine 1 g inj", "Vancomycine", "1 g", "poudre injectable", "intraveineuse", "J01XA01", 4, 1, 10, 3.9, "V", LD, MED),
    ("Noradrénaline 8 mg inj", "Noradrénaline", "8 mg", "solution injectable", "intraveineuse", "C01CA03", 14, 1, 10, 2.1, "V", LD, MED),
    ("Adrénaline 1 mg inj", "Adrénaline", "1 mg", "solution injectable", "intraveineuse", "C01CA24", 3, 1, 10, 1.2, "V", GO, MED),
    ("Propofol 200 mg inj", "Propofol", "200 mg", "émulsion injectable", "intraveineuse", "N01AX10", 22, 1, 5, 1.5, "V", LD, MED),
    ("Midazolam 5 mg inj", "Midazolam", "5 mg", "solution injectable", "intraveineuse", "N05CD08", 11, 1, 10, 0.6, "V", GO, MED),
    ("Morphine 10 mg inj", "Morphine", "10 mg", "solution injectable", "intraveineuse", "N02AA01", 13, 1, 10, 0.5, "V", GO, MED),
    ("Morphine LP 30 mg gél", "Morphine", "30 mg", "gélule LP", "orale", "N02AA01", 5, 1, 14, 0.4, "E", GO, MED),
    ("Morphine 10 mg cp", "Morphine", "10 mg", "comprimé", "orale", "N02AA01", 6, 1, 14, 0.2, "E", GO, MED),
    ("Énoxaparine 4000 UI ser", "Énoxaparine", "4000 UI", "solution injectable", "sous-cutanée", "B01AB05", 45, 1, 6, 1.9, "E", LD, MED),
    ("Tinzaparine 4500 UI ser", "Tinzaparine", "4500 UI", "solution injectable", "sous-cutanée", "B01AB10", 6, 1, 10, 2.3, "E", LD, MED),
    ("Furosémide 20 mg inj", "Furosémide", "20 mg", "solution injectable", "intraveineuse", "C03CA01", 30, 1, 10, 0.3, "E", GO, MED),
    ("Furosémide 40 mg cp", "Furosémide", "40 mg", "comprimé", "orale", "C03CA01", 26, 1, 30, 0.05, "E", GO, MED),
    ("Salbutamol 5 mg nébuliseur", "Salbutamol", "5 mg", "solution", "inhalée", "R03AC02", 28, 1, 10, 0.4, "V", GO, MED),
    ("Insuline asparte 100 UI/ml", "Insuline asparte", "1000 UI", "solution injectable", "sous-cutanée", "A10AB05", 3, 1, 1, 8.5, "V", GO, MED),
    ("Oméprazole 40 mg inj", "Oméprazole", "40 mg", "poudre injectable", "intraveineuse", "A02BC01", 9, 1, 10, 1.0, "D", GO, MED),
    ("Ondansétron 4 mg inj", "Ondansétron", "4 mg", "solution injectable", "intraveineuse", "A04AA01", 10, 1, 5, 0.5, "D", GO, MED),
    ("Chlorure de sodium 0,9 % 1 l", "Chlorure de sodium", "9 g", "solution injectable", "intraveineuse", "B05BB01", 60, 1, 10, 0.9, "V", GO, MED),
    ("Amiodarone 150 mg inj", "Amiodarone", "150 mg", "solution injectable", "intraveineuse", "C01BD01", 2.2, 1, 6, 1.1, "V", GO, MED),
    ("Altéplase 50 mg", "Altéplase", "50 mg", "poudre injectable", "intraveineuse", "B01AD02", 0.09, 1, 1, 455.0, "V", LD, MED),
    ("Dantrolène 20 mg inj", "Dantrolène", "20 mg", "poudre injectable", "intraveineuse", "M03CA01", 0.02, 24, 36, 62.0, "V", LD, MED),
    ("Anticorps anti-digitalique 40 mg", "Anticorps anti-digitalique", "40 mg", "poudre injectable", "intraveineuse", "V03AB24", 0.012, 3, 1, 890.0, "V", LD, MED),
    ("Nirsévimab 100 mg ser", "Nirsévimab", "100 mg", "solution injectable", "intramusculaire", "J06BD08", 1.1, 1, 1, 401.0, "E", LD, MED),
    ("Immunoglobulines humaines 10 g", "Immunoglobulines humaines", "10 g", "solution injectable", "intraveineuse", "J06BA02", 0.6, 4, 1, 430.0, "V", LFB, MDS),
    ("Albumine humaine 20 % 100 ml", "Albumine humaine", "20 g", "solution injectable", "intraveineuse", "B05AA01", 4.2, 2, 1, 48.0, "V", LFB, MDS),
    ("Fibrinogène humain 1,5 g", "Fibrinogène humain", "1,5 g", "poudre injectable", "intraveineuse", "B02BB01", 0.12, 2, 1, 510.0, "V", LFB, MDS),
    ("Facteur IX humain 1000 UI", "Facteur IX humain", "1000 UI", "poudre injectable", "intraveineuse", "B02BD04", 0.03, 5, 1, 390.0, "V", LFB, MDS),
    ("Cathéter veineux central", "", "", "", "", "", 2.5, 1, 5, 21.0, "V", DS, DIS),
    ("Seringue 50 ml luer lock", "", "", "", "", "", 70, 1, 60, 0.35, "E", DS, CON),
    ("Gants nitrile taille M (boîte)", "", "", "", "", "", 38, 1, 10, 4.1, "D", DS, CON),
    ("Batterie de respirateur", "", "", "", "", "", 0.03, 1, 1, 310.0, "V", DS, EQU),
)  # fmt: skip


def code_of(rank: int) -> str:
    """Give a made-up code of 7 digits that looks like a UCD7."""
    return f"9{900000 + 7 * rank:06d}"


def french(value: float) -> str:
    """Write a number with a comma."""
    return f"{value:g}".replace(".", ",")


def write(name: str, rows: list[list[str]], encoding: str = "utf-8-sig") -> None:
    """Write a French CSV."""
    with (HERE / name).open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)


def day(rank: int) -> str:
    """Write a day of the calendar as 31/12/2025."""
    return f"{START + timedelta(days=rank):%d/%m/%Y}"


def demands(rng: np.random.Generator) -> np.ndarray:
    """Draw what is needed each day: weekends are quieter, winters busier for some."""
    ranks = np.arange(DAYS)
    weekday = (START.weekday() + ranks) % 7
    quiet = np.where(weekday >= 5, 0.7, 1.12)
    of_year = np.array([(START + timedelta(days=int(r))).timetuple().tm_yday for r in ranks])
    winter = np.cos(2 * np.pi * (of_year - 15) / 365)
    found = np.zeros((len(PRODUCTS), DAYS))
    for i, product in enumerate(PRODUCTS):
        mean, size, atc = product[6], product[7], product[5]
        swing = 0.35 if atc[:3] in {"J01", "R03"} else 0.9 if atc == "J06BD08" else 0.05
        rate = mean * quiet * (1 + swing * winter) if mean > 1.5 else np.full(DAYS, mean)
        noise = rng.gamma(12, 1 / 12, DAYS)
        found[i] = rng.poisson(rate * noise / size) * size
    return found


def main() -> None:
    """Write every file."""
    rng = np.random.default_rng(20251124)
    needs = demands(rng)
    codes = [code_of(i + 1) for i in range(len(PRODUCTS))]
    at = {product[0]: i for i, product in enumerate(PRODUCTS)}
    outages = [
        ("Amoxicilline 1 g inj", 300, 309), ("Noradrénaline 8 mg inj", 120, 123),
        ("Albumine humaine 20 % 100 ml", 210, 216), ("Seringue 50 ml luer lock", 400, 403),
        ("Pipéracilline tazobactam 4 g", 470, 479),
    ]  # fmt: skip
    for name, first, last in outages:
        needs[at[name], first : last + 1] = 0

    rows = [["Date mvt", "Code UCD", "UF", "Qté"]]
    for rank in range(DAYS):
        for i in range(len(PRODUCTS)):
            # Small quantities go to one ward, as one box does.
            need, one = int(needs[i, rank]), rng.multinomial(1, SHARES)
            split = rng.multinomial(need, SHARES) if need >= 20 else need * one
            rows += [[day(rank), codes[i], ward, str(n)]
                     for ward, n in zip(WARDS, split, strict=True) if n]  # fmt: skip
            if split[1] > 3 and rng.random() < 0.03:
                rows.append([day(rank), codes[i], WARDS[1], str(-int(split[1] // 2))])
    write("consommation.csv", rows, "cp1252")

    rows = [["Code UCD", "Libellé", "Lot", "Date péremption", "Quantité en stock"]]
    for i, product in enumerate(PRODUCTS):
        cover = {"Noradrénaline 8 mg inj": 1.5, "Salbutamol 5 mg nébuliseur": 3,
                 "Nirsévimab 100 mg ser": 2, "Gants nitrile taille M (boîte)": 40,
                 "Insuline asparte 100 UI/ml": 60}.get(product[0], rng.uniform(4, 22))  # fmt: skip
        stock = max(1, round(product[6] * cover)) if product[6] > 0.2 else int(rng.integers(1, 4))
        stock = 36 if product[0].startswith("Dantrolène") else stock
        soon = 12 if product[0].startswith("Insuline") else int(rng.integers(150, 700))
        old = round(stock * 0.6)
        for part, (units, days) in enumerate(((old, soon), (stock - old, soon + 200))):
            if units:
                end = ASOF + timedelta(days=days)
                rows.append([codes[i], product[0], f"L{i + 1:03d}{'AB'[part]}", f"{end:%d/%m/%Y}",
                             str(units)])  # fmt: skip
    expired = at["Oméprazole 40 mg inj"]
    rows.append([codes[expired], PRODUCTS[expired][0], "L999Z", "31/10/2025", "20"])
    rows.append([codes[at["Pipéracilline tazobactam 4 g"]], "Pipéracilline tazobactam 4 g", "L998",
                 "30/06/2026", "8"])  # fmt: skip
    write("stock.csv", rows)

    rows = [["N° commande", "Code UCD", "Date commande", "Date livraison", "Qté commandée",
             "Qté reçue", "Fournisseur"]]  # fmt: skip
    number = 1000
    for rank in range(DAYS - 180, DAYS, 7):
        for i, product in enumerate(PRODUCTS):
            if rng.random() > (0.8 if product[6] > 1 else 0.15):
                continue
            wait = int(rng.choice(SUPPLIERS[product[11]]))
            number += 1
            boxes = max(1, round(product[6] * 7 / product[8]))
            units = str(boxes * product[8])
            done = rank + wait < DAYS
            rows.append([f"C{number}", codes[i], day(rank), day(rank + wait) if done else "",
                         units, units if done else "", product[11]])  # fmt: skip
    write("commandes.csv", rows)

    rows = [["Code UCD", "Libellé", "DCI", "Dosage", "Forme", "Voie", "Code ATC", "Boîte de",
             "Minimum de commande", "Prix unitaire", "VED", "Catégorie", "Livret", "Fournisseur",
             "Tension"]]  # fmt: skip
    tension = {"Amoxicilline 500 mg gél": "tension d'approvisionnement",
               "Pipéracilline tazobactam 4 g": "rupture fabricant jusqu'au 15/12"}  # fmt: skip
    for i, p in enumerate(PRODUCTS):
        minimum = str(3 * p[8]) if p[0].startswith("Chlorure") else ""
        ved = "" if p[0].startswith("Ondansétron") else p[10]
        rows.append([codes[i], p[0], p[1], p[2], p[3], p[4], p[5], str(p[8]), minimum, french(p[9]),
                     ved, p[12], "oui", p[11], tension.get(p[0], "")])  # fmt: skip
    rows.append([code_of(900), "Concentré de globules rouges", "", "", "", "", "", "1", "", "190",
                 "V", "produit sanguin labile", "non", "EFS", ""])  # fmt: skip
    write("produits.csv", rows)

    rows = [["Code UCD", "Fournisseur", "Début marché", "Fin marché", "Prix unitaire HT",
             "Contingent mensuel"]]  # fmt: skip
    for name, price, quota, end in (
        ("Immunoglobulines humaines 10 g", 421.0, "20", "31/12/2026"),
        ("Nirsévimab 100 mg ser", 401.0, "", "31/12/2026"),
        ("Énoxaparine 4000 UI ser", 1.75, "", "30/06/2025"),
    ):
        i = at[name]
        rows.append([codes[i], PRODUCTS[i][11], "01/01/2025", end, french(price), quota])
    write("marches.csv", rows)

    rows = [["Code UCD", "Début rupture", "Fin rupture"]]
    rows += [[codes[at[name]], day(first), day(last)] for name, first, last in outages]
    write("ruptures.csv", rows)
    i, j = at["Morphine 10 mg cp"], at["Morphine LP 30 mg gél"]
    write("interdits.csv", [["Code UCD", "Code substitut", "Motif"],
                            [codes[i], codes[j], "forme LP : jamais en remplacement"]])  # fmt: skip
    write("services.csv", [["Service", "Priorité"], [WARDS[0], "1"], [WARDS[3], "1"],
                           [WARDS[1], "2"], [WARDS[2], "2"], [WARDS[4], "3"]])  # fmt: skip


if __name__ == "__main__":
    main()
