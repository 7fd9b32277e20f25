"""People by age, sex and health: whatever the pyramid, the census groups are kept."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scenarios.people import ages_of, people_of
from tests.territories import territory

groups = arrays.arrays(np.int64, (3, 3), elements=st.integers(0, 200_000))
pyramids = arrays.arrays(
    np.float64, (3, 2, 101), elements=st.one_of(st.just(0.0), st.floats(0.01, 5000.0))
)


@settings(max_examples=60, deadline=None)
@given(groups, st.one_of(st.none(), pyramids))
def test_census_groups_are_kept(persons, pyramid):
    place = replace(territory(persons, []), pyramid=pyramid)
    ages, cells = ages_of(place), people_of(place)
    assert cells.shape == (3, 6, 2, 2)
    assert cells.min() >= 0
    found = np.add.reduceat(ages.sum(axis=1), (0, 20, 65), axis=1)
    assert np.allclose(found, persons, rtol=1e-12, atol=1e-9)
    assert np.allclose(cells.sum(axis=(1, 2, 3)), persons.sum(axis=1), rtol=1e-12, atol=1e-9)
    assert np.allclose(cells[:, 4:].sum(axis=(1, 2, 3)), persons[:, 2], rtol=1e-12, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(pyramids)
def test_ages_inside_a_group_follow_the_pyramid(pyramid):
    persons = np.full((3, 3), 1000)
    ages = ages_of(replace(territory(persons, []), pyramid=pyramid))
    young = pyramid[:, :, :20]
    known = young.sum(axis=(1, 2)) > 0
    share = young[known] / young[known].sum(axis=(1, 2), keepdims=True)
    assert np.allclose(ages[known][:, :, :20], 1000 * share)
