"""Read an OR-Library p-median instance (Beasley 1985): a graph, and p."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from twin.tables import JumeauError, read_text

Floats = npt.NDArray[np.float64]
MOST_VERTICES = 2000
"""All pairs are held: four million distances."""


@dataclass(frozen=True, slots=True, eq=False)
class Pmed:
    """An instance.

    Attributes
    ----------
    cost
        Shortest paths between vertices, shape (n, n).
    count
        Medians to choose.
    """

    cost: Floats
    count: int


def read_pmed(path: Path) -> Pmed:
    """Read an instance; where an edge is repeated, the last one holds.

    Raises
    ------
    JumeauError
        When the file is none, or its graph is not in one piece.
    """
    from scipy.sparse.csgraph import floyd_warshall

    expected = "Attendu : n m p, puis m lignes « i j coût » (OR-Library, p-médiane)."
    try:
        words = [int(word) for word in read_text(path).split()]
    except ValueError:
        raise JumeauError(f"{path}", "un mot n'est pas un nombre entier.", expected) from None
    if len(words) < 3:
        raise JumeauError(f"{path}", "fichier trop court.", expected)
    vertices, edges, count = words[:3]
    if not (1 <= count <= vertices <= MOST_VERTICES) or len(words) != 3 + 3 * edges:
        raise JumeauError(
            f"{path}", f"n = {vertices}, m = {edges}, p = {count} et {len(words) - 3} nombres "
            "ne vont pas ensemble.", f"{expected} Au plus {MOST_VERTICES} sommets.",
        )  # fmt: skip
    rows = np.array(words[3:], np.int64).reshape(edges, 3)
    if edges and (rows[:, :2].min() < 1 or rows[:, :2].max() > vertices or rows[:, 2].min() < 0):
        raise JumeauError(f"{path}", "une arête sort du graphe, ou son coût est négatif.", expected)
    graph = np.full((vertices, vertices), np.inf)
    for one, other, cost in rows:
        graph[one - 1, other - 1] = graph[other - 1, one - 1] = cost
    np.fill_diagonal(graph, 0.0)
    found: Floats = floyd_warshall(graph)
    if not np.isfinite(found).all():
        raise JumeauError(f"{path}", "le graphe est en plusieurs morceaux.", expected)
    return Pmed(found, count)
