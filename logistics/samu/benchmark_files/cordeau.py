"""Read a dial-a-ride instance of Cordeau: vehicles, requests, windows; Euclidean roads."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from logistics.samu.transport.problem import Request, Transport, Vehicle, check
from twin.tables import JumeauError, read_text

EXPECTED = (
    "Attendu : « véhicules demandes durée capacité trajet », puis « rang x y service charge début "
    "fin » par lieu, le dépôt en premier (Cordeau, transport à la demande)."
)


def looks_like_cordeau(path: Path) -> bool:
    """Say whether a file starts like a dial-a-ride instance: five numbers, then seven."""
    lines = [line.split() for line in read_text(path).splitlines() if line.strip()][:2]
    return [len(line) for line in lines] == [5, 7]


def read_cordeau(path: Path) -> Transport:
    """Read an instance; the second number may count requests or stops, the end depot be absent.

    Raises
    ------
    JumeauError
        When the file is none.
    """
    try:
        rows = [[float(word) for word in line.split()]
                for line in read_text(path).splitlines() if line.strip()]  # fmt: skip
    except ValueError:
        raise JumeauError(f"{path}", "un mot n'est pas un nombre.", EXPECTED) from None
    if len(rows) < 4 or len(rows[0]) != 5 or any(len(row) != 7 for row in rows[1:]):
        raise JumeauError(f"{path}", "lignes de longueur inattendue.", EXPECTED)
    fleet, told, duration, capacity, ride = rows[0]
    nodes = np.array(rows[1:])
    if not (np.isfinite(nodes).all() and np.isfinite(rows[0]).all()):
        raise JumeauError(f"{path}", "un nombre est infini ou absent.", EXPECTED)
    # With or without the depot of return: stops are even in number.
    n = (len(nodes) - 1) // 2
    if told not in (n, 2 * n) or fleet < 1 or fleet != int(fleet) or capacity < 1:
        raise JumeauError(
            f"{path}", f"{told:g} annoncés, {n} demandes lues, {fleet:g} véhicules.", EXPECTED
        )
    load = nodes[:, 4]
    if (load[1 : n + 1] != -load[n + 1 : 2 * n + 1]).any() or (load[1 : n + 1] < 1).any():
        raise JumeauError(f"{path}", "une charge ne descend pas où elle doit.", EXPECTED)
    points = nodes[: 2 * n + 1, 1:3]
    road = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    last = nodes[2 * n + 1] if len(nodes) > 2 * n + 1 else nodes[0]
    requests = tuple(
        Request(
            f"{i}", i, n + i, nodes[i, 5], nodes[i, 6], nodes[n + i, 5], nodes[n + i, 6],
            nodes[i, 3], nodes[n + i, 3], (int(load[i]), 0, 0), "T3", ride,
        )
        for i in range(1, n + 1)
    )  # fmt: skip
    vehicles = tuple(
        Vehicle(f"{k + 1}", "", "T3", (int(capacity), 0, 0), 0, nodes[0, 5], last[6], duration)
        for k in range(int(fleet))
    )
    found = Transport(road, road, requests, vehicles)
    check(found)
    return found
