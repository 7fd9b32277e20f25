"""No small count of a table can be found back by whoever knows all the rest."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from ortools.sat.python import cp_model
from scipy import sparse
from scipy.optimize import linprog

from twin.disclosure import Gate, Relation, protect, table
from twin.disclosure.relations import Mask

GATE = Gate()
SHAPES = [(4,), (3, 4), (6, 5), (7, 9), (3, 3, 3), (3, 3, 4), (2, 3, 2, 3), (3, 2, 4, 2)]


def interval(
    counts: np.ndarray, relations: list[Relation], hidden: Mask, cell: int, *, whole: bool
) -> tuple[float, float]:
    """What an outsider finds: written apart from the code under test."""
    free = np.flatnonzero(hidden)
    rows, known = [], []
    for r in relations:
        row = np.zeros(len(counts))
        for p in r.parts:
            row[p] += 1
        row[r.total] -= 1
        if not row[free].any():
            continue
        rows.append(row[free])
        known.append(-row @ np.where(hidden, 0, counts))
    goal = (free == cell).astype(float)
    if not rows:
        return 1, np.inf
    # Far above every count: beyond, the outsider knows nothing anyway.
    most = int(10 * counts.max() + 1000)
    ends, sums = [], sparse.csc_array(np.array(rows))
    for sign in (-1, 1):
        if whole:
            model = cp_model.CpModel()
            cells = [model.new_int_var(1, most, "") for _ in free]
            for row, sum_ in zip(rows, known, strict=True):
                model.add(sum(int(row[i]) * cells[i] for i in np.flatnonzero(row)) == int(sum_))
            model.minimize(sign * cells[int(np.searchsorted(free, cell))])
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            assert solver.solve(model) == cp_model.OPTIMAL
            ends.append(sign * solver.objective_value)
        else:
            found = linprog(sign * goal, A_eq=sums, b_eq=known, bounds=(1, most))
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        if sign == -1 and ends[0] - counts[cell] >= max(11, counts[cell] // 5):
            # Wide enough already: the true count is in it, the low end can only be lower.
            return counts[cell], ends[0]
    return ends[1], ends[0]


def random_table(seed: int) -> tuple[pl.DataFrame, list[str]]:
    rng = np.random.default_rng(seed)
    shape = SHAPES[seed % len(SHAPES)]
    mean = rng.choice([2.0, 8.0, 20.0, 60.0])
    counts = rng.negative_binomial(0.6, 0.6 / (mean + 0.6), size=shape)
    dims = [f"d{i}" for i in range(len(shape))]
    columns = {d: ix.ravel() for d, ix in zip(dims, np.indices(shape), strict=True)}
    return pl.DataFrame({**columns, "n": counts.ravel()}), dims


def relations_of(cells: pl.DataFrame, dims: list[str]) -> list[Relation]:
    """Every sum of the table, found again from its rows alone."""
    keys = [tuple(k) for k in cells.select(dims).iter_rows()]
    at = {k: i for i, k in enumerate(keys)}
    parts: dict[tuple[int, int], list[int]] = {}
    for key, i in at.items():
        for d in range(len(dims)):
            if key[d] is not None:
                parts.setdefault((at[(*key[:d], None, *key[d + 1 :])], d), []).append(i)
    return [Relation(t, tuple(p)) for (t, _), p in parts.items()]


def attack(seed: int, *, whole: bool) -> tuple[int, int]:
    """Attack one table; give its positive counts and those hidden."""
    frame, dims = random_table(seed)
    shown = table(frame, dims, "n", GATE)
    truth = table(frame, dims, "n", Gate(public=True))
    counts = truth["n"].to_numpy()
    hidden = shown["hidden"].to_numpy()
    assert shown.select(dims).equals(truth.select(dims))
    assert (shown["n"].is_null().to_numpy() == hidden).all()
    assert (counts[~hidden] == shown["n"].drop_nulls().to_numpy()).all()
    small = (counts >= 1) & (counts <= 10)
    assert hidden[small].all()
    assert not hidden[counts == 0].any()
    relations = relations_of(truth, dims)
    for cell in np.flatnonzero(small):
        low, high = interval(counts, relations, hidden, int(cell), whole=whole)
        assert low - 1e-6 <= counts[cell] <= high + 1e-6
        assert high - low >= 11 - 1e-6, (seed, truth.row(int(cell)), low, high)
    return int((counts > 0).sum()), int(hidden.sum())


# Each shape three times in every test run; 60 tables, then a thousand, in full.
SEEDS = [
    pytest.param(seed, marks=() if seed < 3 * len(SHAPES) else pytest.mark.full)
    for seed in range(60)
]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_small_count_found_back(seed: int) -> None:
    attack(seed, whole=seed in (1, 4, 9, 12))


@pytest.mark.full
def test_no_small_count_found_back_in_a_thousand_tables() -> None:
    for seed in range(1000):
        attack(seed, whole=False)


@pytest.mark.parametrize("seed", range(4))
def test_no_small_arc_found_back_in_a_map(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 10
    arcs = rng.negative_binomial(0.3, 0.3 / 12.3, size=(n, n))
    # Sums known on a map: what leaves and what enters each activity, and the number of cases.
    counts = np.concatenate([arcs.ravel(), arcs.sum(1), arcs.sum(0), [arcs.sum()]])
    cell = np.arange(n * n).reshape(n, n)
    relations = [Relation(n * n + i, tuple(cell[i])) for i in range(n)]
    relations += [Relation(n * n + n + j, tuple(cell[:, j])) for j in range(n)]
    last = len(counts) - 1
    relations += [Relation(last, tuple(range(n * n + k * n, n * n + k * n + n))) for k in (0, 1)]
    # A few patients cross some arcs many times.
    units = np.where((counts > 20) & (rng.random(len(counts)) < 0.1), 3, counts)
    hidden = protect(counts, relations, GATE, units=units)
    for c in np.flatnonzero((units >= 1) & (units <= 10)):
        assert hidden[c]
        low, high = interval(counts, relations, hidden, int(c), whole=False)
        assert high - low >= max(11, counts[c] // 5) - 1e-6
