"""What a synthetic population holds, counted by place and age, and checked against a pyramid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.territory.persons.curve import band_of_age
from twin.territory.persons.persons import ADULT, EHPAD, Health, Persons
from twin.territory.persons.pyramid import check_pyramid

AGE_STARTS = (0, 20, 65, 75, 85)
AGE_LABELS = ("0-19", "20-64", "65-74", "75-84", "85+")
WHOLE = "ensemble"
ALL_AGES = "tous âges"
_OLD = {"75+": 75, "85+": 85}
_CODES = 8
_BITS = 256
_CHUNK = 4_000_000

Whole = npt.NDArray[np.int64]


def summary(persons: Persons, zones: pd.DataFrame) -> pd.DataFrame:
    """Count persons, conditions, GP and homes by department and age group.

    Parameters
    ----------
    persons
        Whom to count.
    zones
        One row a commune in the order of `persons.zones`, with its department in `dep`.

    Returns
    -------
    pandas.DataFrame
        One row a place (department, or "ensemble") and age group (or "tous âges"): `persons`,
        one column a condition in lower case, `no_gp`, `adults` (17 and over), `no_gp_share` of
        the adults, `ehpad`, `alone` (household of one).
    """
    names, place = np.unique(zones["dep"].to_numpy(str), return_inverse=True)
    band = band_of_age(AGE_STARTS)
    shape = (len(names), len(AGE_LABELS))
    health = np.zeros((*shape, _BITS), dtype=np.int64)
    home = np.zeros((*shape, _CODES), dtype=np.int64)
    adults = np.zeros(shape, dtype=np.int64)
    for rows, span in _runs(persons.offsets):
        size = np.diff(persons.offsets[rows.start : rows.stop + 1])
        row = np.repeat(place[rows], size) * len(AGE_LABELS) + band[persons.age[span]]
        health += _tally(row * _BITS + persons.health[span], health.shape)
        home += _tally(row * _CODES + persons.home[span], home.shape)
        adults += _tally(row[persons.age[span] >= ADULT], shape)
    counts = _columns(health, home, adults)
    whole = {name: count.sum(axis=0, keepdims=True) for name, count in counts.items()}
    frames = [_frame(whole, [WHOLE])]
    if len(names) > 1:
        frames.append(_frame(counts, names.tolist()))
    return pd.concat(frames, ignore_index=True)


def pyramid_gaps(persons: Persons, pyramid: npt.ArrayLike, zones: pd.DataFrame) -> pd.DataFrame:
    """Compare the persons of 75 and over and of 85 and over with the INSEE pyramid.

    Parameters
    ----------
    pyramid
        As in `synthesise`, one row a commune of `persons.zones`.
    zones
        One row a commune in the same order, with its department in `dep`.

    Returns
    -------
    pandas.DataFrame
        One row a place (department, or "ensemble") and age: `persons`; `pyramid`, the INSEE
        count; `expected`, that count brought to the legal population of each commune; `gap` =
        persons - expected, and `gap_share` = gap / expected (NaN where nobody is expected).
    """
    census = check_pyramid(pyramid, len(persons.zones))
    total = census.sum(axis=(1, 2))
    legal = np.diff(persons.offsets)
    scale = np.where(total > 0, legal / np.where(total > 0, total, 1.0), 0.0)
    ours = persons.by_age().astype(np.float64)
    names, place = np.unique(zones["dep"].to_numpy(str), return_inverse=True)
    rows = []
    for label, first in _OLD.items():
        old = [a[:, :, first:].sum(axis=(1, 2)) for a in (ours, census)]
        old.append(old[1] * scale)
        sums = np.stack([np.bincount(place, column, minlength=len(names)) for column in old])
        every = [(WHOLE, sums.sum(axis=1))]
        every += list(zip(names.tolist(), sums.T, strict=True)) if len(names) > 1 else []
        for where, (found, official, expected) in every:
            gap = found - expected
            share = gap / expected if expected > 0 else np.nan
            rows.append((where, label, int(found), official, expected, gap, share))
    names_out = ["place", "age_group", "persons", "pyramid", "expected", "gap", "gap_share"]
    return pd.DataFrame(rows, columns=names_out)


def _runs(offsets: Whole) -> Iterator[tuple[slice, slice]]:
    """Cut the communes into runs of a few million persons."""
    begin = 0
    while begin < len(offsets) - 1:
        end = int(np.searchsorted(offsets, offsets[begin] + _CHUNK, side="right")) - 1
        end = max(end, begin + 1)
        yield slice(begin, end), slice(int(offsets[begin]), int(offsets[end]))
        begin = end


def _tally(cell: Whole, shape: tuple[int, ...]) -> Whole:
    return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)


def _columns(health: Whole, home: Whole, adults: Whole) -> dict[str, Whole]:
    masks = np.arange(_BITS)
    found = {"persons": home.sum(axis=-1)}
    for bit in Health:
        found[str(bit.name).lower()] = health[..., (masks & int(bit)) > 0].sum(axis=-1)
    found["adults"] = adults
    found["ehpad"] = home[..., EHPAD]
    found["alone"] = home[..., 1]
    return found


def _frame(counts: dict[str, Whole], places: list[str]) -> pd.DataFrame:
    """Lay counts by place and age group as rows, each place ending with its total."""
    with_total = {
        name: np.concatenate([count, count.sum(axis=1, keepdims=True)], axis=1).ravel()
        for name, count in counts.items()
    }
    ages = [*AGE_LABELS, ALL_AGES]
    frame = pd.DataFrame(
        {"place": np.repeat(places, len(ages)), "age_group": ages * len(places)} | with_total
    )
    known = frame["adults"].where(frame["adults"] > 0)
    after = list(frame.columns).index("adults") + 1
    frame.insert(after, "no_gp_share", frame["no_gp"] / known)
    return frame
