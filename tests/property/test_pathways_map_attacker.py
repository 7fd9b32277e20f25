"""A reader of the map who knows every sum still cannot tell a small count."""

import numpy as np
import pytest
from scipy.optimize import linprog

from pathways.answers.asked import ask
from pathways.answers.map import process_map
from pathways.queries.follows import follows
from pathways.queries.steps import steps
from tests.integration.test_pathways_answers import random_log

pytestmark = pytest.mark.property


def attacked(told):
    """Give the cells of a map, the sums a reader knows, and the counts shown."""
    cells, shown = {}, {}
    for kind, rows in (("n", told["nodes"]), ("e", told["edges"]), ("s", told["starts"]),
                       ("f", told["ends"])):  # fmt: skip
        for row in rows:
            key = (kind, row.get("activity") or (row["from"], row["to"]))
            cells[key] = len(cells)
            shown[key] = row["count"]
    for total in ("events", "cases"):
        cells[total, ""] = len(cells)
        shown[total, ""] = told[total]
    names = [row["activity"] for row in told["nodes"]]
    sums = [(("events", ""), [("n", a) for a in names])]
    sums += [(("cases", ""), [k for k in cells if k[0] == kind]) for kind in "sf"]
    for side, tip in ((0, "f"), (1, "s")):
        for a in names:
            parts = [k for k in cells if k[0] == "e" and k[1][side] == a]
            sums.append((("n", a), parts + [k for k in cells if k == (tip, a)]))
    matrix = np.zeros((len(sums), len(cells)))
    for row, (total, parts) in enumerate(sums):
        for part in parts:
            matrix[row, cells[part]] += 1
        matrix[row, cells[total]] -= 1
    return cells, shown, matrix


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("activities", [1.0, 0.9])
def test_hidden_small_counts_cannot_be_computed(seed, activities):
    asked = ask(random_log(seed, public=False))
    told = process_map(asked, activities=activities).json()
    cells, shown, matrix = attacked(told)
    bounds = [(1, None) if shown[k] is None else (shown[k], shown[k]) for k in cells]
    names = asked.log.names.activities
    truth = follows(steps(asked.log))
    small = {
        ("e", (names[a], names[b])) for a, b, _, people in truth.edges.iter_rows() if people < 11
    }
    checked = 0
    for key in cells:
        if activities == 1.0 and key in small:
            assert shown[key] is None
        if shown[key] is not None:
            continue
        cost = np.zeros(len(cells))
        cost[cells[key]] = 1
        reach = [
            linprog(sign * cost, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
            for sign in (1, -1)
        ]
        low = reach[0].fun
        high = np.inf if reach[1].status == 3 else -reach[1].fun
        if key in small and activities == 1.0:
            assert high - low >= 11 - 1e-6
            checked += 1
        else:
            assert high > low
    assert checked or activities < 1
