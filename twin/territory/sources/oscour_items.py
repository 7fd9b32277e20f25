"""The items of an emergency record (RPU): the 18 of the decree of 24 July 2013, with their codes.

What a record says is typed here, column by column. Only an unreadable arrival or an unreadable
site refuses a record; any other value that is not in the thesaurus is emptied, and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.tables import Column, Table

CODES: dict[str, tuple[str, ...]] = {
    "sexe": ("M", "F", "I"),
    "mode_entree": ("6", "7", "8"),
    "provenance": ("1", "2", "3", "4", "5", "6", "7", "8"),
    "transport": ("PERSO", "AMBU", "VSAB", "SMUR", "HELI", "FO"),
    "transport_pec": ("MED", "PARAMED", "AUCUN"),
    "gravite": ("1", "P", "2", "3", "4", "5", "D"),
    "mode_sortie": ("6", "7", "8", "9"),
    "destination": ("1", "2", "3", "4", "6", "7"),
    "orient": ("HDT", "HO", "SC", "SI", "REA", "UHCD", "MED", "CHIR", "OBST",
               "FUGUE", "SCAM", "PSA", "REO"),
}  # fmt: skip
SAME = {"transport": {"PERS": "PERSO", "VSAV": "VSAB"}}
"""Spellings met in files for a code of the thesaurus."""
ICD10 = r"[A-Z]\d{2}[0-9A-Z+]{0,5}"
CCAM = r"[A-Z]{4}\d{3}(?:[-+ ]?[0-9A-Z]{1,6})?"
FINESS = r"\d[0-9AB]\d{7}"
_MOMENT = r"\d{2}/\d{2}/\d{4} \d{2}:\d{2}(?::\d{2})?"
_DAY = r"\d{2}/\d{2}/\d{4}"
YEARS = (1990, 2100)
OLDEST = 125
CP_KINDS = ("code", "departement", "etranger", "inconnu")
"""A postcode; a department (29999); a country (99 and its code); nothing known."""


def _coded(name: str, meaning: str) -> Column:
    return Column(name, "text", meaning, nullable=True, choices=CODES[name])


def _text(name: str, meaning: str) -> Column:
    return Column(name, "text", meaning, nullable=True)


PASSAGES = Table(
    name="passages",
    meaning="résumés de passage aux urgences, une ligne par passage",
    columns=(
        Column("finess", "text", "site, FINESS géographique", length=9),
        _text("cp", "code postal de résidence, département (29999) ou pays (99…)"),
        Column("cp_kind", "text", "nature de `cp`", choices=CP_KINDS),
        _text("commune", "commune de résidence, en toutes lettres"),
        Column(
            "age",
            "integer",
            "âge à l'entrée ; la date de naissance n'est pas gardée",
            "ans",
            nullable=True,
            minimum=0,
            maximum=OLDEST,
        ),
        _coded("sexe", "sexe"),
        Column("entree", "text", "entrée, heure locale"),
        _coded("mode_entree", "mode d'entrée (6 mutation, 7 transfert, 8 domicile)"),
        _coded("provenance", "provenance"),
        _coded("transport", "moyen de transport"),
        _coded("transport_pec", "prise en charge pendant le transport"),
        _text("motif", "motif de recours, thésaurus SFMU, CIM-10 ou texte libre"),
        _coded("gravite", "CCMU modifiée"),
        _text("dp", "diagnostic principal, CIM-10"),
        _text("liste_da", "diagnostics associés, CIM-10, séparés par une espace"),
        _text("liste_actes", "actes, CCAM, séparés par une espace"),
        _text("sortie", "sortie, heure locale"),
        _coded("mode_sortie", "mode de sortie (6 mutation, 7 transfert, 8 domicile, 9 décès)"),
        _coded("destination", "destination"),
        _coded("orient", "orientation"),
    ),
    source="OSCOUR, Santé publique France ; arrêté du 24 juillet 2013",
)
ITEMS = ("CP", "COMMUNE", "NAISSANCE", "SEXE", "ENTREE", "MODE_ENTREE", "PROVENANCE", "TRANSPORT",
         "TRANSPORT_PEC", "MOTIF", "GRAVITE", "DP", "LISTE_DA", "LISTE_ACTES", "SORTIE",
         "MODE_SORTIE", "DESTINATION", "ORIENT")  # fmt: skip
LISTS = {"LISTE_DA": "DA", "LISTE_ACTES": "ACTE"}
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Item:
    """The texts of one item: each distinct text once, and its place in each record."""

    codes: npt.NDArray[np.intp]
    words: pd.Series

    def spread(self, values: pd.Series) -> pd.Series:
        """Give to each record the value of its text."""
        return pd.Series(values.array.take(self.codes))

    def count(self, bad: pd.Series) -> int:
        """Count the records whose text is one of the bad ones."""
        return int(bad.to_numpy(bool)[self.codes].sum())

    def kept(self, good: pd.Series, words: pd.Series | None = None) -> tuple[pd.Series, int]:
        """Give good texts to the records, nothing to the others; count those emptied."""
        clean = self.words if words is None else words
        return self.spread(clean.where(good)), self.count(~good & (self.words != ""))


def columns(rows: Sequence[Sequence[str | None]]) -> dict[str, Item]:
    """Give the texts of records item by item, without stray blanks; an absent item is empty."""
    cells = list(zip(*rows, strict=True)) if rows else [()] * (1 + len(ITEMS))
    out = {}
    for name, texts in zip(("FINESS", *ITEMS), cells, strict=True):
        codes, distinct = pd.factorize(np.array(["" if x is None else x for x in texts], object))
        words = pd.Series(distinct, dtype="object")
        if name not in LISTS:
            words = words.str.replace(r"\s+", " ", regex=True)
        out[name] = Item(codes, words.str.strip())
    return out


def typed(raw: Mapping[str, Item], lines: range) -> tuple[pd.DataFrame, Counter[str]]:
    """Give the typed columns of records, and how many values of each item were emptied.

    Parameters
    ----------
    raw
        What `columns` gave.
    lines
        Rank of each record in the file.

    Returns
    -------
    pandas.DataFrame
        Columns of `PASSAGES`; `entree` and `sortie` are moments, `NaT` if unreadable.
    Counter
        Values emptied, by item.
    """
    lost: Counter[str] = Counter()
    out = {"finess": raw["FINESS"].spread(raw["FINESS"].words.str.upper())}
    cp = raw["CP"]
    known, kind = _postcode(cp.words)
    out["cp"], out["cp_kind"] = cp.spread(known), cp.spread(kind)
    lost["CP"] = cp.count((kind == "inconnu") & ~cp.words.isin(["", "99999", "00000"]))
    for name, most in (("commune", 80), ("motif", 120)):
        item = raw[name.upper()]
        out[name] = item.kept(item.words != "", item.words.str.slice(0, most))[0]
    entree = raw["ENTREE"].spread(moments(raw["ENTREE"].words))
    left = moments(raw["SORTIE"].words)
    lost["SORTIE"] = raw["SORTIE"].count(left.isna() & (raw["SORTIE"].words != ""))
    sortie = raw["SORTIE"].spread(left)
    early = sortie < entree
    lost["SORTIE avant ENTREE"] = int(early.sum())
    out["entree"], out["sortie"] = entree, sortie.mask(early)
    out["age"], lost["NAISSANCE"] = _age(raw["NAISSANCE"], entree)
    for name, codes in CODES.items():
        item = raw[name.upper()]
        words = item.words.str.upper().replace(SAME.get(name, {}))
        out[name], lost[name.upper()] = item.kept(words.isin(codes), words)
    icd = raw["DP"].words.str.upper().str.replace(".", "", regex=False)
    out["dp"], lost["DP"] = raw["DP"].kept(icd.str.fullmatch(ICD10), icd)
    for name, pattern in (("liste_da", ICD10), ("liste_actes", CCAM)):
        out[name], lost[name.upper()] = _listed(raw[name.upper()], pattern)
    frame = pd.DataFrame(out)[[column.name for column in PASSAGES.columns]]
    return frame.set_axis(pd.RangeIndex(lines.start, lines.stop, name="ligne")), lost


def moments(text: pd.Series) -> pd.Series:
    """Give moments written JJ/MM/AAAA HH:MM, seconds or not; NaT where they are not."""
    good = text.str.fullmatch(_MOMENT)
    whole = text.where(good & (text.str.len() == 19), text + ":00").where(good)
    found = pd.to_datetime(whole, format="%d/%m/%Y %H:%M:%S", errors="coerce")
    return found.where(found.dt.year.between(*YEARS))


def days(text: pd.Series) -> pd.Series:
    """Give days written JJ/MM/AAAA; NaT where they are not."""
    found = pd.to_datetime(text.where(text.str.fullmatch(_DAY)), format="%d/%m/%Y", errors="coerce")
    return cast("pd.Series", found)


def clock(entree: pd.Series, finess: pd.Series, zone: str = "Europe/Paris") -> tuple[Flags, Flags]:
    """Say which arrivals never were (spring change) and which were lived twice (autumn change).

    Sites overseas (FINESS 97, 98) change no clock.
    """
    never, twice = np.zeros(len(entree), bool), np.zeros(len(entree), bool)
    near = (entree.dt.month.isin([3, 10]) & (entree.dt.hour == 2)).to_numpy(bool)
    near &= ~finess.str.startswith(("97", "98")).to_numpy(bool)
    if near.any():
        some = pd.DatetimeIndex(entree[near])
        first = np.ones(len(some), bool)
        never[near] = some.tz_localize(zone, nonexistent="NaT", ambiguous=first).isna()
        twice[near] = some.tz_localize(zone, nonexistent="shift_forward", ambiguous="NaT").isna()
    return never, twice


def _postcode(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Give the postcode and what it is: a code, a department (29999), a country, or nothing."""
    kind = pd.Series("code", index=text.index, dtype="object")
    kind[text.str.endswith("999")] = "departement"
    kind[text.str.startswith("99")] = "etranger"
    kind[~text.str.fullmatch(r"\d{5}") | text.isin(["99999", "00000"])] = "inconnu"
    return text.where(kind != "inconnu"), kind


def _age(birth: Item, entree: pd.Series) -> tuple[pd.Series, int]:
    """Give the whole years lived at arrival; the day of birth goes no further."""
    born = birth.spread(days(birth.words))
    had = (entree.dt.month * 100 + entree.dt.day) >= (born.dt.month * 100 + born.dt.day)
    age = entree.dt.year - born.dt.year - (~had).astype("float64")
    good = born.notna() & entree.notna() & age.between(0, OLDEST) & (born <= entree)
    stated = birth.spread(birth.words != "").astype(bool)
    return age.where(good).astype("Int64"), int((stated & ~good & entree.notna()).sum())


def _listed(item: Item, pattern: str) -> tuple[pd.Series, int]:
    """Give lists of known codes, parted by a blank, and how many records lost some."""
    whole = item.words.str.upper().str.replace(".", "", regex=False)
    odd = (whole != "") & ~whole.str.fullmatch(rf"{pattern}(?:\x1f{pattern})*")
    if odd.any():
        whole = whole.where(~odd, whole.map(lambda text: _known(text, pattern)))
    clean = whole.str.replace(" ", "", regex=False).str.replace("\x1f", " ", regex=False)
    return item.spread(clean.where(clean != "")), item.count(odd)


def _known(text: str, pattern: str) -> str:
    return "\x1f".join(word for word in text.split("\x1f") if re.fullmatch(pattern, word))
