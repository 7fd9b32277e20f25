"""Which calendar of access of the EDs an answer follows, as one sentence in French."""

from __future__ import annotations

from datetime import date

from scenarios.access_timeline import access_changes
from twin.territory import Territory

MOST_NAMED = 4


def access_said(territory: Territory, start: date, end: date | None = None) -> str:
    """Say how many of the territory's rules of access are in force in a period, and where.

    Parameters
    ----------
    start, end
        First and last day; one day by default.
    """
    last = start if end is None else end
    when = f"le {_day(start)}" if last == start else f"du {_day(start)} au {_day(last)}"
    if not territory.access_rules:
        return (f"Accès des urgences {when} : le territoire ne déclare aucune règle d'accès ; "
                "chaque site suit ses horaires habituels.")  # fmt: skip
    changes = access_changes(territory, start, last)
    if not changes:
        return (
            f"Accès des urgences {when} : aucune des {len(territory.access_rules)} règles du "
            "territoire n'est en vigueur ; chaque site suit ses horaires habituels."
        )
    names = {f.id: f.name for f in territory.of_kind("hospital")}
    sites = list(dict.fromkeys(names[c.facility] for c in changes))
    told = ", ".join(sites[:MOST_NAMED])
    if len(sites) > MOST_NAMED:
        told += f" et {len(sites) - MOST_NAMED} autres"
    return (f"Accès des urgences {when} : {len(changes)} règle(s) du territoire en vigueur, "
            f"appliquées ({told}).")  # fmt: skip


def _day(one: date) -> str:
    return one.strftime("%d/%m/%Y")
