"""What in a pharmacy's files would make an order wrong: stopped where it could, else told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from forecasting.stock import history
from forecasting.stock.files import Movement, Order
from forecasting.stock.reading import Reading
from scenarios.words_fr import NO_BREAK, number, percent
from twin.tables import JumeauError

UNREAD_TOLD, UNREAD_REFUSED = 0.01, 0.1
"""Shares of the outputs with an unreadable date or quantity: told above the first, refused above
the second, since every output left out lowers the need by as much."""
FEWEST_UNREAD = 5
ALONE_DAYS = 14
ALONE_SHARE = 0.01
FEWEST_MOVES = 50
OLD_DAYS = 60
FEWEST_ORDERS = 10
HALF = 0.5
ODD = 10.0
"""Times the largest output of a product above which a return is told."""
UNREADABLE = " » : "
"""Found in the reason of a cell that was written and could not be read (`Reading`)."""


def unreadable(path: Path, reading: Reading) -> None:
    """Refuse outputs of which too many cells cannot be read; tell where some cannot.

    Raises
    ------
    JumeauError
        More than a tenth of the lines has a date or a quantity that cannot be read.
    """
    lost = [row for row in reading.rejects.of(path) if UNREADABLE in row.reason]
    share = len(lost) / max(1, reading.rejects.read[path.name])
    if len(lost) < FEWEST_UNREAD or share <= UNREAD_TOLD:
        return
    told = (
        f"{number(len(lost))} lignes de sorties illisibles sur "
        f"{number(reading.rejects.read[path.name])} ({percent(share)})"
    )
    if share > UNREAD_REFUSED:
        raise JumeauError(
            f"{path}",
            f"{told} : les besoins seraient sous-estimés d'autant (ligne {lost[0].line}, "
            f"{lost[0].reason}).",
            "Corrigez l'export avant de commander.",
        )
    reading.notes.append(f"{told} : les besoins sont sous-estimés d'autant. Corrigez l'export.")


def signs(path: Path, moves: Sequence[Movement], notes: list[str]) -> None:
    """Refuse outputs written as negative quantities; tell a file in which nothing leaves.

    Raises
    ------
    JumeauError
        Most quantities that are not zero are below it.
    """
    out, back = sum(m.units > 0 for m in moves), sum(m.units < 0 for m in moves)
    if back > HALF * (out + back):
        raise JumeauError(
            f"{path}",
            f"{percent(back / (out + back))} des quantités non nulles sont négatives : les retours "
            "de services le sont, pas les sorties. Les besoins seraient nuls.",
            "Exportez les sorties en positif, ou vérifiez la colonne de la quantité (--mapping).",
        )
    if not out:
        notes.append(f"{path.name} : toutes les quantités sont nulles : aucun besoin n'est prévu, "
                     "rien n'est proposé. Vérifiez la colonne de la quantité.")  # fmt: skip


def returns(moves: Sequence[Movement], notes: list[str]) -> None:
    """Tell a return far above what ever left in a day: netted, it would hide a real need."""
    most: dict[str, float] = {}
    for move in moves:
        most[move.code] = max(most.get(move.code, 0.0), move.units)
    for move in moves:
        if -move.units > ODD * most[move.code]:
            notes.append(
                f"{move.code} : retour de {number(-move.units)} unités le {move.day:%d/%m/%Y}, "
                "plus de dix fois la plus forte sortie. Vérifiez la saisie : déduit des sorties, "
                "il abaisse le besoin prévu et la commande."
            )


def alone(path: Path, moves: Sequence[Movement], *, guessed: bool, notes: list[str]) -> None:
    """Refuse a few outputs far after all the others, when they would say what day it is.

    Parameters
    ----------
    path
        File of the outputs.
    moves
        Outputs, every product.
    guessed
        Whether the day of the order is taken from the last of them.
    notes
        Where outputs far before all the others are told.

    Raises
    ------
    JumeauError
        The last outputs, at most one in a hundred, stand more than a fortnight after the others.
    """
    if len(moves) < FEWEST_MOVES or history.monthly(moves):
        return
    days = sorted(move.day for move in moves)
    few = max(1, int(ALONE_SHARE * len(days)))
    last = next((k for k in range(1, few + 1) if _far(days[-k - 1], days[-k])), 0)
    if guessed and last:
        raise JumeauError(
            f"{path}",
            f"{last} sortie(s) datée(s) du {days[-last]:%d/%m/%Y} au {days[-1]:%d/%m/%Y}, loin "
            f"après toutes les autres (la dernière : {days[-last - 1]:%d/%m/%Y}) : le jour de la "
            "commande serait faux.",
            "Corrigez ces dates, ou dites le jour par --asof.",
        )
    first = next((k for k in range(1, few + 1) if _far(days[k - 1], days[k])), 0)
    if first:
        notes.append(f"{first} sortie(s) datée(s) du {days[0]:%d/%m/%Y} au "
                     f"{days[first - 1]:%d/%m/%Y}, loin avant toutes les autres : vérifiez ces "
                     "dates, elles faussent le besoin de leur produit.")  # fmt: skip


def _far(earlier: date, later: date) -> bool:
    return (later - earlier).days > ALONE_DAYS


def deliveries(path: Path, orders: Sequence[Order], asof: date, notes: list[str]) -> None:
    """Refuse a book of past orders in which none is said delivered; tell what is half said.

    Raises
    ------
    JumeauError
        No order is said delivered though most are old: all would count as still to come.
    """
    if not orders:
        return
    if not any(order.delivered or order.received for order in orders):
        old = sum((asof - order.ordered).days > OLD_DAYS for order in orders)
        if len(orders) >= FEWEST_ORDERS and old > HALF * len(orders):
            raise JumeauError(
                f"{path}",
                f"aucune des {len(orders)} commandes n'est dite livrée : toutes les récentes "
                "seraient comptées comme attendues, et rien ne serait commandé.",
                "Donnez la colonne de la date de livraison par --mapping : [commandes] puis "
                'livraison = "nom de votre colonne" ; ou n\'exportez que les commandes en cours.',
            )
        notes.append(f"Aucune des {len(orders)} commandes n'est dite livrée : toutes sont "
                     "comptées comme attendues, leurs délais sont supposés.")  # fmt: skip
        return
    undated = sum(order.delivered is None and order.received > 0 for order in orders)
    if undated:
        notes.append(f"{undated} commande(s) reçues, en tout ou partie, sans date de livraison : "
                     "seul le reste est attendu.")  # fmt: skip
    since = asof - timedelta(days=OLD_DAYS)
    partial = sum(
        order.delivered is not None and order.ordered >= since and order.received < order.units
        for order in orders
    )
    if partial:
        notes.append(f"{partial} livraison(s) partielle(s) depuis {OLD_DAYS}{NO_BREAK}j : le "
                     "reliquat n'est pas compté comme attendu.")  # fmt: skip


def boxes(path: Path, count: int, notes: list[str]) -> None:
    """Tell that quantities were taken for boxes since their code is that of a box."""
    if count:
        notes.append(f"{path.name} : {number(count)} quantité(s) sous un code CIP, comptées en "
                     "boîtes (× conditionnement du catalogue). Si ce sont des unités, "
                     "exportez le code UCD.")  # fmt: skip
