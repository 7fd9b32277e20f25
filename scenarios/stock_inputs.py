"""What the pharmacist gives and asks: files, day, service wanted, budget; read and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from forecasting.stock import files, history, prices
from forecasting.stock.columns import read_mapping
from forecasting.stock.files import Lot, Movement, Order, Outage
from forecasting.stock.parameters import REVIEW_DAYS, SERVICE
from forecasting.stock.prices import Per
from forecasting.stock.products import Catalogue, Contract
from forecasting.stock.reading import Reading
from forecasting.stock.targets import Service
from scenarios import stock_doubts
from scenarios.words import near
from twin.tables import JumeauError

TWICE = 0.3
ODD = 10.0
OLD_DAYS = 3
STALE_DAYS = 62
MONTHLY = (
    "Consommation mensuelle : répartie également sur les jours du mois ; la dispersion d'un jour "
    "à l'autre est inconnue et donc sous-estimée."
)
FEWEST_DAYS = 28


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a pharmacist.

    Attributes
    ----------
    consumption, stock, orders
        The three files.
    products, contracts, outages, vetoes, wards, mapping
        Files that may be given: catalogue, contracts and quotas, days out of stock, forbidden
        substitutions, priority of the wards, correspondence of columns.
    asof
        The morning on which we stand; by default the inventory's day, else the day after the last
        movement.
    review_days
        Days between two orders.
    service
        Cycle service or fill rate.
    levels
        Service wanted for vital, essential and desirable products.
    budget
        Euros; `None` without a cap.
    days
        Days ahead on which running out is judged.
    replayed
        Whether the policy is replayed on the past.
    delay_days, delayed
        What if: days added to every delivery still to come, and the supplier that is late (every
        supplier when empty).
    price_per
        What prices are of (a unit, a box) where the heading of their column does not say; empty
        refuses those that could be either.
    """

    consumption: Path
    stock: Path
    orders: Path
    products: Path | None = None
    contracts: Path | None = None
    outages: Path | None = None
    vetoes: Path | None = None
    wards: Path | None = None
    mapping: Path | None = None
    asof: date | None = None
    review_days: int = int(REVIEW_DAYS.number)
    service: Service = "cycle"
    levels: tuple[float, float, float] = (SERVICE.series[0], SERVICE.series[1], SERVICE.series[2])
    budget: float | None = None
    days: int = 30
    replayed: bool = True
    delay_days: int = 0
    delayed: str = ""
    price_per: Per = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """What the files told, known on the morning of a day."""

    asof: date
    reading: Reading
    catalogue: Catalogue
    moves: Sequence[Movement]
    lots: Sequence[Lot]
    expired: Sequence[Lot]
    orders: Sequence[Order]
    contracts: Sequence[Contract] = ()
    outages: Sequence[Outage] = ()
    vetoes: dict[tuple[str, str], str] = field(default_factory=dict)
    wards: dict[str, int] = field(default_factory=dict)


def load(asked: Asked) -> Shelf:
    """Read every file of a question.

    Raises
    ------
    JumeauError
        A file that cannot be used, or nothing known before the day asked.
    """
    _distinct(asked)
    told = read_mapping(asked.mapping) if asked.mapping else {}
    reading, catalogue = Reading(), Catalogue()
    if asked.products:
        catalogue = files.read_products(asked.products, told, reading, asked.price_per)
    moves = files.read_movements(asked.consumption, told, reading, catalogue)
    by_move = catalogue.boxed
    lots, counted, empty = files.read_lots(asked.stock, told, reading, catalogue)
    by_lot = catalogue.boxed
    orders = files.read_orders(asked.orders, told, reading, catalogue)
    if not moves:
        raise JumeauError(
            f"{asked.consumption}", "aucune ligne dont le produit soit au catalogue.",
            "Vérifiez les codes des deux fichiers (CIP, UCD ou code interne).",
        )  # fmt: skip
    _same_codes(asked, moves, lots)
    notes = reading.notes
    stock_doubts.unreadable(asked.consumption, reading)
    stock_doubts.signs(asked.consumption, moves, notes)
    stock_doubts.returns(moves, notes)
    stock_doubts.boxes(asked.consumption, by_move, notes)
    stock_doubts.boxes(asked.stock, by_lot - by_move, notes)
    stock_doubts.boxes(asked.orders, catalogue.boxed - by_lot, notes)
    stock_doubts.alone(
        asked.consumption, moves, guessed=asked.asof is None and counted is None, notes=notes
    )
    _odd(moves, notes)
    if history.monthly(moves):
        moves = history.spread(moves)
        notes.append(MONTHLY)
    asof = asked.asof or counted or files.day_after(moves)
    if asked.asof is None and (asof - max(m.day for m in moves)).days > STALE_DAYS:
        raise JumeauError(
            f"{asked.stock}",
            f"inventaire du {asof:%d/%m/%Y}, mais dernière consommation le "
            f"{max(m.day for m in moves):%d/%m/%Y}.",
            "Vérifiez la colonne de date du stock (--mapping), ou dites le jour par --asof.",
        )
    later = sum(m.day >= asof for m in moves)
    past, known = files.until(moves, orders, asof)
    if not past:
        raise JumeauError(
            "--asof", f"aucune consommation avant le {asof:%d/%m/%Y}.", "Choisissez une date plus "
            f"tardive (première sortie : {min(m.day for m in moves):%d/%m/%Y}).",
        )  # fmt: skip
    if later:
        notes.append(f"{later} mouvement(s) du {asof:%d/%m/%Y} ou après : non regardés.")
    stock_doubts.deliveries(asked.orders, known, asof, notes)
    _dated(notes, asof, counted, max(m.day for m in past), min(m.day for m in past))
    usable, expired = files.present(lots, asof)
    contracts = (
        files.read_contracts(asked.contracts, told, reading, catalogue, asked.price_per)
        if asked.contracts
        else ()
    )
    notes.extend(prices.sentence(one) for one in reading.prices)
    if asked.delay_days:
        notes.append(_late(asked, known, contracts, catalogue))
    return Shelf(
        asof, reading, catalogue, past, usable, expired, known, contracts,
        [*empty, *(files.read_outages(asked.outages, told, reading, catalogue)
                   if asked.outages else ())],
        files.read_vetoes(asked.vetoes, told, reading, catalogue) if asked.vetoes else {},
        files.read_wards(asked.wards, told, reading) if asked.wards else {},
    )  # fmt: skip


def _late(
    asked: Asked, orders: Sequence[Order], contracts: Sequence[Contract], catalogue: Catalogue
) -> str:
    """Say what is supposed late.

    Raises
    ------
    JumeauError
        A supplier that no file names.
    """
    named = {
        *(order.supplier for order in orders), *(one.supplier for one in contracts),
        *(product.supplier for product in catalogue.products.values()),
    } - {""}  # fmt: skip
    if asked.delayed and asked.delayed not in named:
        raise JumeauError(
            f"--supplier « {asked.delayed} »", "aucun fichier ne nomme ce fournisseur.",
            f"{near(asked.delayed, sorted(named))}Connus : {', '.join(sorted(named)) or 'aucun'}.",
        )  # fmt: skip
    who = f" de {asked.delayed}" if asked.delayed else ""
    return (f"Hypothèse d'essai : toute livraison{who} à venir prend {asked.delay_days} jour(s) de "
            "plus que d'ordinaire.")  # fmt: skip


def _distinct(asked: Asked) -> None:
    """Refuse the same file given for two things."""
    given = {
        "--consumption": asked.consumption, "--stock": asked.stock, "--orders": asked.orders,
        "--products": asked.products, "--contracts": asked.contracts, "--outages": asked.outages,
        "--veto": asked.vetoes, "--wards": asked.wards,
    }  # fmt: skip
    seen: dict[Path, str] = {}
    for option, path in given.items():
        if path is not None and (other := seen.setdefault(path.resolve(), option)) != option:
            raise JumeauError(
                option, f"{path} est déjà donné pour {other}.", "Donnez un fichier par option."
            )


def _same_codes(asked: Asked, moves: Sequence[Movement], lots: Sequence[Lot]) -> None:
    """Refuse files that share no product: their codes are of different kinds."""
    if lots and not {m.code for m in moves} & {lot.code for lot in lots}:
        raise JumeauError(
            f"{asked.stock}",
            f"aucun code commun avec {asked.consumption.name} (ici « {lots[0].code} », là "
            f"« {moves[0].code} »).",
            "Donnez un catalogue (--products) qui porte les deux codes (CIP et UCD).",
        )


def _odd(moves: Sequence[Movement], notes: list[str]) -> None:
    """Tell what looks like a slip of the hand; nothing is changed."""
    same = Counter(moves)
    twice = sum(n - 1 for n in same.values())
    if twice > TWICE * len(moves):
        notes.append(f"{twice} lignes de consommation sont répétées à l'identique : le fichier "
                     "est peut-être exporté deux fois.")  # fmt: skip
    by_code: dict[str, Counter[date]] = {}
    for move in moves:
        by_code.setdefault(move.code, Counter())[move.day] += move.units  # type: ignore[assignment]
    for code, days in by_code.items():
        if len(days) < FEWEST_DAYS:
            continue
        (when, most), (_, second) = days.most_common(2)
        if most > ODD * second > 0:
            notes.append(
                f"{code} : {most:g} unités sorties le {when:%d/%m/%Y}, plus de dix fois le "
                "maximum des autres jours. Vérifiez la saisie : elle est gardée telle quelle."
            )


def _dated(notes: list[str], asof: date, counted: date | None, last: date, first: date) -> None:
    if counted is not None and counted != asof:
        notes.append(f"Stock compté le {counted:%d/%m/%Y}, question posée au {asof:%d/%m/%Y} : "
                     "les mouvements entre les deux ne sont pas déduits.")  # fmt: skip
    if counted is None:
        notes.append(f"Stock sans date : pris pour celui du {asof:%d/%m/%Y} au matin.")
    if (asof - last).days > OLD_DAYS:
        notes.append(f"Dernière consommation connue le {last:%d/%m/%Y} : les jours suivants sont "
                     "comptés à zéro. Vérifiez l'export.")  # fmt: skip
    if (asof - first).days < 2 * FEWEST_DAYS:
        notes.append(f"{(asof - first).days} jours de consommation seulement : les prévisions "
                     "sont fragiles.")  # fmt: skip
