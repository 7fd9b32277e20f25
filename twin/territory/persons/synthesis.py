"""From official totals to synthetic persons: so many of each sex and age, then who has what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from twin.tables import JumeauError
from twin.territory.persons.curve import AGES, FIVE_YEAR_STARTS
from twin.territory.persons.ehpad import residents
from twin.territory.persons.luck import Keys, Purpose, commune_keys, draw, uniform
from twin.territory.persons.persons import EHPAD, Health, Persons
from twin.territory.persons.placing import Cells
from twin.territory.persons.pyramid import (
    SEXES,
    check_pyramid,
    count_by_age,
    there_and_back,
    unfold,
)
from twin.territory.persons.rates import (
    GP_STARTS,
    HOME_STARTS,
    apl_factor,
    condition_rates,
    gp_rates,
    size_shares,
)
from twin.territory.persons.rounding import settle
from twin.territory.population import Population

if TYPE_CHECKING:
    from twin.territory.territory import Territory

SEED = 2026
CHUNK = 1_000_000
"""Persons built at once: bounds the memory of the work, changes nothing in the result."""
_GP_ATTRIBUTE, _HOME_ATTRIBUTE = 7, 8
_FRAIL = list(Health).index(Health.FRAILTY)

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Margins:
    """What is known of some communes: totals, and what files say more, row by row."""

    groups: Whole
    keys: Keys
    pyramid: Floats | None
    apl: Floats | None
    places: Floats | None

    def part(self, rows: slice) -> Margins:
        """Give the same for some of the communes."""
        cut = [None if a is None else a[rows] for a in (self.pyramid, self.apl, self.places)]
        return Margins(self.groups[rows], self.keys[rows], *cut)


def persons_of(territory: Territory, *, ring: bool = False, seed: int = SEED) -> Persons:
    """Give the synthetic inhabitants of a territory, with all that it knows of its communes.

    Parameters
    ----------
    territory
        Its pyramid, deprivation, published APL and EHPAD places serve where it has them.
    ring
        Whether the communes of the buffer ring are given too.
    seed
        Same seed, same persons.
    """
    kept = np.ones(len(territory.zones), bool) if ring else ~territory.in_ring
    zones = territory.zones[kept]
    whole = territory.population
    codes = tuple(code for code, here in zip(whole.zones, kept, strict=True) if here)

    def column(name: str) -> npt.NDArray[np.float64] | None:
        return zones[name].to_numpy(np.float64, na_value=np.nan) if name in zones else None

    fifths = column("deprivation_quintile")
    return synthesise(
        Population(codes, whole.persons[kept]),
        pyramid=None if territory.pyramid is None else territory.pyramid[kept],
        deprivation=None if fifths is None else np.nan_to_num(fifths),
        apl=column("apl_published"),
        ehpad_places=_places(territory, codes),
        seed=seed,
    )


def _places(territory: Territory, codes: Sequence[str]) -> npt.NDArray[np.float64] | None:
    """Give the EHPAD places of each commune; None unless every EHPAD declares its own."""
    homes = [point for point in territory.care_points if point.kind == "ehpad"]
    if not homes or any(point.number is None for point in homes):
        return None
    found = dict.fromkeys(codes, 0.0)
    for point in homes:
        if point.zone in found:
            found[point.zone] += point.number or 0.0
    return np.array(list(found.values()))


def synthesise(
    margins: Population,
    *,
    pyramid: npt.ArrayLike | None = None,
    deprivation: npt.ArrayLike | None = None,
    apl: npt.ArrayLike | None = None,
    ehpad_places: npt.ArrayLike | None = None,
    seed: int = SEED,
) -> Persons:
    """Give synthetic inhabitants whose totals are the official ones, to the person.

    A commune's persons depend on its own figures, its code and the seed, never on which other
    communes are built.

    Parameters
    ----------
    margins
        Persons by commune and three age groups.
    pyramid
        INSEE counts, shape (zones, 2, 101), men first, decimals. A commune with one keeps its
        legal total and takes ages and sexes from it; its three groups are then the pyramid's.
    deprivation
        Quintile of each commune, 1 to 5, 0 where unknown.
    apl
        Accessibility to GPs of each commune, NaN where unknown; None has no effect.
    ehpad_places
        EHPAD places of each commune, NaN where unknown; None uses national rates.
    seed
        Same seed, same persons.

    Raises
    ------
    JumeauError
        When an argument does not fit the communes.
    """
    zones = len(margins.zones)
    given = Margins(
        np.asarray(margins.persons, dtype=np.int64),
        commune_keys(margins.zones, seed),
        None if pyramid is None else check_pyramid(pyramid, zones),
        _column("accessibilité aux généralistes", apl, zones),
        _column("places d'EHPAD", ehpad_places, zones),
    )
    total = given.groups.sum(axis=1)
    offsets = np.append(0, np.cumsum(total))
    columns = [np.zeros(offsets[-1], dtype=np.uint8) for _ in Persons.COLUMNS]
    for rows in _chunks(total):
        span = slice(offsets[rows.start], offsets[rows.stop])
        for column, part in zip(columns, _build(given.part(rows)), strict=True):
            column[span] = part
    quintile = _quintiles(deprivation, zones)
    for array in (offsets, quintile, *columns):
        array.setflags(write=False)
    age, sex, health, home = columns
    return Persons(margins.zones, offsets, quintile, age, sex, health, home, seed)


def _build(margins: Margins) -> tuple[Bytes, Bytes, Bytes, Bytes]:
    """Give the columns of the persons of a few communes."""
    counts = count_by_age(margins.groups, margins.pyramid, margins.keys)
    flat = counts.reshape(-1)
    ages = np.tile(np.arange(AGES, dtype=np.uint8), SEXES * len(counts))
    age = np.repeat(ages, flat)
    sex = np.repeat(np.tile(np.arange(SEXES, dtype=np.uint8), len(counts)), counts.sum(2).ravel())
    health = np.zeros(len(age), dtype=np.uint8)
    cells = Cells.of(counts, FIVE_YEAR_STARTS, margins.keys)
    for number, (bit, rates) in enumerate(condition_rates().items()):
        start = uniform(draw(margins.keys, Purpose.CONDITION, number))
        chosen = unfold(settle(there_and_back(rates.share * cells.size), start))
        health[cells.pick(np.minimum(chosen, cells.size), number)] |= np.uint8(bit)
    health[_without_gp(counts, margins)] |= np.uint8(Health.NO_GP)
    home = _homes(counts, margins.keys)
    # In the order of frailty: the residents are the frail ones of their age, as far as they go.
    home[cells.pick(residents(cells.size, margins.places, margins.keys), _FRAIL)] = EHPAD
    return age, sex, health, home


def _without_gp(counts: Whole, margins: Margins) -> Whole:
    cells = Cells.of(counts, GP_STARTS, margins.keys)
    share = np.broadcast_to(gp_rates().share, cells.size.shape)
    if margins.apl is not None:
        share = np.minimum(share * apl_factor(margins.apl)[:, None, None], 1.0)
    start = uniform(draw(margins.keys, Purpose.GP))
    chosen = unfold(settle(there_and_back(share * cells.size), start))
    return cells.pick(np.minimum(chosen, cells.size), _GP_ATTRIBUTE)


def _homes(counts: Whole, keys: Keys) -> Bytes:
    """Give the size of each person's household, without EHPAD."""
    cells = Cells.of(counts, HOME_STARTS, keys)
    start = uniform(draw(cells.key, Purpose.HOME)).reshape(cells.size.shape)
    upto = np.floor(cells.size[..., None] * size_shares() + start[..., None]).astype(np.int64)
    upto = np.minimum(upto, cells.size[..., None])
    upto[..., -1] = cells.size
    by_size = np.diff(upto, axis=-1, prepend=0)
    sizes = np.tile(np.arange(1, by_size.shape[-1] + 1, dtype=np.uint8), cells.begin.size)
    home = np.empty(counts.sum(), dtype=np.uint8)
    home[cells.pick(cells.size, _HOME_ATTRIBUTE)] = np.repeat(sizes, by_size.ravel())
    return home


def _chunks(total: Whole) -> list[slice]:
    """Cut the communes into runs of about `CHUNK` persons (at least one commune)."""
    place = np.cumsum(total) // CHUNK
    cuts = [0, *(np.flatnonzero(np.diff(place)) + 1).tolist(), len(total)]
    return [slice(a, b) for a, b in pairwise(cuts) if b > a]


def _column(name: str, values: npt.ArrayLike | None, zones: int) -> Floats | None:
    if values is None:
        return None
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (zones,) or (array < 0).any() or np.isinf(array).any():
        raise JumeauError(
            name,
            f"{zones} valeurs positives attendues, forme reçue {array.shape}.",
            "Donnez une valeur par commune, vide (NaN) là où elle est inconnue.",
        )
    return array


def _quintiles(values: npt.ArrayLike | None, zones: int) -> Bytes:
    array = np.zeros(zones) if values is None else np.asarray(values, dtype=np.float64)
    if array.shape != (zones,) or not np.isin(array, np.arange(6)).all():
        raise JumeauError(
            "quintile de défavorisation",
            f"{zones} quintiles de 0 à 5 attendus, forme reçue {array.shape}.",
            "Donnez 1 (le moins défavorisé) à 5, et 0 là où il est inconnu.",
        )
    return array.astype(np.uint8)
