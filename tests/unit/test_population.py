"""Persons by commune and age add up to the legal population, to the person."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twin.territory.population import AGE_GROUPS, Population

COMMUNE = st.tuples(
    st.integers(0, 3_000_000), st.tuples(*(st.integers(0, 2_000_000) for _ in AGE_GROUPS))
)


@given(st.lists(COMMUNE, min_size=1, max_size=30))
def test_totals_kept_to_the_person(communes: list[tuple[int, tuple[int, int, int]]]) -> None:
    total = [population for population, _ in communes]
    shares = np.array([ages for _, ages in communes], dtype=float)
    if shares.sum() == 0:
        shares[0, 1] = 1.0
    zones = tuple(f"{n:05d}" for n in range(len(communes)))
    population = Population.from_shares(zones, total, shares)
    assert population.persons.sum(axis=1).tolist() == total
    assert (population.persons >= 0).all()
    assert population.total == sum(total)
    weight = np.where(shares.sum(axis=1, keepdims=True) > 0, shares, shares.sum(axis=0))
    exact = np.array(total)[:, None] * weight / weight.sum(axis=1, keepdims=True)
    assert (np.abs(population.persons - exact) < 1 + 1e-6).all()


def test_a_commune_without_census_takes_the_shares_of_the_whole() -> None:
    population = Population.from_shares(("a", "b"), [100, 100], [[20, 50, 30], [0, 0, 0]])
    assert population.persons.tolist() == [[20, 50, 30], [20, 50, 30]]
