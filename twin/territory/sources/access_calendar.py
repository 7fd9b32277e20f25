"""The dated calendar of access of each emergency department, as a user or an ARS writes it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pandas as pd

from twin.tables import Column, Table
from twin.territory.openings import FRENCH, AccessRule
from twin.territory.sources.capacities import DAYS
from twin.territory.sources.catalogue import Source
from twin.territory.sources.cells import Reject
from twin.territory.sources.reading import Publisher, Reading, read_rows
from twin.territory.sources.recognition import columns

PUBLISHER = Publisher("Calendrier d'accès des urgences", "fichier fourni par l'utilisateur",
                      "à confirmer")  # fmt: skip
ACCESS = Table(
    name="acces",
    meaning="une ligne par site et par plage d'heures où il ne reçoit pas librement",
    columns=(
        Column("finess", "text", "numéro FINESS géographique", length=9),
        Column("forme", "text", "régulé (le 15 d'abord), suspendu, antenne (SMUR sans accueil), "
               "fermé", choices=tuple(FRENCH)),
        Column("du", "text", "premier jour, AAAA-MM-JJ ou JJ/MM/AAAA ; vide : depuis toujours",
               nullable=True),
        Column("au", "text", "dernier jour ; vide : sans fin", nullable=True),
        Column("jours", "text", "jours où la plage commence", choices=tuple(DAYS)),
        Column("de", "integer", "heure locale de début", "h", minimum=0, maximum=23),
        Column("a", "integer", "heure de fin, non comprise ; avant ou égale au début, elle est "
               "celle du lendemain (0 à 24 : toute la journée)", "h", minimum=0, maximum=24),
        Column("source", "text", "d'où cela vient (arrêté, site de l'ARS)", required=False,
               nullable=True),
    ),
    source="saisie de l'utilisateur",
)  # fmt: skip
_DATE = re.compile(r"(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)/(\d\d?)/(\d{4}))")


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a calendar of access."""
    return {"finess", "forme", "jours", "de", "a"} <= columns(head)


def read(path: Path) -> Reading:
    """Read a CSV `finess,forme,du,au,jours,de,a,source`.

    A date that does not exist, or an end before its beginning, refuses the row.

    Raises
    ------
    JumeauError
        When the file is not this table.
    """
    reading = read_rows(path, ACCESS, PUBLISHER)
    refused = []
    for line, du, au in zip(
        reading.frame.index.tolist(), reading.frame["du"], reading.frame["au"], strict=True
    ):
        reject = _wrong_dates(line, du, au)
        if reject is not None:
            refused.append(reject)
    return reading.without(refused)


def access_rules(reading: Reading) -> tuple[AccessRule, ...]:
    """Give the rules of access that a file declares, in its order.

    Parameters
    ----------
    reading
        What `read` gave.
    """
    origin = f"déclaré : {reading.path.name}"
    return tuple(
        AccessRule(
            site=str(row["finess"]),
            form=FRENCH[str(row["forme"])],
            start=day(row["du"]),
            end=day(row["au"]),
            weekdays=tuple(DAYS[str(row["jours"])]),
            from_hour=int(row["de"]),
            until_hour=int(row["a"]),
            source=origin if pd.isna(row["source"]) else str(row["source"]),
        )
        for row in reading.frame.to_dict("records")
    )


def day(cell: object) -> date | None:
    """Give the day that a cell writes AAAA-MM-JJ or JJ/MM/AAAA; None when it is empty.

    Raises
    ------
    ValueError
        When it writes no day of the calendar.
    """
    if not isinstance(cell, str) or not cell:
        return None
    found = _DATE.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    y, m, d = found.group(1, 2, 3) if found.group(1) else found.group(6, 5, 4)
    return date(int(y), int(m), int(d))


def _wrong_dates(line: int, du: object, au: object) -> Reject | None:
    days = []
    for name, cell in (("du", du), ("au", au)):
        try:
            days.append(day(cell))
        except ValueError:
            return Reject(line, name, str(cell)[:80], "date AAAA-MM-JJ ou JJ/MM/AAAA attendue")
    start, end = days
    if start is not None and end is not None and end < start:
        return Reject(line, "au", str(au), "la fin est avant le début")
    return None


SOURCE = Source("acces", "Calendrier d'accès des urgences", PUBLISHER, (ACCESS,), recognise, read)
