"""Whatever the totals: kept to the person, the same again, and no commune depends on another."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.territory import Population
from twin.territory.persons import Health, Persons, synthesise
from twin.territory.persons.curve import AGES
from twin.territory.persons.pyramid import in_bands
from twin.territory.persons.rates import condition_rates

GROUPS = st.tuples(st.integers(0, 60), st.integers(0, 150), st.integers(0, 80))
COMMUNES = st.dictionaries(
    st.from_regex(r"(0[1-9]|2[AB]|9[0-5])[0-9]{3}", fullmatch=True), GROUPS, min_size=1, max_size=6
)
SEEDS = st.integers(0, 2**70)


def population(communes: dict[str, tuple[int, int, int]]) -> Population:
    return Population(tuple(communes), np.array(list(communes.values()), dtype=np.int64))


def same(first: Persons, second: Persons, zone: str) -> bool:
    a, b = first.of_zone(zone), second.of_zone(zone)
    return all(np.array_equal(getattr(first, c)[a], getattr(second, c)[b]) for c in Persons.COLUMNS)


@settings(max_examples=60, deadline=None)
@given(COMMUNES, SEEDS)
def test_totals_are_kept_and_rates_to_less_than_one_person(communes, seed):
    people = synthesise(population(communes), seed=seed)
    counts = people.by_age()
    assert in_bands(counts, (0, 20, 65)).sum(axis=1).tolist() == [
        list(g) for g in communes.values()
    ]
    five = in_bands(counts)
    for health, rates in condition_rates().items():
        has = people.has(health)
        for zone, name in enumerate(communes):
            found = has[people.of_zone(name)].sum()
            assert abs(found - (rates.share * five[zone]).sum()) < 1 + 1e-5
    assert not (people.home[people.age < 18] == 1).any()
    assert ((people.home >= 1) & (people.home <= 7)).all()
    assert people.age[people.in_ehpad].min(initial=AGES) >= 60
    assert people.age[people.has(Health.FRAILTY)].min(initial=AGES) >= 65


@settings(max_examples=60, deadline=None)
@given(COMMUNES, SEEDS, st.data())
def test_a_commune_is_the_same_whichever_others_are_built(communes, seed, data):
    zones = len(communes)
    pyramid = data.draw(st.none() | st.just(np.random.default_rng(zones).random((zones, 2, AGES))))
    apl = np.linspace(1, 5, zones)
    places = np.where(np.arange(zones) % 2, 12.0, np.nan)
    together = synthesise(
        population(communes), pyramid=pyramid, apl=apl, ehpad_places=places, seed=seed
    )
    order = data.draw(st.permutations(range(zones)))[: data.draw(st.integers(1, zones))]
    names = list(communes)
    apart = synthesise(
        population({names[n]: communes[names[n]] for n in order}),
        pyramid=None if pyramid is None else pyramid[list(order)],
        apl=apl[list(order)],
        ehpad_places=places[list(order)],
        seed=seed,
    )
    assert all(same(together, apart, names[n]) for n in order)


@settings(max_examples=30, deadline=None)
@given(COMMUNES, SEEDS)
def test_same_seed_same_persons(communes, seed):
    margins = population(communes)
    assert synthesise(margins, seed=seed).digest() == synthesise(margins, seed=seed).digest()


@settings(max_examples=60, deadline=None)
@given(COMMUNES, st.integers(0, 2**32), st.floats(0.2, 6))
def test_a_pyramid_is_followed_inside_each_total(communes, luck, scale):
    margins = population(communes)
    pyramid = np.random.default_rng(luck).gamma(0.3, scale, (len(communes), 2, AGES))
    people = synthesise(margins, pyramid=pyramid)
    counts = people.by_age()
    total = margins.persons.sum(axis=1)
    assert (counts.sum(axis=(1, 2)) == total).all()
    expected = pyramid * (total / pyramid.sum(axis=(1, 2)))[:, None, None]
    for first in (75, 85):
        gap = counts[:, :, first:].sum(axis=(1, 2)) - expected[:, :, first:].sum(axis=(1, 2))
        assert (np.abs(gap) < 2).all()


@settings(max_examples=40, deadline=None)
@given(COMMUNES, SEEDS, st.lists(st.integers(0, 120), min_size=6, max_size=6))
def test_places_are_filled_as_far_as_there_are_old_people(communes, seed, places):
    given_places = np.array(places[: len(communes)], dtype=float)
    people = synthesise(population(communes), ehpad_places=given_places, seed=seed)
    for name, beds in zip(communes, given_places, strict=True):
        span = people.of_zone(name)
        old = int((people.age[span] >= 60).sum())
        assert people.in_ehpad[span].sum() == min(int(np.rint(0.97 * beds)), old)
