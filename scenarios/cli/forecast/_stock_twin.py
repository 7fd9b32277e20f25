"""What of the pharmacist's shelves went into the twin, said on the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.cli import screen
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.own_stock import Shelf
    from scenarios.stock_twin import TwinStock

FEW = 5


def follow(said: list[str]) -> dict[str, str]:
    """Read what the pharmacist says: CODE=product of the twin, nothing after = for none.

    Raises
    ------
    JumeauError
        It is not written so.
    """
    found = {}
    for one in said:
        code, equals, drug = one.partition("=")
        if not (code.strip() and equals):
            raise JumeauError(
                f"--follow {one}", "attendu : CODE=produit.", "Exemple : 9900049=ceftriaxone."
            )
        found[code.strip()] = drug.strip()
    return found


def _lived(shelf: Shelf | None) -> str:
    """Say the days that a shelf lasts in the twin, at its mean use."""
    return "sans effet" if shelf is None else f"{screen.number(shelf.days, 0)} j"


def show(held: TwinStock, path: Path, say: Callable[[str], None]) -> None:
    """Write what goes into the twin and what does not."""
    from twin.parameters.pharmacy2026 import DRUGS

    names = {drug.code: drug.label.partition(",")[0] for drug in DRUGS}
    console = screen.out()
    console.print("[bold]Votre pharmacie dans le jumeau[/bold]")
    rows = [
        [names[row.product], ", ".join(held.codes[row.product]), screen.number(row.start, 0),
         screen.number(row.level, 0), screen.number(row.per_day, 1),
         screen.number(held.twin_per_day[row.product], 2), screen.number(row.days, 0),
         _lived(held.shelves.get(row.product))]
        for row in held.rows
    ]  # fmt: skip
    heads = ["Produit du jumeau", "Vos codes", "Stock", "Niveau", "Besoin par jour",
             "Le jumeau, par jour", "Jours tenus", "Dans le jumeau"]  # fmt: skip
    console.print(screen.facts_table(heads, rows))
    short = ", ".join(names[code] for code in held.short)
    say(f"Plus de livraison dans ce scénario : {short}. Changez la ligne products pour d'autres.")
    say("Les jours tenus sont gardés : le jumeau ne suit pas tous vos usages, ses unités sont "
        "ramenées à sa propre consommation. Délais et jours de commande sont ceux du "
        "jumeau.")  # fmt: skip
    if raised := [names[code] for code, shelf in held.shelves.items() if shelf.floored]:
        say(f"Étagères portées à un épisode (le plus gros du produit, sans dépasser vos unités), "
            f"elles tiennent dans le jumeau plus longtemps que dit : "
            f"{', '.join(raised)}.")  # fmt: skip
    if held.limited:
        say("L'accès de cet hôpital est limité à certaines heures : le calcul en tient compte, pas "
            "la consommation qui règle les étagères ; elles tiendront un peu plus que "
            "dit.")  # fmt: skip
    if idle := [names[code] for code, units in held.twin_per_day.items() if units <= 0]:
        say(f"Jamais utilisés par les épisodes de cet hôpital dans le jumeau, sans effet : "
            f"{', '.join(idle)}.")  # fmt: skip
    if held.expiring:
        told = ", ".join(f"{names[c]} {screen.number(n, 0)}" for c, n in held.expiring.items())
        say(f"Péremption : le jumeau ne périme rien ; ôté du stock de départ ce qui périmera avant "
            f"de servir : {told}.")  # fmt: skip
    else:
        say("Péremption : le jumeau ne périme rien ; rien de ces stocks ne périme avant de servir.")
    if held.awaited:
        told = ", ".join(f"{names[c]} {screen.number(n, 0)}" for c, n in held.awaited.items())
        say(f"Commandes attendues, inconnues du jumeau : {told}.")
    if held.unused:
        say(f"Sans consommation, laissés à la règle du jumeau : {', '.join(held.unused)}.")
    if held.unfollowed:
        more = len(held.unfollowed) - FEW
        rest = f" et {more} autres" if more > 0 else ""
        say(f"Non suivis par le jumeau ({len(held.unfollowed)}) : "
            f"{', '.join(held.unfollowed[:FEW])}{rest}. --follow CODE=produit en relie "
            "un.")  # fmt: skip
    say(f"Écrit : {path}. Calculez : jumeau run {path}")
