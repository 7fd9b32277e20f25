"""Dated availability files with planted effects, written as the national database writes them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

FIRST = date(2021, 1, 4)
HEAD = ("cis;nom;forme;voies;etat;date_amm;titulaire;atc;mitm;codes_substance;procedure;"
        "groupe_generique;n_presentations;prix_min;collectivites;reserve_hopital")  # fmt: skip
FRAGILE_RATE, USUAL_RATE = 0.03, 0.001
"""Monthly chance of a new shortage of a product: cheap ones, and others (planted). After a
shortage the substance is safe for two years: history misleads, which no simple rule knows."""
SAFE_DAYS = 730
FORMS = (("comprimé", "orale"), ("gélule", "orale"), ("solution injectable", "intraveineuse"),
         ("collyre", "ophtalmique"))  # fmt: skip
ENDS_RATE = 0.001


def days(months: int) -> list[date]:
    """Give the day of each monthly file."""
    return [FIRST + timedelta(days=round(30.44 * k)) for k in range(months)]


def write_world(
    folder: Path, months: int = 40, substances: int = 450, seed: int = 7, planted: bool = True
) -> Path:
    """Write monthly files; `planted` makes cheap products fragile, which no rule knows."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    lines, rates = [HEAD], []
    for s in range(substances):
        fragile = s % 3 == 0
        for k in range(2):
            cis = f"{60000000 + 10 * s + k}"
            form, route = FORMS[s % 4]
            price = "1,20" if fragile else f"{10 + s % 40},50"
            mitm = s % 10 != 9
            lines.append(
                f"{cis};PRODUIT {s} {k} mg, {form};{form};{route};Commercialisée;"
                f"{1 + s % 27:02d}/03/20{10 + k:02d};LABO {s % 17};"
                f"{'NA'[s % 2] + '02BE0' + str(s % 9) if mitm else ''};{int(mitm)};{10000 + s};"
                f"Procédure nationale;;1,0;{price};1,0;0"
            )
            rates.append((cis, FRAGILE_RATE if fragile and planted else
                          USUAL_RATE if planted else 0.012))  # fmt: skip
    (folder / f"bdpm_specialites_{FIRST}.csv").write_text("\n".join(lines) + "\n", "cp1252")
    open_: dict[str, tuple[date, date]] = {}
    closed: dict[str, date] = {}
    stopped: dict[str, date] = {}
    safe: dict[str, date] = {}
    for day in days(months):
        for cis, (_, end) in list(open_.items()):
            if end <= day:
                del open_[cis]
                closed[cis] = end
        for cis, rate in rates:
            if cis in open_ or cis in stopped or (planted and safe.get(cis[:7], day) > day):
                continue
            draw = rng.random()
            if draw < rate:
                start = day - timedelta(days=int(rng.integers(1, 25)))
                open_[cis] = (start, day + timedelta(days=int(rng.integers(20, 90))))
                closed.pop(cis, None)
                safe[cis[:7]] = day + timedelta(days=SAFE_DAYS)
            elif draw > 1 - ENDS_RATE:
                stopped[cis] = day
        write_raw(folder / f"{day}" / "CIS_CIP_Dispo_Spec.txt", [
            *((cis, "12"[int(cis) % 2], start, None) for cis, (start, _) in open_.items()),
            *((cis, "3", start, None) for cis, start in stopped.items()),
            # Closed events are forgotten after two months.
            *((cis, "4", end, end) for cis, end in closed.items() if (day - end).days < 60),
        ])  # fmt: skip
    return folder


def write_raw(path: Path, rows: list[tuple[str, str, date, date | None]]) -> None:
    """Write a raw file: tabs, no header, cp1252."""
    words = {"1": "Rupture de stock", "2": "TENSION D'APPROVISIONNEMENT",
             "3": "Arrêt de commercialisation", "4": "Remise à disposition"}  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(
        f"{cis}\t\t{code}\t{words[code]}\t{start:%d/%m/%Y}\t{start:%d/%m/%Y}\t"
        f"{f'{back:%d/%m/%Y}' if back else ''}\thttps://ansm.sante.fr/x\n"
        for cis, code, start, back in rows
    )
    path.write_text(text, "cp1252")
