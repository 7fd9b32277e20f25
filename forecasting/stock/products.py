"""The pharmacy's catalogue: what each product is, under any of its codes, and its unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Vital = Literal["V", "E", "D"]
VED_FR = {"V": "vital", "E": "essentiel", "D": "désirable"}


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the pharmacy.

    Attributes
    ----------
    code
        Code that names it everywhere (UCD, CIP or the pharmacy's own), text.
    name
        Name on screen.
    ucd, cip
        Its other codes; empty where unknown.
    atc, substance, dose, form, route
        What it is; empty where the pharmacist did not say.
    pack
        Dispensing units (UCD) in a box (CIP).
    minimum
        Smallest order, units.
    price
        Euros a unit; not a number where unknown.
    ved, ved_told
        Vital, essential or desirable, and whether the pharmacist said it (else assumed).
    category
        "médicament", "médicament dérivé du sang", "dispositif", "consommable", "équipement"...
    formulary
        Listed in the hospital's formulary.
    supplier
        Usual supplier.
    lead_days
        Lead time told by the pharmacist, days; not a number where untold.
    in_tension
        Announced short or in tension (the pharmacist's word).
    """

    code: str
    name: str = ""
    ucd: str = ""
    cip: str = ""
    atc: str = ""
    substance: str = ""
    dose: str = ""
    form: str = ""
    route: str = ""
    pack: float = 1.0
    minimum: float = 0.0
    price: float = float("nan")
    ved: Vital = "E"
    ved_told: bool = False
    category: str = ""
    formulary: bool = True
    supplier: str = ""
    lead_days: float = float("nan")
    in_tension: str = ""

    @property
    def label(self) -> str:
        """Give the name on screen, or the code."""
        return self.name or self.code


@dataclass(frozen=True, slots=True)
class Contract:
    """A public contract (*marché*) or a rationed quota (*contingentement*) on a product.

    Attributes
    ----------
    code
        The product.
    supplier
        Holder of the contract.
    start, end
        Days it holds, both included; `None` where not told.
    price
        Euros a unit; not a number where untold.
    monthly_quota
        Units that may be ordered in a calendar month; infinite without rationing.
    """

    code: str
    supplier: str = ""
    start: date | None = None
    end: date | None = None
    price: float = float("nan")
    monthly_quota: float = float("inf")

    def holds(self, day: date) -> bool:
        """Say whether it holds on a day."""
        return (self.start or day) <= day <= (self.end or day)


@dataclass(slots=True)
class Catalogue:
    """Products under all their codes, and what a quantity told in one of these codes is worth."""

    products: dict[str, Product] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    told: bool = False
    absent: set[str] = field(default_factory=set)
    packs: dict[str, float] = field(default_factory=dict)
    boxed: int = 0
    """Quantities read so far that were taken for boxes and multiplied."""

    @classmethod
    def of(cls, products: Iterable[Product]) -> Catalogue:
        """Give the catalogue of the products of the pharmacist's file."""
        book = cls(told=True)
        for product in products:
            book.products[product.code] = product
            for code in (product.code, product.ucd, product.cip):
                if code:
                    book.known[code] = product.code
            if product.ucd and product.cip:
                book.packs[product.cip] = product.pack
        return book

    def also(self, other: Product) -> bool:
        """Take another box (CIP) of a product already there; say whether it was one."""
        if not other.cip or not other.ucd or other.cip in self.known:
            return False
        self.known[other.cip] = other.code
        self.packs[other.cip] = other.pack
        return True

    def find(self, code: str) -> str | None:
        """Give the product of a code, a leading zero lost by a spreadsheet being put back."""
        if code in self.known or code in self.absent:
            return self.known.get(code)
        for seen in (code, code.lstrip("0"), *(code.zfill(n) for n in (5, 6, 7, 8, 10, 13))):
            if seen in self.known:
                self.known[code] = self.known[seen]
                return self.known[seen]
        self.absent.add(code)
        return None

    def settle(self, code: str, name: str = "") -> str:
        """Give the product of a code, and add it when no catalogue was given."""
        if (found := self.find(code)) is not None:
            if name and not self.products[found].name:
                self.products[found] = replace(self.products[found], name=name)
            return found
        self.absent.discard(code)
        self.products[code] = Product(code, name)
        self.known[code] = code
        return code

    def units(self, code: str, quantity: float) -> float:
        """Give dispensing units: a quantity told under a CIP counts boxes, if a UCD is known."""
        pack = self.packs.get(code, 1.0)
        self.boxed += pack != 1.0
        return quantity * pack
