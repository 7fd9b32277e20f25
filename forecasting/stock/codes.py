"""Codes of medicines: CIP, UCD and ATC as text, and what a code tells of its unit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

CodeKind = Literal["cip", "ucd", "atc", "autre"]
BLOOD = re.compile(
    r"\b(cgr|pfc|psl|concentres? (?:de )?(?:globules|plaquettes|plaquettaires?)"
    r"|plasma (?:frais|therapeutique|viro|securise)|sang total"
    r"|melange de concentres|granulocytes)\b"
)
"""Words of labile blood products, on text without accents (Code de la santé publique L1221-8)."""

BLOOD_REASON = (
    "produit sanguin labile : hors de la pharmacie, délivré par l'Établissement français du sang "
    "ou le dépôt de sang"
)


def kind(code: str) -> CodeKind:
    """Say which kind of code it is: CIP (a box), UCD (a dispensing unit), ATC, or another.

    CIP13 starts with 34009, UCD13 with 3400 8 or 3400 89; CIP7 starts with 2 or 3 (5 for recent
    hospital packs), UCD7 with 9 (formats published by the Club Inter Pharmaceutique).
    """
    if re.fullmatch(r"34008\d{8}", code):
        return "ucd"
    if re.fullmatch(r"3400[79]\d{8}", code) or re.fullmatch(r"3400\d{9}", code):
        return "cip"
    if re.fullmatch(r"9\d{6}", code):
        return "ucd"
    if re.fullmatch(r"[235]\d{6}", code):
        return "cip"
    if re.fullmatch(r"[A-Z]\d{2}[A-Z]{1,2}(\d{2})?", code):
        return "atc"
    return "autre"


def key_is_right(code: str) -> bool:
    """Check the last digit of a 13-digit code (EAN-13); other codes have none to check."""
    if not re.fullmatch(r"\d{13}", code):
        return True
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(code[:12]))
    return (10 - total % 10) % 10 == int(code[12])


def with_key(twelve: str) -> str:
    """Give a 13-digit code from its first 12 digits."""
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(twelve))
    return twelve + str((10 - total % 10) % 10)


@lru_cache(maxsize=100_000)
def damaged(code: str) -> str:
    """Say why a code cannot be trusted; empty text when it can."""
    if not code:
        return "code absent"
    if re.fullmatch(r"\d([.,]\d+)?[eE]\+?\d+", code):
        return "code abîmé par un tableur (3,4E+12) : mettez la colonne en texte"
    if not key_is_right(code) and code.startswith("3400"):
        return "clé du code à 13 chiffres fausse"
    return ""


@lru_cache(maxsize=100_000)
def is_labile(words: str) -> bool:
    """Say whether a name, without accents, is that of a labile blood product."""
    return BLOOD.search(words) is not None
