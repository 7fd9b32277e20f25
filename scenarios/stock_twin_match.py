"""Which product of a pharmacy is which product of the twin: same substance, dose and way in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from forecasting.stock.cells import plain
from forecasting.stock.products import Product
from scenarios.words import near
from twin.parameters.pharmacy2026 import DRUGS
from twin.tables import JumeauError

CODES = tuple(drug.code for drug in DRUGS)
INJECTED, ORAL, INHALED = "injectable", "orale", "inhalée"
WAYS = (
    (ORAL, ("oral", "comprime", "gelule", "sachet", "buvable")),
    (INHALED, ("inhal", "nebul", "aerosol", "pulmonaire", "respiratoire")),
    (INJECTED, ("inject", "intra", "sous cutanee", "perfusion", "iv", "im", "sc")),
)
"""By way in, the beginnings of the words that tell it in a route or a form."""
KNOWN: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "adrenaline": (("adrenaline", "epinephrine"), ("1 mg",), INJECTED),
    "noradrenaline": (("noradrenaline", "norepinephrine"), ("8 mg",), INJECTED),
    "propofol": (("propofol",), ("200 mg",), INJECTED),
    "midazolam": (("midazolam",), ("5 mg",), INJECTED),
    "morphine": (("morphine",), ("10 mg",), INJECTED),
    "heparine": (("heparine", "heparine sodique"), ("25000 ui",), INJECTED),
    "enoxaparine": (("enoxaparine", "enoxaparine sodique"), ("4000 ui",), INJECTED),
    "tenecteplase": (("tenecteplase",), ("25 mg",), INJECTED),
    "alteplase": (("alteplase",), ("50 mg",), INJECTED),
    "amoxicilline-clavulanate": (
        ("amoxicilline acide clavulanique", "amoxicilline clavulanate"), ("1 g",), INJECTED,
    ),
    "ceftriaxone": (("ceftriaxone",), ("1 g",), INJECTED),
    "cefotaxime": (("cefotaxime",), ("1 g",), INJECTED),
    "salbutamol-nebulise": (("salbutamol",), ("5 mg",), INHALED),
    "salbutamol-aerosol": (("salbutamol",), ("100 microg",), INHALED),
    "oxytocine": (("oxytocine",), ("5 ui",), INJECTED),
    "insuline-rapide": (
        ("insuline asparte", "insuline lispro", "insuline glulisine", "insuline rapide"),
        ("1000 ui",), INJECTED,
    ),
    "nacl-500": (("chlorure de sodium",), ("4.5 g", "0.9 % 500 ml", "500 ml"), INJECTED),
    "nicardipine": (("nicardipine",), ("10 mg",), INJECTED),
    "immunoglobuline-anti-d": (
        ("immunoglobuline anti d", "immunoglobuline humaine anti d"), ("300 microg",), INJECTED,
    ),
    "albumine": (("albumine", "albumine humaine"), ("20 g", "20 % 100 ml"), INJECTED),
}  # fmt: skip
"""By product of the twin: names of the substance, doses of one unit, way in."""


def dose(text: str) -> str:
    """Give a dose in one writing: "25 000 UI" and "25000 ui" are the same."""
    told = text.lower().replace("µ", "micro").replace("μ", "micro").replace(",", ".")
    told = re.sub(r"(?<=\d)[\s\u00a0\u202f]+(?=\d{3}(\D|$))", "", told)
    return " ".join(re.sub(r"(?<=\d)(?=[a-z%])", " ", told).split())


def way(product: Product) -> str:
    """Give the way in of a product, from its route or else its form; "" when neither says."""
    for told in (plain(product.route), plain(product.form)):
        words = told.split()
        for name, starts in WAYS:
            if any(
                word.startswith(start) if len(start) > 2 else word == start
                for start in starts if " " not in start for word in words
            ) or any(start in told for start in starts if " " in start):  # fmt: skip
                return name
    return ""


def matched(
    products: Sequence[Product], said: Mapping[str, str]
) -> tuple[dict[str, list[Product]], list[Product]]:
    """Give the pharmacy's products of each product of the twin, and those that it does not follow.

    Parameters
    ----------
    said
        By code of the pharmacy, the twin's product that the pharmacist says it is; "" for none.

    Raises
    ------
    JumeauError
        A product that the pharmacy, or the twin, does not have.
    """
    by_code = {p.code: p for p in products}
    for code, drug in said.items():
        if code not in by_code:
            raise JumeauError("--follow", f"produit « {code} » absent de vos fichiers.",
                              "Écrivez votre code, puis = et le produit du jumeau.")  # fmt: skip
        if drug and drug not in CODES:
            known = f"{near(drug, list(CODES))}Produits : {', '.join(CODES)}."
            raise JumeauError("--follow", f"produit « {drug} » inconnu du jumeau.", known)
    found: dict[str, list[Product]] = {}
    left = []
    for one in products:
        drug = said[one.code] if one.code in said else _guessed(one)
        if drug:
            found.setdefault(drug, []).append(one)
        else:
            left.append(one)
    return found, left


def _guessed(one: Product) -> str:
    """Give the only product of the twin of same substance, dose and way in; "" for none."""
    named, told, taken = plain(one.substance), dose(one.dose), way(one)
    return next(
        (code for code, (names, doses, entry) in KNOWN.items()
         if named in names and told in doses and taken == entry), "",
    )  # fmt: skip
