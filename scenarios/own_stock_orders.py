"""Which pharmacy shelves scenarios run together live on: one table for them all, or a refusal.

An order makes one reference for its scenarios, and each policy starts on the shelves of that
reference. Two tables would leave one of them unread: the last file would decide for the others.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.levers.product_shortage import ProductShortage
from scenarios.own_stock import OwnStock
from scenarios.scenario import Scenario
from twin.tables import JumeauError

Shelves = dict[tuple[str, str], tuple[OwnStock, int]]
"""By hospital and product, what the pharmacy says, and the month (0 to 11) it is scaled by."""
APART = (
    "Calculez-les séparément, dans deux dossiers de résultats (--out), ou donnez à tous la même "
    "table."
)


def one_set_of_shelves(scenarios: Sequence[Scenario]) -> None:
    """Refuse scenarios that share a reference but not the shelves of their shortages.

    A scenario without a shortage lives on the shelves of the others: out of a shortage they change
    no patient's way.

    Raises
    ------
    JumeauError
        Two of them tell other stocks, or one tells none; or one lever contradicts another.
    """
    told = [(one.name, shelves_of(one)) for one in scenarios if _shortages(one)]
    for name, shelves in told[1:]:
        first, known = told[0]
        if shelves != known:
            raise JumeauError(
                f"scénarios {first}, {name}",
                f"{_why(known, shelves)} ; calculés ensemble, ils partagent une référence et donc "
                "ses étagères.",
                APART,
            )


def shelves_of(scenario: Scenario) -> Shelves:
    """Give the shelves that the shortages of a scenario tell.

    Raises
    ------
    JumeauError
        Two of its levers tell other units of one product of a hospital, or scale them by two
        months.
    """
    found: Shelves = {}
    for lever in _shortages(scenario):
        for row in lever.own():
            key = row.facility, row.product
            one = row, lever.month()
            if found.setdefault(key, one) != one:
                raise JumeauError(
                    f"scénario {scenario.name}",
                    f"deux leviers product-shortage donnent {row.product} à {row.facility} : "
                    f"{_why({key: found[key]}, {key: one})}.",
                    "Nommez une seule table, et des débuts dans le même mois.",
                )
    return found


def _shortages(scenario: Scenario) -> tuple[ProductShortage, ...]:
    levers = (lever.starting(scenario.start) for lever in scenario.lever)
    return tuple(lever for lever in levers if isinstance(lever, ProductShortage))


def _why(one: Shelves, two: Shelves) -> str:
    """Say how two sets of shelves differ."""
    if not one or not two:
        return "l'un donne les stocks d'une pharmacie (stocks), l'autre garde la règle du jumeau"
    if {k: row for k, (row, _) in one.items()} == {k: row for k, (row, _) in two.items()}:
        return "leurs ruptures ne commencent pas le même mois, qui règle les unités des étagères"
    return "leurs stocks de pharmacie ne sont pas les mêmes"
