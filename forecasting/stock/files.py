"""The files of a pharmacy become movements, lots, orders, products, contracts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from forecasting.stock import cells, codes, prices
from forecasting.stock.columns import Mapping_
from forecasting.stock.prices import Per
from forecasting.stock.products import Catalogue, Contract, Product, Vital
from forecasting.stock.reading import Reading, Row
from twin.tables import JumeauError

NAN = float("nan")
VED_WORDS: dict[str, Vital] = {"v": "V", "vital": "V", "vitale": "V", "e": "E", "essentiel": "E",
                               "essentielle": "E", "d": "D", "desirable": "D"}  # fmt: skip
YES = {"oui", "o", "1", "x", "vrai", "true", "livret", "yes"}


@dataclass(frozen=True, slots=True)
class Movement:
    """Units that left the pharmacy for a ward on a day; negative when the ward gave them back."""

    code: str
    day: date
    units: float
    ward: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """Units on the shelf, and the last day they may be used (`None` where not told)."""

    code: str
    units: float
    expiry: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order to a supplier, delivered or awaited.

    Attributes
    ----------
    code
        Product.
    ordered
        Day of the order.
    units
        Units ordered.
    delivered
        Day of the delivery; `None` while awaited.
    received
        Units received (those ordered where a delivered order does not tell).
    promised
        Day announced by the supplier, if any.
    supplier
        Who delivers.
    """

    code: str
    ordered: date
    units: float
    delivered: date | None = None
    received: float = 0.0
    promised: date | None = None
    supplier: str = ""

    @property
    def left(self) -> float:
        """Give the units still to come: nothing more is awaited of a delivered order."""
        return 0.0 if self.delivered is not None else max(0.0, self.units - self.received)


@dataclass(frozen=True, slots=True)
class Outage:
    """Days, both included, when a product could not be served; `end` is `None` while it lasts."""

    code: str
    start: date
    end: date | None = None


def read_products(
    path: Path, told: Mapping_, reading: Reading, price_per: Per = ""
) -> Catalogue:  # fmt: skip
    """Read the catalogue; a UCD may have several boxes (CIP), a code told twice is refused.

    Parameters
    ----------
    price_per
        What the prices are of, where their heading does not say.
    """
    seen: dict[str, Product] = {}
    boxes: list[tuple[int, Product]] = []
    rows = reading.rows(path, "produits", told)
    prices.check(path, "produits", rows, reading, prices.pack, price_per)
    for row in rows:
        product = _product(row, reading, price_per)
        if not product.pack > 0 or product.price < 0 or product.minimum < 0:
            reading.rejects.add(path, row.line, product.code, "prix ou conditionnement négatif")
            reading.rejects.kept[path.name] -= 1
            continue
        if product.code in seen:
            boxes.append((row.line, product))
        else:
            seen[product.code] = product
    priced = [(p.label, p.pack, p.price) for p in seen.values() if p.price == p.price]
    if found := prices.taken(path, reading, "produits", price_per, priced):
        reading.prices.append(found)
    book = Catalogue.of(seen.values())
    for line, product in boxes:
        if not book.also(product):
            reading.rejects.add(path, line, product.code, "code déjà lu plus haut")
            reading.rejects.kept[path.name] -= 1
    return book


def _product(row: Row, reading: Reading, price_per: Per) -> Product:
    words, amounts, pack = row.words, row.amounts, prices.pack(row)
    code = words["code"]
    ucd = words.get("ucd", code if codes.kind(code) == "ucd" else "")
    cip = words.get("cip", code if codes.kind(code) == "cip" else "")
    ved = VED_WORDS.get(cells.plain(words.get("ved", "")))
    tension = words.get("tension", "")
    return Product(
        code=code, name=words.get("libelle", ""), ucd=ucd, cip=cip, atc=words.get("atc", ""),
        substance=words.get("substance", ""), dose=words.get("dosage", ""),
        form=words.get("forme", ""), route=words.get("voie", ""),
        pack=pack, minimum=amounts.get("minimum", 0.0),
        price=prices.unit_price(row, pack, reading, "produits", price_per),
        ved=ved or "E", ved_told=ved is not None,
        category=words.get("categorie", ""),
        formulary=cells.plain(words["livret"]) in YES if "livret" in words else True,
        supplier=words.get("fournisseur", ""), lead_days=amounts.get("delai", NAN),
        in_tension="" if cells.plain(tension) in {"", "non", "n", "0", "disponible"} else tension,
    )  # fmt: skip


def read_movements(
    path: Path, told: Mapping_, reading: Reading, catalogue: Catalogue
) -> list[Movement]:
    """Read the consumption: outputs to wards, and returns as negative quantities."""
    moves = []
    for row in reading.rows(path, "consommation", told):
        if reading.unknown(path, row, catalogue):
            continue
        code = row.words["code"]
        product = catalogue.settle(code, row.words.get("libelle", ""))
        units = catalogue.units(code, row.amounts["quantite"])
        moves.append(Movement(product, row.days["date"], units, row.words.get("service", "")))
    return moves


def read_lots(
    path: Path, told: Mapping_, reading: Reading, catalogue: Catalogue
) -> tuple[list[Lot], date | None, list[Outage]]:
    """Read the stock: the lots of the last inventory, its day, and the days told at zero before."""
    rows = []
    for row in reading.rows(path, "stock", told):
        if row.amounts["quantite"] < 0:
            reading.rejects.add(path, row.line, row.words["code"], "stock négatif : recomptez")
            reading.rejects.kept[path.name] -= 1
        elif not reading.unknown(path, row, catalogue):
            rows.append(row)
    dated = [row.days["date"] for row in rows if "date" in row.days]
    last = max(dated) if dated else None
    lots, by_day = [], dict[tuple[str, date], float]()
    for row in rows:
        code = row.words["code"]
        product = catalogue.settle(code, row.words.get("libelle", ""))
        units = catalogue.units(code, row.amounts["quantite"])
        if "date" in row.days:
            key = (product, row.days["date"])
            by_day[key] = by_day.get(key, 0.0) + units
        if row.days.get("date", last) == last:
            expiry = row.days.get("peremption")
            lots.append(Lot(product, units, expiry, row.words.get("lot", "")))
    empty = [Outage(code, day, day) for (code, day), n in by_day.items() if n <= 0 and day != last]
    return lots, last, empty


def read_orders(path: Path, told: Mapping_, reading: Reading, catalogue: Catalogue) -> list[Order]:
    """Read the orders; a delivery before its order is refused."""
    orders = []
    for row in reading.rows(path, "commandes", told):
        if reading.unknown(path, row, catalogue):
            continue
        code, when = row.words["code"], row.days["commande"]
        delivered = row.days.get("livraison")
        fault = ""
        if row.amounts["quantite"] <= 0:
            fault = "quantité commandée nulle ou négative"
        elif delivered is not None and delivered < when:
            fault = "livraison avant la commande"
        if fault:
            reading.rejects.add(path, row.line, code, fault)
            reading.rejects.kept[path.name] -= 1
            continue
        product = catalogue.settle(code)
        units = catalogue.units(code, row.amounts["quantite"])
        untold = units if delivered else 0.0
        share = row.amounts["recu"] / row.amounts["quantite"] if "recu" in row.amounts else None
        received = untold if share is None else units * share
        orders.append(
            Order(product, when, units, delivered, max(0.0, received),
                  row.days.get("prevue"), row.words.get("fournisseur", ""))
        )  # fmt: skip
    return orders


def read_contracts(
    path: Path, told: Mapping_, reading: Reading, catalogue: Catalogue, price_per: Per = ""
) -> list[Contract]:
    """Read contracts and rationed quotas; a price of a box needs the catalogue's units in a box."""
    rows = [
        r for r in reading.rows(path, "marches", told) if not reading.unknown(path, r, catalogue)
    ]

    def pack_of(row: Row) -> float:
        code = row.words["code"]
        known = catalogue.find(code)
        return catalogue.packs.get(code) or (catalogue.products[known].pack if known else 1.0)

    if not catalogue.told and "box" in prices.columns_of(reading, "marches", price_per).values():
        raise JumeauError(
            f"{path}", "prix de boîtes, et aucun catalogue ne dit combien d'unités elles tiennent.",
            "Donnez le catalogue (--products) avec sa colonne « Boîte de ».",
        )  # fmt: skip
    prices.check(path, "marches", rows, reading, pack_of, price_per)
    found, priced = [], []
    for row in rows:
        code = row.words["code"]
        quota, pack = row.amounts.get("contingent"), pack_of(row)
        price = prices.unit_price(row, pack, reading, "marches", price_per)
        if price < 0:
            reading.rejects.add(path, row.line, code, "prix négatif")
            reading.rejects.kept[path.name] -= 1
            continue
        held = Contract(
            catalogue.settle(code), row.words.get("fournisseur", ""), row.days.get("debut"),
            row.days.get("fin"), price,
            float("inf") if quota is None else max(0.0, catalogue.units(code, quota)),
        )  # fmt: skip
        found.append(held)
        if price == price:
            priced.append((catalogue.products[held.code].label, pack, price))
    if read := prices.taken(path, reading, "marches", price_per, priced):
        reading.prices.append(read)
    return found


def read_outages(
    path: Path, told: Mapping_, reading: Reading, catalogue: Catalogue
) -> list[Outage]:
    """Read the days when products could not be served."""
    found = []
    for row in reading.rows(path, "ruptures", told):
        if reading.unknown(path, row, catalogue):
            continue
        start, end = row.days["debut"], row.days.get("fin")
        if end is not None and end < start:
            reading.rejects.add(path, row.line, row.words["code"], "fin avant le début")
            reading.rejects.kept[path.name] -= 1
            continue
        found.append(Outage(catalogue.settle(row.words["code"]), start, end))
    return found


def read_vetoes(
    path: Path, told: Mapping_, reading: Reading, catalogue: Catalogue
) -> dict[tuple[str, str], str]:
    """Read the substitutions that the pharmacist forbids: product, substitute, reason."""
    found = {}
    for row in reading.rows(path, "interdits", told):
        product = catalogue.find(row.words["code"]) or row.words["code"]
        other = row.words.get("substitut", "")
        if not other:
            reading.rejects.add(path, row.line, product, "substitut absent")
            continue
        found[product, catalogue.find(other) or other] = row.words.get("motif", "non dit")
    return found


def until(
    moves: list[Movement], orders: list[Order], asof: date
) -> tuple[list[Movement], list[Order]]:
    """Keep what was known on the morning of a day: a later delivery is still awaited."""
    past = [m for m in moves if m.day < asof]
    known = []
    for order in orders:
        if order.ordered < asof:
            later = order.delivered is not None and order.delivered >= asof
            known.append(replace(order, delivered=None, received=0.0) if later else order)
    return past, known


def present(lots: list[Lot], asof: date) -> tuple[list[Lot], list[Lot]]:
    """Split lots into those still usable on a day and those already expired."""
    usable = [lot for lot in lots if lot.expiry is None or lot.expiry >= asof]
    return usable, [lot for lot in lots if lot.expiry is not None and lot.expiry < asof]


def day_after(moves: list[Movement]) -> date:
    """Give the day after the last movement."""
    return max(m.day for m in moves) + timedelta(days=1)


def read_wards(path: Path, told: Mapping_, reading: Reading) -> dict[str, int]:
    """Read the priority of each ward when a product must be shared: 1 before 2 before 3."""
    found = {}
    for row in reading.rows(path, "services", told):
        if row.words.get("service"):
            found[row.words["service"]] = int(row.amounts["priorite"])
    return found
