"""Write dated availability files and one download of an invented medicines database.

Invented from end to end (fixed seed): products, holders, shortages. The layout is that of the
national database: tabs, no header, cp1252. Substances whose packs are cheap are short more often.

Run it from the root of the repository: .venv/bin/python -m examples.penuries.generer
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SEED = 20260105
FIRST, MONTHS, SUBSTANCES = date(2023, 1, 2), 36, 90
CHEAP_RATE, USUAL_RATE = 0.035, 0.003
FORMS = (("comprimé", "orale"), ("solution injectable", "intraveineuse"), ("gélule", "orale"))
STEMS = ("Alvo", "Béli", "Cadri", "Doma", "Élex", "Furo", "Gali", "Hépa", "Iso", "Juva")
ENDS = ("mycine", "prazole", "sartan", "caïne", "pénem", "mide", "vastatine", "oxacine", "dipine")


def products() -> list[tuple[str, str, str, str, str, int, str]]:
    """Give code, name, form, route, substance code, whether of major interest, and price."""
    found = []
    for s in range(SUBSTANCES):
        form, route = FORMS[s % 3]
        name = f"{STEMS[s % 10]}{ENDS[s // 10]}"
        price = "1,35" if s % 4 == 0 else f"{8 + s % 30},90"
        for k, firm in enumerate(("NORD", "SUD")):
            full = f"{name.upper()} {firm} {50 * (1 + k)} mg, {form}"
            code = f"{61000000 + 10 * s + k}"
            found.append((code, full, form, route, f"{20000 + s}", int(s % 8 != 7), price))
    return found


def write(folder: Path = HERE) -> None:
    """Write the download of the last day and the availability file of each month."""
    rows, rng = products(), np.random.default_rng(SEED)
    last = FIRST + timedelta(days=round(30.44 * (MONTHS - 1)))
    download = folder / "telechargement"
    files = {
        "CIS_bdpm": [
            (cis, name, form, route, "Autorisation active", "Procédure nationale",
             "Commercialisée", f"{1 + i % 27:02d}/03/20{5 + i % 15:02d}", "", "",
             f" LABORATOIRE {'ABCDEFGHIJK'[i % 11]}", "Non")
            for i, (cis, name, form, route, *_) in enumerate(rows)
        ],
        "CIS_COMPO_bdpm": [
            (cis, form, code, name.split()[0], name.split()[2] + " mg", f"un {form}", "SA", "1")
            for cis, name, form, _, code, *_ in rows
        ],
        "CIS_CIP_bdpm": [
            (cis, cis[:7], "1 boîte", "Présentation active", "Déclaration de commercialisation",
             "01/03/2010", f"34009{cis}", "oui", "65%", price)
            for cis, *_, price in rows
        ],
        "CIS_MITM": [(cis, "J01CA04", name) for cis, name, *_, major, _ in rows if major],
    }  # fmt: skip
    for name, lines in files.items():
        save(download / f"{name}.txt", lines)
    open_: dict[str, tuple[date, date]] = {}
    for k in range(MONTHS):
        day = FIRST + timedelta(days=round(30.44 * k))
        back = {cis: end for cis, (_, end) in open_.items() if end <= day}
        open_ = {cis: span for cis, span in open_.items() if cis not in back}
        for cis, *_, price in rows:
            rate = CHEAP_RATE if price == "1,35" else USUAL_RATE
            if cis not in open_ and rng.random() < rate:
                start = day - timedelta(days=int(rng.integers(1, 25)))
                open_[cis] = (start, day + timedelta(days=int(rng.integers(20, 120))))
        told = [(cis, "", "12"[int(cis) % 2], ("Rupture de stock", "Tension d'approvisionnement")[
                 int(cis) % 2], french(a), french(a), "", "lien")
                for cis, (a, _) in sorted(open_.items())]  # fmt: skip
        told += [(cis, "", "4", "Remise à disposition", french(e), french(e), french(e), "lien")
                 for cis, e in sorted(back.items())]  # fmt: skip
        save(folder / "dates" / f"bdpm_dispo_{day}.txt", told)
        if day == last:
            save(download / "CIS_CIP_Dispo_Spec.txt", told)


def french(day: date) -> str:
    """Give a day as the database writes it."""
    return f"{day:%d/%m/%Y}"


def save(path: Path, rows: list[tuple[str, ...]]) -> None:
    """Write rows between tabs, cp1252, as the database does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join("\t".join(row) + "\n" for row in rows), "cp1252", newline="\n")


if __name__ == "__main__":
    write()
