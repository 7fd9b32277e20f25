"""Join the files of the national medicines database as they are downloaded, one row a product.

Columns by rank, without a header, after the database's own description of its files ("Contenu et
format des fichiers téléchargeables dans la BDPM", written from memory, to be checked against the
present one): `CIS_bdpm.txt` CIS, name, form, routes, licence state, procedure, marketing state,
licence day, alert, European number, holders, reinforced monitoring; `CIS_COMPO_bdpm.txt` CIS,
element, substance code, substance, strength, reference, nature (SA active substance, FT
therapeutic moiety); `CIS_CIP_bdpm.txt` CIS, CIP7, label, state, declaration, day, CIP13, hospitals
(oui, non), reimbursement, price; `CIS_GENER_bdpm.txt` group, label, CIS, type;
`CIS_MITM.txt` CIS, ATC; `CIS_CPD_bdpm.txt` CIS, condition of prescription.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from twin.tables import JumeauError, read_text

MAIN, SUBSTANCES, PACKS = "CIS_bdpm", "CIS_COMPO_bdpm", "CIS_CIP_bdpm"
GENERICS, MAJOR, CONDITIONS = "CIS_GENER_bdpm", "CIS_MITM", "CIS_CPD_bdpm"
AVAILABILITY = "CIS_CIP_Dispo_Spec"
NEEDED = (MAIN, SUBSTANCES, MAJOR)
"""Without substances no group, without the MITM list no headline."""
OPTIONAL_FR = {
    PACKS: "prix, présentations et agrément aux collectivités",
    GENERICS: "groupes génériques",
    CONDITIONS: "réserve hospitalière",
}
_LEAST = {MAIN: 11, SUBSTANCES: 7, PACKS: 8, GENERICS: 4, MAJOR: 2, CONDITIONS: 2}
_PRICE = 9
_CIS = re.compile(r"\d{8}")
HEADER = ("cis", "nom", "forme", "voies", "statut_amm", "procedure", "etat", "date_amm",
          "statut_bdm", "num_euro", "titulaire", "surveillance", "atc", "mitm", "codes_substance",
          "groupe_generique", "type_generique", "n_presentations", "prix_min", "collectivites",
          "reserve_hopital")  # fmt: skip
Rows = dict[str, list[list[str]]]
"""Cells of each row of a file, by product code."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Products joined.

    Attributes
    ----------
    text
        The joined file (`;`, header `HEADER`, UTF-8).
    products
        Rows of it.
    notes
        What was left out or missing (French).
    """

    text: str
    products: int
    notes: tuple[str, ...]


def is_download(path: Path) -> bool:
    """Say whether a path is a folder of downloaded files."""
    return path.is_dir() and any(_found(path, stem) for stem in (MAIN, AVAILABILITY))


def holds_products(folder: Path) -> bool:
    """Say whether a folder of downloads holds the list of products."""
    return _found(folder, MAIN) is not None


def availability_file(folder: Path) -> Path | None:
    """Give the availability file of a folder of downloads, if it is there."""
    return _found(folder, AVAILABILITY)


def join(folder: Path) -> Joined:
    """Join a folder of downloaded files.

    Substances are the active ones (SA): a salt is a substance, as the database counts it.

    Raises
    ------
    JumeauError
        A file of `NEEDED` is absent, or a file does not hold the columns expected.
    """
    missing = [f"{stem}.txt" for stem in NEEDED if _found(folder, stem) is None]
    if missing:
        raise JumeauError(
            f"{folder}", f"fichiers absents : {', '.join(missing)}.",
            "Téléchargez-les depuis la base de données publique des médicaments, même jour.",
        )  # fmt: skip
    notes: list[str] = []
    held = {stem: _rows(folder, stem, notes) for stem in _LEAST}
    for stem, what in OPTIONAL_FR.items():
        if _found(folder, stem) is None:
            notes.append(f"{stem}.txt absent, donc sans {what}.")
    lines = io.StringIO()
    out = csv.writer(lines, delimiter=";", lineterminator="\n")
    out.writerow(HEADER)
    count = 0
    unnamed = 0
    for cis, rows in sorted(held[MAIN].items()):
        if len(rows) > 1:
            raise JumeauError(
                f"{_found(folder, MAIN)}", f"le produit {cis} y est {len(rows)} fois.",
                "Téléchargez le fichier à nouveau.",
            )  # fmt: skip
        codes = sorted({r[2] for r in held[SUBSTANCES].get(cis, ()) if r[6].upper() != "FT"})
        unnamed += not codes
        out.writerow(_product(rows[0], codes, cis, held))
        count += 1
    if unnamed:
        notes.append(f"{unnamed} produit(s) sans substance active dans {SUBSTANCES}.txt.")
    return Joined(lines.getvalue(), count, tuple(notes))


def _product(row: list[str], codes: list[str], cis: str, held: dict[str, Rows]) -> list[str]:
    packs = held[PACKS].get(cis, [])
    prices = [p for p in (_euros(r[_PRICE]) for r in packs if len(r) > _PRICE) if p is not None]
    groups = sorted(held[GENERICS].get(cis, []), key=lambda r: r[0])
    major = held[MAJOR].get(cis, [])
    hospital = any("usage hospitalier" in r[1].lower() for r in held[CONDITIONS].get(cis, []))
    bought = sum(r[7].lower() == "oui" for r in packs)
    return [
        *row[:11], row[11] if len(row) > 11 else "",
        major[0][1] if major else "", str(int(bool(major))), "|".join(codes),
        groups[0][0] if groups else "", groups[0][3] if groups else "",
        str(len(packs)) if packs else "", f"{min(prices):.2f}".replace(".", ",") if prices else "",
        str(bought) if packs else "", str(int(hospital)),
    ]  # fmt: skip


def _euros(text: str) -> float | None:
    """Give a price written `1 234,56`, or `1,234,56` as the file writes thousands."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    whole, mark, cents = plain.rpartition(",") if "," in plain else plain.rpartition(".")
    digits = re.sub(r"[.,]", "", whole if mark else cents)
    try:
        return float(f"{digits}.{cents}" if mark else digits)
    except ValueError:
        return None


def _found(folder: Path, stem: str) -> Path | None:
    """Give a file of a folder, whatever its case and whether it is packed."""
    wanted = {f"{stem}.txt".lower(), f"{stem}.txt.gz".lower()}
    held = sorted(p for p in folder.iterdir() if p.name.lower() in wanted)
    return held[0] if held else None


def _rows(folder: Path, stem: str, notes: list[str]) -> Rows:
    """Give the rows of a file by product; those that are no row are counted."""
    path = _found(folder, stem)
    if path is None:
        return {}
    where = 2 if stem == GENERICS else 0
    found: Rows = defaultdict(list)
    refused, read = 0, 0
    for line in read_text(path).splitlines():
        if not line.strip():
            continue
        read += 1
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < _LEAST[stem] or not _CIS.fullmatch(cells[where]):
            refused += 1
            continue
        found[cells[where]].append(cells)
    if not found or refused > read // 5:
        raise JumeauError(
            f"{path}", f"{refused} ligne(s) sur {read} sans code CIS ou sans leurs colonnes.",
            f"Attendu : {_LEAST[stem]} colonnes ou plus, séparées par des tabulations, sans "
            "en-tête, telles que la base les publie.",
        )  # fmt: skip
    if refused:
        notes.append(f"{path.name} : {refused} ligne(s) illisible(s) sur {read}, laissées.")
    return dict(found)
