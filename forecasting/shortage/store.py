"""A folder of dated files, kept append-only: what was known each day can be found again."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forecasting.shortage.files import Line, read_availability
from forecasting.shortage.joining import availability_file, holds_products, join
from forecasting.shortage.products import is_product_file, read_products
from twin.decoding import decode
from twin.tables import JumeauError, read_text, said

JOURNAL = "journal.jsonl"
_DAY = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_ENDS = (".csv", ".txt", ".csv.gz", ".txt.gz")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One availability file: its day (ordinal) and its lines."""

    day: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Store:
    """Files dated up to a day, and what must be known of them (French)."""

    snapshots: tuple[Snapshot, ...]
    products: tuple[tuple[int, Path], ...]
    notes: tuple[str, ...]


def dated(path: Path) -> int | None:
    """Give the day (ordinal) told by the name of a file, else by the name of its folder."""
    for name in (path.name, path.parent.name):
        for found in _DAY.finditer(name):
            try:
                return date(*map(int, found.groups())).toordinal()
            except ValueError:
                continue
    return None


def add(path: Path, day: date, folder: Path) -> tuple[Path, bool]:
    """Copy a file into the store under its date; nothing already there is ever changed.

    Parameters
    ----------
    path
        Availability file, or joined product file (`bdpm_specialites`).
    day
        Day of download: the day from which its content was known.

    Returns
    -------
    tuple
        The file in the store, and false when the same content was there already.
    """
    product = is_product_file(path)
    if product:
        read_products(path)
    else:
        read_availability(path)
    raw = path.read_bytes()
    return _deposit(gzip.decompress(raw) if path.suffix == ".gz" else raw, product, day, folder)


def add_download(
    downloads: Path, day: date, folder: Path
) -> tuple[list[tuple[Path, bool]], tuple[str, ...]]:
    """Deposit a folder of files as the national database gives them: products joined first.

    Returns
    -------
    tuple
        What `add` gives for each file deposited, and what must be known (French).
    """
    given: list[tuple[Path, bool]] = []
    notes: tuple[str, ...]
    dispo = availability_file(downloads)
    if dispo is not None:
        read_availability(dispo)
    if holds_products(downloads):
        joined = join(downloads)
        notes = (f"{joined.products} produits joints.", *joined.notes)
        given.append(_deposit(joined.text.encode(), True, day, folder))
    else:
        notes = ("CIS_bdpm.txt absent : seules les disponibilités sont déposées.",)
    if dispo is not None:
        given.append(add(dispo, day, folder))
    else:
        notes = (*notes, "CIS_CIP_Dispo_Spec.txt absent : seuls les produits sont déposés.")
    return given, notes


def _deposit(text: bytes, product: bool, day: date, folder: Path) -> tuple[Path, bool]:
    stem = f"bdpm_{'specialites' if product else 'dispo'}_{day:%Y-%m-%d}"
    held = [folder / f"{stem}{end}" for end in _ENDS if (folder / f"{stem}{end}").exists()]
    if held:
        if read_text(held[0]) == decode(text).text:
            return held[0], False
        raise JumeauError(
            f"{held[0]}", "ce jour a déjà un fichier, de contenu différent",
            "Rien n'est remplacé : vérifiez la date donnée par --date.",
        )  # fmt: skip
    target = folder / f"{stem}.{'csv' if b';' in text[:200] else 'txt'}.gz"
    packed = gzip.compress(text, mtime=0)
    entry = {"file": target.name, "date": day.isoformat(),
             "sha256": hashlib.sha256(packed).hexdigest()}  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(packed)
        with (folder / JOURNAL).open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    except OSError as error:
        raise JumeauError(f"{folder}", said(error), "Choisissez un autre dossier.") from None
    return target, True


def read_store(folder: Path, asof: date) -> Store:
    """Read the files dated on or before a day; later ones are not even opened.

    Raises
    ------
    JumeauError
        No file, two files of one day, or a file that its journal does not recognise.
    """
    if not folder.is_dir():
        raise JumeauError(
            f"{folder}", "dossier introuvable.",
            "Créez-le : jumeau forecast shortage add FICHIER --date JOUR --store DOSSIER.",
        )  # fmt: skip
    sums = _sums(folder / JOURNAL)
    files: dict[int, Path] = {}
    products: dict[int, Path] = {}
    undated, later = 0, 0
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name.endswith(_ENDS)):
        name = path.name.lower()
        kind = files if "dispo" in name else products if "specialites" in name else None
        day = dated(path)
        if kind is None or day is None:
            undated += kind is not None
            continue
        if day > asof.toordinal():
            later += 1
            continue
        if day in kind:
            raise JumeauError(
                f"{path}", f"deux fichiers du même jour ({kind[day].name})", "Gardez-en un seul."
            )
        told = sums.get(path.name)
        if told is not None and hashlib.sha256(path.read_bytes()).hexdigest() != told:
            raise JumeauError(
                f"{path}", "le fichier a changé depuis son dépôt (empreinte différente)",
                "Remettez le fichier d'origine : le dossier ne se corrige pas.",
            )  # fmt: skip
        kind[day] = path
    if not files:
        held = f" ({later} fichier(s) plus récents)" if later else ""
        raise JumeauError(
            f"{folder}", f"aucun fichier de disponibilité daté jusqu'au {asof:%d/%m/%Y}{held}",
            "Prenez un jour plus tardif." if later else
            "Attendu : bdpm_dispo_AAAA-MM-JJ.csv, ou AAAA-MM-JJ/CIS_CIP_Dispo_Spec.txt.",
        )  # fmt: skip
    notes, shots = [], []
    for day, path in sorted(files.items()):
        found = read_availability(path)
        shots.append(Snapshot(day, found.lines))
        notes += list(found.refused[:5])
    if undated:
        notes.append(f"{undated} fichier(s) sans date dans le nom : non lus.")
    if later:
        notes.append(f"{later} fichier(s) datés après le {asof:%d/%m/%Y} : non ouverts.")
    return Store(tuple(shots), tuple(sorted(products.items())), tuple(notes))


def _sums(journal: Path) -> dict[str, str]:
    """Give the fingerprint of each file deposited."""
    if not journal.is_file():
        return {}
    try:
        rows = [json.loads(line) for line in journal.read_text("utf-8").splitlines() if line]
        return {row["file"]: row["sha256"] for row in rows}
    except (ValueError, KeyError, TypeError, OSError):
        raise JumeauError(
            f"{journal}", "journal illisible.", "Remettez le journal d'origine."
        ) from None
